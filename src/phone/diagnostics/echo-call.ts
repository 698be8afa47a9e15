/**
 * A call to a number of the PBX that plays back what it hears: the only proof that voice leaves this machine
 * and comes back. It belongs to the line test, not to the agent: no page shows it, no backend hears of it.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { SessionState } from 'sip.js/lib/api/index.js';
import type { Inviter, Session } from 'sip.js/lib/api/index.js';
import { FRAME_SAMPLES, samplesFromUlaw, ulawFromSamples } from '../../shared/g711.ts';
import { createTone, Ear } from '../../shared/tone.ts';
import { cancelCall } from '../calls/given-up-request.ts';
import { startFrameClock } from '../media/frame-clock.ts';
import type { MediaLeg } from '../media/media-leg.ts';
import type { Line } from '../sip/line.ts';
import type { Finding } from './line-test.ts';

/** Between the tones that exchanges play, so that none of them is taken for our own coming back. */
const TONE_HZ = 1_100;
const RECOGNISED = 0.6;
const ANSWER_MS = 15_000;
const ECHO_MS = 6_000;
const POLL_MS = 20;

export class EchoCalls {
  readonly #legs = new Map<Session, Promise<MediaLeg>>();
  readonly #sessions = new Set<Session>();

  /** SIP.js opened audio for a session; answers whether the session is an echo call of ours. */
  useLeg(session: Session, leg: Promise<MediaLeg>): boolean {
    if (!this.#sessions.has(session)) return false;
    this.#legs.set(session, leg);
    return true;
  }

  /** Calls `number`, says a tone and waits to hear it. */
  async place(line: Line, number: string): Promise<Finding> {
    const inviter = line.createInviter(number);
    this.#sessions.add(inviter);
    try {
      const refusal = await answered(inviter);
      if (refusal !== undefined) return { result: 'failed', fault: 'call-failed', detail: refusal };
      const leg = await this.#legs.get(inviter);
      if (!leg) return { result: 'failed', fault: 'no-audio-back' };
      return await listen(leg);
    } finally {
      await hangUp(inviter);
      this.#sessions.delete(inviter);
      this.#legs.delete(inviter);
    }
  }
}

/** Resolves with undefined once the call stands, otherwise with why it does not. */
async function answered(inviter: Inviter): Promise<string | undefined> {
  let refusal: string | undefined;
  await inviter.invite({
    requestDelegate: {
      onReject: ({ message }) => (refusal = `${message.statusCode} ${message.reasonPhrase}`),
      onRedirect: ({ message }) => (refusal = `${message.statusCode} ${message.reasonPhrase}`),
    },
  });
  const end = Date.now() + ANSWER_MS;
  while (inviter.state !== SessionState.Established && refusal === undefined && Date.now() < end)
    await wait(POLL_MS);
  return inviter.state === SessionState.Established ? undefined : (refusal ?? 'nobody answered');
}

async function listen(leg: MediaLeg): Promise<Finding> {
  const ear = new Ear();
  const tone = createTone(TONE_HZ);
  const startedAt = performance.now();
  let timestamp = 0;
  leg.onVoice = ({ payload }) => ear.hear(samplesFromUlaw(payload));
  const stopSpeaking = startFrameClock(() => {
    timestamp = (timestamp + FRAME_SAMPLES) >>> 0;
    leg.sendVoice(ulawFromSamples(tone() ?? new Int16Array(FRAME_SAMPLES)), timestamp);
  });
  const end = Date.now() + ECHO_MS;
  while (ear.toneShare(TONE_HZ) < RECOGNISED && Date.now() < end) await wait(POLL_MS);
  stopSpeaking();
  if (ear.toneShare(TONE_HZ) >= RECOGNISED)
    return { result: 'passed', detail: `${Math.round(performance.now() - startedAt)} ms` };
  return { result: 'failed', fault: 'no-audio-back', detail: `${leg.codec ?? 'no codec'}` };
}

async function hangUp(inviter: Inviter): Promise<void> {
  const ending =
    inviter.state === SessionState.Established
      ? inviter.bye()
      : inviter.state === SessionState.Establishing
        ? cancelCall(inviter)
        : undefined;
  await ending?.catch(() => {});
}
