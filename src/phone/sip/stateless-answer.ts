/** An answer to a request that SIP.js never sees (RFC 3261 §8.2.6, §8.2.7): the same one to each repetition. */
import { createHash } from 'node:crypto';
import type { StatelessRefusal } from './request-screening.ts';
import { headerLines, headerValue, methodOf } from './sip-text.ts';

/** The answer's text, or undefined when the request lacks what an answer needs, or is an ACK. */
export function statelessAnswer(
  request: string,
  { status, reason, headers = [] }: StatelessRefusal,
): string | undefined {
  const lines = (name: string): string[] => headerLines(request, name);
  const [from, to, callId, cseq] = ['From|f', 'To|t', 'Call-ID|i', 'CSeq'].map((name) => lines(name)[0]);
  const vias = lines('Via|v');
  if (methodOf(request) === 'ACK' || vias.length === 0) return undefined;
  if (from === undefined || to === undefined || callId === undefined || cseq === undefined) return undefined;
  const isTagged = /;[ \t]*tag=/i.test(headerValue(request, 'To|t') ?? '');
  const tag = createHash('sha256').update(`${vias[0]}${callId}`).digest('hex').slice(0, 10);
  const start = `SIP/2.0 ${status} ${reason}`;
  const own = [...headers, 'Content-Length: 0', '\r\n'];
  return [start, ...vias, from, isTagged ? to : `${to};tag=${tag}`, callId, cseq, ...own].join('\r\n');
}
