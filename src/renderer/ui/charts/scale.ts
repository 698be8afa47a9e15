// Where things stand on an axis: round ticks, and the pixel of a value.
const steps = [1, 2, 2.5, 5, 10];

/**
 * Three to six round values from 0 (or a round one below `least`) to at least `most`; 0 alone is drawn up to 1. `isWhole`
 * leaves out fractions: half a visit is none.
 */
export function niceTicks(most: number, { least = 0, isWhole = false } = {}): number[] {
  const top = most > least ? most : least + 1;
  const step = stepFor(top - least, isWhole);
  const first = Math.floor(least / step + 1e-9);
  const last = Math.ceil(top / step - 1e-9);
  return Array.from({ length: last - first + 1 }, (_, index) => round((first + index) * step));
}

/** The smallest round step that needs at most five of them. */
function stepFor(span: number, isWhole: boolean): number {
  const power = 10 ** Math.floor(Math.log10(span / 5));
  const wanted = steps.map((one) => one * power).filter((step) => !isWhole || Number.isInteger(step));
  return wanted.find((step) => span / step <= 5 + 1e-9) ?? Math.max(1, 10 * power);
}

/** Sums of tenths are not tenths. */
const round = (value: number): number => Number(value.toPrecision(12));

export interface Scale {
  (value: number): number;
}

/** Maps `from` … `to` on pixels `start` … `end`. */
export function scaleBetween([from, to]: [number, number], [start, end]: [number, number]): Scale {
  const span = to - from;
  return (value) => (span === 0 ? start : start + ((value - from) / span) * (end - start));
}

/** At most `most` of `count` places, evenly apart, the first among them: which labels fit under an axis. */
export function placesThatFit(count: number, most: number): number[] {
  if (count <= 0 || most <= 0) return [];
  const step = Math.ceil(count / most);
  return Array.from({ length: Math.ceil(count / step) }, (_, index) => index * step);
}

/** At most `most` of `count` points, evenly apart, the first and the last among them. */
export function placesAlong(count: number, most: number): number[] {
  if (count <= 1 || most <= 1) return count > 0 ? [0] : [];
  const number = Math.min(count, most);
  return Array.from({ length: number }, (_, index) => Math.round((index * (count - 1)) / (number - 1)));
}

export interface Point {
  x: number;
  y: number;
}

/** The lines through what is there: a gap where a value is missing breaks the line in two. SVG path data. */
export function pathThrough(points: readonly (Point | undefined)[]): string {
  let isOpen = false;
  const parts: string[] = [];
  for (const point of points) {
    if (point !== undefined) parts.push(`${isOpen ? 'L' : 'M'}${point.x.toFixed(1)} ${point.y.toFixed(1)}`);
    isOpen = point !== undefined;
  }
  return parts.join('');
}
