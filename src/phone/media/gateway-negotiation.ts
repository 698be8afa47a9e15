/**
 * Offer/answer (RFC 3264) of one call's WebRTC audio, kept apart from sockets: every description after the
 * first says the same way again with another direction, because an SBC that sees a changed one begins anew.
 */
import { PCMA, PCMU } from '../../shared/g711.ts';
import type { GatewayPath, PathRoles } from './gateway-path.ts';
import { readGatewaySdp, writeGatewaySdp } from './gateway-sdp.ts';
import type { GatewayDescription, GatewayVoice, Setup } from './gateway-sdp.ts';
import { bothAllow, mirrored } from './sdp.ts';
import type { Direction } from './sdp.ts';

const OUR_EVENT_TYPE = 101;
const OUR_MID = '0';

/** What both sides have agreed, seen from us. */
export interface AgreedAudio {
  voice: GatewayVoice;
  events: number | undefined;
  direction: Direction;
  peerDirection: Direction;
}

/** Our end of a way, as a description names it. */
export type DescribedPath = Pick<GatewayPath, 'localAddress' | 'localPort' | 'local' | 'roles' | 'remote'>;

export class GatewayNegotiation {
  /** True while our agent holds the call. */
  held = false;
  agreed: AgreedAudio | undefined;
  readonly #voices: GatewayVoice[];
  readonly #sessionId = Date.now();
  #version = 0;
  #theirOffer: GatewayDescription | undefined;
  #ourOffer: { direction: Direction; path: DescribedPath } | undefined;
  /** Where the audio section stood in the first offer: it stays there (RFC 3264 §8). */
  #layout: Pick<GatewayDescription, 'mid' | 'isBundled' | 'audioIndex' | 'otherMedia'> = {
    mid: OUR_MID,
    isBundled: true,
    audioIndex: 0,
    otherMedia: [],
  };

  /** `voices` in order of preference. */
  constructor(voices: GatewayVoice[]) {
    this.#voices = voices;
  }

  /** The peer's offer that waits for our answer. */
  get theirOffer(): GatewayDescription | undefined {
    return this.#theirOffer;
  }

  /** Our offer that waits for the peer's answer, by the way it names. */
  get offeredPath(): DescribedPath | undefined {
    return this.#ourOffer?.path;
  }

  /** True while the other side has put us on hold. */
  get heldByPeer(): boolean {
    const direction = this.agreed?.peerDirection;
    return direction === 'sendonly' || direction === 'inactive';
  }

  /** An offer of `path`. */
  offer(path: DescribedPath): string {
    const direction = this.#wanted;
    this.#ourOffer = { direction, path };
    return this.#write(path, {
      setup: 'actpass',
      voices: this.#voices,
      events: this.agreed ? (this.agreed.events ?? OUR_EVENT_TYPE) : OUR_EVENT_TYPE,
      direction,
    });
  }

  /** The answer to the peer's open offer, on `path`; it is agreed from now on. */
  answer(path: DescribedPath): string {
    const offer = this.#theirOffer;
    if (!offer) throw new Error('there is no offer to answer');
    const { mid, isBundled, audioIndex, otherMedia, events } = offer;
    this.#theirOffer = undefined;
    this.#layout = { mid, isBundled, audioIndex, otherMedia };
    const direction = bothAllow(this.#wanted, mirrored[offer.direction]);
    const voice = this.#choose(offer);
    this.agreed = { voice, events, direction, peerDirection: offer.direction };
    return this.#write(path, { setup: setupOfAnswer(path, offer.setup), voices: [voice], events, direction });
  }

  /** Takes the peer's description: true if it answers our offer. Throws if it is of no use, and then changes nothing. */
  take(sdp: string): { description: GatewayDescription; isAnswer: boolean } {
    const description = readGatewaySdp(sdp);
    const ours = this.#ourOffer;
    const voice = this.#choose(description);
    if (!ours) {
      this.#theirOffer = description;
      return { description, isAnswer: false };
    }
    this.#ourOffer = undefined;
    this.agreed = {
      voice,
      events: description.events,
      direction: bothAllow(ours.direction, mirrored[description.direction]),
      peerDirection: description.direction,
    };
    return { description, isAnswer: true };
  }

  /** Forgets an offer that came to nothing; what was agreed before stays. */
  rollback(): void {
    this.#theirOffer = undefined;
    this.#ourOffer = undefined;
  }

  get #wanted(): Direction {
    return this.held ? 'sendonly' : 'sendrecv';
  }

  /** Our favourite among what it takes. */
  #choose({ voices }: GatewayDescription): GatewayVoice {
    const voice = this.#voices.find((ours) => voices.includes(ours));
    if (voice === undefined) throw new Error('no codec that both sides allow');
    return voice;
  }

  #write(
    path: DescribedPath,
    audio: { setup: Setup; voices: GatewayVoice[]; events: number | undefined; direction: Direction },
  ): string {
    this.#version += 1;
    return writeGatewaySdp({
      ...this.#layout,
      ...audio,
      sessionId: this.#sessionId,
      version: this.#version,
      ip: path.localAddress,
      port: path.localPort,
      end: path.local,
    });
  }
}

/** The G.711 kinds among an account's codecs, in its order; both when it names neither, for there is nothing else here. */
export function gatewayVoices(codecs: readonly string[]): GatewayVoice[] {
  const types = codecs.flatMap((codec): GatewayVoice[] =>
    codec === 'PCMU' ? [PCMU] : codec === 'PCMA' ? [PCMA] : [],
  );
  return types.length > 0 ? types : [PCMU, PCMA];
}

/** Roles once taken stay (RFC 8842 §5.3); otherwise the answerer begins, which is quicker (RFC 5763 §5). */
function setupOfAnswer({ roles }: DescribedPath, offered: Setup): Setup {
  if (roles) return roles.dtls === 'client' ? 'active' : 'passive';
  return offered === 'active' ? 'passive' : 'active';
}

/** Who we are on a way that begins: after our offer by the answer's setup, otherwise by our own answer. */
export function rolesFor({ setup }: GatewayDescription, isAnswer: boolean): PathRoles {
  return { offered: isAnswer, dtls: setup === 'active' ? 'server' : 'client' };
}
