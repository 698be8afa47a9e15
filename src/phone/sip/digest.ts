/** Digest answers (RFC 7616, RFC 2617, RFC 8760): pure functions, because SIP.js knows MD5 only. */
import { createHash } from 'node:crypto';

/** Weakest first; the names are Node's for the hash. */
const ALGORITHMS = new Map([
  ['md5', 'md5'],
  ['sha-256', 'sha256'],
  ['sha-512-256', 'sha512-256'],
]);

export interface Challenge {
  /** Undefined means MD5. */
  algorithm: string | undefined;
  /** Empty when the server asks for none (RFC 2069's way, as Cisco's do). */
  qop: readonly string[];
}

export interface DigestQuestion extends Challenge {
  realm: string;
  nonce: string;
  username: string;
  password: string;
  method: string;
  uri: string;
  cnonce: string;
  /** How often this nonce was used, from 1. */
  nonceCount: number;
}

/**
 * Whether we can answer: a known algorithm, and `auth` or nothing as quality of protection. `MD5-sess` is a
 * known one, but SIP.js's grammar reads it as MD5 with garbage behind.
 */
export const isSupported = ({ algorithm, qop }: Challenge): boolean =>
  hashName(algorithm) !== undefined &&
  algorithm?.toLowerCase() !== 'md5-sess' &&
  (qop.length === 0 || qop.includes('auth'));

/** The higher the better; -1 for what we do not know. */
export const strengthOf = (algorithm: string | undefined): number =>
  [...ALGORITHMS.keys()].indexOf(plainName(algorithm));

/** `response` of RFC 7616 §3.4.1; throws for an algorithm that `isSupported` denies. */
export function digestResponse(question: DigestQuestion): string {
  const { algorithm, qop, realm, nonce, username, password, method, uri, cnonce } = question;
  const name = hashName(algorithm);
  if (name === undefined) throw new Error(`no digest algorithm ${algorithm}`);
  const hash = (text: string): string => createHash(name).update(text).digest('hex');
  const secret = hash(`${username}:${realm}:${password}`);
  const isSession = /-sess$/i.test(algorithm ?? '');
  const a1 = isSession ? hash(`${secret}:${nonce}:${cnonce}`) : secret;
  const a2 = hash(`${method}:${uri}`);
  if (qop.length === 0) return hash(`${a1}:${nonce}:${a2}`);
  return hash(`${a1}:${nonce}:${nonceCountText(question.nonceCount)}:${cnonce}:auth:${a2}`);
}

/** Eight hexadecimal digits. */
export const nonceCountText = (count: number): string => count.toString(16).padStart(8, '0');

const plainName = (algorithm: string | undefined): string =>
  (algorithm ?? 'md5').toLowerCase().replace(/-sess$/, '');

const hashName = (algorithm: string | undefined): string | undefined => ALGORITHMS.get(plainName(algorithm));
