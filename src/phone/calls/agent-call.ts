/**
 * One call of the agent: its SIP side, its audio leg and its record, moved only along the life-cycle table.
 * It tells its owner of every change and of each thing the backend must hear.
 */
import { setTimeout as wait } from 'node:timers/promises';
import type { Invitation, Session } from 'sip.js/lib/api/index.js';
import { callChangeLimitMs } from '../../shared/phone-limits.ts';
import type {
  CallTransfer,
  ExpectedCall,
  PhoneCall,
  PhoneCallSignal,
  QualitySummary,
} from '../../shared/phone.ts';
import type { MediaLeg } from '../media/media-leg.ts';
import { outcomeOf, refusalEnding } from './call-ending.ts';
import type { Ending, Outcome } from './call-ending.ts';
import { CallMoves } from './call-moves.ts';
import { nextPhase, wrongPhase } from './call-record.ts';
import { CallSignalling } from './call-signalling.ts';
import type { Recognised } from './escalation-match.ts';
import { HOLD_WITHIN_MS, sendHold } from './hold.ts';
import { Refusal, refusedBecause } from '../refusal.ts';
import { SerialQueue } from './serial-queue.ts';
import { dialogOf, ownerOf } from './sip-internals.ts';
import { replacing } from './transfer.ts';
import { TransferRoles } from './transfer-roles.ts';

/** What a call tells. `ended` comes exactly once, and last. */
export interface AgentCallEvents {
  changed: () => void;
  answered: () => void;
  held: (held: boolean) => void;
  ended: (outcome: Outcome, quality: QualitySummary | null) => void;
}

const MAX_TONES_HEARD = 32;
/** Whoever hangs up waits no longer for the other side to be told. */
const FAREWELL_MS = 2_000;
/** Keys by INFO that are still to come after this time are not sent any more. */
const TONES_WITHIN_MS = callChangeLimitMs;

export class AgentCall {
  /** The reservation this call was recognised as. */
  expected: ExpectedCall | undefined;
  readonly signalling: CallSignalling;
  readonly #record: PhoneCall;
  readonly #events: AgentCallEvents;
  /** What changes the session waits for its turn: hold, resume, a new address. */
  readonly #turns = new SerialQueue();
  readonly #moves: CallMoves;
  /** Transfers it takes part in. */
  readonly transfers = new TransferRoles();
  #leg: MediaLeg | undefined;
  #ending: Ending | undefined;

