/** The phone's main job, over TCP and UDP: ring, answer, be heard, hear, hang up. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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
    return call;
  };
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
});
