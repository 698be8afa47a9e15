/**
 * A registrar may offer several challenges in one answer (RFC 8760 §2.4), and SIP.js looks only at the last.
 * Of all that we can meet the strongest is left standing; what is no Digest at all SIP.js could not even parse.
 */
import { isSupported, strengthOf } from './digest.ts';
import { headOf, statusOf } from './sip-text.ts';

const HEADER = /^(?:WWW|Proxy)-Authenticate[ \t]*:[ \t]*([^\r\n]*(?:\r\n[ \t][^\r\n]*)*)\r\n/gim;

/** A 401 or 407 with one challenge, or none when we can meet none; any other message unchanged. */
export function keepStrongestChallenge(response: string): string {
  if (![401, 407].includes(statusOf(response))) return response;
  const head = `${headOf(response)}\r\n`;
  const best = strongest([...head.matchAll(HEADER)].map(([, value = '']) => value));
  const kept = head.replace(HEADER, (line, value: string) => (value === best ? line : ''));
  return kept + response.slice(head.length);
}

function strongest(challenges: string[]): string | undefined {
  const digests = challenges.filter((value) => /^Digest\b/i.test(value));
  const known = digests.filter((value) => isSupported(readChallenge(value)));
  const rank = (value: string): number => strengthOf(readChallenge(value).algorithm);
  return known.toSorted((a, b) => rank(b) - rank(a))[0];
}

function readChallenge(value: string): { algorithm: string | undefined; qop: string[] } {
  const field = (name: string): string | undefined =>
    new RegExp(`[\\s,]${name}[ \\t]*=[ \\t]*"?([^",]*(?:,[^"=]*(?="))?)`, 'i').exec(value)?.[1]?.trim();
  const qop = field('qop')?.split(',');
  return { algorithm: field('algorithm'), qop: qop?.map((one) => one.trim().toLowerCase()) ?? [] };
}