  constructor(record: PhoneCall, session: Session, events: AgentCallEvents) {
    this.#record = record;
    this.#events = events;
    this.signalling = new CallSignalling(session, () => this.#leg, {
      established: () => this.#establish(),
      terminated: () => this.#end(this.#ending ?? brokenOff(this.phase)),
      progress: (isHeard) => this.#progress(isHeard),
      refused: (message) => (this.#ending ??= refusalEnding(message)),
      cancelled: (text) => (this.#ending ??= { by: 'peer-cancel', text }),
      bye: (text) => (this.#ending ??= this.#leftByPeer(text)),
      tone: (tone) => this.#hearTone(tone),
      notified: (sipfrag, state) => this.transfers.notified(sipfrag, state),
      broken: (text) => this.#end({ by: 'failure', statusCode: undefined, text }),
    });
    this.#moves = new CallMoves(this);
  }

  get id(): string {
    return this.#record.id;
  }

  get phase(): PhoneCall['phase'] {
    return this.#record.phase;
  }

  /** The SIP user of the line it is on: what is told of it belongs to that agent, whoever signs in meanwhile. */
  get owner(): string {
    return ownerOf(this.signalling.session.userAgent);
  }

  get isOver(): boolean {
    return this.phase === 'ended';
  }

  /** Two people are in it, spoken or on hold. */
  get isUp(): boolean {
    return this.phase === 'live' || this.phase === 'held';
  }

  get leg(): MediaLeg | undefined {
    return this.#leg;
  }

  /** What is known of it, as it stands. */
  get record(): Readonly<PhoneCall> {
    return this.#record;
  }

  /** How long two people were in it so far. */
  get talkMs(): number {
    const { liveAt, endedAt } = this.#record;
    return liveAt === undefined ? 0 : Math.max(0, (endedAt ?? Date.now()) - liveAt);
  }

  /** The record as it is now, for the page. */
  view(): PhoneCall {
    const leg = this.isOver ? undefined : this.#leg;
    return {
      ...this.#record,
      heldByPeer: leg?.heldByPeer ?? false,
      codec: leg?.codec ?? this.#record.codec,
      secured: leg?.secured ?? this.#record.secured,
    };
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
    leg.onTone = (tone) => this.#hearTone(tone);
    // While the exchange is away too, it is told when that is back: see `refreshTarget`.
    leg.onBroken = () => void this.#turns.run(() => this.#moves.renewAudio()).catch(() => {});
    this.#events.changed();
  }

  /** Takes the leg's figures into the record; false when there is nothing to tell. */
  measure(): boolean {
    if (!this.isUp || !this.#leg) return false;
    this.#record.quality = this.#leg.quality();
    return this.#record.quality !== undefined;
  }

  async answer(): Promise<void> {
    this.#step('accept');
    await this.signalling.accept();
  }

  /** Refuses a ringing call with the chosen status. */
  async reject(statusCode: number, ending: Ending = { by: 'agent-reject', statusCode }): Promise<void> {
    if (this.phase !== 'ringing') throw wrongPhase(this.phase, 'be rejected');
    this.#ending = ending;
    const { session } = this.signalling;
    // Whatever the session makes of it, for the agent it rings no longer.
    await (session as Invitation).reject({ statusCode }).catch(() => this.#end(ending));
  }

  /** Refuses a call that could not be answered; the caller's exchange reads why (RFC 3261 §20.43). */
  async refuse(statusCode: number, text: string): Promise<void> {
    this.#ending = { by: 'refusal', statusCode, text };
    const warning = `Warning: 399 phone "${text.replaceAll(/["\\]/g, "'")}"`;
    const { session } = this.signalling;
    await (session as Invitation)
      .reject({ statusCode, extraHeaders: [warning] })
      .catch(() => this.#end({ by: 'refusal', statusCode, text }));
  }

  /** Ends the call in any phase. For the agent it is over at once, whatever the network does. */
  async hangUp(): Promise<void> {
    if (this.phase === 'ringing') return this.reject(486, { by: 'agent-hangup' });
    nextPhase(this.phase, 'end');
    this.#end({ by: 'agent-hangup' });
    // A caller who never confirmed the answer cannot be told before SIP gives up on that (RFC 3261 §15).
    await Promise.race([this.signalling.close(), wait(FAREWELL_MS, undefined, { ref: false })]);
  }

  setInConference(on: boolean): void {
    this.#record.inConference = on;
  }

  mute(on: boolean): void {
    if (this.isOver) throw new Refusal('call-over', 'the call has ended');
    this.#record.muted = on;
    this.#events.changed();
  }

  /** Holds the call or takes it back; when nobody answers in time, all stays as it was. */
  hold(on: boolean): Promise<void> {
    const signal: PhoneCallSignal = on ? 'hold' : 'resume';
    const endAt = Date.now() + HOLD_WITHIN_MS;
    const reason = 'the call is being moved: try again in a moment';
    const hold = async (): Promise<void> => {
      nextPhase(this.phase, signal);
      if (!this.#leg) throw new Refusal('no-audio', 'the call has no audio yet');
      await sendHold(this.signalling, this.#leg, { on, endAt, onLateAccept: () => this.#tellAgain() });
      if (this.isOver) return;
      this.#step(signal);
      this.#events.held(on);
    };
    return this.#turns.runSoon(hold, { patienceMs: HOLD_WITHIN_MS, reason });
  }

  /** Presses keys: as RFC 4733 events if the other side takes them, otherwise by INFO, as many as it takes in time. */
  async sendDtmf(tones: string): Promise<void> {
    if (this.phase !== 'live' || !this.#leg) throw wrongPhase(this.phase, 'send tones');
    if (this.#leg.takesTones) return this.#leg.sendTones(tones);
    const endAt = Date.now() + TONES_WITHIN_MS;
    for (const tone of tones) {
      if (Date.now() > endAt) throw new Refusal('no-answer', 'the exchange takes the tones too slowly');
      await this.signalling.sendToneByInfo(tone).catch((error: unknown) => {
        throw refusedBecause(error, 'a tone was not sent', this.isOver ? 'call-over' : 'no-tones');
      });
    }
  }

  /** Sends the INVITE of a call we place. */
  dial(): Promise<void> {
    return this.signalling.invite();
  }

  /** The call cannot go on: tells so and lets the session go. */
  fail(text: string): void {
    this.#end({ by: 'failure', statusCode: undefined, text });
    void this.signalling.close().catch(() => {});
  }

  /** Moves the audio to another address of this machine and tells the other side. */
  relocate(localAddress: string): Promise<void> {
    return this.#turns.run(() => this.#moves.relocate(localAddress));
  }

  /** Tells the other side where we are now. */
  refreshTarget(): Promise<void> {
    return this.#turns.run(() => this.#moves.refreshTarget());
  }

  showTransfer(transfer: CallTransfer): void {
    this.#record.transfer = transfer;
    this.#events.changed();
  }

  /** The agent goes on with it: a transfer that failed is no news any more. */
  moveOn(): void {
    if (this.#record.transfer?.phase !== 'failed') return;
    this.#record.transfer = undefined;
    this.#events.changed();
  }

  /** Another call takes its place: its end will say so. */
  beReplaced(): void {
    this.#ending ??= { by: 'peer-bye', text: 'replaced by another call' };
  }

  /** The call is with somebody else now. */
  leave(to: string): void {
    if (this.isOver) return;
    this.#end({ by: 'transfer', to });
    void this.signalling.close().catch(() => {});
  }

  /** Refer-To that makes somebody else take our place in this call. */
  replacing(): string {
    const dialog = dialogOf(this.signalling.session);
    if (!dialog || !this.isUp) throw wrongPhase(this.phase, 'be joined with another');
    return replacing(dialog);
  }

  /** The other side agreed to what had been given up: it hears how things are. */
  #tellAgain(): void {
    const tell = async (): Promise<void> => {
      if (this.isUp) await this.signalling.reinvite('put the call right');
    };
    void this.#turns.run(tell).catch(() => {});
  }

  #leftByPeer(text: string): Ending {
    const to = this.transfers.leftByPeer();
    return to === undefined ? { by: 'peer-bye', text } : { by: 'transfer', to };
  }

  #progress(isHeard: boolean): void {
    if (this.phase !== 'dialing') return;
    this.#record.ringingAt ??= Date.now();
    this.#record.earlyMedia ||= isHeard;
    this.#events.changed();
  }

  #hearTone(tone: string): void {
    this.#record.tonesHeard = (this.#record.tonesHeard + tone).slice(-MAX_TONES_HEARD);
    this.#events.changed();
  }

  #establish(): void {
    if (this.phase !== 'answering' && this.phase !== 'dialing') return;
    this.#record.liveAt = Date.now();
    this.#record.earlyMedia = false;
    this.#step('establish');
    this.#events.answered();
    this.#turns.run(() => this.#moves.established()).catch(() => {});
  }

  #end(ending: Ending): void {
    if (this.isOver) return;
    const result = outcomeOf(ending, this.#record);
    const { codec, secured } = this.view();
    Object.assign(this.#record, { codec, secured, inConference: false, earlyMedia: false });
    this.#record.phase = nextPhase(this.phase, 'end');
    this.#record.endedAt = Date.now();
    this.#record.outcome = result.outcome;
    this.#record.ending = ending.by;
    this.#record.cause = result.cause;
    this.#record.sipStatus = result.sipStatus ?? undefined;
    this.transfers.giveUp();
    const quality = this.#leg?.summary() ?? null;
    this.#leg?.close();
    this.#events.ended(result, quality);
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
