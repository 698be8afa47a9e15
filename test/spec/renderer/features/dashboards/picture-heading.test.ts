// The lines over a picture: everything that the page around it would have said, however narrow the picture is.
import { expect, test } from 'vitest';
import { headingLines } from '../../../../../src/renderer/features/dashboards/picture-heading.ts';

const heading = {
  title: 'Ventas',
  under: '1–25 nov, comparado con 7–31 oct · Filtros: Canal Meta Ads',
  made: 'Generado el 25 nov, 12:42',
  mark: 'Demostración: todo es simulado.',
};
/** Ten pixels a letter. */
const measure = (text: string): number => text.length * 10;

test('a picture says its dashboard, days, comparison and filters, when it was made, and that it is a demonstration', () => {
  expect(headingLines(heading, 2000, measure)).toEqual([
    { style: 'title', text: 'Ventas' },
    { style: 'under', text: `${heading.under} · ${heading.made}` },
    { style: 'mark', text: heading.mark },
  ]);
});

test('a narrow picture says it in more lines, none of them wider than it, and loses no word', () => {
  const lines = headingLines(heading, 348, measure);
  for (const { text } of lines) expect(measure(text)).toBeLessThanOrEqual(300);
  const said = lines.map(({ text }) => text).join(' ');
  expect(said).toBe(`Ventas ${heading.under} · ${heading.made} ${heading.mark}`);
});

test('real figures bear no mark', () => {
  const styles = headingLines({ ...heading, mark: undefined }, 2000, measure).map(({ style }) => style);
  expect(styles).toEqual(['title', 'under']);
});
