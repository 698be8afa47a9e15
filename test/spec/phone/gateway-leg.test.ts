/** Two WebRTC legs of ours against each other, in one process: every way a description can go, heard by content. */
import { afterEach, describe, expect, it } from 'vitest';
import { samplesFromUlaw, ulawFromSamples } from '../../../src/shared/g711.ts';
import { GatewayLeg } from '../../../src/phone/media/gateway-leg.ts';
import { createTone, Ear } from '../../../src/simulators/pbx/tone.ts';
import { until } from './bench.ts';

const FRAME_MS = 20;
const FRAME_SAMPLES = 160;

/** A leg with a tone to say and an ear. */
class Speaker {
  readonly leg: GatewayLeg;
  readonly ear = new Ear();
  readonly ssrcs = new Set<number>();
  readonly keys: string[] = [];
  readonly #tone: () => Int16Array | undefined;
  readonly #timer: NodeJS.Timeout;
  #timestamp = 0;
  isSpeaking = true;

  constructor(leg: GatewayLeg, hz: number) {
    this.leg = leg;
    this.#tone = createTone(hz);
    this.#timer = setInterval(() => this.#speak(), FRAME_MS);
    leg.onTone = (key) => this.keys.push(key);
    leg.onVoice = ({ payload, ssrc }) => {
      this.ssrcs.add(ssrc);
      this.ear.hear(samplesFromUlaw(payload));
    };
  }

  #speak(): void {
    const samples = this.#tone();
    this.#timestamp += FRAME_SAMPLES;
    if (this.isSpeaking && samples) this.leg.sendVoice(ulawFromSamples(samples), this.#timestamp);
  }

  async hears(hz: number): Promise<void> {
    this.ear.forget();
    await until(() => this.ear.toneShare(hz) > 0.7, `${hz} Hz heard (level ${this.ear.level})`);
  }

