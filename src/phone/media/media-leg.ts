/**
 * What calls and the audio bridge see of a call's audio towards the PBX, whichever way it travels: plain RTP
 * or SRTP (`direct`), or WebRTC towards an SBC (`gateway`). Inside the process voice is µ-law at 8000 Hz in
 * packets of 20 ms; a leg translates from and to its codec.
 */
import type { CallQuality, QualitySummary, VoiceCodec } from '../../shared/phone.ts';
import type { RtpPacket } from './rtp-packet.ts';

/** Voice of the other side, already µ-law, numbered as its stream is. */
export type VoiceListener = (packet: RtpPacket) => void;

export interface MediaLeg {
  // ---- told by the leg ----
  onVoice: VoiceListener;
  /** A key the other side pressed (RFC 4733), once per key: `0-9*#A-D`. */
  onTone: (tone: string) => void;
  /** The peer described itself anew: direction, hold, codec or address may have changed. */
  onNegotiated: () => void;
  /** The way of the audio broke and stays broken: the next offer of ours brings a new one. Only of WebRTC. */
  onBroken?: () => void;

  // ---- what is agreed ----
  /** True while our agent holds the call; takes effect with the next description. */
  held: boolean;
  /** The other side holds us: it does not hear the agent. */
  readonly heldByPeer: boolean;
  readonly codec: VoiceCodec | undefined;
  readonly secured: boolean;
  /** See `onBroken`. */
  readonly isBroken?: boolean;
  /** The other side takes telephone events; otherwise tones go by INFO. */
  readonly takesTones: boolean;

  // ---- offer and answer (RFC 3264), in SIP's order ----
  /** Our next description: the answer to an open offer of the peer, otherwise an offer. */
  describe(): Promise<string>;
  /** Takes the peer's description; rejects with the reason if it is of no use, and then changes nothing. */
  accept(sdp: string): Promise<void>;
  /** Forgets an offer that came to nothing; what was agreed before stays. */
  rollback(): void;
  /**
   * The INVITE was forked: the next description is another branch's answer to our last offer. A leg without
   * this takes it for an offer, whose answer nobody needs.
   */
  reopenOffer?(): void;

  // ---- voice ----
  /** One µ-law packet of the agent with its own RTP timestamp. */
  sendVoice(ulaw: Buffer, timestamp: number): void;
  /** The page went away or was muted: silence from the next 20 ms on, in the same stream. */
  pageLeft(): void;
  /** Sends keys after any still under way; rejects if the peer cannot take events. */
  sendTones(tones: string): Promise<void>;

  // ---- measured ----
  /** Over the last seconds; undefined before audio was received. */
  quality(): CallQuality | undefined;
  /** Over the whole call; undefined when no audio flowed at all. */
  summary(): QualitySummary | undefined;

  /** Moves to another address of this machine; the peer learns of it with the next description. */
  relocate(localAddress: string): Promise<void>;
  close(): void;
}
