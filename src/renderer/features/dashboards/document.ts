// A dashboard on paper: A4 across, its words as text, its charts as they are on screen, no chart cut in two.
import { jsPDF } from 'jspdf';
import { drawElement } from './picture.ts';
import type { Heading } from './use-heading.ts';

/** Millimetres. */
const page = { width: 297, height: 210, margin: 12, head: 18, foot: 8 };
const inside = page.width - 2 * page.margin;
const top = page.margin + page.head;
const bottom = page.height - page.margin - page.foot;
/** Between two parts. */
const gap = 2;

/** The parts one below the other, each on the page where it fits whole. Rejects as `drawElement` does. */
export async function writeDocument(
  parts: readonly HTMLElement[],
  heading: Heading,
  pageOf: (page: number, pages: number) => string,
): Promise<Blob> {
  const paper = new jsPDF({ orientation: 'landscape', unit: 'mm', format: 'a4', compress: true });
  paper.setProperties({ title: `${heading.title} · ${heading.under}` });
  const widest = Math.max(1, ...parts.map((part) => part.offsetWidth));
  let y = top;
  for (const part of parts) {
    const drawn = await drawElement(part);
    const size = sizeOn(drawn, (inside * part.offsetWidth) / widest);
    if (y > top && y + size.height > bottom) {
      paper.addPage();
      y = top;
    }
    paper.addImage(
      drawn.toDataURL('image/png'),
      'PNG',
      page.margin,
      y,
      size.width,
      size.height,
      undefined,
      'FAST',
    );
    y += size.height + gap;
  }
  writeAround(paper, heading, pageOf);
  return paper.output('blob');
}

/** As wide as it may be, and never higher than a page. */
function sizeOn(drawn: HTMLCanvasElement, width: number): { width: number; height: number } {
  const height = (width * drawn.height) / drawn.width;
  const most = bottom - top;
  return height <= most ? { width, height } : { width: (width * most) / height, height: most };
}

function writeAround(
  paper: jsPDF,
  { title, under, made, mark }: Heading,
  pageOf: (page: number, pages: number) => string,
): void {
  const pages = paper.getNumberOfPages();
  for (let number = 1; number <= pages; number += 1) {
    paper.setPage(number);
    paper.setFont('helvetica', 'bold').setFontSize(15).setTextColor(19, 24, 25);
    paper.text(title, page.margin, page.margin + 5);
    paper.setFont('helvetica', 'normal').setFontSize(9).setTextColor(71, 81, 83);
    paper.text(plain(under), page.margin, page.margin + 11, { maxWidth: inside });
    if (mark !== undefined) {
      paper.setTextColor(138, 83, 0);
      paper.text(plain(mark), page.width - page.margin, page.margin + 5, { align: 'right' });
    }
    paper.setFontSize(8).setTextColor(99, 110, 112);
    paper.text(plain(made), page.margin, page.height - page.margin + 2);
    const count = pageOf(number, pages);
    paper.text(count, page.width - page.margin, page.height - page.margin + 2, { align: 'right' });
  }
}

/** The paper's own letters know Latin-1 and a dash, but no narrow blanks. */
const plain = (text: string): string => text.replaceAll(/[\u00a0\u202f]/g, ' ').replaceAll('–', '-');
