/**
 * A conference of three: the agent's page and two calls. Each hears the sum of the other two. It has a clock
 * of its own, because three senders' clocks never agree; a single call needs none and is passed straight on.
 */
import { randomBytes } from 'node:crypto';
import { FRAME_SAMPLES, PCMU, samplesFromUlaw, ulawFromSamples } from '../../shared/g711.ts';
import { startFrameClock } from './frame-clock.ts';
import type { MediaLeg } from './media-leg.ts';
import { PlayoutBuffer } from './playout-buffer.ts';
import type { RtpPacket } from './rtp-packet.ts';

const LOUDEST = 32_767;

/** The sum of two voices, cut off at the loudest sample there is instead of wrapping into noise. */
export function addVoices(a: Int16Array, b: Int16Array): Int16Array {
  const sum = new Int16Array(a.length);
  for (let i = 0; i < a.length; i++)
    sum[i] = Math.max(-LOUDEST, Math.min(LOUDEST, (a[i] as number) + (b[i] ?? 0)));
  return sum;
}

/** One of the calls, and what of it still waits to be heard. */
interface Talker {
  leg: MediaLeg;
  waiting: PlayoutBuffer;
  ssrc: number | undefined;
}

export class Mixer {
  readonly legs: readonly [MediaLeg, MediaLeg];
  /** False while the agent is muted; the two others still hear each other. */
  mayHearPage: boolean;
  readonly #talkers: readonly [Talker, Talker];
  readonly #page = new PlayoutBuffer();
  readonly #toPage: (packet: RtpPacket) => void;
  readonly #ssrc = randomBytes(4).readUInt32BE();
  readonly #stopClock: () => void;
  #sequence = 0;
  #timestamp = 0;

  /** Takes over the voice of both legs until closed. `toPage` gets one packet per 20 ms. */
  constructor(
    legs: readonly [MediaLeg, MediaLeg],
    { mayHearPage, toPage }: { mayHearPage: boolean; toPage: (packet: RtpPacket) => void },
  ) {
    this.legs = legs;
    this.mayHearPage = mayHearPage;
    this.#toPage = toPage;
    this.#talkers = [listenTo(legs[0]), listenTo(legs[1])];
    this.#stopClock = startFrameClock(() => this.#mix());
  }

  /** One µ-law packet of the page with its own RTP timestamp. */
  hearPage(ulaw: Buffer, timestamp: number): void {
    if (this.mayHearPage) this.#page.push(samplesFromUlaw(ulaw), timestamp);
  }

  /** The page went away or was muted. */
  pageLeft(): void {
    this.#page.reset();
  }

  close(): void {
    this.#stopClock();
    for (const leg of this.legs) {
      leg.onVoice = () => {};
      leg.pageLeft();
    }
  }

  #mix(): void {
    const [first, second] = this.#talkers;
    const page = this.#page.pull(FRAME_SAMPLES);
    const a = first.waiting.pull(FRAME_SAMPLES);
    const b = second.waiting.pull(FRAME_SAMPLES);
    this.#sequence = (this.#sequence + 1) & 0xffff;
    this.#timestamp = (this.#timestamp + FRAME_SAMPLES) >>> 0;
    first.leg.sendVoice(ulawFromSamples(addVoices(page, b)), this.#timestamp);
    second.leg.sendVoice(ulawFromSamples(addVoices(page, a)), this.#timestamp);
    this.#toPage(this.#packet(ulawFromSamples(addVoices(a, b))));
  }

  #packet(payload: Buffer): RtpPacket {
    return {
      payloadType: PCMU,
      marker: false,
      sequence: this.#sequence,
      timestamp: this.#timestamp,
      ssrc: this.#ssrc,
      payload,
    };
  }
}

function listenTo(leg: MediaLeg): Talker {
  const talker: Talker = { leg, waiting: new PlayoutBuffer(), ssrc: undefined };
  leg.onVoice = (packet) => {
    if (talker.ssrc !== packet.ssrc) talker.waiting.reset();
    talker.ssrc = packet.ssrc;
    talker.waiting.push(samplesFromUlaw(packet.payload), packet.timestamp);
  };
  return talker;
}
