/** Puts our digest in the place of SIP.js's, which knows MD5 only and counts a new nonce on from the old one. */
import { randomBytes } from 'node:crypto';
import { DigestAuthentication } from 'sip.js/lib/core/messages/digest-authentication.js';
import type { OutgoingRequestMessage } from 'sip.js/lib/core/messages/outgoing-request-message.js';
import type { UserAgentCore } from 'sip.js/lib/core/user-agent-core/user-agent-core.js';
import { digestResponse, isSupported, nonceCountText } from './digest.ts';

/** What SIP.js's grammar makes of a challenge. */
interface ParsedChallenge {
  algorithm?: string;
  realm?: string;
  nonce?: string;
  opaque?: string;
  qop?: string[];
  stale?: boolean;
}

export interface Credentials {
  username: string;
  password: string;
}

/** Answers every challenge of this user agent with `credentials`. */
export function useDigest(core: UserAgentCore, credentials: Credentials): void {
  const nonceCounts = new NonceCounts();
  core.configuration.authenticationFactory = () =>
    new SipDigest(core.loggerFactory, { credentials, nonceCounts });
}

/** How often each nonce was used, across requests: a server refuses a count that it has seen. */
class NonceCounts {
  readonly #counts = new Map<string, number>();

  next(nonce: string): number {
    const count = (this.#counts.get(nonce) ?? 0) + 1;
    this.#counts.delete(nonce);
    this.#counts.set(nonce, count);
    const oldest = this.#counts.keys().next().value;
    if (this.#counts.size > 64 && oldest !== undefined) this.#counts.delete(oldest);
    return count;
  }
}

class SipDigest extends DigestAuthentication {
  readonly #credentials: Credentials;
  readonly #nonceCounts: NonceCounts;
  #header = '';

  constructor(
    loggerFactory: UserAgentCore['loggerFactory'],
    { credentials, nonceCounts }: { credentials: Credentials; nonceCounts: NonceCounts },
  ) {
    super(loggerFactory, undefined, credentials.username, undefined);
    this.#credentials = credentials;
    this.#nonceCounts = nonceCounts;
  }

  /** False when the challenge cannot be met; SIP.js then passes the 401 on. */
  override authenticate(request: OutgoingRequestMessage, challenge: ParsedChallenge): boolean {
    const { realm, nonce, opaque, algorithm, stale } = challenge;
    const qop = challenge.qop ?? [];
    if (realm === undefined || nonce === undefined || !isSupported({ algorithm, qop })) return false;
    this.stale = stale;
    const cnonce = randomBytes(12).toString('hex');
    const nonceCount = this.#nonceCounts.next(nonce);
    const [method, uri] = [request.method, request.ruri.toRaw()];
    const question = { algorithm, qop, realm, nonce, method, uri, cnonce, nonceCount, ...this.#credentials };
    // SIP.js hands quoted values over with their escapes, and RFC 7616 §3.4 hashes and repeats them so.
    const fields = [
      `username="${quoted(this.#credentials.username)}"`,
      `realm="${realm}"`,
      `nonce="${nonce}"`,
      `uri="${uri}"`,
      `response="${digestResponse(question)}"`,
      ...(algorithm === undefined ? ['algorithm=MD5'] : [`algorithm=${algorithm}`]),
      ...(opaque === undefined ? [] : [`opaque="${opaque}"`]),
      ...(qop.length > 0 ? ['qop=auth', `nc=${nonceCountText(nonceCount)}`] : []),
      ...(qop.length > 0 || /-sess$/i.test(algorithm ?? '') ? [`cnonce="${cnonce}"`] : []),
    ];
    this.#header = `Digest ${fields.join(', ')}`;
    return true;
  }

  override toString(): string {
    return this.#header;
  }
}

const quoted = (text: string): string => text.replace(/(["\\])/g, '\\$1');
