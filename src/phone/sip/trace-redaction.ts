/** Takes out of a SIP message what must not be kept or shown: digest answers and the keys of encrypted audio. */

/** RFC 3261 §22.4, RFC 4568 §9.1, RFC 8839 §5.4, RFC 4566 §5.12. */
export const withoutSecrets = (message: string): string =>
  message
    .replace(/^((?:Proxy-)?Authorization[ \t]*:[ \t]*\S*)[^\r\n]*(?:\r\n[ \t][^\r\n]*)*/gim, '$1 [removed]')
    .replace(/^(a=crypto:\d+ \S+ ).*$/gim, '$1[removed]')
    .replace(/^(a=ice-pwd:).*$/gim, '$1[removed]')
    .replace(/^k=.*$/gim, 'k=[removed]');
