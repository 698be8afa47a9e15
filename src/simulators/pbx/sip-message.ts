/** A small reader and writer of SIP messages (RFC 3261 §7) for the simulated exchange. The product's phone uses SIP.js, not this. */

export interface SipMessage {
  /** Set in requests. */
  method: string;
  uri: string;
  /** Set in responses, 0 in requests. */
  status: number;
  reason: string;
  /** In order; names as written, compact forms expanded. */
  headers: [name: string, value: string][];
  body: string;
}

const COMPACT: Record<string, string> = {
  v: 'Via',
  f: 'From',
  t: 'To',
  i: 'Call-ID',
  m: 'Contact',
  l: 'Content-Length',
  c: 'Content-Type',
  r: 'Refer-To',
  k: 'Supported',
  s: 'Subject',
  e: 'Content-Encoding',
};

/** The message in `text`, or undefined if it is none. */
export function parseSip(text: string): SipMessage | undefined {
  const end = text.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  const [first = '', ...lines] = text
    .slice(0, end)
    .replace(/\r\n[ \t]+/g, ' ')
    .split('\r\n');
  const start = startOf(first);
  if (!start) return undefined;
  const headers = lines.flatMap((line): [string, string][] => {
    const colon = line.indexOf(':');
    if (colon < 1) return [];
    const name = line.slice(0, colon).trim();
    return [[COMPACT[name.toLowerCase()] ?? name, line.slice(colon + 1).trim()]];
  });
  const message = { ...start, headers, body: text.slice(end + 4) };
  return ['Via', 'From', 'To', 'Call-ID', 'CSeq'].every((name) => header(message, name) !== '')
    ? message
    : undefined;
}

function startOf(line: string): Pick<SipMessage, 'method' | 'uri' | 'status' | 'reason'> | undefined {
  const response = /^SIP\/2\.0 (\d{3}) ?(.*)$/.exec(line);
  if (response) return { method: '', uri: '', status: Number(response[1]), reason: response[2] ?? '' };
  const request = /^([A-Z]+) (\S+) SIP\/2\.0$/.exec(line);
  if (!request) return undefined;
  return { method: request[1] ?? '', uri: request[2] ?? '', status: 0, reason: '' };
}

/** The message as text, with its Content-Length. */
export function formatSip(message: SipMessage): string {
  const first = message.status
    ? `SIP/2.0 ${message.status} ${message.reason}`
    : `${message.method} ${message.uri} SIP/2.0`;
  const lines = message.headers
    .filter(([name]) => name.toLowerCase() !== 'content-length')
    .map(([name, value]) => `${name}: ${value}`);
  return [first, ...lines, `Content-Length: ${Buffer.byteLength(message.body)}`, '', message.body].join(
    '\r\n',
  );
}

/** All values of a header, in order. */
export function headerValues(message: Pick<SipMessage, 'headers'>, name: string): string[] {
  const wanted = name.toLowerCase();
  return message.headers.filter(([key]) => key.toLowerCase() === wanted).map(([, value]) => value);
}

/** The first value of a header, or ''. */
export const header = (message: Pick<SipMessage, 'headers'>, name: string): string =>
  headerValues(message, name)[0] ?? '';

/** Sequence number and method of CSeq. */
export function cseqOf(message: SipMessage): { number: number; method: string } {
  const [number, method] = header(message, 'CSeq').split(/\s+/);
  return { number: Number(number), method: method ?? '' };
}

export const branchOf = (message: SipMessage): string => parameterOf(header(message, 'Via'), 'branch');

/** A parameter behind a header's value: `tag`, `branch`, `expires`; '' if absent. */
export const parameterOf = (value: string, name: string): string =>
  new RegExp(`;\\s*${name}\\s*=\\s*"?([^";,>\\s]+)`, 'i').exec(value)?.[1] ?? '';

/** The URI inside `"Name" <uri>;tag=…`, or the bare one. */
export const uriOf = (value: string): string =>
  /<([^>]+)>/.exec(value)?.[1] ?? value.split(';')[0]?.trim() ?? '';

/** The user part of a SIP URI. */
export const userOf = (uri: string): string => decodeURIComponent(/^sips?:([^@;>]+)@/i.exec(uri)?.[1] ?? '');
