/**
 * Offer/answer (RFC 3264) of one call's WebRTC audio, kept apart from sockets: every description after the
 * first says the same way again with another direction, because an SBC that sees a changed one begins anew.
 */
import type { VoiceCodec } from '../../shared/phone.ts';
import { bothAllow, mirrored } from './direction.ts';
import type { Direction } from './direction.ts';
import type { GatewayPath, PathRoles } from './gateway-path.ts';
import { readGatewaySdp, writeGatewaySdp } from './gateway-sdp.ts';
import type { GatewayDescription, Setup } from './gateway-sdp.ts';

const OUR_EVENT_TYPE = 101;
const OUR_MID = '0';
/** Lengths of packets that telephones have. */
const PACKET_MS = [10, 20, 30, 40, 60];

/** What both sides have agreed, seen from us. */
export interface AgreedAudio {
  codec: VoiceCodec;
  /** Length of the packets the peer wants. */
  packetMs: number;
  /** Payload type of telephone events at 8000 Hz, if the peer takes them. */
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
  readonly #voices: readonly VoiceCodec[];
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
  constructor(voices: readonly VoiceCodec[]) {
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
      // A new way in a call: we begin it, for rtpengine that shall begin anew loses its first flight as often as not.
      setup: this.agreed && !path.roles ? 'active' : 'actpass',
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
    this.agreed = this.#agreeOn(offer, direction);
    const setup = setupOfAnswer(path, offer.setup);
    return this.#write(path, { setup, voices: [this.agreed.codec], events, direction });
  }

  /** Takes the peer's description: true if it answers our offer. Throws if it is of no use, and then changes nothing. */
  take(sdp: string): { description: GatewayDescription; isAnswer: boolean } {
    const description = readGatewaySdp(sdp);
    const ours = this.#ourOffer;
    const wanted = ours?.direction ?? this.#wanted;
    const agreed = this.#agreeOn(description, bothAllow(wanted, mirrored[description.direction]));
    if (ours) this.agreed = agreed;
    else this.#theirOffer = description;
    this.#ourOffer = undefined;
    return { description, isAnswer: ours !== undefined };
  }

  /** Forgets an offer that came to nothing; what was agreed before stays. */
  rollback(): void {
    this.#theirOffer = undefined;
    this.#ourOffer = undefined;
  }

  get #wanted(): Direction {
    return this.held ? 'sendonly' : 'sendrecv';
  }

  /** Our favourite among what it takes; throws when there is none. */
  #agreeOn({ voices, events, ptimeMs, ...their }: GatewayDescription, direction: Direction): AgreedAudio {
    const codec = this.#voices.find((ours) => voices.includes(ours));
    if (codec === undefined) throw new Error('no codec that both sides allow');
    const packetMs = PACKET_MS.find((ms) => ms === ptimeMs) ?? 20;
    return { codec, packetMs, events, direction, peerDirection: their.direction };
  }

  #write(
    path: DescribedPath,
    audio: { setup: Setup; voices: readonly VoiceCodec[]; events: number | undefined; direction: Direction },
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

/** Roles once taken stay (RFC 8842 §5.3); otherwise the answerer begins, which is quicker (RFC 5763 §5). */
function setupOfAnswer({ roles }: DescribedPath, offered: Setup): Setup {
  if (roles) return roles.dtls === 'client' ? 'active' : 'passive';
  return offered === 'active' ? 'passive' : 'active';
}

/** Who we are on a way that begins: after our offer by the answer's setup, otherwise by our own answer. */
export function rolesFor({ setup }: GatewayDescription, isAnswer: boolean): PathRoles {
  return { offered: isAnswer, dtls: setup === 'active' ? 'server' : 'client' };
}
