/** Reception counted and reported as RFC 3550 says: loss, wraps, repeats, jitter, reports and round trips. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Reception } from '../../../src/phone/media/reception.ts';
import { isRtcp, readRtcp, writeRtcp } from '../../../src/phone/media/rtcp-packet.ts';
import type { RtcpReport } from '../../../src/phone/media/rtcp-packet.ts';
import { RtcpSession } from '../../../src/phone/media/rtcp-session.ts';
import type { RtpPacket } from '../../../src/phone/media/rtp-packet.ts';

const packet = (n: number, more: Partial<RtpPacket> = {}): RtpPacket => ({
  payloadType: 0,
  marker: false,
  sequence: (65_500 + n) & 0xffff,
  timestamp: (4_294_960_000 + n * 160) >>> 0,
  ssrc: 1,
  payload: Buffer.alloc(160),
  ...more,
});
/** Hands over packet `n` at the moment it was made, or later. */
const take = (reception: Reception, n: number, lateMs = 0): boolean =>
  reception.take(packet(n), n * 20 + lateMs, true);

describe('Reception', () => {
  it('counts exactly the packets that never came, in any order, with repeats, across the wrap', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ isLost: fc.boolean(), isRepeated: fc.boolean(), swap: fc.boolean() }), {
          minLength: 2,
          maxLength: 400,
        }),
        (fates) => {
          const order = fates.map((_, n) => n);
          fates.forEach(({ swap }, n) => {
            if (swap && n > 0 && n + 1 < order.length)
              [order[n], order[n + 1]] = [order[n + 1] as number, order[n] as number];
          });
          const came = order.filter((n) => !fates[n]?.isLost || n === 0 || n === fates.length - 1);
          // Counting begins with the first packet: one that overtook it is not expected.
          fc.pre(came[0] === 0);
          const reception = new Reception();
          for (const n of came) {
            expect(take(reception, n)).toBe(true);
            if (fates[n]?.isRepeated) expect(take(reception, n)).toBe(false);
          }
          expect(reception.received).toBe(came.length);
          expect(reception.expected).toBe(fates.length);
          expect(reception.lost).toBe(fates.length - came.length);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('has no jitter at an even pace, and that of the RFC at an uneven one', () => {
    const even = new Reception();
    const uneven = new Reception();
    let expected = 0;
    for (let n = 0; n < 500; n++) {
      take(even, n);
      take(uneven, n, n % 2 ? 8 : 0);
      if (n > 0) expected += (8 - expected) / 16;
    }
    expect(even.jitterMs).toBeLessThan(0.001);
    expect(uneven.jitterMs).toBeCloseTo(expected, 6);
    expect(uneven.report()?.jitter).toBe(Math.round(expected * 8));
  });

  it('does not take the repeated timestamps of a key being pressed for jitter', () => {
    const reception = new Reception();
    for (let n = 0; n < 50; n++) take(reception, n);
    for (let n = 50; n < 100; n++)
      reception.take(packet(n, { payloadType: 101, timestamp: packet(50).timestamp }), n * 20, false);
    for (let n = 100; n < 150; n++) take(reception, n);
    expect(reception.jitterMs).toBeLessThan(0.001);
    expect(reception.lost).toBe(0);
  });

  it('reports the share lost since the report before, and all that was lost', () => {
    const reception = new Reception();
    expect(reception.report()).toBeUndefined();
    for (let n = 0; n < 100; n++) if (n % 4) take(reception, n);
    expect(reception.report()).toMatchObject({ fractionLost: 62, cumulativeLost: 24 });
    for (let n = 100; n < 200; n++) if (n % 50 !== 25) take(reception, n);
    expect(reception.report()).toMatchObject({ fractionLost: 5, cumulativeLost: 26 });
    expect(reception.report()).toMatchObject({ fractionLost: 0, highestSequence: 0x1_0000 + 65_500 + 199 });
  });

  it('shows the loss of the last seconds, forgets it again, and notices an outage before it is over', () => {
    const reception = new Reception();
    const lossAfter = (from: number, to: number, isLost: (n: number) => boolean): number => {
      let loss = 0;
      for (let n = from; n < to; n++) {
        if (!isLost(n)) take(reception, n);
        if (n % 50 === 0) loss = reception.recentLossPercent(n * 20);
      }
      return loss;
    };
    expect(lossAfter(0, 500, () => false)).toBe(0);
    expect(lossAfter(500, 1_000, (n) => n % 10 === 5)).toBeCloseTo(10, 0);
    expect(lossAfter(1_000, 1_500, () => false)).toBe(0);
    expect(lossAfter(1_500, 1_700, () => true)).toBeGreaterThan(60);
  });

  it('does not take a sender that pauses in silence for an outage', () => {
    const reception = new Reception();
    for (let n = 0; n < 100; n++) take(reception, n);
    reception.take(packet(100, { payloadType: 13 }), 2_000, false);
    expect(reception.recentLossPercent(2_100)).toBe(0);
    expect(reception.recentLossPercent(4_000)).toBe(0);
  });

  it('goes on counting when the sender changes, restarts its numbers, or comes back from hold', () => {
    const reception = new Reception();
    for (let n = 0; n < 100; n++) take(reception, n);
    for (let n = 0; n < 100; n++)
      reception.take(packet(n, { ssrc: 2, sequence: 7 + n }), 2_000 + n * 20, true);
    expect([reception.received, reception.lost]).toEqual([200, 0]);
    for (let n = 0; n < 100; n++)
      reception.take(packet(n, { ssrc: 2, sequence: 30_000 + n }), 4_000 + n * 20, true);
    expect([reception.received, reception.lost]).toEqual([299, 0]);
    reception.restart();
    for (let n = 0; n < 100; n++)
      reception.take(packet(n, { ssrc: 2, sequence: 32_000 + n }), 6_000 + n * 20, true);
    expect([reception.received, reception.lost]).toEqual([399, 0]);
  });
});

