/** What the transport must know of a SIP message's text: which transaction and call it belongs to, and how. */

export const isResponse = (message: string): boolean => message.startsWith('SIP/2.0');

/** Status of a response, NaN for a request. */
export const statusOf = (message: string): number => Number(/^SIP\/2\.0 (\d{3})/.exec(message)?.[1]);

export const methodOf = (message: string): string =>
  (isResponse(message)
    ? /^CSeq[ \t]*:[ \t]*\d+[ \t]+(\S+)/im.exec(message)?.[1]
    : /^\S+/.exec(message)?.[0]) ?? '';

/** Names a transaction (RFC 3261 §17.1.3): the top Via's branch and the method. ACK belongs to its INVITE. */
export function transactionOf(message: string): string {
  const branch = /^(?:Via|v)[ \t]*:[^\r\n]*?;[ \t]*branch=([^;,\s]+)/im.exec(message)?.[1] ?? '';
  const method = methodOf(message);
  return `${branch} ${method === 'ACK' ? 'INVITE' : method}`;
}

export const callIdOf = (message: string): string =>
  /^(?:Call-ID|i)[ \t]*:[ \t]*(\S+)/im.exec(message)?.[1] ?? '';

/** True for a request within a dialog: its To has a tag. */
export const isInDialog = (message: string): boolean => /^(?:To|t)[ \t]*:[^\r\n]*;[ \t]*tag=/im.test(message);

/** The header lines called `name` (a regular expression of its long and short form), unfolded. */
export function headerLines(message: string, name: string): string[] {
  const head = `${headOf(message)}\r\n`.replace(/\r\n[ \t]+/g, ' ');
  return [...head.matchAll(new RegExp(`^(?:${name})[ \\t]*:[^\\r\\n]*`, 'gim'))].map(([line]) => line);
}

/** The values of all headers called `name`. */
export const headerValues = (message: string, name: string): string[] =>
  headerLines(message, name).map((line) => line.slice(line.indexOf(':') + 1).trim());

/** The value of the first header called `name`. */
export const headerValue = (message: string, name: string): string | undefined =>
  headerValues(message, name)[0];

/** Everything before the body, without the empty line. */
export function headOf(message: string): string {
  const end = message.indexOf('\r\n\r\n');
  return end < 0 ? message : message.slice(0, end);
}
