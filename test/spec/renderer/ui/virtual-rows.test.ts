// The arrow keys of a long list: over the lines between groups, and never past an end.
import { expect, it } from 'vitest';
import { nextRow } from '../../../../src/renderer/ui/virtual-rows.tsx';

const rows = ['A', 'a1', 'a2', 'B', 'b1'].map((id) => ({ id, isHead: id === id.toUpperCase() }));

it('begins at the first row that can be chosen', () => {
  expect(nextRow(rows, -1, 'ArrowDown')).toBe(1);
  expect(nextRow(rows, -1, 'ArrowUp')).toBe(1);
});

it('steps over the lines between groups and stays within the list', () => {
  expect(nextRow(rows, 2, 'ArrowDown')).toBe(4);
  expect(nextRow(rows, 4, 'ArrowUp')).toBe(2);
  expect(nextRow(rows, 4, 'ArrowDown')).toBeUndefined();
  expect(nextRow(rows, 1, 'ArrowUp')).toBeUndefined();
});

it('knows both ends and pages, and leaves other keys alone', () => {
  expect([nextRow(rows, 2, 'Home'), nextRow(rows, 2, 'End')]).toEqual([1, 4]);
  expect([nextRow(rows, 1, 'PageDown'), nextRow(rows, 4, 'PageUp')]).toEqual([4, 1]);
  expect(nextRow(rows, 1, 'x')).toBeUndefined();
  expect(nextRow([], -1, 'End')).toBeUndefined();
});
