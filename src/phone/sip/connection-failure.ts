/** Why a connection to the PBX did not come about, in words: Node's codes tell an agent nothing. */

const WORDS: Record<string, string> = {
  ECONNREFUSED: 'the PBX refuses the connection',
  ECONNRESET: 'the PBX broke the connection off',
  EHOSTUNREACH: 'no way to the PBX',
  ENETUNREACH: 'this machine has no network',
  EADDRNOTAVAIL: 'the network of this machine changed',
  ETIMEDOUT: 'the PBX did not take the connection in time',
  CERT_HAS_EXPIRED: "the PBX's certificate has expired",
  CERT_NOT_YET_VALID: "the PBX's certificate is not valid yet: is this machine's clock right?",
  ERR_TLS_CERT_ALTNAME_INVALID: "the PBX's certificate is for another name",
  DEPTH_ZERO_SELF_SIGNED_CERT: "the PBX's certificate is signed by itself, not by a trusted authority",
  SELF_SIGNED_CERT_IN_CHAIN: "the PBX's certificate comes from an authority this phone does not trust",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "the PBX's certificate comes from an authority this phone does not trust",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    "the PBX's certificate comes from an authority this phone does not trust",
  UNABLE_TO_GET_ISSUER_CERT: "the PBX's certificate comes from an authority this phone does not trust",
  ERR_SSL_WRONG_VERSION_NUMBER: 'the PBX does not speak TLS on this port',
};

/** An error in words with the original as its cause. */
export function connectionFailure(error: unknown): Error {
  const code = (error as NodeJS.ErrnoException | undefined)?.code ?? '';
  const isTimeout = error instanceof Error && (error.name === 'AbortError' || error.name === 'TimeoutError');
  const words = isTimeout ? WORDS['ETIMEDOUT'] : WORDS[code];
  const detail = error instanceof Error ? error.message : String(error);
  return new Error(words === undefined || isTimeout ? (words ?? detail) : `${words} (${detail})`, {
    cause: error,
  });
}
