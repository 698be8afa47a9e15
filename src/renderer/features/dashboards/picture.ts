// A part of the page as a picture: the browser draws it once more from its own style sheets and letters, in the light scheme.
import { withHeading } from './picture-heading.ts';
import type { Heading } from './use-heading.ts';

const scale = 2;

/** Saves what is in `element`, under its heading, as a PNG at twice its size. Rejects where the browser draws no page. */
export async function savePicture(element: HTMLElement, name: string, heading: Heading): Promise<void> {
  const canvas = withHeading(await drawElement(element), heading, scale);
  saveFile(await blobOf(canvas), name);
}

/** Hands a file to whoever sits here: the browser's own download, in Electron its dialog. */
export function saveFile(file: Blob, name: string): void {
  const url = URL.createObjectURL(file);
  const link = Object.assign(document.createElement('a'), { href: url, download: name });
  link.click();
  // The download reads it after this; what is never freed would stay until the page goes.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

/** Draws at twice the size, on white. Rejects (Error) where the browser gives no picture. */
export async function drawElement(element: HTMLElement): Promise<HTMLCanvasElement> {
  const size = { width: element.offsetWidth, height: element.offsetHeight };
  const image = await pictureOf(await svgOf(element, size));
  const canvas = Object.assign(document.createElement('canvas'), {
    ...{ width: size.width * scale, height: size.height * scale },
  });
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('no canvas to draw on');
  context.fillStyle = 'white';
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(image, 0, 0, size.width, size.height, 0, 0, canvas.width, canvas.height);
  return canvas;
}

const blobOf = (canvas: HTMLCanvasElement): Promise<Blob> =>
  new Promise((resolve, reject) => {
    canvas.toBlob(
      (blob) => (blob ? resolve(blob) : reject(new Error('the canvas gave no picture'))),
      'image/png',
    );
  });

async function pictureOf(svg: string): Promise<HTMLImageElement> {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  return image;
}

interface Size {
  width: number;
  height: number;
}

/** The element in the corner of an SVG as large as the window, which is what the rules for small windows look at. */
async function svgOf(element: HTMLElement, { width, height }: Size): Promise<string> {
  const clone = element.cloneNode(true) as HTMLElement;
  for (const control of clone.querySelectorAll('[data-unprinted]')) control.remove();
  clone.style.width = `${width}px`;
  const page = frameOf(clone, element.closest('main')?.clientWidth ?? width);
  const style = `<style>${escaped(await styleText())}</style>`;
  const looks = 'data-mantine-color-scheme="light" style="color-scheme:light"';
  const window = `width="${Math.max(width, innerWidth)}" height="${Math.max(height, innerHeight)}"`;
  return `<svg xmlns="http://www.w3.org/2000/svg" ${window} ${looks}>${style}<foreignObject width="100%" height="100%">${page}</foreignObject></svg>`;
}

/** What the page around it gives the element: letters, ground, and the width that its own rules ask for. */
function frameOf(clone: HTMLElement, pageWidth: number): string {
  const frame = document.createElement('div');
  frame.setAttribute('xmlns', 'http://www.w3.org/1999/xhtml');
  const letters =
    'font:var(--t13);color:var(--ink);background:var(--surface);font-variant-numeric:tabular-nums';
  frame.setAttribute('style', `${letters};container:page/inline-size;width:${pageWidth}px`);
  frame.append(clone);
  return new XMLSerializer().serializeToString(frame);
}

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

/** Every rule of the page; of its letters those that are in use, inside the text: a picture may fetch nothing. */
async function styleText(): Promise<string> {
  const rules = [...document.styleSheets].flatMap((sheet) => [...sheet.cssRules]);
  const texts = await Promise.all(
    rules.map((rule) =>
      rule instanceof CSSFontFaceRule ? withLetters(rule) : Promise.resolve(rule.cssText),
    ),
  );
  return texts.join('\n');
}

async function withLetters(rule: CSSFontFaceRule): Promise<string> {
  const [, address] = /url\("?([^")]+)"?\)/.exec(rule.style.getPropertyValue('src')) ?? [];
  if (address === undefined || !isInUse(rule)) return '';
  const sheet = rule.parentStyleSheet?.href ?? document.baseURI;
  const letters = await (await fetch(new URL(address, sheet))).blob();
  return rule.cssText.replace(address, await dataOf(letters));
}

function isInUse({ style }: CSSFontFaceRule): boolean {
  const range = normal(style.getPropertyValue('unicode-range'));
  return [...document.fonts].some((font) => font.status === 'loaded' && normal(font.unicodeRange) === range);
}
const normal = (range: string): string => range.replaceAll(' ', '').toLowerCase();

const dataOf = (file: Blob): Promise<string> =>
  new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    reader.onerror = () => reject(new Error('the letters could not be read'));
    reader.readAsDataURL(file);
  });
