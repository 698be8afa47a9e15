/** DTMF as named telephone events (RFC 4733), because a PBX hears tones in G.711 poorly and CUCM expects events. */
import { setTimeout as wait } from 'node:timers/promises';
import { FRAME_SAMPLES } from '../../shared/g711.ts';
import type { EventFormat } from './sdp.ts';
import type { VoiceStream } from './voice-stream.ts';

const TONES = '0123456789*#ABCD';
const TONE_MS = 160;
const GAP_MS = 80;
const PACKET_MS = 20;
const VOLUME_DBM0 = 10;
/** RFC 4733 §2.5.1.4: the last packet is sent three times. */
const END_REPEATS = 3;

/** Sends `tones` one after the other; `isOpen` is asked before each so that an ended call stops them. */
export async function sendTones(
  tones: string,
  { stream, format, isOpen }: { stream: VoiceStream; format: EventFormat; isOpen: () => boolean },
): Promise<void> {
  for (const tone of tones.toUpperCase()) {
    if (!isOpen()) return;
    await sendTone(TONES.indexOf(tone), stream, format);
    await wait(GAP_MS);
  }
}

async function sendTone(event: number, stream: VoiceStream, { type, clockHz }: EventFormat): Promise<void> {
  const steps = TONE_MS / PACKET_MS;
  const stepUnits = (PACKET_MS * clockHz) / 1_000;
  stream.beginEvent();
  for (let step = 1; step < steps; step++) {
    stream.sendEvent(type, eventPayload(event, step * stepUnits, false), step === 1);
    await wait(PACKET_MS);
  }
  const last = eventPayload(event, steps * stepUnits, true);
  for (let i = 0; i < END_REPEATS; i++) stream.sendEvent(type, last, false);
  stream.endEvent(steps * FRAME_SAMPLES);
}

/** `duration` counts in the event's own clock. */
function eventPayload(event: number, duration: number, end: boolean): Buffer {
  const payload = Buffer.from([event, (end ? 0x80 : 0) | VOLUME_DBM0, 0, 0]);
  payload.writeUInt16BE(duration, 2);
  return payload;
}
