/** Files that a person takes along, as they lie on the disk: tables, pictures, documents. */
import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { parse } from 'csv-parse/sync';

/** What the browser saves when `act` is done. */
export async function savedBy(
  page: Page,
  act: () => Promise<void>,
): Promise<{ name: string; bytes: Buffer }> {
  const [download] = await Promise.all([page.waitForEvent('download', { timeout: 90_000 }), act()]);
  return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
}

/** A dashboard's file: its parts, parted by empty lines, each with a title, the names of its columns, and its rows. */
export function partsOf(csv: Buffer): { title: string; columns: string[]; rows: string[][] }[] {
  const lines = parse(csv, { bom: true, relaxColumnCount: true, skipEmptyLines: false }) as string[][];
  const parts: string[][][] = [[]];
  for (const line of lines)
    if (line.every((cell) => cell === '')) parts.push([]);
    else parts.at(-1)?.push(line);
  return parts
    .filter((part) => part.length > 0)
    .map(([title = [], columns = [], ...rows]) => ({ title: title[0] ?? '', columns, rows }));
}

/** Width and height of a PNG (ISO/IEC 15948, its first chunk); undefined where it is none. */
export function pngSize(bytes: Buffer): { width: number; height: number } | undefined {
  const isPng = bytes.subarray(0, 8).toString('hex') === '89504e470d0a1a0a';
  return isPng ? { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) } : undefined;
}

/** What a PDF is made of; undefined where it is none, or was not written to its end. */
export function pdfParts(bytes: Buffer): { objects: number; pages: number; pictures: number } | undefined {
  const text = bytes.toString('latin1');
  if (!text.startsWith('%PDF-1.') || !text.trimEnd().endsWith('%%EOF')) return undefined;
  const count = (pattern: RegExp): number => text.match(pattern)?.length ?? 0;
  return {
    objects: count(/\b\d+ 0 obj\b/g),
    pages: count(/\/Type\s*\/Page\b/g),
    pictures: count(/\/Subtype\s*\/Image\b/g),
  };
}
