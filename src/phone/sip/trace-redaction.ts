/** Takes out of a SIP message what must not be kept or shown: digest answers, keys of encrypted audio, pressed keys (they may be of a card). */

/** RFC 3261 §22.4, RFC 4568 §9.1, RFC 8839 §5.4, RFC 4566 §5.12. */
export const withoutSecrets = (message: string): string =>
  message
    .replace(/^((?:Proxy-)?Authorization[ \t]*:[ \t]*\S*)[^\r\n]*(?:\r\n[ \t][^\r\n]*)*/gim, '$1 [removed]')
    .replace(/^(a=crypto:\d+ \S+ ).*$/gim, '$1[removed]')
    .replace(/^(a=ice-pwd:).*$/gim, '$1[removed]')
    .replace(/^k=.*$/gim, 'k=[removed]')
    .replace(/^(Signal[ \t]*=[ \t]*)\S+/gim, '$1[removed]')
    .replace(/^(Content-Type[ \t]*:[ \t]*application\/dtmf[ \t]*\r\n(?:.+\r\n)*\r\n)\S+/gim, '$1[removed]');
