/** One WebRTC leg of the phone at rtpengine itself, told by its control protocol what a proxy would tell it. */
import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { GatewayLeg } from '../../src/phone/media/gateway-leg.ts';
import { samplesFromUlaw, ulawFromSamples } from '../../src/shared/g711.ts';
import { createTone, Ear } from '../../src/simulators/pbx/tone.ts';
import { until } from '../support/until.ts';
import { TrunkAudio } from './support/gateway-audio.ts';
import { askRtpengine } from './support/gateway-rtpengine.ts';
import { missingForGateway, startGateway } from './support/gateway.ts';
import type { Gateway } from './support/gateway.ts';

const AGENT_HZ = 700;
const PBX_HZ = 1_100;
const FRAME_MS = 20;
const FRAME_SAMPLES = 160;

const REPLACE = { replace: ['origin', 'session-connection'] };
const TO_PHONE = {
  ...REPLACE,
  'transport-protocol': 'UDP/TLS/RTP/SAVPF',
  ICE: 'force',
  SDES: ['off'],
  'rtcp-mux': ['offer'],
};
const TO_PBX = { ...REPLACE, 'transport-protocol': 'RTP/AVP', ICE: 'remove', 'rtcp-mux': ['demux'] };

describe.skipIf(missingForGateway() !== undefined)('A WebRTC leg at rtpengine', () => {
  let gateway: Gateway;
  let leg: GatewayLeg;
  let audio: TrunkAudio;
  let callId: string;
  let microphone: NodeJS.Timeout;
  let ear: Ear;

  beforeAll(async () => {
    gateway = await startGateway({ agents: [], pbxPort: 9 });
  });
  afterAll(() => gateway?.close());
  afterEach(({ task }) => {
    if (task.result?.state === 'fail') console.error(gateway.log().slice(-4_000));
    clearInterval(microphone);
    leg.close();
    audio.close();
  });

  const open = async (): Promise<void> => {
    callId = randomUUID();
    ear = new Ear();
    audio = await TrunkAudio.open(PBX_HZ);
    leg = await GatewayLeg.open('127.0.0.1', ['PCMU', 'PCMA']);
    leg.onVoice = ({ payload }) => ear.hear(samplesFromUlaw(payload));
    const tone = createTone(AGENT_HZ);
    let timestamp = 0;
    microphone = setInterval(() => {
      const samples = tone();
      timestamp += FRAME_SAMPLES;
      if (samples) leg.sendVoice(ulawFromSamples(samples), timestamp);
    }, FRAME_MS);
  };
  const relay = async (
    command: 'offer' | 'answer',
    by: 'pbx' | 'phone',
    sdp: string,
    more = {},
  ): Promise<string> => {
    const flags = by === 'pbx' ? TO_PHONE : TO_PBX;
    const tags =
      command === 'offer' ? { 'from-tag': by } : { 'from-tag': by === 'pbx' ? 'phone' : 'pbx', 'to-tag': by };
    const answer = await askRtpengine(gateway.ngPort, {
      command,
      'call-id': callId,
      sdp,
      ...tags,
      ...flags,
      ...more,
    });
    return String(answer['sdp']);
  };
  /** The phone offers, the PBX answers. */
  const phoneOffers = async (more = {}): Promise<void> => {
    const toPbx = await relay('offer', 'phone', await leg.describe());
    const answer = audio.describe('sendrecv', toPbx);
    audio.use(answer, toPbx);
    await leg.accept(await relay('answer', 'pbx', answer, more));
  };
  /** The PBX offers, the phone answers. */
  const pbxOffers = async (): Promise<void> => {
    const offer = audio.describe('sendrecv');
    await leg.accept(await relay('offer', 'pbx', offer));
    audio.use(offer, await relay('answer', 'phone', await leg.describe()));
  };
  const bothHear = async (): Promise<void> => {
    ear.forget();
    audio.ear.forget();
    await until(() => audio.ear.toneShare(AGENT_HZ) > 0.7, { what: 'the agent at the PBX' });
    await until(() => ear.toneShare(PBX_HZ) > 0.7, { what: 'the PBX at the agent' });
  };

  it.each(['active', 'passive'])('keys the audio when rtpengine is %s in DTLS', async (DTLS) => {
    await open();
    await phoneOffers({ DTLS });
    await bothHear();
    expect(leg.pathPhase).toBe('connected');
  });

  it('keeps its way through offers from both sides', async () => {
    await open();
    await pbxOffers();
    await bothHear();
    await phoneOffers();
    await bothHear();
    await pbxOffers();
    await bothHear();
    expect(audio.ssrcs.size).toBe(1);
  });

  // Only Linux has more than one address on loopback without being told so.
  describe.runIf(process.platform === 'linux')('whose machine has another address', () => {
    it.each([
      ['the PBX', pbxOffers],
      ['the phone', phoneOffers],
    ])('moves there in the same stream after a call that %s offered', async (_who, begin) => {
      await open();
      await begin();
      await bothHear();
      await leg.relocate('127.0.0.2');
      await bothHear();
      await phoneOffers();
      await bothHear();
      await pbxOffers();
      await bothHear();
      expect(audio.ssrcs.size).toBe(1);
    });
  });
});
