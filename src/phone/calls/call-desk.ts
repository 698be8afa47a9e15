/** All calls of the agent: takes what rings, places what is dialled, and keeps the audio on the call being spoken. */
import type { Invitation, Session } from 'sip.js/lib/api/index.js';
import type { ExpectedCall, PhoneCall } from '../../shared/phone.ts';
import type { AudioBridge } from '../media/audio-bridge.ts';
import type { MediaLeg } from '../media/media-leg.ts';
import type { Line } from '../sip/line.ts';
import { AgentCall } from './agent-call.ts';
import { newCallRecord } from './call-record.ts';
import { callReport } from './call-report.ts';
import type { SendReport } from './call-report.ts';
import { matchEscalation } from './escalation-match.ts';
import type { IncomingClues } from './escalation-match.ts';

/** An ended call stays in sight for a minute. */
const KEEP_ENDED_MS = 60_000;
/** More than these are not shown: an exchange gone mad must not grow every snapshot. */
const MAX_CALLS = 50;
const CLUE_HEADERS = ['X-Escalation-Id', 'X-Vapi-Call-Id'];

export interface CallDeskOptions {
  bridge: AudioBridge;
  report: SendReport;
  onChange: () => void;
  log: (event: string, data: Record<string, unknown>) => void;
}

export class CallDesk {
  readonly #options: CallDeskOptions;
  readonly #bySession = new Map<Session, AgentCall>();
  readonly #clues = new Map<AgentCall, IncomingClues>();
  #calls: AgentCall[] = [];
  #expected: ExpectedCall[] = [];
  #whenIdle: (() => void)[] = [];

  constructor(options: CallDeskOptions) {
    this.#options = options;
  }

  /** Newest first, as the page sees them. */
  view(): PhoneCall[] {
    return this.#calls.map((call) => call.view());
  }

  get isIdle(): boolean {
    return this.#calls.every((call) => call.isOver);
  }

  /** Resolves when no call is up. */
  idle(): Promise<void> {
    if (this.isIdle) return Promise.resolve();
    return new Promise((resolve) => this.#whenIdle.push(resolve));
  }

  /** Throws when there is no such call. */
  find(id: string): AgentCall {
    const call = this.#calls.find((candidate) => candidate.id === id);
    if (!call) throw new Error('there is no such call');
    return call;
  }

  /** Replaces what is expected; a call that rang before its reservation arrived is recognised now. */
  expect(expected: ExpectedCall[]): void {
    this.#expected = expected;
    for (const call of this.#calls) {
      if (call.isOver || call.match !== 'none' || !this.#clues.has(call)) continue;
      this.#recognise(call);
      if (call.expected) this.#report(call, 'call.ringing');
    }
  }

  /** A call came in. SIP.js has sent 180 Ringing already. */
  ring(invitation: Invitation): void {
    const { displayName, uri } = invitation.assertedIdentity ?? invitation.remoteIdentity;
    const record = newCallRecord({
      sipCallId: invitation.request.callId.slice(0, 256),
      direction: 'in',
      name: displayName || undefined,
      number: uri.user ?? '',
    });
    const isBusy = !this.isIdle;
    const call = this.#add(record, invitation);
    const ids = CLUE_HEADERS.map((name) => invitation.request.getHeader(name)?.trim()).filter(
      (id) => id !== undefined,
    );
    this.#clues.set(call, { ids, number: call.number });
    this.#recognise(call);
    this.#report(call, 'call.ringing');
    if (isBusy) void call.reject(486, { by: 'busy-line' }).catch(() => {});
  }

  /** Places a call; answers its id once the INVITE is on its way. */
  async dial(line: Line | undefined, to: string): Promise<string> {
    if (!line?.isConnected) throw new Error('the phone is not connected to the exchange');
    this.#assertNothingSpoken();
    const inviter = line.createInviter(to);
    const { uri } = inviter.remoteIdentity;
    const call = this.#add(
      newCallRecord({
        sipCallId: inviter.request.callId.slice(0, 256),
        direction: 'out',
        name: undefined,
        number: uri.user ?? to,
      }),
      inviter,
    );
    await call.dial().catch((error: unknown) => {
      call.fail(String(error));
      throw error;
    });
    return call.id;
  }

  /** Holds a call or takes it back; only one call is spoken at a time. */
  async hold(id: string, on: boolean): Promise<void> {
    if (!on) this.#assertNothingSpoken(id);
    await this.find(id).hold(on);
  }

  /** SIP.js opened audio for a session. */
  useLeg(session: Session, opening: Promise<MediaLeg>): void {
    opening.then(
      (leg) => this.#bySession.get(session)?.useLeg(leg),
      (error: unknown) => this.#bySession.get(session)?.fail(`no audio port: ${String(error)}`),
    );
  }

  /** Ends every call; used when the process is told to stop. */
  async hangUpAll(): Promise<void> {
    await Promise.allSettled(this.#calls.filter((call) => !call.isOver).map((call) => call.hangUp()));
  }

  #add(record: PhoneCall, session: Session): AgentCall {
    const call: AgentCall = new AgentCall(record, session, {
      changed: () => this.#changed(),
      answered: () => this.#report(call, 'call.answered'),
      held: (held) => this.#options.report(callReport(call, { type: 'call.held', held })),
      ended: ({ outcome, sipStatus, cause }) => {
        const { talkMs } = call;
        this.#options.report(
          callReport(call, { type: 'call.ended', outcome, sipStatus, cause, talkMs, quality: null }),
        );
        this.#options.log('call.ended', {
          id: call.id,
          outcome,
          sipStatus,
          talkMs,
        });
        this.#finish(call, session);
      },
    });
    this.#calls = [call, ...this.#calls].filter((other, i) => i < MAX_CALLS || !other.isOver);
    this.#bySession.set(session, call);
    this.#changed();
    return call;
  }

  #finish(call: AgentCall, session: Session): void {
    this.#bySession.delete(session);
    this.#clues.delete(call);
    setTimeout(() => {
      this.#calls = this.#calls.filter((other) => other !== call);
      this.#changed();
    }, KEEP_ENDED_MS).unref();
    this.#changed();
    if (!this.isIdle) return;
    for (const resolve of this.#whenIdle.splice(0)) resolve();
  }

  #assertNothingSpoken(exceptId?: string): void {
    const isSpoken = this.#calls.some(
      ({ id, isOver, phase }) => id !== exceptId && !isOver && phase !== 'held',
    );
    if (isSpoken) throw new Error('another call is up: hold it or hang up first');
  }

  #recognise(call: AgentCall): void {
    const clues = this.#clues.get(call);
    if (!clues) return;
    const taken = new Set(
      this.#calls.flatMap(({ isOver, expected }) => (!isOver && expected ? [expected.attemptId] : [])),
    );
    call.recognise(matchEscalation(clues, { expected: this.#expected, taken, now: Date.now() }));
  }

  #report(call: AgentCall, type: 'call.ringing' | 'call.answered'): void {
    this.#options.report(callReport(call, { type }));
    this.#options.log(type, { id: call.id, match: call.match });
  }

  /** The call in the agent's ear is the newest that is up and not on hold. */
  #changed(): void {
    const spoken = this.#calls.find(
      ({ phase }) => phase === 'live' || phase === 'answering' || phase === 'dialing',
    );
    this.#options.bridge.connectCall(spoken?.leg, spoken?.phase === 'live' && !spoken.muted);
    this.#options.onChange();
  }
}
