// The lines over a picture, in the page's own letters: what it shows, of which days, narrowed to what, and whether it is real.
import type { Heading } from './use-heading.ts';

/** Pixels of the page, before the picture is drawn at twice the size. */
const edge = 24;
const top = 20;
const foot = 12;
const styles = {
  title: { font: '600 20px', height: 28, colour: '#131819' },
  under: { font: '400 13px', height: 18, colour: '#475153' },
  mark: { font: '500 13px', height: 18, colour: '#8a5300' },
} as const;

interface HeadingLine {
  text: string;
  style: keyof typeof styles;
}

/** As wide as the picture; words that do not fit go on in the next line. `measure` gives the width of a text in a font. */
export function headingLines(
  { title, under, made, mark }: Heading,
  width: number,
  measure: (text: string, style: keyof typeof styles) => number,
): HeadingLine[] {
  const room = width - 2 * edge;
  const lines = (text: string, style: keyof typeof styles): HeadingLine[] =>
    wrapped(text, (line) => measure(line, style) <= room).map((line) => ({ text: line, style }));
  return [
    ...lines(title, 'title'),
    ...lines(`${under} · ${made}`, 'under'),
    ...(mark === undefined ? [] : lines(mark, 'mark')),
  ];
}

function wrapped(text: string, fits: (line: string) => boolean): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && fits(`${last} ${word}`)) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

/** A picture with its heading over it. Rejects nothing; throws where the browser gives no canvas. */
export function withHeading(picture: HTMLCanvasElement, heading: Heading, scale: number): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('no canvas to draw on');
  const family = getComputedStyle(document.body).fontFamily;
  const fontOf = (style: keyof typeof styles): string => `${styles[style].font} ${family}`;
  const lines = headingLines(heading, picture.width / scale, (text, style) => {
    context.font = fontOf(style);
    return context.measureText(text).width;
  });
  const height = lines.reduce((sum, { style }) => sum + styles[style].height, top + foot);
  canvas.width = picture.width;
  canvas.height = picture.height + height * scale;
  context.fillStyle = 'white';
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(picture, 0, height * scale);
  context.scale(scale, scale);
  context.textBaseline = 'top';
  let y = top;
  for (const { text, style } of lines) {
    context.font = fontOf(style);
    context.fillStyle = styles[style].colour;
    context.fillText(text, edge, y);
    y += styles[style].height;
  }
  return canvas;
}
