// Which lists somebody may bring, which columns they have, and a file that shows it.
import { importColumns, importKinds, type ImportKind, type ImportReport } from '../../../../shared/admin.ts';
import type { Me } from '../../../../shared/api.ts';

/** Supervisors bring what they answer for; what may be called and what is for sale is the administrators'. */
const forSupervisors: readonly ImportKind[] = ['spend', 'sales'];

export const kindsOf = (role: Me['role']): readonly ImportKind[] =>
  importKinds.filter((kind) => role === 'admin' || (role === 'supervisor' && forSupervisors.includes(kind)));

export interface ImportColumn {
  name: string;
  isOptional: boolean;
}

export const columnsOf = (kind: ImportKind): ImportColumn[] =>
  importColumns[kind].map((name) => ({ name: name.replace('?', ''), isOptional: name.endsWith('?') }));

/** Two rows each, as they are meant. */
const samples: Record<ImportKind, readonly (readonly string[])[]> = {
  'do-not-call': [
    ['+52 664 218 4790', 'REPEP'],
    ['3221234567', ''],
  ],
  spend: [
    ['facebook', 'riviera-maya-otono', '2026-11-21', '1850.00', 'MXN', 'Riviera Maya otoño'],
    ['google', 'los-cabos-marca', '2026-11-21', '96.40', 'USD', ''],
  ],
  sales: [
    ['V-10234', '+52 664 218 4790', '2026-11-20', '685000.00', 'USD', 'A-1204', 'andrea'],
    ['V-10235', '3221234567', '2026-11-21', '4200000.00', 'MXN', '', ''],
  ],
  inventory: [
    [
      'grand-luxxe-nuevo-vallarta',
      'Grand Luxxe Nuevo Vallarta',
      'Nuevo Vallarta',
      'A-1204',
      'villa',
      '2',
      '2.5',
      '148',
      '685000',
      '',
      'available',
      '2026-12-01',
    ],
    [
      'grand-luxxe-nuevo-vallarta',
      'Grand Luxxe Nuevo Vallarta',
      'Nuevo Vallarta',
      'A-1205',
      'condo',
      '1',
      '1',
      '82',
      '412000',
      '7580000',
      'reserved',
      '',
    ],
  ],
};

/** A file with the right columns and two rows; Excel opens it with its accents. */
export const sampleOf = (kind: ImportKind): Blob =>
  csvOf([columnsOf(kind).map(({ name }) => name), ...samples[kind]]);

/** The bad rows as a list of their own, to be worked through beside the file. */
export function badRowsOf(
  { bad }: ImportReport,
  words: { heads: string[]; why: (row: ImportReport['bad'][number]) => string },
): Blob {
  return csvOf([words.heads, ...bad.map((row) => [String(row.line), row.column, row.value, words.why(row)])]);
}

/** RFC 4180, with the mark by which Excel knows UTF-8. */
function csvOf(rows: readonly (readonly string[])[]): Blob {
  const text = rows.map((row) => row.map(cellOf).join(',')).join('\r\n');
  return new Blob([`\uFEFF${text}\r\n`], { type: 'text/csv;charset=utf-8' });
}

/** What a spreadsheet would take for a formula is written as text (OWASP, CSV injection). */
function cellOf(text: string): string {
  const plain = /^[=+\-@\t\r]/.test(text) && !/^[+-]?[\d\s.,-]+$/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}