describe('RTCP on the wire', () => {
  const uint32 = fc.integer({ min: 0, max: 0xffff_ffff });
  const block = fc.record({
    ssrc: uint32,
    fractionLost: fc.integer({ min: 0, max: 255 }),
    cumulativeLost: fc.integer({ min: -0x80_00_00, max: 0x7f_ff_ff }),
    highestSequence: uint32,
    jitter: uint32,
    lastReport: uint32,
    sinceLastReport: uint32,
  });
  const sender = fc.record({
    ntpSeconds: uint32,
    ntpFraction: uint32,
    rtpTimestamp: uint32,
    packets: uint32,
    octets: uint32,
  });
  const report: fc.Arbitrary<RtcpReport> = fc.record({
    ssrc: uint32,
    sender: fc.option(sender, { nil: undefined }),
    blocks: fc.array(block, { maxLength: 4 }),
    cname: fc.string({ minLength: 1, maxLength: 60, unit: 'grapheme-ascii' }),
    goodbye: fc.boolean(),
  });

  it('comes out as it went in', () => {
    fc.assert(
      fc.property(report, (said) => {
        expect(readRtcp(writeRtcp(said))).toEqual(said);
      }),
    );
  });

  it('is read without harm however it was damaged', () => {
    const damaged = fc
      .tuple(report, fc.array(fc.tuple(fc.nat(300), fc.nat(255))), fc.nat(300))
      .map(([said, hits, cut]) => {
        const datagram = writeRtcp(said);
        for (const [at, value] of hits) datagram[at % datagram.length] = value;
        return datagram.subarray(0, cut);
      });
    fc.assert(
      fc.property(damaged, (datagram) => {
        expect(() => readRtcp(datagram)).not.toThrow();
      }),
      { numRuns: 2_000 },
    );
  });

  it('is read from the bytes of another implementation: a sender report with a block, as Wireshark shows it', () => {
    const datagram = Buffer.from(
      '81c8000c' +
        '11223344' +
        'e7c8f5a080000000' +
        '00001f40' +
        '00000032' +
        '00001f40' +
        '55667788' +
        '40000005' +
        '0001abcd' +
        '00000050' +
        '12345678' +
        '00010000' +
        '81ca0003' +
        '11223344' +
        '0103616263' +
        '000000',
      'hex',
    );
    expect(isRtcp(datagram)).toBe(true);
    expect(readRtcp(datagram)).toEqual({
      ssrc: 0x11223344,
      sender: {
        ntpSeconds: 0xe7c8f5a0,
        ntpFraction: 0x80000000,
        rtpTimestamp: 8_000,
        packets: 50,
        octets: 8_000,
      },
      blocks: [
        {
          ssrc: 0x55667788,
          fractionLost: 64,
          cumulativeLost: 5,
          highestSequence: 0x1abcd,
          jitter: 80,
          lastReport: 0x12345678,
          sinceLastReport: 65_536,
        },
      ],
      cname: 'abc',
      goodbye: false,
    });
  });
});

