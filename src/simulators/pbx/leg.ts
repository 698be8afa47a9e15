/** What the exchange sees of one party of a call, be it a SIP dialog or one of its own extensions. SDP is '' where a message had none. */
import type { Headers } from './dialog.ts';
import type { SipMessage } from './sip-message.ts';

/** The final answer to a re-INVITE. When it is 2xx it must be acked, with an answer if the re-INVITE had no SDP. */
export interface ReinviteAnswer {
  status: number;
  sdp: string;
  ack: (answer?: string) => void;
}

/** A REFER that came in (RFC 3515), to be accepted or refused. */
export interface Referral {
  /** The Refer-To header's URI, without its headers. */
  uri: string;
  /** The Replaces it carries (RFC 3891), tags as the recipient of that INVITE would see them. */
  replaces: { callId: string; toTag: string; fromTag: string } | undefined;
  referredBy: string;
  /** Answers 202; the outcome is told by `notify`. */
  accept: () => ReferProgress;
  refuse: (status: number, reason: string) => void;
}

/** Tells the one who referred how it goes (NOTIFY with a sipfrag); the last one ends the subscription. */
export type ReferProgress = (status: number, reason: string) => Promise<void>;

/** What happens on a leg. */
export interface LegEvents {
  /** A provisional answer; `branch` is set when it comes from another phone of a forked call. */
  progress: (status: number, sdp: string, branch?: string) => void;
  /** A reliable provisional answer brought the offer (RFC 3262 §5); the answer is sent with PRACK. */
  earlyOffer: (sdp: string) => string;
  /** A 2xx came; the owner must `ack`. */
  answered: (sdp: string) => void;
  failed: (status: number, reason: string) => void;
  cancelled: (reasonHeader: string) => void;
  acked: (sdp: string) => void;
  bye: (reasonHeader: string) => void;
  /** A re-INVITE (or an UPDATE with an offer) came; the owner must answer. */
  reinvited: (
    sdp: string,
    answer: (sdp: string) => void,
    refuse: (status: number, reason: string) => void,
  ) => void;
  referred: (referral: Referral) => void;
  /** A NOTIFY about a REFER of ours: its sipfrag's status line, and whether it was the last. */
  notified: (status: number, reason: string, isLast: boolean) => void;
  info: (contentType: string, body: string) => void;
}

/** What keeps a dialog's session alive, or ends it (RFC 4028). */
export interface Session {
  /** Refreshes by re-INVITE without SDP; resolves with its status. */
  reinvite: () => Promise<number>;
  /** Nobody refreshed in time, or the dialog turned out to be gone. */
  expired: () => void;
  /** What our INVITEs and UPDATEs say. */
  requestHeaders: (which: { isFirst: boolean }) => Headers;
  /** The shortest session allowed, when the request asks for a shorter one: answer 422 with it (§9). */
  tooShort: (request: SipMessage) => number | undefined;
  /** Takes the Min-SE of a 422; false when it asks for nothing more than we did. */
  raise: (refusal: SipMessage) => boolean;
  /** Takes the 2xx to a request of ours, and counts anew. */
  takeAnswer: (response: SipMessage) => void;
  /** Takes a request of theirs that refreshes, counts anew, and says what the 2xx to it must say. */
  answerTo: (request: SipMessage) => Headers;
  stop: () => void;
}

/** One party of a call. */
export interface Leg {
  readonly callId: string;
  readonly events: Partial<LegEvents>;
  /** The other side's last description. */
  readonly remoteSdp: string;
  readonly isOver: boolean;
  readonly session?: Session | undefined;
  invite: (invite: { sdp?: string; headers?: Headers }) => void;
  /** Acknowledges a 2xx; `sdp` is the answer to a delayed offer. */
  ack: (sdp?: string) => void;
  cancel: (reasonHeader?: string) => void;
  reinvite: (sdp?: string) => Promise<ReinviteAnswer>;
  bye: (reasonHeader?: string) => void;
  info: (contentType: string, body: string) => void;
  /** Forgets the party without a word to it. */
  abandon: () => void;
}
