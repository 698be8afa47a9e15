/** Everything people write into a dial field, as a SIP URI at our PBX. */

/** A number, `user@host` or a SIP URI. `domain` is the PBX's. */
export function dialledUri(to: string, domain: string): string {
  const text = to.trim();
  if (/^sips?:/i.test(text)) return text;
  if (text.includes('@')) return `sip:${text}`;
  const isNumber = /^[+\d][\d\s().-]*$/.test(text);
  const user = isNumber ? text.replace(/[\s().-]/g, '') : text;
  return `sip:${encodeURIComponent(user).replaceAll('%2B', '+')}@${domain}`;
}
