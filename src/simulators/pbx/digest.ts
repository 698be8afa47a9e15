/** Digest authentication as Cisco Unified CM does it: realm `ccmsipline`, MD5, no qop (RFC 2617 §3.2.2.1 without it). */
import { createHash, randomBytes } from 'node:crypto';

/** One line and its credentials. */
export interface PbxAccount {
  user: string;
  authUser: string;
  password: string;
}

export const REALM = 'ccmsipline';

const md5 = (text: string): string => createHash('md5').update(text).digest('hex');

export class DigestGuard {
  readonly #nonces = new Set<string>();

  /** The value of a WWW-Authenticate header with a fresh nonce. */
  challenge(): string {
    const nonce = randomBytes(16).toString('hex');
    this.#nonces.add(nonce);
    return `Digest realm="${REALM}",nonce="${nonce}",algorithm=MD5`;
  }

  /** True when `authorization` proves the account's password for `method`. */
  accepts(authorization: string, method: string, account: PbxAccount): boolean {
    const field = (name: string): string =>
      new RegExp(`\\b${name}="?([^",]+)`).exec(authorization)?.[1] ?? '';
    if (
      field('username') !== account.authUser ||
      field('realm') !== REALM ||
      !this.#nonces.has(field('nonce'))
    )
      return false;
    const secret = md5(`${account.authUser}:${REALM}:${account.password}`);
    const wanted = md5(`${secret}:${field('nonce')}:${md5(`${method}:${field('uri')}`)}`);
    return field('response') === wanted;
  }
}
