/** RTP on the wire: what is read, how streams are joined, and what a frozen page's burst becomes. */
import dgram from 'node:dgram';
import { once } from 'node:events';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { startFrameClock } from '../../../src/phone/media/frame-clock.ts';
import { readRtp, writeRtp } from '../../../src/phone/media/rtp-packet.ts';
import type { RtpPacket } from '../../../src/phone/media/rtp-packet.ts';
import { RtpRenumbering } from '../../../src/phone/media/rtp-renumbering.ts';
import { VoiceStream } from '../../../src/phone/media/voice-stream.ts';
import {
  alawFromUlaw,
  PCMA,
  PCMU,
  samplesFromUlaw,
  silence,
  ulawFromAlaw,
  ulawFromSamples,
} from '../../../src/shared/g711.ts';
import { until } from '../../support/until.ts';

const packet = (more: Partial<RtpPacket> = {}): RtpPacket => ({
  payloadType: PCMU,
  marker: false,
  sequence: 65_535,
  timestamp: 4_294_967_200,
  ssrc: 42,
  payload: Buffer.alloc(160, 0x55),
  ...more,
});

describe('RTP packets', () => {
  it('come out as they went in', () => {
    expect(readRtp(writeRtp(packet({ marker: true })))).toEqual(packet({ marker: true }));
  });

  it.each([
    ['too short', Buffer.alloc(11, 0x80)],
    ['another version', Buffer.from(writeRtp(packet())).fill(0x40, 0, 1)],
    ['an extension beyond the end', Buffer.concat([Buffer.from([0x90]), writeRtp(packet()).subarray(1, 14)])],
    [
      'more padding than packet',
      Buffer.concat([Buffer.from([0xa0]), writeRtp(packet()).subarray(1), Buffer.from([255])]),
    ],
  ])('are dropped when %s', (_what, datagram) => {
    expect(readRtp(datagram)).toBeUndefined();
  });
});

describe('G.711', () => {
  it('survives the way from µ-law to A-law and back within one step', () => {
    const bytes = Uint8Array.from({ length: 256 }, (_, i) => i);
    const there = samplesFromUlaw(bytes);
    const back = samplesFromUlaw(ulawFromAlaw(alawFromUlaw(bytes)));
    there.forEach((sample, i) =>
      expect(Math.abs(sample - (back[i] ?? 0))).toBeLessThanOrEqual(Math.max(16, Math.abs(sample) * 0.07)),
    );
  });

  it('encodes what it decodes, and its silence is silent', () => {
    const samples = samplesFromUlaw(Uint8Array.from({ length: 256 }, (_, i) => i));
    expect(samplesFromUlaw(ulawFromSamples(samples))).toEqual(samples);
    expect(Math.max(...samplesFromUlaw(silence(PCMU)))).toBe(0);
    expect(Math.max(...samplesFromUlaw(ulawFromAlaw(silence(PCMA))))).toBeLessThan(20);
  });
});

describe('The clock of 20 ms', () => {
  it('lets what waits in the sockets be heard first when the process was held up', async () => {
    const socket = dgram.createSocket('udp4');
    socket.bind(0, '127.0.0.1');
    await once(socket, 'listening');
    socket.connect(socket.address().port, '127.0.0.1');
    await once(socket, 'connect');
    const order: string[] = [];
    socket.on('message', () => order.push('packet'));
    const stop = startFrameClock(() => order.push('frame'));
    await until(() => order.length > 2);
    await new Promise((resolve) => setImmediate(resolve));
    order.length = 0;
    socket.send('voice');
    for (const end = performance.now() + 90; performance.now() < end;);
    await until(() => order.length > 4);
    stop();
    socket.close();
    expect(order.slice(0, 4)).toEqual(['packet', 'frame', 'frame', 'frame']);
  });
});

describe('Renumbering towards the page', () => {
  it('joins two calls into one stream and keeps gaps of lost packets', () => {
    const renumbering = new RtpRenumbering();
    const first = renumbering.next(packet({ ssrc: 1, sequence: 10, timestamp: 1_600 }), 0);
    const afterLoss = renumbering.next(packet({ ssrc: 1, sequence: 12, timestamp: 1_920 }), 40);
    const other = renumbering.next(packet({ ssrc: 2, sequence: 900, timestamp: 77 }), 1_040);
    expect(afterLoss.sequence - first.sequence).toBe(2);
    expect(afterLoss.timestamp - first.timestamp).toBe(320);
    expect(other.sequence - afterLoss.sequence).toBe(1);
    expect(other.timestamp - afterLoss.timestamp).toBe(8_000);
    expect([first.marker, afterLoss.marker, other.marker]).toEqual([true, false, true]);
  });

  it('continues across the wrap of the source and smooths a jump of its clock', () => {
    const renumbering = new RtpRenumbering();
    const before = renumbering.next(packet({ sequence: 65_535, timestamp: 4_294_967_200 }), 0);
    const wrapped = renumbering.next(packet({ sequence: 0, timestamp: 64 }), 20);
    const jumped = renumbering.next(packet({ sequence: 1, timestamp: 5_300_000 }), 40);
    expect(wrapped.sequence - before.sequence).toBe(1);
    expect(wrapped.timestamp - before.timestamp).toBe(160);
    expect(jumped.timestamp - wrapped.timestamp).toBe(160);
    expect(jumped.sequence - wrapped.sequence).toBe(1);
  });
});

