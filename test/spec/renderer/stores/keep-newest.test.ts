// What is in use stays, and of the rest the newest.
import { describe, expect, it } from 'vitest';
import { keepNewest } from '../../../../src/renderer/stores/keep-newest.ts';

const all = { a: 3, b: 1, c: 2, d: 4 };

describe('a record that must not grow for ever', () => {
  it('stays the same while it is not too long', () => {
    expect(keepNewest(all, { most: 4, mustStay: () => false })).toBe(all);
  });

  it('loses what was put in first where nothing says which is newer', () => {
    expect(keepNewest(all, { most: 2, mustStay: () => false })).toEqual({ c: 2, d: 4 });
  });

  it('loses what is oldest by its own measure, and keeps its order', () => {
    const kept = keepNewest(all, { most: 2, mustStay: () => false, at: (n) => `2026-11-2${n}` });
    expect(Object.entries(kept)).toEqual([
      ['a', 3],
      ['d', 4],
    ]);
  });

  it('keeps what is in use beside the newest of the rest, however much it is', () => {
    const kept = keepNewest(all, { most: 1, mustStay: (_, key) => key === 'a' || key === 'b' });
    expect(kept).toEqual({ a: 3, b: 1, d: 4 });
    expect(keepNewest(all, { most: 1, mustStay: () => true })).toBe(all);
  });
});
