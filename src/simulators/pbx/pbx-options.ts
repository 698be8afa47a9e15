/** How a simulated exchange is set up, and the numbers it answers by itself. */
import type { PbxAccount } from './digest.ts';
import type { SipMessage } from './sip-message.ts';
import type { Binding } from './registrar.ts';

export interface PbxOptions {
  host?: string;
  /** Port for TCP and UDP; 0 takes a free one. */
  port?: number;
  accounts: PbxAccount[];
  /** Number that rings the registered lines one after the other. */
  huntPilot?: string;
  /** Lines of the hunt pilot in order; default: every account. */
  huntLines?: string[];
  /** Pass `X-…` headers from the trunk to the phone (real exchanges drop them without a Lua script). */
  passHeaders?: boolean;
  /** How long a line rings before the next one, or before the trunk gets 480. */
  ringTimeoutMs?: number;
  /** INVITE phones without SDP. */
  delayedOffer?: boolean;
  /** Addresses that may call in without digest. */
  trunkPeers?: string[];
  /** Call TCP phones over the connection they registered with, or by a new one to the port their Contact names. */
  inviteOver?: 'connection' | 'contact';
  /** How long outside numbers and the echo ring before they answer. */
  outsideRingMs?: number;
  /** Who hangs the transferor up after a transfer that succeeded; `phone` waits for its BYE. Default `exchange`. */
  transferorHungUpBy?: 'exchange' | 'phone';
  /** How a phone is moved to the new party of a transfer: by re-INVITE, or by an INVITE with Replaces. Default `reinvite`. */
  transferBy?: 'reinvite' | 'replaces';
  /** Play music (`MUSIC_ON_HOLD_HZ`) to whoever is put on hold. */
  musicOnHold?: boolean;
  /** Answer a phone's keep-alive ping (double CRLF) over TCP; Cisco Unified CM does not. */
  answersPings?: boolean;
}

/** The options with their defaults in place. */
export type PbxSettings = Required<Omit<PbxOptions, 'huntPilot' | 'huntLines'>> &
  Pick<PbxOptions, 'huntPilot' | 'huntLines'>;

/** `user` dialled, by whom (`line` or `trunk`), and which call it is. */
export interface PbxCall {
  callId: string;
  from: string;
  to: string;
  by: 'line' | 'trunk';
}

export interface PbxEvents {
  registered: [binding: Binding];
  unregistered: [user: string];
  call: [call: PbxCall];
  /** A REFER was taken: towards which number, blind or attended. */
  referred: [call: PbxCall, to: string, how: 'blind' | 'attended'];
  ended: [call: PbxCall, how: string];
  /** Every SIP message in or out. */
  trace: [direction: 'in' | 'out', message: SipMessage];
}

/** Dial this to hear yourself. */
export const ECHO_EXTENSION = '*43';
/** What outside numbers play. */
export const OUTSIDE_TONE_HZ = 425;

export const withDefaults = (options: PbxOptions): PbxSettings => ({
  host: '127.0.0.1',
  port: 0,
  passHeaders: false,
  ringTimeoutMs: 20_000,
  delayedOffer: true,
  trunkPeers: ['127.0.0.1'],
  inviteOver: 'connection',
  outsideRingMs: 300,
  transferorHungUpBy: 'exchange',
  transferBy: 'reinvite',
  musicOnHold: false,
  answersPings: false,
  ...options,
});
