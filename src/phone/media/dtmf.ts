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

export interface ToneFormat {
  format: EventFormat;
  /** Asked before each tone, so that an ended call stops them. */
  isOpen: () => boolean;
}

/** The keys of one call, sent one after the other into its stream; voice has to wait meanwhile. */
export class ToneQueue {
  readonly #stream: VoiceStream;
  #last: Promise<void> | undefined;

  constructor(stream: VoiceStream) {
    this.#stream = stream;
  }

  /** True while tones are being sent. */
  get isBusy(): boolean {
    return this.#last !== undefined;
  }

  /** Sends `tones` after any still under way; resolves when they are sent. */
  async send(tones: string, how: ToneFormat): Promise<void> {
    const before = this.#last ?? Promise.resolve();
    const mine = before.then(() => this.#sendAll(tones, how));
    this.#last = mine;
    await mine.finally(() => {
      if (this.#last === mine) this.#last = undefined;
    });
  }

  async #sendAll(tones: string, { format, isOpen }: ToneFormat): Promise<void> {
    for (const tone of tones.toUpperCase()) {
      if (!isOpen()) return;
      await sendTone(TONES.indexOf(tone), this.#stream, format);
      await wait(GAP_MS);
    }
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
