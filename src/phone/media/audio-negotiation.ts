/**
 * Offer/answer (RFC 3264) of one call's audio, kept apart from sockets so that hold from both sides, delayed
 * offer, re-INVITE without SDP and encryption can be reasoned about (and tested) without a network.
 */
import type { VoiceCodec } from '../../shared/phone.ts';
import { chooseAudio, isSecureProfile } from './audio-choice.ts';
import type { AudioChoice, AudioPolicy } from './audio-choice.ts';
import { bothAllow, mirrored } from './direction.ts';
import type { Direction } from './direction.ts';
import { createKey, isSameKey, srtpSuites } from './sdes.ts';
import type { SdesKey, SdesOffer } from './sdes.ts';
import { readSdp, staticType, writeSdp } from './sdp.ts';
import type { Address, EventFormat, LocalAudio, SdpDescription } from './sdp.ts';

const OUR_EVENTS: EventFormat = { type: 101, clockHz: 8_000 };
/** Packet lengths that can be made of our 20 ms frames without odd remainders; other wishes get 20 ms. */
const PACKET_MS = [10, 20, 30, 40];

/** What both sides agreed on, seen from us. */
export interface AudioAgreement {
  direction: Direction;
  /** Where the peer wants RTP and RTCP; the same address when both share a port. */
  remote: Address;
  remoteRtcp: Address;
  codec: VoiceCodec;
  /** Payload type of the voice we send. */
  payloadType: number;
  /** Length of the packets the peer asked for. */
  packetMs: number;
  /** Undefined: the peer takes no telephone events. */
  events: EventFormat | undefined;
  /** Both keys, or undefined for plain RTP. */
  keys: { ours: SdesKey; theirs: SdesKey } | undefined;
}

/** Our side of an offer that is not answered yet. */
interface OurOffer {
  direction: Direction;
  keys: SdesOffer[];
}

/** The peer's offer that we have not answered yet; `choice` is undefined when it switches the audio off. */
interface TheirOffer {
  description: SdpDescription;
  choice: AudioChoice | undefined;
}

export class AudioNegotiation {
  /** Our own address; changes when the machine's does, and shows in the next description. */
  local: Address;
  /** True while our agent holds the call. */
  held = false;
  readonly #policy: AudioPolicy;
  readonly #sessionId = Date.now();
  readonly #ourKeys = new Map<string, SdesKey>();
  #version = 0;
  #agreement: AudioAgreement | undefined;
  #peerDirection: Direction = 'sendrecv';
  #theirOffer: TheirOffer | undefined;
  #ourOffer: OurOffer | undefined;
  #lastOffer: OurOffer | undefined;

  constructor(local: Address, policy: AudioPolicy) {
    this.local = local;
    this.#policy = policy;
  }

  /** Undefined until both sides have described themselves. */
  get agreement(): AudioAgreement | undefined {
    return this.#agreement;
  }

  /** True while the other side has put us on hold. */
  get heldByPeer(): boolean {
    return this.#peerDirection === 'sendonly' || this.#peerDirection === 'inactive';
  }

  /** Our next description: the answer to an open offer of the peer, otherwise an offer. */
  describe(): string {
    const offer = this.#theirOffer;
    if (!offer) return this.#offer();
    this.#theirOffer = undefined;
    return offer.choice
      ? this.#answer(offer.description, offer.choice)
      : this.#answerSwitchedOff(offer.description);
  }

