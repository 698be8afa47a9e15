/**
 * A redirection may name places that are no SIP addresses (`tel:`, `mailto:`, RFC 3261 §21.3); SIP.js cannot read
 * them and drops the whole answer, after which the call would be tried for ever. They are left out here.
 */
import { headOf, statusOf } from './sip-text.ts';

const HEADER = /^(?:Contact|m)[ \t]*:[ \t]*([^\r\n]*(?:\r\n[ \t][^\r\n]*)*)\r\n/gim;
/** One value of a list: commas within quotes or angle brackets belong to it. */
const VALUE = /(?:"(?:[^"\\]|\\.)*"|<[^>]*>|[^,"<])+/g;
const IS_SIP = /^\s*(?:(?:"(?:[^"\\]|\\.)*"|[^"<]*)\s*<\s*)?sips?:/i;

/** A 3xx with the Contacts that are SIP addresses; any other message unchanged. */
export function withSipContacts(response: string): string {
  const status = statusOf(response);
  if (!(status >= 300 && status < 400)) return response;
  const head = `${headOf(response)}\r\n`;
  const kept = head.replace(HEADER, (_line, list: string) => {
    const values = (list.match(VALUE) ?? []).filter((value) => IS_SIP.test(value));
    return values.length > 0 ? `Contact: ${values.map((value) => value.trim()).join(', ')}\r\n` : '';
  });
  return kept + response.slice(head.length);
}
