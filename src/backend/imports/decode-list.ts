/** A list as it comes from Excel, a CRM or a media agency: which letters its bytes are, and what divides its columns. */

const byteOrderMarks = [
  { bytes: [0xef, 0xbb, 0xbf], encoding: 'utf-8' },
  { bytes: [0xff, 0xfe], encoding: 'utf-16le' },
] as const;

/** The text of a file: UTF-8 with or without its mark, UTF-16 with one, or else Windows-1252, in which every byte is a letter. */
export function decodeList(bytes: Uint8Array): string {
  const marked = byteOrderMarks.find((mark) => mark.bytes.every((byte, index) => bytes[index] === byte));
  if (marked !== undefined) return new TextDecoder(marked.encoding).decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

export const delimiters = [',', ';', '\t'] as const;
export type Delimiter = (typeof delimiters)[number];

/** Whichever divides the first line into most parts, outside quotes; a comma where nothing does. */
export function delimiterOf(text: string): Delimiter {
  const firstLine = (/^(?:"[^"]*"|[^"\r\n])*/.exec(text)?.[0] ?? '').replaceAll(/"[^"]*"/g, '');
  const parts = (delimiter: Delimiter): number => firstLine.split(delimiter).length;
  return delimiters.reduce((best, next) => (parts(next) > parts(best) ? next : best), ',');
}
