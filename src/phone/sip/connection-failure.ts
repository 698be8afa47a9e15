/** Why a connection to the PBX did not come about, in words: Node's codes tell an agent nothing. */
import type { RefusalCode } from '../../shared/phone-refusal.ts';
import { Refusal } from '../refusal.ts';

const UNTRUSTED = "the PBX's certificate comes from an authority this phone does not trust";
const WORDS: Record<string, readonly [RefusalCode, string]> = {
  ECONNREFUSED: ['connection-refused', 'the PBX refuses the connection'],
  ECONNRESET: ['not-connected', 'the PBX broke the connection off'],
  EHOSTUNREACH: ['no-network', 'no way to the PBX'],
  ENETUNREACH: ['no-network', 'this machine has no network'],
  EADDRNOTAVAIL: ['no-network', 'the network of this machine changed'],
  CERT_HAS_EXPIRED: ['certificate', "the PBX's certificate has expired"],
  CERT_NOT_YET_VALID: [
    'certificate',
    "the PBX's certificate is not valid yet: is this machine's clock right?",
  ],
  ERR_TLS_CERT_ALTNAME_INVALID: ['certificate', "the PBX's certificate is for another name"],
  DEPTH_ZERO_SELF_SIGNED_CERT: [
    'certificate',
    "the PBX's certificate is signed by itself, not by a trusted authority",
  ],
  SELF_SIGNED_CERT_IN_CHAIN: ['certificate', UNTRUSTED],
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: ['certificate', UNTRUSTED],
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: ['certificate', UNTRUSTED],
  UNABLE_TO_GET_ISSUER_CERT: ['certificate', UNTRUSTED],
  ERR_SSL_WRONG_VERSION_NUMBER: ['no-tls', 'the PBX does not speak TLS on this port'],
};

/** A refusal in words with the original as its cause; an error that says nothing to anybody stays as it is. */
export function connectionFailure(error: unknown): Error {
  const { code = '', name = '', message = String(error) } = (error ?? {}) as NodeJS.ErrnoException;
  if (code === 'ETIMEDOUT' || name === 'AbortError' || name === 'TimeoutError')
    return new Refusal('no-answer', 'the PBX did not take the connection in time', { cause: error });
  const known = WORDS[code];
  if (known === undefined) return error instanceof Error ? error : new Error(message);
  const [refusal, words] = known;
  return new Refusal(refusal, `${words} (${message})`, { cause: error });
}
