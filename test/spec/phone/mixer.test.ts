/** The conference of three, with real sockets and a real WebRTC page: who hears whom, proved by tones. */
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { AudioBridge } from '../../../src/phone/media/audio-bridge.ts';
import { addVoices } from '../../../src/phone/media/mixer.ts';
import { PbxLeg } from '../../../src/phone/media/pbx-leg.ts';
import { PlayoutBuffer } from '../../../src/phone/media/playout-buffer.ts';
import { BenchPage, FarEnd, hearsOnly, joinFarEnd, LOOPBACK } from './media-bench.ts';

const PAGE_HZ = 700;
const ANNA_HZ = 1_100;
const BEN_HZ = 1_700;

describe('A conference of three', () => {
  const open: { close: () => void }[] = [];
  afterEach(() => open.splice(0).forEach((part) => part.close()));

  async function threePeople() {
    const bridge = new AudioBridge(() => {});
    open.push({ close: () => bridge.dropPage() });
    const page = await BenchPage.connect(bridge, PAGE_HZ);
    const [anna, ben] = [await FarEnd.open(ANNA_HZ, 1), await FarEnd.open(BEN_HZ, 2)];
    const legs = [
      await PbxLeg.open({ localAddress: LOOPBACK }),
      await PbxLeg.open({ localAddress: LOOPBACK }),
    ] as const;
    await joinFarEnd(legs[0], anna);
    await joinFarEnd(legs[1], ben);
    open.push(page, anna, ben, ...legs);
    return { bridge, page, anna, ben, legs };
  }

  it('lets each hear the two others and not themselves', async () => {
    const { bridge, page, anna, ben, legs } = await threePeople();
    bridge.connectConference(legs, true);
    await hearsOnly(page.ear, [ANNA_HZ, BEN_HZ], [PAGE_HZ]);
    await hearsOnly(anna.ear, [PAGE_HZ, BEN_HZ], [ANNA_HZ]);
    await hearsOnly(ben.ear, [PAGE_HZ, ANNA_HZ], [BEN_HZ]);
  });

  it('lets the two others go on talking when the agent is muted or the page is gone', async () => {
    const { bridge, page, anna, ben, legs } = await threePeople();
    bridge.connectConference(legs, true);
    await hearsOnly(anna.ear, [PAGE_HZ, BEN_HZ], []);
    bridge.connectConference([legs[1], legs[0]], false);
    await hearsOnly(anna.ear, [BEN_HZ], [PAGE_HZ]);
    await hearsOnly(ben.ear, [ANNA_HZ], [PAGE_HZ]);
    await hearsOnly(page.ear, [ANNA_HZ, BEN_HZ], []);
    bridge.dropPage();
    bridge.connectConference(legs, true);
    await hearsOnly(anna.ear, [BEN_HZ], [PAGE_HZ]);
  });

  it('splits into one call that goes on, and one that hears silence', async () => {
    const { bridge, page, anna, ben, legs } = await threePeople();
    bridge.connectConference(legs, true);
    await hearsOnly(page.ear, [ANNA_HZ, BEN_HZ], []);
    bridge.connectCall(legs[0], true);
    await hearsOnly(page.ear, [ANNA_HZ], [BEN_HZ]);
    await hearsOnly(anna.ear, [PAGE_HZ], [BEN_HZ]);
    await hearsOnly(ben.ear, [], [PAGE_HZ, ANNA_HZ]);
    const streams = new Set(ben.packets.map(({ ssrc }) => ssrc));
    expect(streams.size).toBe(1);
  });

  it('goes on with the one who stays when the other falls silent', async () => {
    const { bridge, page, anna, ben, legs } = await threePeople();
    bridge.connectConference(legs, true);
    await hearsOnly(page.ear, [ANNA_HZ, BEN_HZ], []);
    legs[1].close();
    ben.source = () => undefined;
    await hearsOnly(page.ear, [ANNA_HZ], [BEN_HZ]);
    await hearsOnly(anna.ear, [PAGE_HZ], [BEN_HZ]);
  });
});

describe('Adding voices', () => {
  it('never wraps around, whatever is added', () => {
    const voice = fc.int16Array({ minLength: 160, maxLength: 160 });
    fc.assert(
      fc.property(voice, voice, (a, b) => {
        addVoices(a, b).forEach((sum, i) => {
          const exact = (a[i] ?? 0) + (b[i] ?? 0);
          expect(sum).toBe(Math.max(-32_767, Math.min(32_767, exact)));
        });
      }),
      { numRuns: 50 },
    );
  });
});

describe('The buffer of a talker', () => {
  const frame = (value: number): Int16Array => new Int16Array(160).fill(value);

  it('plays swapped, repeated and late packets in order, once, with silence for the lost one', () => {
    const buffer = new PlayoutBuffer();
    const start = 2 ** 32 - 320;
    const push = (n: number): void => buffer.push(frame(n), (start + (n - 1) * 160) >>> 0);
    push(1);
    push(3);
    push(2);
    push(2);
    push(5);
    const played = [...Array(7)].map(() => buffer.pull(160)[0]);
    expect(played).toEqual([0, 0, 1, 2, 3, 0, 5]);
    push(4);
    expect(buffer.pull(160)[0]).toBe(0);
  });

  it('neither grows nor falls silent, whatever order, size and pace the packets have', () => {
    const step = fc.record({ skip: fc.integer({ min: 0, max: 3 }), burst: fc.integer({ min: 0, max: 30 }) });
    fc.assert(
      fc.property(
        fc.array(step, { minLength: 1, maxLength: 60 }),
        fc.constantFrom(80, 160, 240),
        (steps, size) => {
          const buffer = new PlayoutBuffer();
          let timestamp = 12_345;
          const say = (): void => {
            buffer.push(new Int16Array(size).fill(1_000), timestamp);
            timestamp = (timestamp + size) >>> 0;
          };
          for (const { skip, burst } of steps) {
            timestamp += skip * size;
            for (let i = 0; i < burst; i++) say();
            buffer.pull(160);
          }
          // Whatever happened: a talker who goes on steadily is heard within a quarter of a second.
          let heard = 0;
          for (let played = 0; played < 4_000; played += size) {
            say();
            heard = buffer.pull(size)[size - 1] ?? 0;
          }
          expect(heard).toBe(1_000);
        },
      ),
      { numRuns: 200 },
    );
  });
});
