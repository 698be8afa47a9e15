/** Which of several streams of one place is heard, as they come through an SBC. */
import { describe, expect, it } from 'vitest';
import { GatewayInbound } from '../../../src/phone/media/gateway-inbound.ts';

/** Hears packets of `[ssrc, ms]` in order, and tells the streams of those that were heard. */
function heardOf(packets: [ssrc: number, nowMs: number][]): number[] {
  const heard: number[] = [];
  const inbound = new GatewayInbound({ onVoice: ({ ssrc }) => heard.push(ssrc), onTone: () => {} });
  inbound.agree({
    ...{ codec: 'PCMU', packetMs: 20, events: 101, direction: 'sendrecv', peerDirection: 'sendrecv' },
  });
  packets.forEach(([ssrc, nowMs], n) => {
    const numbers = { sequence: n, timestamp: n * 160, ssrc };
    inbound.take({ ...numbers, payloadType: 0, marker: false, payload: Buffer.alloc(160) }, nowMs);
  });
  return heard;
}

describe('The stream that is heard', () => {
  it('is the newest, from its first packet on', () => {
    expect(
      heardOf([
        [1, 0],
        [1, 20],
        [2, 21],
        [2, 41],
        [3, 42],
      ]),
    ).toEqual([1, 1, 2, 2, 3]);
  });

  it('is not the one before, as long as the newest speaks', () => {
    const both = Array.from({ length: 50 }, (_, i): [number, number][] => [
      [2, 40 + i * 20],
      [1, 41 + i * 20],
    ]);
    expect(heardOf([[1, 0], [1, 20], ...both.flat()])).toEqual([1, 1, ...Array<number>(50).fill(2)]);
  });

  it('is the one before again when the newest is silent', () => {
    expect(
      heardOf([
        [1, 0],
        [2, 20],
        [1, 99],
        [1, 100],
        [1, 120],
        [2, 121],
      ]),
    ).toEqual([1, 2, 1, 1]);
  });
});
