/**
 * What SIP.js would take although it must be refused, or would drop without an answer (RFC 4475 shows them).
 * Each rule looks at the text alone; a request that breaks none goes on to SIP.js.
 */
import { headerValue, headerValues, headOf, methodOf } from './sip-text.ts';

export interface StatelessRefusal {
  status: number;
  reason: string;
  headers?: string[];
}

/** Extensions that this phone knows (RFC 3262, 4028, 3891, 4488, 5626). */
const KNOWN_EXTENSIONS = new Set(['100rel', 'timer', 'replaces', 'norefersub', 'outbound']);
const SDP = /^application\/sdp\b/i;
const MULTIPART = /^multipart\//i;

type Rule = (request: string) => StatelessRefusal | undefined;

/** Why a request must be refused, or undefined. */
export function screenRequest(request: string): StatelessRefusal | undefined {
  for (const rule of RULES) {
    const refusal = rule(request);
    if (refusal) return refusal;
  }
  return undefined;
}

/** RFC 3261 §7.1, §8.2.2.1. */
const checkStartLine: Rule = (request) => {
  const [, uri = '', version] = /^[^\s:]+ (.*?) (SIP\/\d+\.\d+)\r?\n/.exec(request) ?? [];
  if (version === undefined) return undefined;
  if (version !== 'SIP/2.0') return { status: 505, reason: 'Version Not Supported' };
  const isStrange = /^[a-z][a-z0-9+.-]*:/i.test(uri) && !/^sips?:/i.test(uri);
  return isStrange ? { status: 416, reason: 'Unsupported URI Scheme' } : undefined;
};

/** RFC 3261 §8.1.1.5. */
const checkCSeq: Rule = (request) => {
  const method = /^\d+[ \t]+(\S+)/.exec(headerValue(request, 'CSeq') ?? '')?.[1];
  const isWrong = method !== undefined && method !== methodOf(request);
  return isWrong ? { status: 400, reason: 'CSeq Names Another Method' } : undefined;
};

/** Nobody knows where such a message ends (RFC 4475 §3.3.9). */
const checkLength: Rule = (request) => {
  const lengths = new Set(headerValues(request, 'Content-Length|l'));
  return lengths.size > 1 ? { status: 400, reason: 'Several Content-Lengths' } : undefined;
};

/** RFC 3261 §8.2.2.3. */
const checkExtensions: Rule = (request) => {
  if (/^(ACK|CANCEL) /.test(request)) return undefined;
  const required = headerValues(request, 'Require').flatMap((value) => value.split(','));
  const unknown = required.map((tag) => tag.trim()).filter((tag) => tag !== '' && !KNOWN_EXTENSIONS.has(tag));
  if (unknown.length === 0) return undefined;
  return { status: 420, reason: 'Bad Extension', headers: [`Unsupported: ${unknown.join(', ')}`] };
};

/** RFC 3261 §8.2.3. */
const checkBody: Rule = (request) => {
  const type = headerValue(request, 'Content-Type|c');
  const hasBody = request.length > headOf(request).length + 4;
  if (!request.startsWith('INVITE ') || !hasBody || type === undefined) return undefined;
  const isSession = SDP.test(type) || (MULTIPART.test(type) && /application\/sdp/i.test(request));
  if (!isSession)
    return { status: 415, reason: 'Unsupported Media Type', headers: ['Accept: application/sdp'] };
  const encoding = headerValue(request, 'Content-Encoding|e') ?? 'identity';
  if (/^(identity)?$/i.test(encoding)) return undefined;
  return { status: 415, reason: 'Unsupported Media Type', headers: ['Accept-Encoding: identity'] };
};

const RULES: readonly Rule[] = [checkStartLine, checkCSeq, checkLength, checkExtensions, checkBody];
