// Where the figure at the end of a curve is written: never on the curve itself.
import { expect, test } from 'vitest';
import { clearOf } from '../../../../../src/renderer/ui/charts/line-chart.tsx';

const bottom = 200;
const last = { x: 300, y: 40 };

test('a figure at the end of a rising curve stands under all of the curve that runs over it', () => {
  const steep = [{ x: 0, y: 190 }, { x: 250, y: 160 }, { x: 275, y: 100 }, last];
  expect(clearOf(steep, last, bottom)).toBe(118);
});

test('a curve that has no room beneath has its figure above', () => {
  const low = { x: 300, y: 190 };
  expect(clearOf([{ x: 270, y: 180 }, undefined, low], low, bottom)).toBe(170);
});
