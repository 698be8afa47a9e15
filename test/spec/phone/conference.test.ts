/** Three people in one call, mixed in the phone's process: each hears the other two, and none oneself. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { expectNoFaults, hears, startBench, until } from './bench.ts';
import type { Bench } from './bench.ts';
import { answeredFrom, callOf, endAllCalls, PAGE_TONE_HZ, untilPhase } from './call-bench.ts';

const FIRST = { number: '+525511111111', toneHz: 1_000 };
const SECOND = { number: '+525522222222', toneHz: 1_300 };

interface Ear {
  toneShare: (hz: number) => number;
}

/** Two tones at once: each has about seven tenths of the loudness, one alone would have all of it. */
const hearsBoth = (ear: () => Ear, one: number, other: number, what: string): Promise<void> =>
  until(() => [one, other].every((hz) => ear().toneShare(hz) > 0.45), what);
const isSilentOf = (ear: () => Ear, hz: number, what: string): Promise<void> =>
  until(() => ear().toneShare(hz) < 0.1, what);

describe('A conference', () => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await startBench({ toneHz: PAGE_TONE_HZ });
  }, 60_000);
  afterEach(() => endAllCalls(bench));
  afterAll(() => bench.close());

  type Party = Awaited<ReturnType<typeof answeredFrom>>;
  const twoCalls = async (): Promise<[Party, Party]> => {
    const one = await answeredFrom(bench, FIRST.number, { toneHz: FIRST.toneHz });
    const two = await answeredFrom(bench, SECOND.number, { toneHz: SECOND.toneHz });
    return [one, two];
  };
  const conference = async (): Promise<[Party, Party]> => {
    const parties = await twoCalls();
    await bench.page.ask('conference.start', {});
    for (const { id } of parties)
      expect(callOf(bench, id)).toMatchObject({ phase: 'live', inConference: true });
    return parties;
  };

  it('lets three people hear each other', async () => {
    const [one, two] = await conference();
    await hearsBoth(() => bench.page.heard(), FIRST.toneHz, SECOND.toneHz, 'the agent hears both');
    await hearsBoth(() => one.caller.ear, PAGE_TONE_HZ, SECOND.toneHz, 'the first hears agent and second');
    await hearsBoth(() => two.caller.ear, PAGE_TONE_HZ, FIRST.toneHz, 'the second hears agent and first');
    expect(one.caller.ear.toneShare(FIRST.toneHz)).toBeLessThan(0.1);
  });

  it('goes on between two when one of the callers leaves', async () => {
    const [one, two] = await conference();
    await hearsBoth(() => bench.page.heard(), FIRST.toneHz, SECOND.toneHz, 'the agent hears both');
    one.caller.hangup();
    await untilPhase(bench, one.id, 'ended');
    expect(callOf(bench, two.id)).toMatchObject({ phase: 'live', inConference: false });
    await bench.page.hears(SECOND.toneHz);
    await hears(two.caller.ear, PAGE_TONE_HZ);
  });

  it('mutes the agent for both, who go on hearing each other', async () => {
    const [one, two] = await conference();
    await bench.page.ask('call.mute', { id: one.id, on: true });
    expect(callOf(bench, two.id).muted).toBe(true);
    await isSilentOf(() => one.caller.ear, PAGE_TONE_HZ, 'the first does not hear the agent');
    await hears(one.caller.ear, SECOND.toneHz);
    await hears(two.caller.ear, FIRST.toneHz);
    await bench.page.ask('call.mute', { id: two.id, on: false });
    await hearsBoth(() => one.caller.ear, PAGE_TONE_HZ, SECOND.toneHz, 'the agent is heard again');
  });

  it('is split again: the one spoken last goes on, the other is held', async () => {
    const [one, two] = await conference();
    await bench.page.ask('conference.end', {});
    expect(callOf(bench, one.id)).toMatchObject({ phase: 'held', inConference: false });
    expect(callOf(bench, two.id)).toMatchObject({ phase: 'live', inConference: false });
    await bench.page.hears(SECOND.toneHz);
    await until(() => one.caller.ear.level < 50, 'the first hears nothing');
    await expect(bench.page.ask('conference.end', {})).rejects.toThrow('there is no conference');
  });

  it('is refused without exactly two calls, and a transfer while it lasts', async () => {
    await expect(bench.page.ask('conference.start', {})).rejects.toThrow('exactly two calls');
    const [one] = await conference();
    await expect(bench.page.ask('call.transfer', { id: one.id, to: '2002' })).rejects.toThrow(
      'in a conference',
    );
    expectNoFaults(bench.phone);
  });
});
