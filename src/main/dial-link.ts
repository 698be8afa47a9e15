/** Reads the number out of a tel: or sip: link that anybody may have written, and refuses whatever is no number. */

/** Longer than any number that is dialled, short enough to be nothing else. */
const mostDigits = 32;
const mostCharacters = 256;

/**
 * The number as the phone dials it, or undefined. `tel:` by RFC 3966 (visual separators removed, parameters ignored),
 * `sip:` and `sips:` by their user part (RFC 3261 §19.1.1) where that is a number or an extension's name.
 */
export function readDialLink(link: string): string | undefined {
  if (link.length > mostCharacters) return undefined;
  const parts = /^(tel|sips?):(?:\/\/)?([^\s]*)$/i.exec(link);
  const [, scheme = '', rest = ''] = parts ?? [];
  const plain = unescapePercent(rest);
  if (parts === null || plain === undefined) return undefined;
  return scheme.toLowerCase() === 'tel' ? readNumber(plain) : readSipUser(plain);
}

/** The first link among a program's arguments, as operating systems hand them over. */
export function dialLinkOf(argv: string[]): string | undefined {
  for (const word of argv.toReversed()) {
    const number = readDialLink(word);
    if (number !== undefined) return number;
  }
  return undefined;
}

/** RFC 3966 §3: digits, `*`, `#`, one `+` in front; `-`, `.`, `(`, `)` and blanks are for the eye. */
function readNumber(text: string): string | undefined {
  const [written = ''] = text.split(/[;?]/, 1);
  if (!/^\+?[\d*#().\- ]+$/.test(written)) return undefined;
  const number = written.replaceAll(/[().\- ]/g, '');
  return /^(\+\d{2,}|[\d*#]+)$/.test(number) && number.length <= mostDigits ? number : undefined;
}

/** Of `user:password@host;parameters?headers` the user alone: our own exchange knows it, a foreign host we do not dial. */
function readSipUser(text: string): string | undefined {
  const [address = ''] = text.split(/[;?]/, 1);
  const at = address.lastIndexOf('@');
  if (at < 1) return undefined;
  const [user = ''] = address.slice(0, at).split(':', 1);
  return readNumber(user) ?? (/^[A-Za-z0-9][A-Za-z0-9._-]{0,31}$/.test(user) ? user : undefined);
}

function unescapePercent(text: string): string | undefined {
  try {
    const plain = decodeURIComponent(text);
    return /[\x00-\x1f\x7f]/.test(plain) ? undefined : plain;
  } catch {
    return undefined;
  }
}
