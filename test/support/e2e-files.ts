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

/** The first part of a dashboard's table: its title, and its rows by the names of their columns. */
export function firstPart(csv: Buffer): { title: string | undefined; rows: Record<string, string>[] } {
  const lines = parse(csv, { bom: true, relaxColumnCount: true, skipEmptyLines: false }) as string[][];
  const [[title] = [], names = [], ...rest] = lines;
  const end = rest.findIndex((line) => line.length <= 1);
  const rows = rest.slice(0, end < 0 ? undefined : end);
  return {
    title,
    rows: rows.map((row) => Object.fromEntries(names.map((name, at) => [name, row[at] ?? '']))),
  };
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
