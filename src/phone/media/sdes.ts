/** Keys of SRTP as they travel in SDP (RFC 4568): `a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:…`. */
import { randomBytes } from 'node:crypto';

export const srtpSuites = ['AES_CM_128_HMAC_SHA1_80', 'AES_CM_128_HMAC_SHA1_32'] as const;
export type SrtpSuite = (typeof srtpSuites)[number];

/** A master key with its salt, and the suite it is for. */
export interface SdesKey {
  suite: SrtpSuite;
  /** 16 bytes of key, then 14 of salt. */
  material: Buffer;
  /** Bytes of the master key identifier in each packet; 0: none. */
  mkiBytes: number;
}

/** A key under the number by which an answer chooses it. */
export interface SdesOffer extends SdesKey {
  tag: number;
}

const MATERIAL_BYTES = 30;
/** Session parameters that take protection away, or that we do not implement (RFC 4568 §6.3). */
const UNWANTED = /UNENCRYPTED|UNAUTHENTICATED|FEC_|KDR=(?!0)/;

export const createKey = (suite: SrtpSuite): SdesKey => ({
  suite,
  material: randomBytes(MATERIAL_BYTES),
  mkiBytes: 0,
});

export const isSameKey = (a: SdesKey | undefined, b: SdesKey | undefined): boolean =>
  a === b || (a !== undefined && b !== undefined && a.suite === b.suite && a.material.equals(b.material));

/** The value of one `a=crypto:` line; undefined if we cannot use it. */
export function readCrypto(value: string): SdesOffer | undefined {
  const [tag = '', suite = '', key = '', ...parameters] = value.trim().split(/\s+/);
  const known = srtpSuites.find((name) => name === suite.toUpperCase());
  // Several keys (`;`) are told apart by identifiers, which nobody we know of sends.
  const [inline, ...rest] = key.split(';').length === 1 ? key.split('|') : [];
  if (!known || !/^\d{1,9}$/.test(tag) || !inline?.startsWith('inline:')) return undefined;
  if (UNWANTED.test(parameters.join(' '))) return undefined;
  const material = Buffer.from(inline.slice('inline:'.length), 'base64');
  const mki = /^\d+:(\d{1,3})$/.exec(rest.at(-1) ?? '');
  if (material.length !== MATERIAL_BYTES) return undefined;
  return { tag: Number(tag), suite: known, material, mkiBytes: Number(mki?.[1] ?? 0) };
}

export const writeCrypto = ({ tag, suite, material }: SdesOffer): string =>
  `a=crypto:${tag} ${suite} inline:${material.toString('base64')}`;
