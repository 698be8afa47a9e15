/** Keys of the other side, as RFC 4733 sends them and as gateways do: each is told once. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RtpPacket } from '../../../src/phone/media/rtp-packet.ts';
import { ToneReceiver } from '../../../src/phone/media/tone-receiver.ts';

interface Piece {
  event: number;
  timestamp: number;
  duration: number;
  end?: boolean;
  marker?: boolean;
}

const packetOf = ({ event, timestamp, duration, end = false, marker = false }: Piece): RtpPacket => {
  const payload = Buffer.from([event, (end ? 0x80 : 0) | 10, 0, 0]);
  payload.writeUInt16BE(duration, 2);
  return { payloadType: 101, marker, sequence: 0, timestamp, ssrc: 1, payload };
};

/** All packets of one key held for `steps` times 20 ms. */
const press = (event: number, timestamp: number, steps: number): Piece[] => [
  ...Array.from({ length: steps }, (_, i) => ({
    event,
    timestamp,
    duration: (i + 1) * 160,
    marker: i === 0,
  })),
  ...Array.from({ length: 3 }, () => ({ event, timestamp, duration: (steps + 1) * 160, end: true })),
];

function heardIn(pieces: Piece[]): string {
  let heard = '';
  const receiver = new ToneReceiver((tone) => (heard += tone));
  for (const piece of pieces) receiver.take(packetOf(piece), 8_000);
  return heard;
}

describe('A key of the other side', () => {
  it('is told once, at its first packet, however many packets it has', () => {
    expect(heardIn(press(5, 1_000, 8))).toBe('5');
    expect(heardIn(press(5, 1_000, 8).slice(0, 1))).toBe('5');
    expect(heardIn([...press(1, 0, 5), ...press(1, 3_000, 5), ...press(11, 6_000, 5)])).toBe('11#');
  });

  it.each([
    ['its end was lost', press(3, 0, 8).slice(0, 8)],
    ['its beginning was lost', press(3, 0, 8).slice(8)],
    ['all but one packet was lost', press(3, 0, 8).slice(4, 5)],
    ['its packets came in another order', [...press(3, 0, 8)].reverse()],
  ])('is told once although %s', (_what, pieces) => {
    expect(heardIn([...pieces, ...press(4, 4_000, 4)])).toBe('34');
  });

  it('that is held for half a minute is one, although it comes in pieces (RFC 4733 §2.5.1.3)', () => {
    const long = [0, 1, 2, 3].flatMap((part) =>
      Array.from({ length: 400 }, (_, i) => ({
        event: 9,
        timestamp: (4_294_900_000 + part * 0xffff) >>> 0,
        duration: Math.min(0xffff, (i + 1) * 160 + 1_535),
        marker: part === 0 && i === 0,
      })),
    );
    expect(heardIn(long)).toBe('9');
  });

  it('is one although a gateway moves the timestamp within it', () => {
    const moving = Array.from({ length: 10 }, (_, i) => ({
      event: 2,
      timestamp: 5_000 + i * 160,
      duration: 160,
      marker: i === 0,
      end: i === 9,
    }));
    expect(heardIn(moving)).toBe('2');
  });

  it('is told again when it is pressed again, although the end of the first press was lost', () => {
    expect(heardIn([...press(7, 0, 5).slice(0, 5), ...press(7, 2_000, 5)])).toBe('77');
  });

  it('is told although the other side set its clock back, but not when its packets are merely late', () => {
    expect(heardIn([...press(1, 4_000_000, 5), ...press(2, 3_000_000, 5), ...press(2, 3_010_000, 5)])).toBe(
      '122',
    );
    expect(heardIn([...press(1, 1_000, 5), ...press(2, 9_000, 5), ...press(1, 1_000, 5)])).toBe('12');
  });

  it('is told in the order pressed, whatever is lost or repeated', () => {
    const keys = fc.array(fc.integer({ min: 0, max: 15 }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(keys, fc.infiniteStream(fc.boolean()), (events, chance) => {
        const pieces = events.flatMap((event, i) => {
          const all = press(event, i * 2_400, 7);
          const kept = all.filter(() => chance.next().value);
          return kept.length > 0 ? [...kept, ...kept.slice(-1)] : all.slice(-1);
        });
        expect(heardIn(pieces)).toBe(events.map((event) => '0123456789*#ABCD'[event]).join(''));
      }),
    );
  });

  it('is nothing for events that are no keys, and for broken packets', () => {
    expect(heardIn([{ event: 16, timestamp: 0, duration: 160 }])).toBe('');
    const receiver = new ToneReceiver(() => expect.unreachable());
    receiver.take(
      { ...packetOf({ event: 1, timestamp: 0, duration: 0 }), payload: Buffer.from([1, 0]) },
      8_000,
    );
  });
});
