/** The phone's main job, over TCP and UDP: ring, answer, be heard, hear, hang up. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ECHO_EXTENSION, OUTSIDE_TONE_HZ } from '../../../src/simulators/pbx/pbx.ts';
import { placeSipCall } from '../../../src/simulators/pbx/sip-caller.ts';
import type { SipCall } from '../../../src/simulators/pbx/sip-caller.ts';
import { expectNoFaults, hears, LINE, startBench, until } from './bench.ts';
import type { Bench } from './bench.ts';

const PAGE_TONE_HZ = 700;
const CALLER_TONE_HZ = 1_000;

describe.each(['tcp', 'udp'] as const)('A phone registered over %s', (transport) => {
  let bench: Bench;

  beforeAll(async () => {
    bench = await startBench({ transport, toneHz: PAGE_TONE_HZ });
  }, 60_000);
  afterEach(async () => {
    // A test that failed must not leave its call to the next one.
    for (const { id, phase } of bench.page.state.calls) {
      if (phase !== 'ended') await bench.page.ask('call.hangup', { id }).catch(() => {});
    }
  });
  afterAll(() => bench.close());

  const ring = async (options: Partial<Parameters<typeof placeSipCall>[0]> = {}): Promise<SipCall> => {
    const { pbx, page } = bench;
    const call = await placeSipCall({
      pbxHost: pbx.host,
      pbxPort: pbx.port,
      to: LINE.user,
      from: '+525512345678',
      transport,
      toneHz: CALLER_TONE_HZ,
      ...options,
    });
    await page.waitFor(({ calls }) => calls.some(({ phase }) => phase === 'ringing'), 'ringing');
    return call;
  };
  const currentId = (): string => bench.page.call?.id ?? '';
  const answered = async (): Promise<SipCall> => {
    const call = await ring();
    await bench.page.ask('call.answer', { id: currentId() });
    await until(() => call.phase === 'live', 'the caller is connected');
    await bench.page.waitFor(() => bench.page.call?.phase === 'live', 'live');
    return call;
  };
  const hangUp = async (call: SipCall): Promise<void> => {
    call.hangup();
    await noCall();
  };
  const endOf = (phoneCallId: string): object | undefined =>
    bench.backend.reports.find(
      (report) => report.type === 'call.ended' && report.phoneCallId === phoneCallId,
    );
  const noCall = (): Promise<unknown> =>
    bench.page.waitFor(({ calls }) => calls.every(({ phase }) => phase === 'ended'), 'no call up');

  it('is known to the exchange under its own address and tells the backend', async () => {
    const [binding] = bench.pbx.registrations();
    expect(binding).toMatchObject({ user: LINE.user, instanceId: expect.stringMatching(/^[0-9a-f-]{36}$/) });
    expect(binding?.contact).toContain(`transport=${transport}`);
    expect(bench.page.state.registration).toMatchObject({ phase: 'registered', expiresInS: 120 });
    expect((await bench.backend.report('registration')).registered).toBe(true);
  });

  it('rings, is answered on a delayed offer, and both sides hear each other until the agent hangs up', async () => {
    const call = await ring({ displayName: 'María López' });
    expect(bench.page.call).toMatchObject({
      direction: 'in',
      name: 'María López',
      number: '+525512345678',
      match: 'none',
    });
    await bench.page.ask('call.answer', { id: currentId() });
    await until(() => call.phase === 'live', 'the caller is connected');
    await bench.page.hears(CALLER_TONE_HZ);
    await hears(call.ear, PAGE_TONE_HZ);
    await bench.page.ask('call.hangup', { id: currentId() });
    expect(await call.ended).toMatchObject({ byPeer: true, status: 200 });
    expect(await bench.backend.report('call.ended')).toMatchObject({ outcome: 'answered', match: 'none' });
    await noCall();
  });

  it('ends the call when the caller hangs up, with the cause the exchange gave', async () => {
    const call = await answered();
    await until(() => call.ear.toneShare(PAGE_TONE_HZ) > 0.7, 'the caller hears the agent');
    call.hangup('Q.850;cause=16;text="Normal call clearing"');
    await noCall();
    expect(bench.page.state.calls[0]).toMatchObject({ phase: 'ended', outcome: 'answered' });
    expect(bench.page.state.calls[0]?.cause).toContain('Normal call clearing');
    await until(() => bench.backend.reports.at(-1)?.type === 'call.ended', 'the report');
    expect(bench.backend.reports.at(-1)).toMatchObject({
      type: 'call.ended',
      outcome: 'answered',
      sipStatus: null,
    });
  });

  it('lets the agent hold and resume: the caller hears silence in the same stream, then the agent again', async () => {
    const call = await answered();
    await hears(call.ear, PAGE_TONE_HZ);
    await bench.page.ask('call.hold', { id: currentId(), on: true });
    expect(bench.page.call?.phase).toBe('held');
    await until(() => call.rtp.direction === 'recvonly', 'the caller was told');
    await until(() => call.ear.level < 50, 'silence');
    await bench.page.ask('call.hold', { id: currentId(), on: false });
    await hears(call.ear, PAGE_TONE_HZ);
    await bench.page.hears(CALLER_TONE_HZ);
    expect(call.rtp.streams.size).toBe(1);
    const held = bench.backend.reports.flatMap((report) =>
      report.type === 'call.held' ? [report.held] : [],
    );
    expect(held).toEqual([true, false]);
    await hangUp(call);
  });

  it('is held and resumed by the other side through re-INVITEs without SDP, even while the agent holds too', async () => {
    const call = await answered();
    await bench.page.hears(CALLER_TONE_HZ);
    await until(
      async () => (await call.hold(true)) === 200,
      'held; a 491 says that both sides asked at once',
    );
    await bench.page.waitFor(({ calls }) => calls[0]?.heldByPeer === true, 'held by the other side');
    await bench.page.ask('call.hold', { id: currentId(), on: true });
    await until(async () => (await call.hold(false)) === 200, 'resumed');
    await bench.page.ask('call.hold', { id: currentId(), on: false });
    await bench.page.waitFor(({ calls }) => calls[0]?.heldByPeer === false, 'resumed by the other side');
    await bench.page.hears(CALLER_TONE_HZ);
    await hears(call.ear, PAGE_TONE_HZ);
    await hangUp(call);
  });

  it('sends DTMF as events and goes on speaking afterwards', async () => {
    const call = await answered();
    await bench.page.ask('call.dtmf', { id: currentId(), tones: '15#D' });
    await until(() => call.rtp.tones.length === 4, `four tones, got ${call.rtp.tones.join('')}`);
    expect(call.rtp.tones.join('')).toBe('15#D');
    await hears(call.ear, PAGE_TONE_HZ);
    await hangUp(call);
  });

  it('shows codec and quality each second, and reports the quality of the whole call', async () => {
    const call = await answered();
    const id = currentId();
    const { calls } = await bench.page.waitFor(
      (state) => state.calls.some((c) => c.id === id && c.quality !== undefined),
      'measured',
    );
    const measured = calls.find((c) => c.id === id);
    expect(measured).toMatchObject({ codec: 'PCMU', secured: false });
    expect(measured?.quality?.mos).toBeGreaterThan(3);
    await hangUp(call);
    await until(() => endOf(id) !== undefined, 'the report');
    expect(endOf(id)).toMatchObject({ quality: { codec: 'PCMU', secured: false, packetsLost: 0 } });
  });

  it('mutes the agent without stopping the stream', async () => {
    const call = await answered();
    await hears(call.ear, PAGE_TONE_HZ);
    await bench.page.ask('call.mute', { id: currentId(), on: true });
    await until(() => call.ear.level < 50, 'silence');
    const { packets } = call.rtp.reception;
    await until(() => call.rtp.reception.packets > packets + 20, 'packets go on');
    await bench.page.ask('call.mute', { id: currentId(), on: false });
    await hears(call.ear, PAGE_TONE_HZ);
    await hangUp(call);
  });

  it.each([403, 404, 480, 486, 488, 600, 603] as const)(
    'rejects a ringing call with %i and reports it',
    async (statusCode) => {
      const call = await ring();
      const id = currentId();
      await bench.page.ask('call.reject', { id, statusCode });
      expect(await call.ended).toMatchObject({ status: statusCode, byPeer: true });
      await until(() => endOf(id) !== undefined, 'the report');
      expect(endOf(id)).toMatchObject({ outcome: 'rejected', sipStatus: statusCode, talkMs: 0 });
    },
  );

  it('reports no-answer when the caller gives up', async () => {
    const call = await ring();
    const id = currentId();
    call.cancel('SIP;cause=200;text="Call completed elsewhere"');
    expect(await call.ended).toMatchObject({ status: 487 });
    await until(() => endOf(id) !== undefined, 'the report');
    expect(endOf(id)).toMatchObject({ outcome: 'no-answer', sipStatus: 487 });
    await noCall();
  });

  it('dials out: the echo brings back the agent, a number outside plays its tone', async () => {
    const echo = await bench.page.ask('call.dial', { to: ECHO_EXTENSION });
    await bench.page.waitFor(
      ({ calls }) => calls.some(({ id, phase }) => id === echo.id && phase === 'live'),
      'live',
    );
    await bench.page.hears(PAGE_TONE_HZ);
    await bench.page.ask('call.hangup', echo);
    const outside = await bench.page.ask('call.dial', { to: '+52 (322) 123-4567' });
    await bench.page.waitFor(
      ({ calls }) => calls.some(({ id, phase }) => id === outside.id && phase === 'live'),
      'live',
    );
    expect(bench.page.call?.number).toBe('+523221234567');
    await bench.page.hears(OUTSIDE_TONE_HZ);
    await bench.page.ask('call.hangup', outside);
    await noCall();
  });

  it('speaks with one call at a time: a second is placed while the first is held', async () => {
    const { page } = bench;
    const call = await answered();
    const first = currentId();
    await page.ask('call.hold', { id: first, on: true });
    const second = await page.ask('call.dial', { to: ECHO_EXTENSION });
    await page.waitFor(({ calls }) => calls[0]?.phase === 'live', 'the echo answers');
    await page.hears(PAGE_TONE_HZ);
    await expect(page.ask('call.hold', { id: first, on: false })).rejects.toThrow('another call is up');
    await page.ask('call.hangup', second);
    await page.ask('call.hold', { id: first, on: false });
    await page.hears(CALLER_TONE_HZ);
    await hears(call.ear, PAGE_TONE_HZ);
    await hangUp(call);
  });

  it.each([
    { status: 486, reason: 'Busy Here', outcome: 'busy' },
    { status: 404, reason: 'Not Found', outcome: 'unreachable' },
    { status: 603, reason: 'Decline', outcome: 'rejected' },
    { status: 503, reason: 'Service Unavailable', outcome: 'failed' },
  ])('calls a dialled number that answers $status $outcome', async ({ status, reason, outcome }) => {
    bench.pbx.answerWith('7007', { status, reason });
    const { id } = await bench.page.ask('call.dial', { to: '7007' });
    const { calls } = await bench.page.waitFor(
      (s) => s.calls.some((c) => c.id === id && c.phase === 'ended'),
      'ended',
    );
    expect(calls.find((call) => call.id === id)).toMatchObject({ outcome, cause: `${status} ${reason}` });
  });

  it('takes back a call it placed before anybody answers', async () => {
    const { id } = await bench.page.ask('call.dial', { to: '+523220000000' });
    await bench.page.ask('call.hangup', { id });
    await noCall();
    await until(() => endOf(id) !== undefined, 'the report');
    expect(endOf(id)).toMatchObject({ outcome: 'no-answer' });
  });

  it('refuses steps the life-cycle does not have, in words, and goes on', async () => {
    const { page } = bench;
    await expect(page.ask('call.answer', { id: 'nobody' })).rejects.toThrow('there is no such call');
    const call = await ring();
    const id = currentId();
    await expect(page.ask('call.hold', { id, on: true })).rejects.toThrow(
      'a call that is ringing cannot hold',
    );
    await expect(page.ask('call.dtmf', { id, tones: '1' })).rejects.toThrow(
      'a call that is ringing cannot send tones',
    );
    await page.ask('call.answer', { id });
    await page.waitFor(() => page.call?.phase === 'live', 'live');
    await expect(page.ask('call.answer', { id })).rejects.toThrow(/cannot accept/);
    await expect(page.ask('call.reject', { id, statusCode: 486 })).rejects.toThrow(/cannot be rejected/);
    await until(() => call.phase === 'live', 'connected');
    await hangUp(call);
    await expect(page.ask('call.hangup', { id })).rejects.toThrow('a call that is ended cannot end');
    await expect(page.ask('call.dial', { to: 'sip:@@' })).rejects.toThrow('is not a number or SIP address');
    expectNoFaults(bench.phone);
  });
});
