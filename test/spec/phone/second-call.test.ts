/** Two calls at once: a second one waits, the agent goes from one to the other, and nothing is lost on the way. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ECHO_EXTENSION, OUTSIDE_TONE_HZ } from '../../../src/simulators/pbx/pbx.ts';
import { placeSipCall } from '../../../src/simulators/pbx/sip-caller.ts';
import { expectNoFaults, hears, LINE, startBench, until } from './bench.ts';
import type { Bench } from './bench.ts';
import { answeredFrom, callOf, endAllCalls, PAGE_TONE_HZ, ringFrom, untilPhase } from './call-bench.ts';

const FIRST = { number: '+525511111111', toneHz: 1_000 };
const SECOND = { number: '+525522222222', toneHz: 1_300 };

describe('A second call', () => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await startBench({ toneHz: PAGE_TONE_HZ });
  }, 60_000);
  afterEach(() => endAllCalls(bench));
  afterAll(() => bench.close());

  const first = (): ReturnType<typeof answeredFrom> =>
    answeredFrom(bench, FIRST.number, { toneHz: FIRST.toneHz });

  it('rings while the first goes on, with the waiting tone, and a third hears that the line is busy', async () => {
    const { caller, id } = await first();
    const { caller: waiting } = await ringFrom(bench, SECOND.number, { toneHz: SECOND.toneHz });
    await bench.page.waitFor(({ tone }) => tone === 'waiting', 'the waiting tone');
    expect(callOf(bench, id).phase).toBe('live');
    await hears(caller.ear, PAGE_TONE_HZ);
    const third = await placeSipCall({
      pbxHost: bench.pbx.host,
      pbxPort: bench.pbx.port,
      to: LINE.user,
      from: '+525533333333',
    });
    const status = await third.ended;
    expect(status).toMatchObject({ byPeer: true });
    await until(
      () =>
        bench.backend.reports.some(
          (report) =>
            report.type === 'call.ended' && report.number === '+525533333333' && report.outcome === 'busy',
        ),
      'the busy report',
    );
    await bench.page.waitFor(
      ({ calls }) =>
        calls.some(
          ({ number, outcome, sipStatus }) =>
            number === '+525533333333' && outcome === 'busy' && sipStatus === 486,
        ),
      'the third as a busy call',
    );
    waiting.cancel();
    await bench.page.waitFor(({ tone }) => tone === undefined, 'silence again');
    await bench.page.hears(FIRST.toneHz);
  });

  it('is answered: the first is put on hold, and both are heard again after a swap', async () => {
    const one = await first();
    const two = await answeredFrom(bench, SECOND.number, { toneHz: SECOND.toneHz });
    expect(callOf(bench, one.id).phase).toBe('held');
    await bench.page.hears(SECOND.toneHz);
    await hears(two.caller.ear, PAGE_TONE_HZ);
    await until(() => one.caller.ear.level < 50, 'the first hears nothing');
    await bench.page.ask('call.swap', { id: one.id });
    expect([callOf(bench, one.id).phase, callOf(bench, two.id).phase]).toEqual(['live', 'held']);
    await bench.page.hears(FIRST.toneHz);
    await hears(one.caller.ear, PAGE_TONE_HZ);
    await until(() => two.caller.ear.level < 50, 'the second hears nothing');
    await expect(bench.page.ask('call.swap', { id: one.id })).rejects.toThrow('is live cannot resume');
  });

  it('leaves the held one on hold when it ends, and the agent takes that back', async () => {
    const one = await first();
    const two = await answeredFrom(bench, SECOND.number, { toneHz: SECOND.toneHz });
    two.caller.hangup();
    await untilPhase(bench, two.id, 'ended');
    await bench.page.waitFor(({ tone }) => tone === 'hangup', 'the short tone of a far end that hung up');
    expect(callOf(bench, one.id).phase).toBe('held');
    await bench.page.ask('call.hold', { id: one.id, on: false });
    await bench.page.hears(FIRST.toneHz);
    await hears(one.caller.ear, PAGE_TONE_HZ);
  });

  it('is dialled during a call, which is put on hold for it', async () => {
    const one = await first();
    const two = await bench.page.ask('call.dial', { to: '+52 55 4444 4444' });
    expect(callOf(bench, one.id).phase).toBe('held');
    await untilPhase(bench, two.id, 'live');
    await bench.page.hears(OUTSIDE_TONE_HZ);
    await bench.page.ask('call.swap', { id: one.id });
    await bench.page.hears(FIRST.toneHz);
    await hears(one.caller.ear, PAGE_TONE_HZ);
  });

  it('changes nothing when what was dialled is no address', async () => {
    const one = await first();
    await expect(bench.page.ask('call.dial', { to: 'sip:@@' })).rejects.toThrow('is not a number');
    expect(callOf(bench, one.id).phase).toBe('live');
    await hears(one.caller.ear, PAGE_TONE_HZ);
  });

  it('goes on swapping when the agent is quicker than the network: every command finds a sane state', async () => {
    const one = await first();
    const two = await answeredFrom(bench, SECOND.number, { toneHz: SECOND.toneHz });
    const settled = await Promise.allSettled([
      bench.page.ask('call.swap', { id: one.id }),
      bench.page.ask('call.swap', { id: two.id }),
      bench.page.ask('call.swap', { id: one.id }),
    ]);
    expect(settled.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'fulfilled']);
    expect([callOf(bench, one.id).phase, callOf(bench, two.id).phase]).toEqual(['live', 'held']);
    await bench.page.hears(FIRST.toneHz);
    await hears(one.caller.ear, PAGE_TONE_HZ);
  });

  it('is followed by a third and a fourth of the agent, and no more', async () => {
    await first();
    for (const to of [ECHO_EXTENSION, '+525544444444', '+525555555555']) {
      const { id } = await bench.page.ask('call.dial', { to });
      await untilPhase(bench, id, 'live');
    }
    await expect(bench.page.ask('call.dial', { to: '+525566666666' })).rejects.toThrow('no more than 4');
    expect(bench.page.state.calls.filter(({ phase }) => phase === 'held')).toHaveLength(3);
    await bench.page.hears(OUTSIDE_TONE_HZ);
    expectNoFaults(bench.phone);
  });
});