describe('Renumbering what the network did', () => {
  it.each([-30_000, -500, -20, -1, 500, 20_000])(
    'goes on when the source sets its sequence numbers anew by %s: the page would take them for old',
    (jump) => {
      const renumbering = new RtpRenumbering();
      const numbers = [0, 1, 2, 3, 4, 5].map((n) => {
        const sequence = (40_000 + n + (n < 3 ? 0 : jump)) & 0xffff;
        return renumbering.next(packet({ sequence, timestamp: n * 160 }), n * 20);
      });
      numbers.slice(1).forEach(({ sequence, timestamp }, i) => {
        expect(sequence - (numbers[i]?.sequence ?? 0)).toBe(1);
        expect(timestamp - (numbers[i]?.timestamp ?? 0)).toBe(160);
      });
    },
  );

  it('keeps the places of swapped, late and repeated packets, and their order against the next call', () => {
    const chance = fc.record({ isLost: fc.boolean(), isRepeated: fc.boolean(), delay: fc.nat(4) });
    fc.assert(
      fc.property(fc.array(chance, { minLength: 3, maxLength: 80 }), fc.nat(0xffff), (fates, start) => {
        const renumbering = new RtpRenumbering();
        const sent = fates
          .flatMap(({ isLost, isRepeated, delay }, n) => {
            const at = n + (n === 0 ? 0 : delay);
            return isLost && n > 0 ? [] : Array.from({ length: isRepeated ? 2 : 1 }, () => ({ n, at }));
          })
          .sort((a, b) => a.at - b.at);
        const first = renumbering.next(packet({ sequence: start, timestamp: start }), 0);
        let newest = first;
        for (const { n, at } of sent) {
          const timestamp = (start + n * 160) >>> 0;
          const out = renumbering.next(packet({ sequence: (start + n) & 0xffff, timestamp }), at * 20);
          expect((out.sequence - first.sequence) & 0xffff).toBe(n);
          expect((out.timestamp - first.timestamp) >>> 0).toBe(n * 160);
          if (((out.timestamp - newest.timestamp) | 0) > 0) newest = out;
        }
        const other = renumbering.next(packet({ ssrc: 77, sequence: 5, timestamp: 9 }), 10_000);
        expect((other.sequence - newest.sequence) & 0xffff).toBe(1);
        expect((other.timestamp - newest.timestamp) | 0).toBeGreaterThanOrEqual(160);
      }),
    );
  });
});

describe('The stream towards the exchange', () => {
  it('is one numbering over silence, voice and events, and drops the burst of a page that was frozen', () => {
    const sent: RtpPacket[] = [];
    const stream = new VoiceStream((packet) => sent.push(packet));
    stream.fill();
    const accepted = Array.from({ length: 50 }, (_, i) => stream.voice(Buffer.alloc(160), 8_000 + i * 160));
    stream.fill();
    expect(accepted.filter(Boolean).length).toBeLessThan(12);
    expect(accepted[0]).toBe(true);
    const steps = sent.slice(1).map((now, i) => {
      const before = sent[i] as RtpPacket;
      return [(now.sequence - before.sequence) & 0xffff, (now.timestamp - before.timestamp) >>> 0];
    });
    expect(new Set(steps.map((step) => step.join()))).toEqual(new Set(['1,160']));
    expect(new Set(sent.map(({ ssrc }) => ssrc)).size).toBe(1);
  });

  it.each([-80_000, 240_000])('goes on when the page sets its clock by %s: nothing is old', (jump) => {
    vi.useFakeTimers({ toFake: ['performance'] });
    try {
      const sent: RtpPacket[] = [];
      const stream = new VoiceStream((packet) => sent.push(packet));
      const accepted = Array.from({ length: 100 }, (_, n) => {
        vi.advanceTimersByTime(20);
        return stream.voice(Buffer.alloc(160), 500_000 + n * 160 + (n < 50 ? 0 : jump));
      });
      expect(accepted).not.toContain(false);
      sent.slice(1).forEach(({ timestamp }, i) => expect(timestamp - (sent[i]?.timestamp ?? 0)).toBe(160));
    } finally {
      vi.useRealTimers();
    }
  });

  it('takes voice again after a hold of twelve minutes, and after the timestamp has wrapped', () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    try {
      const sent: RtpPacket[] = [];
      const stream = new VoiceStream((packet) => sent.push(packet));
      let pageTimestamp = 4_294_960_000;
      const speak = (): boolean[] =>
        Array.from({ length: 100 }, () => {
          vi.advanceTimersByTime(20);
          pageTimestamp = (pageTimestamp + 160) >>> 0;
          return stream.voice(Buffer.alloc(160), pageTimestamp);
        });
      expect(speak()).not.toContain(false);
      vi.advanceTimersByTime(12 * 60_000);
      stream.breakSpurt();
      expect(speak()).not.toContain(false);
      const before = sent.at(-1)?.timestamp ?? 0;
      const framesToWrap = Math.floor((2 ** 32 - before) / 160) - 50;
      stream.endEvent(framesToWrap * 160);
      stream.breakSpurt();
      expect(speak()).not.toContain(false);
      expect(sent.at(-1)?.timestamp).toBeLessThan(before);
    } finally {
      vi.useRealTimers();
    }
  });
});
