/**
 * The small pictures for tray and taskbar. They are drawn here, one shape a state, so that who does not see colours
 * sees the state too, and no file can be missing.
 */
import { crc32, deflateSync } from 'node:zlib';
import type { StateNotice } from '../shared/ipc.ts';

export type Tone = StateNotice['tone'];
type Colour = readonly [number, number, number];

const colours: Record<Tone, Colour> = {
  ready: [46, 160, 67],
  ring: [230, 126, 34],
  call: [33, 118, 210],
  away: [240, 180, 0],
  bad: [208, 52, 44],
};

/** Whether a point belongs to the shape; both coordinates from -1 to 1, the centre is 0. */
const shapes: Record<Tone, (x: number, y: number) => boolean> = {
  ready: (x, y) => Math.hypot(x, y) < 0.85,
  ring: (x, y) => Math.hypot(x, y) < 0.9 && !(Math.hypot(x, y) > 0.4 && Math.hypot(x, y) < 0.62),
  call: (x, y) => Math.max(Math.abs(x), Math.abs(y)) < 0.75,
  away: (x, y) => Math.hypot(x, y) < 0.85 && Math.hypot(x - 0.45, y + 0.3) > 0.6,
  bad: (x, y) => Math.hypot(x, y) < 0.85 && !(Math.abs(y) < 0.18 && Math.abs(x) < 0.55),
};

/** A PNG of `size` × `size` pixels with a transparent ground. */
export function stateIcon(tone: Tone, size: number): Buffer {
  const [red, green, blue] = colours[tone];
  const rows = Buffer.alloc(size * (size * 4 + 1));
  for (let y = 0; y < size; y += 1) {
    for (let x = 0; x < size; x += 1) {
      const at = y * (size * 4 + 1) + 1 + x * 4;
      rows.set([red, green, blue, Math.round(255 * coverage(shapes[tone], size, [x, y]))], at);
    }
  }
  return png(size, rows);
}

/** How much of a pixel the shape covers, by sixteen samples: edges without steps. */
function coverage(
  inside: (x: number, y: number) => boolean,
  size: number,
  [px, py]: [number, number],
): number {
  let hits = 0;
  for (let i = 0; i < 16; i += 1) {
    const x = px + (i % 4) / 4 + 1 / 8;
    const y = py + Math.floor(i / 4) / 4 + 1 / 8;
    if (inside((2 * x) / size - 1, (2 * y) / size - 1)) hits += 1;
  }
  return hits / 16;
}

/** https://www.w3.org/TR/png-3/: 8 bits a channel, red, green, blue and alpha, no filter. */
function png(size: number, rows: Buffer): Buffer {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(size, 0);
  head.writeUInt32BE(size, 4);
  head.set([8, 6, 0, 0, 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    signature,
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
}
