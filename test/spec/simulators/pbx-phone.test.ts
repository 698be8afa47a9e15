/** The real phone at an exchange that does what Cisco Unified CM does and other peers do not. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  ANNOUNCEMENT_EXTENSION,
  ANNOUNCEMENT_TONE_HZ,
  ECHO_EXTENSION,
  FORKING_EXTENSION,
  MOVED_EXTENSION,
  MUSIC_ON_HOLD_HZ,
  OUTSIDE_TONE_HZ,
  REFUSING_ANNOUNCEMENT_EXTENSION,
} from '../../../src/simulators/pbx/pbx.ts';
import type { PbxOptions } from '../../../src/simulators/pbx/pbx.ts';
import { isInDialog } from '../../../src/simulators/pbx/dialog.ts';
import { header } from '../../../src/simulators/pbx/sip-message.ts';
import type { SipMessage } from '../../../src/simulators/pbx/sip-message.ts';
import { expectNoFaults, hears, startBench, until } from '../phone/bench.ts';
import type { Bench } from '../phone/bench.ts';
import { answeredFrom, endAllCalls, PAGE_TONE_HZ, untilPhase } from '../phone/call-bench.ts';

const CALLER_HZ = 1_000;
const CALLER = '+525512345678';

let bench: Bench;

async function phoneAt(pbx: Partial<PbxOptions>): Promise<Bench> {
  bench = await startBench({ pbx, toneHz: PAGE_TONE_HZ });
  return bench;
}

/** Leaves nothing to the next test. */
async function settle(): Promise<void> {
  await endAllCalls(bench);
  expectNoFaults(bench.phone);
}

/** What the phone sent or answered, as `direction method status`. */
function messages(wanted: (message: SipMessage) => boolean): SipMessage[] {
  const seen: SipMessage[] = [];
  bench.pbx.on('trace', (_direction, message) => {
    if (wanted(message)) seen.push(message);
  });
  return seen;
}

describe('The phone at an exchange with habits of its own', () => {
  afterEach(async () => {
    await settle();
    await bench.close();
  });

  it('is sent no music and knows nothing of it when the exchange plays it to the caller on hold', async () => {
    const { page } = await phoneAt({ musicOnHold: true });
    const { caller, id } = await answeredFrom(bench, CALLER, { toneHz: CALLER_HZ });
    await page.ask('call.hold', { id, on: true });
    await hears(caller.ear, MUSIC_ON_HOLD_HZ);
    await page.ask('call.hold', { id, on: false });
    await hears(caller.ear, PAGE_TONE_HZ);
    await page.hears(CALLER_HZ);
  });

  it('plays the exchange’s music to the agent while the caller holds', async () => {
    const { page } = await phoneAt({ musicOnHold: true });
    const { caller } = await answeredFrom(bench, CALLER, { toneHz: CALLER_HZ });
    expect(await caller.hold(true)).toBe(200);
    await page.hears(MUSIC_ON_HOLD_HZ);
    expect(await caller.hold(false)).toBe(200);
    await page.hears(CALLER_HZ);
    await hears(caller.ear, PAGE_TONE_HZ);
  });

  it.each(['update', 'reinvite'] as const)(
    'lets the exchange refresh its session by %s',
    async (refreshBy) => {
      const { page } = await phoneAt({
        sessionTimer: { refresher: 'exchange', refreshBy, refreshEveryMs: 500 },
      });
      const method = refreshBy === 'update' ? 'UPDATE' : 'INVITE';
      const refreshes = messages((m) => m.method === method && isInDialog(m));
      const { caller } = await answeredFrom(bench, CALLER, { toneHz: CALLER_HZ });
      await until(() => refreshes.length >= 4, 'refreshes');
      await page.hears(CALLER_HZ);
      await hears(caller.ear, PAGE_TONE_HZ);
      expect(page.call?.phase).toBe('live');
    },
  );

  it('refreshes its session when that is left to it', async () => {
    const { page } = await phoneAt({ sessionTimer: { expiresS: 3, minS: 1, refresher: 'phone' } });
    const refreshes = messages((m) => (m.method === 'UPDATE' || m.method === 'INVITE') && isInDialog(m));
    const { id } = await page.ask('call.dial', { to: ECHO_EXTENSION });
    await untilPhase(bench, id, 'live');
    await until(() => refreshes.length >= 3, 'refreshes');
    await page.hears(PAGE_TONE_HZ);
    expect(page.call?.phase).toBe('live');
  });

  it('is asked again for a session as long as it demands', async () => {
    const { page } = await phoneAt({ sessionTimer: { expiresS: 30, minS: 1 } });
    const asked = messages((m) => m.method === 'INVITE' && header(m, 'Session-Expires') !== '');
    await answeredFrom(bench, CALLER, { toneHz: CALLER_HZ });
    expect(asked.map((m) => header(m, 'Session-Expires'))).toEqual(['30', '90']);
    await page.hears(CALLER_HZ);
  });

  it('takes a call in the place of another where the exchange moves it so, without the agent answering', async () => {
    const { page } = await phoneAt({ transferBy: 'replaces' });
    const { caller } = await answeredFrom(bench, CALLER, { toneHz: CALLER_HZ });
    expect(await caller.transfer(ECHO_EXTENSION)).toMatchObject({ status: 200 });
    await page.hears(PAGE_TONE_HZ);
    await page.waitFor(
      ({ calls }) => calls.filter(({ phase }) => phase !== 'ended').length === 1,
      'one call',
    );
    expect(page.call?.phase).toBe('live');
  });

  it('rings reliably where the exchange demands it', async () => {
    const { page } = await phoneAt({ require100rel: true });
    const pracks = messages((m) => m.method === 'PRACK');
    const { caller } = await answeredFrom(bench, CALLER, { toneHz: CALLER_HZ });
    expect(pracks).not.toEqual([]);
    await page.hears(CALLER_HZ);
    await hears(caller.ear, PAGE_TONE_HZ);
  });

  it('takes reliable provisional answers to a call it places', async () => {
    const { page } = await phoneAt({ require100rel: true });
    const pracks = messages((m) => m.method === 'PRACK');
    const { id } = await page.ask('call.dial', { to: ANNOUNCEMENT_EXTENSION });
    await page.hears(ANNOUNCEMENT_TONE_HZ);
    await untilPhase(bench, id, 'live');
    await page.hears(OUTSIDE_TONE_HZ);
    expect(pracks.length).toBeGreaterThan(0);
  });
});