describe('Two ends that report to each other', () => {
  /** Two sessions with `oneWayMs` between them; what was sent arrives when the clock gets there. */
  function twoEnds(oneWayMs: number) {
    const onTheWay: { atMs: number; deliver: () => void }[] = [];
    const sizes: number[] = [];
    const firstAt: number[] = [];
    let nowMs = 1_000;
    const end = (ssrc: number, other: () => RtcpSession): RtcpSession =>
      new RtcpSession({
        sent: () => ({ ssrc, packets: Math.floor(nowMs / 20), octets: nowMs * 8, timestamp: nowMs * 8 }),
        received: () => ({
          ssrc: 3 - ssrc,
          fractionLost: 64,
          cumulativeLost: 9,
          highestSequence: 1,
          jitter: 80,
        }),
        transmit: (datagram) => {
          sizes.push(datagram.length);
          firstAt.push(nowMs);
          onTheWay.push({ atMs: nowMs + oneWayMs, deliver: () => other().take(datagram, nowMs) });
        },
      });
    const a: RtcpSession = end(1, () => b);
    const b: RtcpSession = end(2, () => a);
    const run = (untilMs: number): void => {
      for (; nowMs < untilMs; nowMs += 1) {
        for (const mail of onTheWay.filter(({ atMs }) => atMs === nowMs)) mail.deliver();
        if (nowMs % 20 !== 0) continue;
        a.tick(nowMs);
        b.tick(nowMs);
      }
    };
    return { a, b, run, sizes, firstAt, now: () => nowMs };
  }

  it('know the round trip, and what the other hears, within half a minute', () => {
    const { a, b, run } = twoEnds(35);
    run(31_000);
    for (const { roundTripMs, far } of [a, b]) {
      expect(roundTripMs).toBeGreaterThan(69);
      expect(roundTripMs).toBeLessThan(71.5);
      expect(far).toEqual({ lossPercent: 25, jitterMs: 10, cumulativeLost: 9 });
    }
  });

  it('report every five seconds on average, the first within three and a half, never in step', () => {
    const { run, firstAt } = twoEnds(10);
    run(1_000 + 600_000);
    expect(firstAt[0]).toBeLessThan(1_000 + 3_500);
    // RFC 3550 §6.3.1: between half and one and a half of 5 s, over 1.218: 4.1 s on average.
    expect(firstAt.length / 2).toBeGreaterThan(600 / 4.8);
    expect(firstAt.length / 2).toBeLessThan(600 / 3.5);
    expect(new Set(firstAt.map((atMs, i) => atMs - (firstAt[i - 2] ?? 0))).size).toBeGreaterThan(50);
  });

  it('say goodbye at the end', () => {
    const sent: Buffer[] = [];
    const session = new RtcpSession({
      sent: () => ({ ssrc: 9, packets: 10, octets: 1_600, timestamp: 0 }),
      received: () => undefined,
      transmit: (datagram) => sent.push(datagram),
    });
    session.sayGoodbye(5);
    expect(readRtcp(sent[0] ?? Buffer.alloc(0))).toMatchObject({ ssrc: 9, goodbye: true, blocks: [] });
  });
});
