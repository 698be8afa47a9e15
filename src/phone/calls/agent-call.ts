/**
 * One call of the agent: a SIP.js session, its audio leg and its record, moved only along the life-cycle
 * table. It tells its owner of every change and of each thing the backend must hear.
 */
import { Invitation, Inviter, SessionState } from 'sip.js/lib/api/index.js';
import type { Session } from 'sip.js/lib/api/index.js';
import type { ExpectedCall, PhoneCall, PhoneCallSignal } from '../../shared/phone.ts';
import type { MediaLeg } from '../media/media-leg.ts';
import { outcomeOf, reasonText } from './call-ending.ts';
import type { Ending, Outcome } from './call-ending.ts';
import { nextPhase } from './call-record.ts';
import type { Recognised } from './escalation-match.ts';
import { sendHold } from './hold.ts';

/** What a call tells. `ended` comes exactly once, and last. */
export interface AgentCallEvents {
  changed: () => void;
  answered: () => void;
  held: (held: boolean) => void;
  ended: (outcome: Outcome) => void;
}

export class AgentCall {
  /** The reservation this call was recognised as. */
  expected: ExpectedCall | undefined;
  readonly #record: PhoneCall;
  readonly #session: Session;
  readonly #events: AgentCallEvents;
  #leg: MediaLeg | undefined;
  #ending: Ending | undefined;

  constructor(record: PhoneCall, session: Session, events: AgentCallEvents) {
    this.#record = record;
    this.#session = session;
    this.#events = events;
    session.stateChange.addListener((state) => this.#onSessionState(state));
    session.delegate = {
      onAck: () => this.#establish(),
      onBye: (bye) => {
        this.#ending ??= { by: 'peer-bye', text: reasonText(bye.request.getHeader('Reason')) };
        void bye.accept();
      },
      onCancel: (cancel) => {
        this.#ending ??= { by: 'peer-cancel', text: reasonText(cancel.request.getHeader('Reason')) };
      },
      onNotify: (notification) => void notification.accept(),
    };
  }

  get id(): string {
    return this.#record.id;
  }

  get phase(): PhoneCall['phase'] {
    return this.#record.phase;
  }

  get isOver(): boolean {
    return this.#record.phase === 'ended';
  }

  get leg(): MediaLeg | undefined {
    return this.#leg;
  }

  get muted(): boolean {
    return this.#record.muted;
  }

  get sipCallId(): string {
    return this.#record.sipCallId;
  }

  get direction(): PhoneCall['direction'] {
    return this.#record.direction;
  }

  get number(): string {
    return this.#record.number;
  }

  get talkMs(): number {
    const { liveAt, endedAt } = this.#record;
    return liveAt === undefined ? 0 : Math.max(0, (endedAt ?? Date.now()) - liveAt);
  }

  get match(): PhoneCall['match'] {
    return this.#record.match;
  }

  /** The record as it is now, for the page. */
  view(): PhoneCall {
    return { ...this.#record, heldByPeer: !this.isOver && (this.#leg?.heldByPeer ?? false) };
  }

  recognise({ match, expected }: Recognised): void {
    this.expected = expected;
    this.#record.match = match;
    this.#record.escalationId = expected?.escalationId;
    this.#record.callId = expected?.callId;
    this.#events.changed();
  }

  useLeg(leg: MediaLeg): void {
    if (this.isOver) return leg.close();
    this.#leg = leg;
    leg.onNegotiated = () => this.#events.changed();
    this.#events.changed();
  }

  async answer(): Promise<void> {
    this.#step('accept');
    await (this.#session as Invitation).accept();
  }

  /** Refuses a ringing call with 486, 480 or 603. */
  async reject(statusCode: number, ending: Ending = { by: 'agent-reject', statusCode }): Promise<void> {
    if (this.phase !== 'ringing') throw new Error(`a call that is ${this.phase} cannot be rejected`);
    this.#ending = ending;
    await (this.#session as Invitation).reject({ statusCode });
  }

  /** Ends the call in any phase. For the agent it is over at once, whatever the network does. */
  async hangUp(): Promise<void> {
    if (this.phase === 'ringing') return this.reject(486, { by: 'agent-hangup' });
    nextPhase(this.phase, 'end');
    this.#end({ by: 'agent-hangup' });
    await closeSession(this.#session);
  }

  mute(on: boolean): void {
    if (this.isOver) throw new Error('the call has ended');
    this.#record.muted = on;
    this.#events.changed();
  }

  async hold(on: boolean): Promise<void> {
    const signal: PhoneCallSignal = on ? 'hold' : 'resume';
    nextPhase(this.phase, signal);
    if (!this.#leg) throw new Error('the call has no audio yet');
    await sendHold(this.#session, this.#leg, on);
    if (this.isOver) return;
    this.#step(signal);
    this.#events.held(on);
  }

  async sendDtmf(tones: string): Promise<void> {
    if (this.phase !== 'live' || !this.#leg)
      throw new Error(`a call that is ${this.phase} cannot send tones`);
    await this.#leg.sendTones(tones);
  }

  /** Sends the INVITE of a call we place. */
  async dial(): Promise<void> {
    await (this.#session as Inviter).invite({
      requestDelegate: {
        onReject: ({ message }) => {
          this.#ending ??= {
            by: 'refusal',
            statusCode: message.statusCode ?? 500,
            text: message.reasonPhrase ?? '',
          };
        },
      },
    });
  }

  /** The call cannot go on: tells so and lets the session go. */
  fail(text: string): void {
    this.#end({ by: 'failure', statusCode: undefined, text });
    void closeSession(this.#session).catch(() => {});
  }

  #onSessionState(state: SessionState): void {
    // An incoming call is live when the PBX confirms with ACK (see the delegate); ours when it is answered.
    if (state === SessionState.Established && this.#record.direction === 'out') this.#establish();
    if (state !== SessionState.Terminated) return;
    // SIP.js ends the session first and tells the refusal's status right after.
    queueMicrotask(() => this.#end(this.#ending ?? brokenOff(this.phase)));
  }

  #establish(): void {
    if (this.phase !== 'answering' && this.phase !== 'dialing') return;
    this.#record.liveAt = Date.now();
    this.#step('establish');
    this.#events.answered();
  }

  #end(ending: Ending): void {
    if (this.isOver) return;
    const result = outcomeOf(ending, this.#record);
    this.#record.phase = nextPhase(this.phase, 'end');
    this.#record.endedAt = Date.now();
    this.#record.outcome = result.outcome;
    this.#record.cause = result.cause;
    this.#record.sipStatus = result.sipStatus ?? undefined;
    this.#leg?.close();
    this.#events.ended(result);
  }

  #step(signal: PhoneCallSignal): void {
    this.#record.phase = nextPhase(this.phase, signal);
    this.#events.changed();
  }
}

/** A session that ended without anybody ending it: SIP.js gave up ringing, or it could not go on. */
const brokenOff = (phase: PhoneCall['phase']): Ending =>
  phase === 'ringing'
    ? { by: 'refusal', statusCode: 480, text: 'rang out' }
    : { by: 'failure', statusCode: undefined, text: 'the call broke off' };

/** Ends a session in whatever state it is (RFC 3261 §15: CANCEL before, BYE after the dialog stands). */
async function closeSession(session: Session): Promise<void> {
  switch (session.state) {
    case SessionState.Established:
      await session.bye();
      return;
    case SessionState.Initial:
    case SessionState.Establishing:
      if (session instanceof Inviter) await session.cancel();
      else await (session as Invitation).reject({ statusCode: 480 });
      return;
    default:
      return;
  }
}