describe('The phone at the usual exchange', () => {
  beforeAll(() => phoneAt({}));
  afterEach(settle);
  afterAll(() => bench.close());

  it('hears an announcement before the answer, and one that ends in a refusal', async () => {
    const { page } = bench;
    const { id } = await page.ask('call.dial', { to: ANNOUNCEMENT_EXTENSION });
    await page.hears(ANNOUNCEMENT_TONE_HZ);
    await untilPhase(bench, id, 'live');
    await page.hears(OUTSIDE_TONE_HZ);
    await page.ask('call.hangup', { id });
    const refused = await page.ask('call.dial', { to: REFUSING_ANNOUNCEMENT_EXTENSION });
    await page.hears(ANNOUNCEMENT_TONE_HZ);
    expect(await untilPhase(bench, refused.id, 'ended')).toMatchObject({
      outcome: 'unreachable',
      sipStatus: 404,
    });
  });

  it('follows a number that moved', async () => {
    const { page } = bench;
    const dialled: string[] = [];
    bench.pbx.on('call', ({ to }) => dialled.push(to));
    const { id } = await page.ask('call.dial', { to: MOVED_EXTENSION });
    await untilPhase(bench, id, 'live');
    await page.hears(PAGE_TONE_HZ);
    expect(dialled).toEqual([MOVED_EXTENSION, ECHO_EXTENSION]);
  });

  it('speaks with the branch of a forked call that answers', async () => {
    const { page } = bench;
    const { id } = await page.ask('call.dial', { to: FORKING_EXTENSION });
    await untilPhase(bench, id, 'live');
    await page.hears(OUTSIDE_TONE_HZ);
  });

  it('tries again when its re-INVITE crosses one of the exchange’s', async () => {
    const { page, pbx } = bench;
    const { caller, id } = await answeredFrom(bench, CALLER, { toneHz: CALLER_HZ });
    const refused = messages((m) => m.status === 491);
    pbx.collideWithNextReinvite();
    await page.ask('call.hold', { id, on: true });
    expect(refused.length).toBeGreaterThan(0);
    await page.ask('call.hold', { id, on: false });
    await hears(caller.ear, PAGE_TONE_HZ);
    await page.hears(CALLER_HZ);
  });

  it('gets its keys through to a caller who takes none as events', async () => {
    const { page } = bench;
    const { caller, id } = await answeredFrom(bench, CALLER, { telephoneEvents: false });
    await page.ask('call.dtmf', { id, tones: '15#' });
    await until(() => caller.infoTones.length === 3, 'three keys by INFO');
    expect(caller.infoTones.join('')).toBe('15#');
  });

  it('hears keys pressed as events and by INFO', async () => {
    const { page } = bench;
    const { caller } = await answeredFrom(bench, CALLER);
    await caller.sendTones('15');
    expect(await caller.sendInfo('#')).toBe(200);
    await page.waitFor(() => page.call?.tonesHeard === '15#', 'the keys');
  });

  it('is handed by the caller to somebody else and speaks with them', async () => {
    const { page } = bench;
    const { caller } = await answeredFrom(bench, CALLER, { toneHz: CALLER_HZ });
    expect(await caller.transfer(ECHO_EXTENSION)).toMatchObject({ status: 200 });
    await page.hears(PAGE_TONE_HZ);
  });

  it('outlives a restart of the exchange that keeps its calls', async () => {
    const { page, pbx } = bench;
    const { caller, id } = await answeredFrom(bench, CALLER, { toneHz: CALLER_HZ });
    await pbx.stop({ calls: 'kept' });
    await page.waitFor((s) => s.registration.phase === 'failed', 'missed');
    await page.hears(CALLER_HZ);
    await pbx.start();
    await page.waitFor((s) => s.registration.phase === 'registered', 'registered again');
    await page.ask('call.hold', { id, on: true });
    await page.ask('call.hold', { id, on: false });
    await hears(caller.ear, PAGE_TONE_HZ);
    caller.hangup();
    await untilPhase(bench, id, 'ended');
  });
});