  /** Takes the peer's description: the answer to our open offer, otherwise an offer. Throws if it is of no use. */
  accept(sdp: string): void {
    const description = readSdp(sdp);
    // Audio switched off in a call that stands is a way to hold; at its beginning it is a refusal.
    const isOff = this.#agreement !== undefined && description.audio.every(({ port }) => port === 0);
    const choice = isOff ? undefined : chooseAudio(description, this.#policy);
    if (this.#ourOffer) this.#concludeOffer(this.#ourOffer, choice);
    else this.#theirOffer = { description, choice };
  }

  /** Our INVITE was forked: the next description answers our last offer once more, from another branch. */
  reopenOffer(): void {
    this.#ourOffer = this.#lastOffer;
  }

  /** Forgets an offer that came to nothing; what was agreed before stays. */
  rollback(): void {
    this.#theirOffer = undefined;
    this.#ourOffer = undefined;
  }

  get #wanted(): Direction {
    return this.held ? 'sendonly' : 'sendrecv';
  }

  #offer(): string {
    const { encryption, codecs } = this.#policy;
    const keys = encryption === 'off' ? [] : this.#offeredKeys();
    this.#ourOffer = { direction: this.#wanted, keys };
    this.#lastOffer = this.#ourOffer;
    return this.#write({
      // "offered" writes keys into plain RTP/AVP (RFC 8643): a PBX that knows no SRTP still takes the call.
      profile: encryption === 'required' ? 'RTP/SAVP' : 'RTP/AVP',
      voices: codecs.map((codec) => ({ type: staticType[codec], codec })),
      events: OUR_EVENTS,
      direction: this.#wanted,
      rtcpMux: false,
      cryptos: keys,
      answers: undefined,
    });
  }

  /** Once a suite is agreed it stays, as does our key: the other side then goes on counting. */
  #offeredKeys(): SdesOffer[] {
    const agreed = this.#agreement?.keys?.ours.suite;
    const suites = agreed ? [agreed] : srtpSuites;
    return suites.map((suite, i) => ({ tag: i + 1, ...this.#ourKey(suite) }));
  }

  #answer(description: SdpDescription, choice: AudioChoice): string {
    const { section, voice, crypto } = choice;
    const direction = bothAllow(this.#wanted, mirrored[section.direction]);
    const keys = crypto ? { ours: this.#answeringKey(crypto), theirs: crypto } : undefined;
    this.#agree(choice, { direction, keys, sharesPort: section.rtcpMux });
    return this.#write({
      profile: section.profile,
      voices: [voice],
      events: section.events,
      direction,
      rtcpMux: section.rtcpMux,
      cryptos: crypto && keys ? [{ tag: crypto.tag, ...keys.ours }] : [],
      answers: { mediaLines: description.mediaLines, index: section.index },
    });
  }

  /** A peer with a new key may be another telephone, which starts to count at zero: so must we, with a new key. */
  #answeringKey(theirs: SdesKey): SdesKey {
    const before = this.#agreement?.keys;
    if (before && !isSameKey(before.theirs, theirs)) this.#ourKeys.delete(theirs.suite);
    return this.#ourKey(theirs.suite);
  }

  #answerSwitchedOff({ mediaLines, audio }: SdpDescription): string {
    const section = audio[0];
    this.#switchOff();
    return this.#write({
      port: 0,
      profile: section?.profile ?? 'RTP/AVP',
      voices: [{ type: staticType.PCMU, codec: 'PCMU' }],
      events: undefined,
      direction: 'inactive',
      rtcpMux: false,
      cryptos: [],
      answers: { mediaLines, index: section?.index ?? 0 },
    });
  }

  #concludeOffer(offer: OurOffer, choice: AudioChoice | undefined): void {
    if (!choice) {
      this.#ourOffer = undefined;
      return this.#switchOff();
    }
    const { crypto, section } = choice;
    const ours = crypto && offer.keys.find(({ tag, suite }) => tag === crypto.tag && suite === crypto.suite);
    if (crypto && !ours) throw new Error('the answer chose a key that was not offered');
    if (!crypto && isSecureProfile(section.profile)) throw new Error('the answer has no key');
    this.#ourOffer = undefined;
    const direction = bothAllow(offer.direction, mirrored[section.direction]);
    const keys = crypto && ours ? { ours, theirs: crypto } : undefined;
    // We never offer to share a port: a plain PBX does not know how, and the next port costs nothing.
    this.#agree(choice, { direction, keys, sharesPort: false });
  }

  #agree(
    { section, ip, voice }: AudioChoice,
    { direction, keys, sharesPort }: Pick<AudioAgreement, 'direction' | 'keys'> & { sharesPort: boolean },
  ): void {
    const knownIp = ip === '0.0.0.0' ? (this.#agreement?.remote.ip ?? this.local.ip) : ip;
    const remote = { ip: knownIp, port: section.port };
    const nextPort = { ip: knownIp, port: section.port + 1 };
    this.#peerDirection = section.direction;
    this.#agreement = {
      direction,
      remote,
      remoteRtcp: sharesPort ? remote : (section.rtcp ?? nextPort),
      codec: voice.codec,
      payloadType: voice.type,
      packetMs: PACKET_MS.find((ms) => ms === section.ptimeMs) ?? 20,
      events: section.events,
      keys,
    };
  }

  #switchOff(): void {
    this.#peerDirection = 'inactive';
    if (this.#agreement) this.#agreement = { ...this.#agreement, direction: 'inactive' };
  }

  #ourKey(suite: SdesKey['suite']): SdesKey {
    const key = this.#ourKeys.get(suite) ?? createKey(suite);
    this.#ourKeys.set(suite, key);
    return key;
  }

  #write(audio: Omit<LocalAudio, 'sessionId' | 'version' | 'ip' | 'port'> & { port?: number }): string {
    this.#version += 1;
    const { ip, port } = this.local;
    return writeSdp({ sessionId: this.#sessionId, version: this.#version, ip, port, ...audio });
  }
}
