/**
 * Takes people out of what is sent to support: numbers, names, addresses, secrets. The same number has the same
 * stand-in throughout one report, so a call can still be followed through it. Addresses of machines stay.
 */

/** Headers of SIP that name a person, with their compact forms (RFC 3261 §7.3.3, RFC 3325, RFC 3515, RFC 3892, RFC 5806). */
const namingHeaders =
  'From|f|To|t|Contact|m|P-Asserted-Identity|P-Preferred-Identity|Remote-Party-ID|Refer-To|r|Referred-By|b|Diversion|Reply-To|History-Info';
/** Headers and fields whose whole content is somebody's words. */
const wordHeaders = 'X-Transfer-Summary|Subject|s|Call-Info|Alert-Info|Organization';
const personalKeys =
  'name|displayName|leadName|agentName|callerName|firstName|lastName|fullName|username|email|phone|number|caller|text|body|title|summary|content|notes';
const secretKeys =
  'password|passwd|secret|secretKey|token|phoneToken|authorization|cookie|api[-_]?key|access[-_]?token|refresh[-_]?token|session';

export type Redactor = (text: string) => string;

/** A redactor for one report; it remembers which stand-in stands for whom. */
export function createRedactor(): Redactor {
  const known = new Map<string, string>();
  const standIn = (kind: string, what: string): string => {
    const key = `${kind} ${what}`;
    const found = known.get(key);
    if (found !== undefined) return found;
    const made = `[${kind} ${[...known.keys()].filter((one) => one.startsWith(`${kind} `)).length + 1}]`;
    known.set(key, made);
    return made;
  };
  const number = (written: string): string => standIn('number', written.replaceAll(/\D/g, '').slice(-10));
  return (text) =>
    [
      withoutSecrets,
      withoutNames,
      sipUsers(standIn, number),
      mails(standIn),
      numbers(number),
      withoutHomes,
    ].reduce((rest, step) => step(rest), text);
}

const withoutSecrets: Redactor = (text) =>
  text
    .replace(/\b(Bearer|Basic|Digest)[ \t]+(?!\[)[^\r\n"]+/gi, '$1 [secret]')
    .replace(/^((?:Proxy-)?Authorization[ \t]*:)[^\r\n]*/gim, '$1 [secret]')
    .replace(/^(a=(?:crypto:\d+ \S+|ice-pwd:)[ \t]*)\S.*$/gim, '$1[secret]')
    .replace(/\beyJ[\w-]+\.[\w-]+\.[\w-]*/g, '[secret]')
    .replace(
      new RegExp(String.raw`("(?:${secretKeys})"\s*:\s*)("(?:[^"\\]|\\.)*"|[^\s,}\]]+)`, 'gi'),
      '$1"[secret]"',
    )
    .replace(new RegExp(String.raw`\b(${secretKeys})=[^\s&;,"]+`, 'gi'), '$1=[secret]')
    // Made by machines to be guessed by nobody: 32 hexadecimal digits and more, unless it is a UUID.
    .replace(/(?<![\w-])[0-9a-f]{32,}(?![\w-])/gi, '[secret]');

const withoutNames: Redactor = (text) =>
  text
    .replace(
      new RegExp(String.raw`^((?:${wordHeaders})[ \t]*[:=])[^\r\n]*(?:\r?\n[ \t][^\r\n]*)*`, 'gim'),
      '$1 [words]',
    )
    .replace(
      new RegExp(
        String.raw`^((?:${namingHeaders})[ \t]*:[ \t]*)(?:"(?:[^"\\]|\\.)*"|[^<"\r\n:;@]+?)[ \t]*(?=<)`,
        'gim',
      ),
      '$1"[name]" ',
    )
    .replace(new RegExp(String.raw`("(?:${personalKeys})"\s*:\s*)"(?:[^"\\]|\\.)*"`, 'gi'), '$1"[removed]"')
    // The same inside a string of JSON, where quotes are escaped.
    .replace(/\\"[^"\\]*\\"(?=\s*<sips?:)/g, String.raw`\"[name]\"`)
    .replace(/"[^"\\\r\n]*"(?=\s*<(?:sips?|tel):)/g, '"[name]"');

const sipUsers =
  (standIn: (kind: string, what: string) => string, number: (written: string) => string): Redactor =>
  (text) =>
    text
      .replace(/\b(sips?:)([^@\s<>"\\[]+)@/gi, (_all, scheme: string, user: string) => {
        const plain = user.replaceAll('%2B', '+');
        const isNumber = /^\+?[\d().-]+$/.test(plain);
        return `${scheme}${isNumber ? number(plain) : standIn('user', plain.toLowerCase())}@`;
      })
      .replace(/\btel:\+?[\d().-]+/gi, (uri) => `tel:${number(uri)}`);

const mails =
  (standIn: (kind: string, what: string) => string): Redactor =>
  (text) =>
    text.replace(/[\p{L}\d._%+-]+@[\p{L}\d-]+(?:\.[\p{L}\d-]+)*\.\p{L}{2,}/giu, (mail) =>
      standIn('mail', mail.toLowerCase()),
    );

/** What looks like a number and is none comes first, so that it is stepped over: times, addresses, identifiers. */
const notNumbers = [
  String.raw`\d{4}-\d\d-\d\d(?:T[\d:.]+Z?)?`,
  String.raw`"(?:at|time|since|until|retryAt)":\d{13}\b`,
  String.raw`(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?::\d{1,5})?(?![\d.])`,
  String.raw`\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b`,
].join('|');
/** Seven to fifteen digits (E.164), with what people put between them; or any long run of digits. */
const aNumber = String.raw`(?<![A-Za-z\d])\+?\(?\d(?:[ ().\-]{0,2}\d){6,14}(?!\d)|\+?\d{10,}`;

const numbers =
  (number: (written: string) => string): Redactor =>
  (text) =>
    text.replace(new RegExp(`(${notNumbers})|(${aNumber})`, 'gi'), (all, kept: string | undefined) =>
      kept === undefined ? number(all) : all,
    );

/** A folder of a person is named after them. */
const withoutHomes: Redactor = (text) =>
  text
    .replace(/(\/home\/|\/Users\/)[^/\s"']+/g, '$1[user]')
    .replace(/([A-Z]:\\{1,2}Users\\{1,2})[^\\\s"']+/gi, '$1[user]');
