/** Extensions the exchange answers itself, as a party like any other: an echo, or a tone that stands for any outside number. */
import type { Leg, LegEvents, ReinviteAnswer } from './leg.ts';
import { RtpEndpoint } from './rtp-endpoint.ts';
import { mirrored, readSdp, writeSdp } from './sdp.ts';
import { randomWord } from './sip-endpoint.ts';
import { createTone } from './tone.ts';
import type { PcmSource } from './tone.ts';

/** What an extension says: back what it hears, or a tone of so many hertz. */
export type OwnVoice = 'echo' | ToneVoice;

export interface ToneVoice {
  toneHz: number;
  /** Heard before the answer already (183 with SDP). */
  announcementHz?: number;
  /** Another phone of a forked call is heard before the answer, too, and goes away with it. */
  otherBranchHz?: number;
  /** What it ends with instead of an answer. */
  refusal?: { status: number; reason: string };
}

/** Frames the echo waits before it speaks, so that a lost packet makes no hole. */
const ECHO_DELAY_FRAMES = 3;
const MAX_ECHO_FRAMES = 50;

export class OwnLeg implements Leg {
  readonly callId = randomWord();
  readonly events: Partial<LegEvents> = {};
  remoteSdp = '';
  isOver = false;
  readonly #host: string;
  readonly #voice: OwnVoice;
  readonly #ringMs: number;
  #rtp: RtpEndpoint | undefined;
  #otherBranch: RtpEndpoint | undefined;
  #timer: NodeJS.Timeout | undefined;
  #isAnswered = false;

  constructor(voice: OwnVoice, { host, ringMs }: { host: string; ringMs: number }) {
    this.#voice = voice;
    this.#host = host;
    this.#ringMs = ringMs;
  }

  /** Rings, and answers after `ringMs`. */
  invite({ sdp = '' }: { sdp?: string }): void {
    void this.#open().then((rtp) => {
      if (this.isOver) return rtp.close();
      this.#rtp = rtp;
      void this.#ring(sdp);
    });
  }

  ack(sdp = ''): void {
    if (sdp) this.#apply(sdp);
  }

  cancel(): void {
    if (this.isOver || this.#isAnswered) return;
    this.bye();
    this.events.failed?.(487, 'Request Terminated');
  }

  reinvite(sdp = ''): Promise<ReinviteAnswer> {
    if (this.isOver) return Promise.resolve({ status: 481, sdp: '', ack: () => {} });
    return Promise.resolve({ status: 200, sdp: this.#describe(sdp), ack: (answer) => this.ack(answer) });
  }

  bye(): void {
    this.isOver = true;
    clearTimeout(this.#timer);
    this.#rtp?.close();
    this.#otherBranch?.close();
  }

  abandon(): void {
    this.bye();
  }

  info(): void {}

  async #ring(offer: string): Promise<void> {
    const { announcementHz, otherBranchHz, refusal } =
      this.#voice === 'echo' ? ({} as Partial<ToneVoice>) : this.#voice;
    this.events.progress?.(180, '');
    if (offer && otherBranchHz !== undefined) await this.#ringOtherBranch(offer, otherBranchHz);
    if (this.isOver) return;
    if (offer && announcementHz !== undefined) this.events.progress?.(183, this.#describe(offer));
    this.#timer = setTimeout(() => {
      this.#otherBranch?.close();
      if (refusal) {
        this.bye();
        return this.events.failed?.(refusal.status, refusal.reason);
      }
      this.#isAnswered = true;
      this.events.answered?.(this.#describe(offer));
    }, this.#ringMs);
  }

  async #ringOtherBranch(offer: string, hz: number): Promise<void> {
    const rtp = await RtpEndpoint.open({ host: this.#host, source: createTone(hz) });
    if (this.isOver) return rtp.close();
    this.#otherBranch = rtp;
    rtp.sendTo(readSdp(offer));
    const sdp = writeSdp({ host: this.#host, port: rtp.port, codecs: [readSdp(offer).codec ?? 'PCMU'] });
    this.events.progress?.(183, sdp, randomWord());
  }

  async #open(): Promise<RtpEndpoint> {
    const heard: Int16Array[] = [];
    return RtpEndpoint.open({
      host: this.#host,
      source: this.#voice === 'echo' ? echoOf(heard) : this.#tonesOf(this.#voice),
      onAudio: (samples) => {
        heard.push(samples);
        if (heard.length > MAX_ECHO_FRAMES) heard.shift();
      },
    });
  }

  #tonesOf({ toneHz, announcementHz = toneHz }: ToneVoice): PcmSource {
    const announcement = createTone(announcementHz);
    const tone = createTone(toneHz);
    return () => (this.#isAnswered ? tone() : announcement());
  }

  /** Our answer to `offer`, or our offer when there is none. */
  #describe(offer: string): string {
    const codec = offer ? readSdp(offer).codec : undefined;
    if (offer) this.#apply(offer);
    this.remoteSdp = writeSdp({
      host: this.#host,
      port: this.#rtp?.port ?? 0,
      direction: offer ? mirrored(readSdp(offer).direction) : 'sendrecv',
      codecs: codec ? [codec] : ['PCMU', 'PCMA'],
    });
    return this.remoteSdp;
  }

  #apply(sdp: string): void {
    if (!this.#rtp) return;
    const remote = readSdp(sdp);
    this.#rtp.direction = mirrored(remote.direction);
    this.#rtp.sendTo(remote);
  }
}

function echoOf(heard: Int16Array[]): PcmSource {
  let hasStarted = false;
  return () => {
    hasStarted ||= heard.length >= ECHO_DELAY_FRAMES;
    return hasStarted ? heard.shift() : undefined;
  };
}
