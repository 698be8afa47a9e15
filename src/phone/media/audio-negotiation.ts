/**
 * Offer/answer (RFC 3264) of one call's audio, kept apart from sockets so that hold from both sides,
 * delayed offer and re-INVITE without SDP can be reasoned about (and tested) as a table of directions.
 */
import { PCMA, PCMU } from '../../shared/g711.ts';
import { bothAllow, mirrored, readSdp, writeSdp } from './sdp.ts';
import type { AudioDescription, Direction, VoiceType } from './sdp.ts';

const OUR_EVENT_TYPE = 101;

export class AudioNegotiation {
  /** Where the peer wants its audio; undefined until it has said so. */
  remote: { ip: string; port: number } | undefined;
  voice: VoiceType = PCMU;
  events: number | undefined = OUR_EVENT_TYPE;
  /** What is agreed, seen from us. */
  direction: Direction = 'inactive';
  /** True while our agent holds the call. */
  held = false;

  readonly #local: { ip: string; port: number };
  readonly #sessionId = Date.now();
  #version = 0;
  #remoteOffer: AudioDescription | undefined;
  #ourOffer: Direction | undefined;
  #peerDirection: Direction = 'sendrecv';

  constructor(local: { ip: string; port: number }) {
    this.#local = local;
  }

  /** True while the other side has put us on hold. */
  get heldByPeer(): boolean {
    return this.#peerDirection === 'sendonly' || this.#peerDirection === 'inactive';
  }

  /** Our next description: the answer to an open offer of the peer, otherwise an offer. */
  describe(): string {
    const offer = this.#remoteOffer;
    const wanted: Direction = this.held ? 'sendonly' : 'sendrecv';
    if (!offer) {
      this.#ourOffer = wanted;
      return this.#write([PCMU, PCMA], OUR_EVENT_TYPE, wanted, []);
    }
    this.#remoteOffer = undefined;
    this.direction = bothAllow(wanted, mirrored[offer.direction]);
    return this.#write([this.voice], this.events, this.direction, offer.otherMedia);
  }

  /** Takes the peer's description: the answer to our open offer, otherwise an offer. Throws if it is of no use. */
  accept(sdp: string): void {
    const description = readSdp(sdp);
    this.voice = description.voice;
    this.events = description.events;
    this.#peerDirection = description.direction;
    this.remote = {
      ip: description.ip === '0.0.0.0' ? (this.remote?.ip ?? this.#local.ip) : description.ip,
      port: description.port,
    };
    if (this.#ourOffer === undefined) {
      this.#remoteOffer = description;
      return;
    }
    this.direction = bothAllow(this.#ourOffer, mirrored[description.direction]);
    this.#ourOffer = undefined;
  }

  /** Forgets an offer that came to nothing; what was agreed before stays. */
  rollback(): void {
    this.#remoteOffer = undefined;
    this.#ourOffer = undefined;
  }

  #write(
    voices: VoiceType[],
    events: number | undefined,
    direction: Direction,
    refusedMedia: string[],
  ): string {
    this.#version += 1;
    const { ip, port } = this.#local;
    return writeSdp({
      sessionId: this.#sessionId,
      version: this.#version,
      ip,
      port,
      voices,
      events,
      direction,
      refusedMedia,
    });
  }
}