  close(): void {
    clearInterval(this.#timer);
    this.leg.close();
  }
}

const CALLER_HZ = 700;
const CALLEE_HZ = 1_100;

describe('A WebRTC leg', () => {
  let caller: Speaker;
  let callee: Speaker;

  const open = async (
    codecs: { caller?: ('PCMU' | 'PCMA')[]; callee?: ('PCMU' | 'PCMA')[] } = {},
  ): Promise<void> => {
    caller = new Speaker(await GatewayLeg.open('127.0.0.1', codecs.caller ?? ['PCMU', 'PCMA']), CALLER_HZ);
    callee = new Speaker(await GatewayLeg.open('127.0.0.1', codecs.callee ?? ['PCMU', 'PCMA']), CALLEE_HZ);
  };
  const negotiate = async (from: Speaker, to: Speaker): Promise<{ offer: string; answer: string }> => {
    const offer = await from.leg.describe();
    await to.leg.accept(offer);
    const answer = await to.leg.describe();
    await from.leg.accept(answer);
    return { offer, answer };
  };
  const bothHear = async (): Promise<void> => {
    await callee.hears(CALLER_HZ);
    await caller.hears(CALLEE_HZ);
  };
  afterEach(() => {
    caller.close();
    callee.close();
  });

  it('offers and answers, and both sides hear each other, encrypted', async () => {
    await open();
    const { offer, answer } = await negotiate(caller, callee);
    await bothHear();
    expect(offer).toContain('a=setup:actpass');
    expect(answer).toContain('a=setup:active');
    expect(offer).toContain('a=rtcp-mux');
    expect(caller.leg).toMatchObject({ codec: 'PCMU', secured: true, takesTones: true, heldByPeer: false });
  });

  it.each([['the offerer prefers A-law', { caller: ['PCMA', 'PCMU'] as const, callee: ['PCMA'] as const }]])(
    'speaks A-law when %s',
    async (_why, codecs) => {
      await open({ caller: [...codecs.caller], callee: [...codecs.callee] });
      await negotiate(caller, callee);
      await bothHear();
      expect(caller.leg.codec).toBe('PCMA');
    },
  );

  it('is held and resumed by either side on the same way, in the same stream', async () => {
    await open();
    const first = await negotiate(caller, callee);
    await bothHear();
    caller.leg.held = true;
    const hold = await negotiate(caller, callee);
    expect(hold.offer).toContain('a=sendonly');
    expect(hold.answer).toContain('a=recvonly');
    expect(callee.leg.heldByPeer).toBe(true);
    callee.leg.held = true;
    expect((await negotiate(callee, caller)).answer).toContain('a=inactive');
    caller.leg.held = false;
    callee.leg.held = false;
    const resumed = await negotiate(callee, caller);
    expect(callee.leg.heldByPeer).toBe(false);
    await bothHear();
    expect(caller.ssrcs.size).toBe(1);
    expect(iceOf(resumed.answer)).toEqual(iceOf(first.offer));
    expect(versionOf(resumed.answer)).toBe(versionOf(first.offer) + 3);
  });

  // Only Linux has more than one address on loopback without being told so.
  it.runIf(process.platform === 'linux')(
    'answers a description that begins anew with a new way, and hears on',
    async () => {
      await open();
      const first = await negotiate(caller, callee);
      await bothHear();
      await caller.leg.relocate('127.0.0.2');
      const moved = await negotiate(caller, callee);
      expect(moved.offer).toContain('127.0.0.2');
      expect(iceOf(moved.answer)).not.toEqual(iceOf(first.answer));
      await bothHear();
      expect(callee.ssrcs.size).toBe(1);
    },
  );

  it('fills its stream with silence while the page is away', async () => {
    await open();
    await negotiate(caller, callee);
    await bothHear();
    caller.isSpeaking = false;
    caller.leg.pageLeft();
    const { frames } = callee.ear;
    await until(() => callee.ear.frames > frames + 40 && callee.ear.level < 50, 'silence');
    expect(callee.ssrcs.size).toBe(1);
  });

  it('forgets an offer that came to nothing', async () => {
    await open();
    await negotiate(caller, callee);
    await bothHear();
    caller.leg.held = true;
    await caller.leg.describe();
    caller.leg.rollback();
    caller.leg.held = false;
    expect((await negotiate(callee, caller)).answer).toContain('a=sendrecv');
    await bothHear();
  });

  it.each([
    ['plain RTP', (sdp: string) => sdp.replace('UDP/TLS/RTP/SAVPF', 'RTP/AVP'), 'WebRTC'],
    ['no fingerprint', (sdp: string) => sdp.replace(/a=fingerprint.*\r\n/, ''), 'fingerprint'],
    ['no ICE', (sdp: string) => sdp.replace(/a=ice-.*\r\n/g, ''), 'ICE'],
    ['no codec of ours', (sdp: string) => sdp.replace(/SAVPF .*/, 'SAVPF 96'), 'codec'],
    ['a refusal', (sdp: string) => sdp.replace(/m=audio \d+/, 'm=audio 0'), 'refused'],
  ])('refuses %s with the reason and goes on', async (_what, spoil, reason) => {
    await open();
    const { offer } = await negotiate(caller, callee);
    await bothHear();
    await expect(callee.leg.accept(spoil(offer))).rejects.toThrow(reason);
    await bothHear();
  });

  it('leaves nothing open when the call is over, however far it came', async () => {
    const held = (): Record<string, number> =>
      process
        .getActiveResourcesInfo()
        .filter((kind) => kind === 'UDPWrap' || kind === 'Timeout')
        .reduce<Record<string, number>>((all, kind) => ({ ...all, [kind]: (all[kind] ?? 0) + 1 }), {});
    await until(() => held()['UDPWrap'] === undefined, 'the legs of the test before are gone');
    const before = held();
    for (const steps of [0, 1, 2, 3]) {
      await open();
      expect(held()['UDPWrap']).toBeGreaterThan(0);
      const offer = steps > 0 ? await caller.leg.describe() : '';
      if (steps > 1) await callee.leg.accept(offer);
      if (steps > 2) await caller.leg.accept(await callee.leg.describe());
      if (steps > 2) await bothHear();
      caller.close();
      callee.close();
    }
    // The runner has a timer or two of its own; a leak would be one for each leg.
    await until(
      () => held()['UDPWrap'] === undefined && (held()['Timeout'] ?? 0) <= (before['Timeout'] ?? 0) + 3,
      `nothing left open: ${JSON.stringify(before)} before`,
    );
  });

  it('refuses a way whose certificate is not the one that was described', async () => {
    await open();
    const offer = await caller.leg.describe();
    await callee.leg.accept(
      offer.replace(
        /(a=fingerprint:sha-256 )(..)/,
        (_all, name: string, byte: string) => `${name}${byte === '00' ? '01' : '00'}`,
      ),
    );
    await caller.leg.accept(await callee.leg.describe());
    const { frames } = callee.ear;
    await until(() => callee.leg.pathPhase === 'failed', 'the way fails');
    expect(callee.ear.frames).toBe(frames);
  });
});

const iceOf = (sdp: string): string[] =>
  sdp.split('\r\n').filter((line) => /^a=(ice-|fingerprint|candidate)/.test(line));
const versionOf = (sdp: string): number => Number(/^o=- \d+ (\d+)/m.exec(sdp)?.[1]);
