// What V8 makes of our records, asked of V8 itself.
import { setFlagsFromString } from 'node:v8';
import { describe, expect, it } from 'vitest';
import { keepNewest } from '../../../../src/renderer/stores/keep-newest.ts';
import { tableOf } from '../../../../src/renderer/stores/table.ts';
import { takeLeads, work } from '../../../../src/renderer/stores/work.ts';
import type { LeadSummary } from '../../../../src/shared/lead.ts';

setFlagsFromString('--allow-natives-syntax');
/** True of an object that has a hidden class of its own set of keys. */
const hasShape = new Function('record', 'return %HasFastProperties(record)') as (record: object) => boolean;

const numbered = (n: number) => `63616c6c-0000-4000-8000-${String(n).padStart(12, '0')}`;

describe('a record by id', () => {
  it('holds what it was made of, and lets it be changed without touching the other', () => {
    const record = { a: 1 };
    const table = tableOf(record);
    table['b'] = 2;
    expect(Object.entries(table)).toEqual([
      ['a', 1],
      ['b', 2],
    ]);
    expect(record).toEqual({ a: 1 });
  });

  it('is a table for V8, also after the old has been taken out', () => {
    const all = Object.fromEntries(Array.from({ length: 200 }, (_, n) => [numbered(n), n]));
    expect(hasShape(all)).toBe(true); // what is to be avoided
    expect(hasShape(tableOf(all))).toBe(false);
    expect(hasShape(keepNewest(all, { most: 100, mustStay: () => false }))).toBe(false);
  });

  it('is a table where the leads of the house come and go', () => {
    for (let n = 0; n < 400; n += 1)
      takeLeads([{ id: numbered(n), phone: null, updatedAt: '2026-11-22T12:00:00Z' } as LeadSummary]);
    expect(hasShape(work.getState().leads)).toBe(false);
  });
});
