/**
 * Joins the page's one audio leg with what is being spoken: one call, passed straight on, or two, mixed.
 * Everything else hears silence.
 */
import type { PhoneState } from '../../shared/phone.ts';
import type { MediaLeg } from './media-leg.ts';
import { Mixer } from './mixer.ts';
import { WebLeg } from './web-leg.ts';

type AudioPhase = PhoneState['audio'];

export class AudioBridge {
  readonly #onChange: () => void;
  #web: WebLeg | undefined;
  #pbx: MediaLeg | undefined;
  #mixer: Mixer | undefined;
  #mayHearPage = false;
  #phase: AudioPhase = 'none';
  #tap: ((ulaw: Buffer) => void) | undefined;

  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  get phase(): AudioPhase {
    return this.#phase;
  }

  /** Answers the page's WebRTC offer. The page may offer again at any time, in a call or not. */
  async connectPage(offerSdp: string): Promise<string> {
    this.dropPage();
    const web = new WebLeg({
      onVoice: (ulaw, timestamp) => {
        if (web !== this.#web) return;
        this.#tap?.(ulaw);
        if (!this.#mayHearPage) return;
        this.#pbx?.sendVoice(ulaw, timestamp);
        this.#mixer?.hearPage(ulaw, timestamp);
      },
      onState: (state) => {
        if (web === this.#web)
          this.#setPhase(
            state === 'connected'
              ? 'connected'
              : state === 'connecting' || state === 'new'
                ? 'connecting'
                : 'none',
          );
      },
    });
    this.#web = web;
    this.#setPhase('connecting');
    return web.answer(offerSdp).catch((error: unknown) => {
      if (web === this.#web) this.dropPage();
      throw error;
    });
  }

  /** Hands over what the page's microphone hears, in a call or not, until the returned function is called. */
  tapMicrophone(onVoice: (ulaw: Buffer) => void): () => void {
    this.#tap = onVoice;
    return () => {
      if (this.#tap === onVoice) this.#tap = undefined;
    };
  }

  /** The page is gone: the PBX hears silence in the same stream from the next 20 ms on. */
  dropPage(): void {
    this.#web?.close();
    this.#web = undefined;
    this.#pageLeft();
    this.#setPhase('none');
  }

  /** The call in the agent's ear, and whether it hears the agent (not while muted, held or dialling). */
  connectCall(pbx: MediaLeg | undefined, mayHearPage: boolean): void {
    this.#endConference();
    if (this.#pbx !== pbx) {
      this.#dropCall();
      this.#pbx = pbx;
      if (pbx) pbx.onVoice = (packet) => this.#web?.play(packet);
    }
    this.#setMayHearPage(mayHearPage);
  }

  /** Three people hear each other: the agent and two calls. Without the agent's voice while muted. */
  connectConference(legs: readonly [MediaLeg, MediaLeg], mayHearPage: boolean): void {
    this.#dropCall();
    if (!this.#mixer || !legs.every((leg) => this.#mixer?.legs.includes(leg))) {
      this.#endConference();
      this.#mixer = new Mixer(legs, { mayHearPage, toPage: (packet) => this.#web?.play(packet) });
    }
    this.#setMayHearPage(mayHearPage);
  }

  #dropCall(): void {
    if (this.#pbx) this.#pbx.onVoice = () => {};
    this.#pbx?.pageLeft();
    this.#pbx = undefined;
  }

  #endConference(): void {
    this.#mixer?.close();
    this.#mixer = undefined;
  }

  #setMayHearPage(mayHearPage: boolean): void {
    if (this.#mayHearPage && !mayHearPage) this.#pageLeft();
    this.#mayHearPage = mayHearPage;
    if (this.#mixer) this.#mixer.mayHearPage = mayHearPage;
  }

  #pageLeft(): void {
    this.#pbx?.pageLeft();
    this.#mixer?.pageLeft();
  }

  #setPhase(phase: AudioPhase): void {
    if (this.#phase === phase) return;
    this.#phase = phase;
    this.#onChange();
  }
}
