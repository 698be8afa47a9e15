/** What people attach: a picture, a voice note, a sticker and a document, as real bytes that every viewer opens. */
import { crc32, deflateSync } from 'node:zlib';
import { voiceNote } from './voice-note.ts';
import type { InboundContent } from './webhook-bodies.ts';
import { sha256Of, type MediaFile } from './media-shelf.ts';

export type Attachment = 'picture' | 'voice' | 'sticker' | 'document';
export const attachments = ['picture', 'voice', 'sticker', 'document'] as const satisfies Attachment[];

/** Always on the shelf, under ids like Meta's. */
export const sampleMedia: Readonly<Record<Attachment, MediaFile>> = {
  picture: { id: '1003383421387256', mimeType: 'image/png', bytes: sunset(480, 320) },
  voice: { id: '1908647269898587', mimeType: 'audio/ogg; codecs=opus', bytes: voiceNote },
  sticker: {
    id: '798882015472548',
    mimeType: 'image/webp',
    bytes: Buffer.from('UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==', 'base64'),
  },
  document: {
    id: '1250641389461027',
    mimeType: 'application/pdf',
    bytes: onePage('Lo que busco: 2 recamaras, vista al mar, terraza.'),
    fileName: 'lo-que-busco.pdf',
  },
};

const types = { picture: 'image', voice: 'audio', sticker: 'sticker', document: 'document' } as const;

/** The message that carries an attachment: `file` where it is not the sample. */
export function attachmentContent(
  kind: Attachment,
  { caption, file = sampleMedia[kind] }: { caption?: string | undefined; file?: MediaFile } = {},
): InboundContent {
  const type = types[kind];
  return {
    type,
    [type]: {
      mime_type: file.mimeType,
      sha256: sha256Of(file.bytes),
      id: file.id,
      ...(kind === 'voice' ? { voice: true } : {}),
      ...(kind === 'sticker' ? { animated: false } : {}),
      ...(file.fileName === undefined ? {} : { filename: file.fileName }),
      ...(caption === undefined ? {} : { caption }),
    },
  };
}

/** A PNG (ISO/IEC 15948) in true colour: the sun going down over the sea. */
function sunset(width: number, height: number): Buffer {
  const row = 1 + width * 3;
  const pixels = Buffer.alloc(row * height);
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1) pixels.set(colourAt(x / width, y / height), y * row + 1 + x * 3);
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8); // 8 bits each of red, green and blue
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    ...[chunk('IHDR', header), chunk('IDAT', deflateSync(pixels)), chunk('IEND', Buffer.alloc(0))],
  ]);
}

type Colour = [red: number, green: number, blue: number];

function colourAt(x: number, y: number): Colour {
  const isSun = (x - 0.5) ** 2 * 2.25 + (y - 0.52) ** 2 < 0.015 && y < 0.6;
  if (isSun) return [255, 236, 179];
  if (y < 0.6) return [250 - 60 * (0.6 - y), 150 + 90 * y, 120 + 60 * (0.6 - y)].map(Math.round) as Colour;
  return [30 + 40 * (1 - y), 90 + 60 * (1 - y), 130 + 40 * (1 - y)].map(Math.round) as Colour;
}
function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
}

/** A PDF (ISO 32000-1) of one page with one line on it. */
function onePage(line: string): Buffer {
  const words = `BT /F1 16 Tf 40 780 Td (${line}) Tj ET`;
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
    `<< /Length ${words.length} >>\nstream\n${words}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
  ];
  let file = '%PDF-1.4\n';
  const places = objects.map((object, index) => {
    const place = String(file.length).padStart(10, '0');
    file += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return `${place} 00000 n \n`;
  });
  const table = `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${places.join('')}`;
  const trailer = `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${file.length}\n%%EOF\n`;
  return Buffer.from(file + table + trailer, 'latin1');
}
