/**
 * SIP.js fixes its address when it is made, but ours changes: another server, another network, a new
 * connection. So SIP.js writes a placeholder, and the truth is put in its place at sending (and taken out of
 * the Via of answers, which SIP.js compares with what it wrote).
 */
import { isIP } from 'node:net';
import type { SentBy } from './sip-port.ts';
import { headOf } from './sip-text.ts';

/** RFC 2606 keeps `.invalid` from ever being a real host. */
export const PLACEHOLDER = 'phone.invalid';

/** Puts our addresses into a message of SIP.js: `via` where answers shall go, `contact` everywhere else. */
export function fillPlaceholder(message: string, { via, contact }: { via: SentBy; contact: SentBy }): string {
  const head = headOf(message);
  const filled = head
    .replace(`Via: ${viaProtocol(head)} ${PLACEHOLDER}`, `Via: ${viaProtocol(head)} ${sentByText(via)}`)
    .replaceAll(PLACEHOLDER, sentByText(contact));
  return filled + message.slice(head.length);
}

/** Puts the placeholder back into the top Via of an answer. */
export const restorePlaceholder = (response: string): string =>
  response.replace(
    /^((?:Via|v)[ \t]*:[ \t]*SIP[ \t]*\/[ \t]*2\.0[ \t]*\/[ \t]*\w+[ \t]+)[^;,\s]+/im,
    `$1${PLACEHOLDER}`,
  );

/**
 * Where the server says that our request came from (RFC 3581 §4): `from` itself when nothing stands between,
 * undefined when the answer does not tell. Over a stream only another host counts: the port there is the
 * connection's, not one we listen on.
 */
export function seenAddress(response: string, from: SentBy, isReliable: boolean): SentBy | undefined {
  // What names no address of ours (RFC 7118 §5.1) is reached over its connection, whatever that looks like from there.
  if (from.host.endsWith('.invalid')) return undefined;
  // A name made up (RFC 7118 §5.1) cannot be seen otherwise.
  if (from.port === undefined) return undefined;
  const via = /^(?:Via|v)[ \t]*:([^\r\n,]*)/im.exec(headOf(response))?.[1] ?? '';
  const received = /;[ \t]*received=\[?([\d.a-f:]+)/i.exec(via)?.[1];
  const port = Number(/;[ \t]*rport=(\d+)/i.exec(via)?.[1]) || undefined;
  const host = received !== undefined && isIP(received) === 4 ? received : from.host;
  if (port === undefined || (isLoopback(host) && !isLoopback(from.host))) return undefined;
  return isReliable && host === from.host ? from : { host, port };
}

export const isSameAddress = (a: SentBy | undefined, b: SentBy | undefined): boolean =>
  a?.host === b?.host && a?.port === b?.port;

export const sentByText = ({ host, port }: SentBy): string => (port === undefined ? host : `${host}:${port}`);

const viaProtocol = (head: string): string => /^Via: (SIP\/2\.0\/\w+)/m.exec(head)?.[1] ?? '';

const isLoopback = (host: string): boolean => host.startsWith('127.');
