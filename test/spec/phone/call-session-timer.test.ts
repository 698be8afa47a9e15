/** Sessions that must be refreshed, by whom it was agreed, and what becomes of those that are not (RFC 4028). */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { header, headerValues } from '../../../src/simulators/pbx/sip-message.ts';
import { expectNoFaults, hears } from './bench.ts';
import { endScriptedCalls, incomingCall, outgoingCall, startScriptedBench, Voice } from './call-exchange.ts';
import type { ScriptedBench, ScriptedDialog } from './call-exchange.ts';
import type { Headers } from '../../../src/simulators/pbx/dialog.ts';

const PAGE_TONE_HZ = 700;
const VOICE_HZ = 1_000;

describe('A session timer', () => {
  let bench: ScriptedBench;
  let voice: Voice;
  beforeAll(async () => {
    bench = await startScriptedBench({ toneHz: PAGE_TONE_HZ });
    voice = await Voice.open(VOICE_HZ);
  }, 60_000);
  afterEach(() => endScriptedCalls(bench));
  afterAll(async () => {
    voice.rtp.close();
    await bench.close();
  });

  const currentId = (): string => bench.page.call?.id ?? '';
  const live = (): Promise<unknown> => bench.page.waitFor(() => bench.page.call?.phase === 'live', 'live');

  const incoming = (headers: Headers = []): ReturnType<typeof incomingCall> =>
    incomingCall(bench, voice, headers);
  const outgoing = (headers: Headers = [], events = true): Promise<ScriptedDialog> =>
    outgoingCall(bench, voice, { headers, events });

  it('leaves the refreshing to a caller that asks for a session timer, and says so', async () => {
    const { ok } = await incoming([
      ['Session-Expires', '1800'],
      ['Min-SE', '1800'],
      ['Supported', 'timer'],
    ]);
    expect(header(ok, 'Session-Expires')).toBe('1800;refresher=uac');
    expect(header(ok, 'Require')).toContain('timer');
    expect(headerValues(ok, 'Supported').join()).toContain('timer');
  });

  it('refuses a session that would be too short with what it takes, without ringing', async () => {
    const before = bench.page.state.calls.length;
    const { final } = await bench.exchange.call({
      body: voice.offer(),
      headers: [
        ['Session-Expires', '30'],
        ['Supported', 'timer'],
      ],
    });
    expect(await final).toMatchObject({ status: 422 });
    expect(header(await final, 'Min-SE')).toBe('90');
    expect(bench.page.state.calls.length).toBe(before);
  });

  it('asks again for a longer session after a 422, in the same call', async () => {
    const asked = bench.page.ask('call.dial', { to: '2002' });
    const first = await bench.exchange.called();
    expect(header(first.invite, 'Session-Expires')).toBe('1800');
    await asked;
    first.respond(422, { headers: [['Min-SE', '3600']] });
    const second = await bench.exchange.called();
    expect(header(second.invite, 'Call-ID')).toBe(header(first.invite, 'Call-ID'));
    expect(header(second.invite, 'Session-Expires')).toBe('3600');
    expect(header(second.invite, 'Min-SE')).toBe('3600');
    second.respond(200, { sdp: voice.answer(second.invite.body) });
    await live();
    await hears(voice.ear, PAGE_TONE_HZ);
  });

  it('refreshes by UPDATE at half time when that is its part', async () => {
    const call = await outgoing([
      ['Session-Expires', '6;refresher=uac'],
      ['Allow', 'INVITE, ACK, BYE, UPDATE'],
    ]);
    for (let round = 0; round < 2; round++) {
      const update = await call.next('UPDATE');
      expect(update.message.body).toBe('');
      expect(header(update.message, 'Session-Expires')).toBe('90;refresher=uac');
      update.respond(200, 'OK', { headers: [['Session-Expires', '6;refresher=uac']] });
    }
    await hears(voice.ear, PAGE_TONE_HZ);
  });

  it('refreshes by re-INVITE where UPDATE is not allowed, and the audio does not change', async () => {
    const call = await outgoing([
      ['Session-Expires', '6;refresher=uac'],
      ['Allow', 'INVITE, ACK, BYE'],
    ]);
    const reinvite = await call.next('INVITE');
    expect(reinvite.message.body).toContain('a=sendrecv');
    reinvite.respond(200, 'OK', {
      headers: [
        ['Contact', call.dialog.contact],
        ['Session-Expires', '1800;refresher=uac'],
      ],
      body: voice.answer(reinvite.message.body),
    });
    await call.next('ACK');
    await hears(voice.ear, PAGE_TONE_HZ);
    await bench.page.hears(VOICE_HZ);
  });

  it('ends a session that the other side promised to refresh and did not, with the reason', async () => {
    const call = await outgoing([['Session-Expires', '4;refresher=uas']]);
    const id = currentId();
    const bye = await call.next('BYE');
    bye.respond(200, 'OK');
    expect(header(bye.message, 'Reason')).toContain('Session Timeout');
    await bench.page.waitFor(({ calls }) => calls.some((c) => c.id === id && c.phase === 'ended'), 'ended');
    expect(bench.page.state.calls.find((c) => c.id === id)).toMatchObject({
      outcome: 'answered',
      cause: 'nobody refreshed the session',
    });
    expectNoFaults(bench.phone);
  });
});
