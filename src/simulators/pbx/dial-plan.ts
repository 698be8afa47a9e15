/** What stands behind a number: lines, a hunt pilot, the exchange's own extensions, the world outside, or a fault. */
import { CallLeg } from './call-leg.ts';
import type { Headers } from './dialog.ts';
import { Hunt } from './hunt.ts';
import type { Answered, Side, Target } from './hunt.ts';
import { OwnLeg } from './own-leg.ts';
import type { OwnVoice } from './own-leg.ts';
import {
  ANNOUNCEMENT_EXTENSION,
  ANNOUNCEMENT_TONE_HZ,
  ECHO_EXTENSION,
  FORKING_EXTENSION,
  MOVED_EXTENSION,
  OTHER_BRANCH_TONE_HZ,
  OUTSIDE_TONE_HZ,
  REFUSING_ANNOUNCEMENT_EXTENSION,
} from './pbx-options.ts';
import type { PbxCall, PbxSettings } from './pbx-options.ts';
import { writeReplaces } from './refer.ts';
import type { Binding, Registrar } from './registrar.ts';
import { SessionTimer } from './session-timer.ts';
import type { SipEndpoint } from './sip-endpoint.ts';
import { uriOf, userOf } from './sip-message.ts';
import type { SipPeer } from './sip-socket.ts';

export interface Refusal {
  status: number;
  reason: string;
  headers?: Headers;
}

const REPLACES_WAIT_MS = 5_000;
const OUTSIDE_NUMBER = /^\+?\d{7,15}$/;

const SPECIAL_VOICES: Record<string, OwnVoice> = {
  [ANNOUNCEMENT_EXTENSION]: { toneHz: OUTSIDE_TONE_HZ, announcementHz: ANNOUNCEMENT_TONE_HZ },
  [REFUSING_ANNOUNCEMENT_EXTENSION]: {
    toneHz: OUTSIDE_TONE_HZ,
    announcementHz: ANNOUNCEMENT_TONE_HZ,
    refusal: { status: 404, reason: 'Not Found' },
  },
  [FORKING_EXTENSION]: {
    toneHz: OUTSIDE_TONE_HZ,
    announcementHz: ANNOUNCEMENT_TONE_HZ,
    otherBranchHz: OTHER_BRANCH_TONE_HZ,
  },
};

export class DialPlan {
  readonly faults = new Map<string, Refusal>();
  readonly #settings: PbxSettings;
  readonly #endpoint: SipEndpoint;
  readonly #registrar: Registrar;
  readonly #onLeg: (leg: CallLeg) => void;

  /** `onLeg` is told of every leg made towards a line. */
  constructor(
    settings: PbxSettings,
    {
      endpoint,
      registrar,
      onLeg,
    }: { endpoint: SipEndpoint; registrar: Registrar; onLeg: (leg: CallLeg) => void },
  ) {
    this.#settings = settings;
    this.#endpoint = endpoint;
    this.#registrar = registrar;
    this.#onLeg = onLeg;
  }

  /** Who is rung for `number`, shown `caller` (a From without tag), or the refusal it gets. */
  targetsOf(number: string, caller: string, by: PbxCall['by']): Target[] | Refusal {
    const fault = this.faults.get(number);
    if (fault) return fault;
    if (number === MOVED_EXTENSION) {
      const { address } = this.#endpoint;
      const moved = `<sip:${encodeURIComponent(ECHO_EXTENSION)}@${address}>`;
      return { status: 302, reason: 'Moved Temporarily', headers: [['Contact', moved]] };
    }
    const own = this.#ownVoiceOf(number, by);
    if (own) return [this.#ownTarget(number, own)];
    const lines = this.#linesOf(number);
    if (lines.length === 0) return { status: 404, reason: 'Not Found' };
    return lines.map((user) => this.#lineTarget(user, caller));
  }

  /** Where a line can be reached now. */
  peerOf({ flow, contact }: Binding): SipPeer {
    if (this.#settings.inviteOver === 'connection' && flow.connection?.writable) return flow;
    const [, host = flow.host, port = '5060'] = /@([\d.]+):(\d+)/.exec(contact) ?? [];
    return { transport: flow.transport, host, port: Number(port) };
  }

  /** The flow of a line's live registration. */
  flowOf(user: string): SipPeer | undefined {
    const binding = this.#registrar.binding(user);
    return binding && this.peerOf(binding);
  }

  /**
   * Invites a line anew in the place of the dialog it has with us (INVITE with Replaces, RFC 3891), showing `caller`.
   * Undefined when the side is no line or its phone does not take that. `onRenewed` is told before the BYE of the
   * old dialog can come, which may be in the same packet as the answer.
   */
  renew(side: Side, caller: string, onRenewed: (renewed: Side) => void): Promise<Answered | undefined> {
    if (side.line === undefined || !(side.leg instanceof CallLeg)) return Promise.resolve(undefined);
    const headers: Headers = [
      ['Require', 'replaces'],
      ['Replaces', writeReplaces(side.leg.dialogId)],
    ];
    return new Promise((resolve) =>
      new Hunt({
        targets: [this.#lineTarget(side.line ?? '', caller)],
        offer: '',
        headers,
        ringTimeoutMs: REPLACES_WAIT_MS,
        onProgress: () => {},
        onAnswered: (answered) => {
          onRenewed(answered.side);
          resolve(answered);
        },
        onRefused: () => resolve(undefined),
      }).start(),
    );
  }

  #ownVoiceOf(number: string, by: PbxCall['by']): OwnVoice | undefined {
    if (number === ECHO_EXTENSION) return 'echo';
    const special = SPECIAL_VOICES[number];
    if (special) return special;
    return by === 'line' && OUTSIDE_NUMBER.test(number) ? { toneHz: OUTSIDE_TONE_HZ } : undefined;
  }

  #linesOf(number: string): string[] {
    if (number === this.#settings.huntPilot) {
      const all = this.#settings.huntLines ?? this.#settings.accounts.map(({ user }) => user);
      return all.filter((user) => this.#registrar.binding(user));
    }
    return this.#registrar.account(number) ? [number] : [];
  }

  #ownTarget(number: string, voice: OwnVoice): Target {
    const { host } = this.#endpoint.socket;
    const { announcementMs, outsideRingMs } = this.#settings;
    const isEarly = voice !== 'echo' && voice.announcementHz !== undefined;
    return {
      identity: `<sip:${number}@${host}>`,
      delayedOffer: false,
      connect: () => new OwnLeg(voice, { host, ringMs: isEarly ? announcementMs : outsideRingMs }),
    };
  }

  #lineTarget(user: string, caller: string): Target {
    const identity = `<sip:${user}@${this.#endpoint.socket.host}>`;
    return {
      identity,
      line: user,
      delayedOffer: this.#settings.delayedOffer,
      connect: () => {
        const binding = this.#registrar.binding(user);
        if (!binding) return undefined;
        const leg = CallLeg.towards(this.#endpoint, {
          peer: this.peerOf(binding),
          flowNow: () => this.flowOf(user),
          uri: binding.contact,
          from: caller,
          to: identity,
          contactUser: userOf(uriOf(caller)) || 'anonymous',
        });
        leg.session = new SessionTimer(leg, this.#settings.sessionTimer);
        this.#onLeg(leg);
        return leg;
      },
    };
  }
}
