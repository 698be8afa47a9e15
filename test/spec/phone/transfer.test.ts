/** The agent hands calls over: blind and attended, with what the exchange tells of it, and back when it fails. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { OUTSIDE_TONE_HZ } from '../../../src/simulators/pbx/pbx.ts';
import { expectNoFaults, hears, startBench, until } from './bench.ts';
import type { Bench } from './bench.ts';
import { answeredFrom, callOf, endAllCalls, PAGE_TONE_HZ, untilPhase } from './call-bench.ts';

const CALLER = '+525511111111';
const CALLER_TONE_HZ = 1_000;
const OUTSIDE = '+525577777777';

describe.each(['exchange', 'phone'] as const)('A transfer after which the %s hangs up', (hangingUp) => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await startBench({
      toneHz: PAGE_TONE_HZ,
      pbx: { transferorHungUpBy: hangingUp, outsideRingMs: 800 },
    });
  }, 60_000);
  afterEach(() => endAllCalls(bench));
  afterAll(() => bench.close());

  const answered = (): ReturnType<typeof answeredFrom> =>
    answeredFrom(bench, CALLER, { toneHz: CALLER_TONE_HZ });
  const endOf = (id: string): object | undefined =>
    bench.backend.reports.find((report) => report.type === 'call.ended' && report.phoneCallId === id);

  it('connects the caller with the number, step by step, and ends as transferred', async () => {
    const { caller, id } = await answered();
    const phases = new Set<string | undefined>();
    await bench.page.ask('call.transfer', { id, to: '+52 55 7777 7777' });
    await bench.page.waitFor(({ calls }) => {
      const call = calls.find((candidate) => candidate.id === id);
      phases.add(call?.transfer?.phase);
      return call?.phase === 'ended';
    }, 'ended');
    expect([...phases]).toContain('ringing');
    expect(callOf(bench, id)).toMatchObject({
      outcome: 'transferred',
      transfer: { phase: 'done', to: '+52 55 7777 7777' },
    });
    await hears(caller.ear, OUTSIDE_TONE_HZ);
    await until(() => endOf(id) !== undefined, 'the report');
    expect(endOf(id)).toMatchObject({ outcome: 'transferred', sipStatus: null });
    expect(caller.phase).toBe('live');
    caller.hangup();
  });

  it('gives the call back to the agent with the reason when the number is busy', async () => {
    bench.pbx.answerWith('7007', { status: 486, reason: 'Busy Here' });
    const { caller, id } = await answered();
    await bench.page.ask('call.transfer', { id, to: '7007' }).catch(() => {});
    await bench.page.waitFor(() => callOf(bench, id).transfer?.phase === 'failed', 'failed');
    expect(callOf(bench, id).transfer).toMatchObject({
      cause: '486 Busy Here',
      refusal: { code: 'refused', params: { status: 486 } },
    });
    expect(callOf(bench, id).transfer?.settledAt).toBeGreaterThan(0);
    await untilPhase(bench, id, 'live');
    expect(callOf(bench, id).transfer?.phase).toBe('failed');
    await hears(caller.ear, PAGE_TONE_HZ);
    await bench.page.hears(CALLER_TONE_HZ);
  });

  it('forgets a failed one when the agent goes on with the call', async () => {
    bench.pbx.answerWith('7007', { status: 486, reason: 'Busy Here' });
    const { id } = await answered();
    const fail = async (): Promise<void> => {
      await bench.page.ask('call.transfer', { id, to: '7007' }).catch(() => {});
      await bench.page.waitFor(() => callOf(bench, id).transfer?.phase === 'failed', 'failed');
      await untilPhase(bench, id, 'live');
    };
    await fail();
    await bench.page.ask('call.hold', { id, on: true });
    expect(callOf(bench, id).transfer).toBeUndefined();
    await bench.page.ask('call.hold', { id, on: false });
    await fail();
    await bench.page.ask('call.dial', { to: OUTSIDE });
    expect(callOf(bench, id).phase).toBe('held');
    expect(callOf(bench, id).transfer).toBeUndefined();
  });

  it('leaves a call that the agent held on hold when it fails, and another try succeeds', async () => {
    bench.pbx.answerWith('7007', { status: 404, reason: 'Not Found' });
    const { caller, id } = await answered();
    await bench.page.ask('call.hold', { id, on: true });
    await bench.page.ask('call.transfer', { id, to: '7007' }).catch(() => {});
    await bench.page.waitFor(() => callOf(bench, id).transfer?.phase === 'failed', 'failed');
    expect(callOf(bench, id).phase).toBe('held');
    await bench.page.ask('call.transfer', { id, to: OUTSIDE });
    await untilPhase(bench, id, 'ended');
    expect(callOf(bench, id).outcome).toBe('transferred');
    await hears(caller.ear, OUTSIDE_TONE_HZ);
    caller.hangup();
  });

  it('joins the caller with the colleague the agent has spoken to, and both calls end as transferred', async () => {
    const { caller, id } = await answered();
    const { id: withId } = await bench.page.ask('call.dial', { to: OUTSIDE });
    await untilPhase(bench, withId, 'live');
    await bench.page.hears(OUTSIDE_TONE_HZ);
    await bench.page.ask('call.transferTo', { id, withId });
    await untilPhase(bench, id, 'ended');
    await untilPhase(bench, withId, 'ended');
    expect([callOf(bench, id).outcome, callOf(bench, withId).outcome]).toEqual([
      'transferred',
      'transferred',
    ]);
    await hears(caller.ear, OUTSIDE_TONE_HZ);
    expect(caller.phase).toBe('live');
    caller.hangup();
    expectNoFaults(bench.phone);
  });

  it('refuses in words what cannot be transferred', async () => {
    const { id } = await answered();
    await expect(bench.page.ask('call.transferTo', { id, withId: id })).rejects.toThrow('with itself');
    await expect(bench.page.ask('call.transfer', { id, to: 'sip:@@' })).rejects.toThrow('is not a number');
    expect(callOf(bench, id).phase).toBe('live');
    expect(callOf(bench, id).transfer).toBeUndefined();
    await bench.page.ask('call.hangup', { id });
    await expect(bench.page.ask('call.transfer', { id, to: OUTSIDE })).rejects.toThrow(
      'a call that is ended cannot be transferred',
    );
  });
});
