/** How a simulated exchange is set up, and the numbers it answers by itself. */
import type { PbxAccount } from './digest.ts';
import type { SipMessage } from './sip-message.ts';
import type { Binding } from './registrar.ts';
import type { SessionTimerOptions } from './session-timer.ts';

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
  /** How long an announcement is heard before `ANNOUNCEMENT_EXTENSION` and the like answer. */
  announcementMs?: number;
  /** Session timers with phones (RFC 4028); default 1800 s both, as Cisco Unified CM has it, whoever refreshes. */
  sessionTimer?: Partial<SessionTimerOptions>;
  /** Demand reliable provisional answers of phones (`Require: 100rel`), and send them such (RFC 3262). */
  require100rel?: boolean;
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
export type PbxSettings = Required<Omit<PbxOptions, 'huntPilot' | 'huntLines' | 'sessionTimer'>> &
  Pick<PbxOptions, 'huntPilot' | 'huntLines'> & { sessionTimer: SessionTimerOptions };

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

/** Plays an announcement before it answers (183 with SDP), then the outside tone. */
export const ANNOUNCEMENT_EXTENSION = '*44';
/** Plays an announcement and then refuses with 404, as networks do for numbers that do not exist. */
export const REFUSING_ANNOUNCEMENT_EXTENSION = '*47';
export const ANNOUNCEMENT_TONE_HZ = 800;
/** Answers 302 Moved Temporarily towards the echo. */
export const MOVED_EXTENSION = '*45';
/** Two phones ring at once, each heard before the answer (183 with SDP, tags of their own); the second one answers. */
export const FORKING_EXTENSION = '*46';
/** What the phone that does not answer is heard with. */
export const OTHER_BRANCH_TONE_HZ = 1_150;

const SESSION_TIMER: SessionTimerOptions = {
  expiresS: 1_800,
  minS: 1_800,
  refresher: undefined,
  refreshBy: 'update',
  refreshEveryMs: undefined,
};

export const withDefaults = (options: PbxOptions): PbxSettings => ({
  host: '127.0.0.1',
  port: 0,
  passHeaders: false,
  ringTimeoutMs: 20_000,
  delayedOffer: true,
  trunkPeers: ['127.0.0.1'],
  inviteOver: 'connection',
  outsideRingMs: 300,
  announcementMs: 2_000,
  require100rel: false,
  transferorHungUpBy: 'exchange',
  transferBy: 'reinvite',
  musicOnHold: false,
  answersPings: false,
  ...options,
  sessionTimer: { ...SESSION_TIMER, ...options.sessionTimer },
});
