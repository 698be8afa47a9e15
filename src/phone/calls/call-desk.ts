/** All calls of the agent: takes what rings, places what is dialled, and tells the page and the backend of both. */
import { SessionState } from 'sip.js/lib/api/index.js';
import type { Invitation, Session } from 'sip.js/lib/api/index.js';
import type { ComfortTone, ExpectedCall, PhoneCall } from '../../shared/phone.ts';
import type { AudioBridge } from '../media/audio-bridge.ts';
import type { MediaLeg } from '../media/media-leg.ts';
import type { Line } from '../sip/line.ts';
import { AgentCall } from './agent-call.ts';
import type { CallJournal } from './call-journal.ts';
import { newCallRecord } from './call-record.ts';
import { callReport } from './call-report.ts';
import type { CallNews, SendReport } from './call-report.ts';
import { BUSY_TONE_MS, comfortTone, HANGUP_TONE_MS } from './comfort-tone.ts';
import { matchEscalation } from './escalation-match.ts';
import { Floor } from './floor.ts';
import { callerNumber, readClues, readSummary } from './incoming-clues.ts';
import type { IncomingClues } from './incoming-clues.ts';
import { Refusal } from '../refusal.ts';
import { briefSessionRefusal } from './session-timer.ts';
import { transferCall } from './transfer-call.ts';

/** An ended call stays in sight for a minute. */
const KEEP_ENDED_MS = 60_000;
/** More than these are not shown: an exchange gone mad must not grow every snapshot. */
const MAX_CALLS = 50;
/** A person can keep so many apart. */
const MAX_UP = 4;
/** One is spoken and one may wait; a further caller hears that the line is busy. */
const MAX_INCOMING_UP = 2;
const MEASURE_EVERY_MS = 1_000;
const TONE_ENDED_MS = 100;

export interface CallDeskOptions {
  bridge: AudioBridge;
  report: SendReport;
  onChange: () => void;
  log: (event: string, data: Record<string, unknown>) => void;
  /** Remembers calls for the next process, should this one die. */
  journal?: CallJournal;
}

export class CallDesk {
  readonly #options: CallDeskOptions;
  readonly #floor: Floor;
  readonly #bySession = new Map<Session, AgentCall>();
  readonly #clues = new Map<AgentCall, IncomingClues>();
  #calls: AgentCall[] = [];
  #expected: ExpectedCall[] = [];
  #whenIdle: (() => void)[] = [];
  #meter: NodeJS.Timeout | undefined;

  constructor(options: CallDeskOptions) {
    this.#options = options;
    this.#floor = new Floor(options.bridge, () => this.#calls);
  }

  /** Newest first, as the page sees them. */
  view(): PhoneCall[] {
    return this.#calls.map((call) => call.view());
  }

  /** The sound the page should play now. */
  get tone(): ComfortTone | undefined {
    return comfortTone(this.view(), Date.now());
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
    if (!call) throw new Refusal('no-such-call', 'there is no such call');
    return call;
  }

  /** Replaces what is expected; a call that rang before its reservation arrived is recognised now. */
  expect(expected: ExpectedCall[]): void {
    this.#expected = expected;
    for (const call of this.#calls) {
      if (call.isOver || call.record.match !== 'none' || !this.#clues.has(call)) continue;
      this.#recognise(call);
      if (!call.expected) continue;
      this.#report(call, 'call.ringing');
      // The agent was quicker than the reservation.
      if (call.isUp) this.#report(call, 'call.answered');
    }
  }

  /** A call came in; nothing but 100 Trying was answered yet. With a `fault` it could not be spoken and is refused. */
  ring(invitation: Invitation, fault?: string): void {
    // Given up as soon as it was sent: the CANCEL is answered already.
    if (invitation.state !== SessionState.Initial) return;
    const { request } = invitation;
    const refusal = briefSessionRefusal(request);
    if (refusal) return void invitation.reject(refusal).catch(() => {});
    const { displayName } = invitation.assertedIdentity ?? invitation.remoteIdentity;
    const clues = readClues(request);
    const record = newCallRecord({
      sipCallId: request.callId.slice(0, 256),
      direction: 'in',
      name: displayName || undefined,
      number: callerNumber(clues),
      summary: readSummary(request),
    });
    const replaced = invitation.replacee && this.#bySession.get(invitation.replacee);
    const isBusy = !replaced && this.#up().length >= MAX_INCOMING_UP;
    const call = this.#add(record, invitation);
    this.#clues.set(call, clues);
    this.#recognise(call);
    this.#report(call, 'call.ringing');
    if (isBusy) return void call.reject(486, { by: 'busy-line' }).catch(() => {});
    if (fault !== undefined) return void call.refuse(488, fault).catch(() => {});
    call.signalling.ring();
    if (replaced) this.#replace(replaced, call);
  }

  /** Places a call, what is spoken being put on hold; answers its id once the INVITE is on its way. */
  dial(line: Line | undefined, to: string): Promise<string> {
    return this.#floor.take(
      () => this.#place(line, to),
      () => {
        if (!line?.isConnected)
          throw new Refusal('not-connected', 'the phone is not connected to the exchange');
        addressOf(line, to);
        if (this.#up().length >= MAX_UP)
          throw new Refusal('too-many-calls', `no more than ${MAX_UP} calls at once`, {
            params: { limit: MAX_UP },
          });
      },
    );
  }

  answer(id: string): Promise<void> {
    return this.#floor.answer(this.find(id));
  }

  async hold(id: string, on: boolean): Promise<void> {
    const call = this.find(id);
    await this.#floor.hold(call, on);
    call.moveOn();
  }

  async swap(id: string): Promise<void> {
    const call = this.find(id);
    await this.#floor.swap(call);
    call.moveOn();
  }

  mute(id: string, on: boolean): void {
    this.#floor.mute(this.find(id), on);
  }

  startConference(): Promise<void> {
    return this.#floor.startConference();
  }

  endConference(): Promise<void> {
    return this.#floor.endConference();
  }

  /** Hands a call to a number; resolves when the exchange takes it up, and tells the rest in the call. */
  transfer(line: Line | undefined, id: string, to: string): Promise<void> {
    const call = this.find(id);
    if (!line) throw noLine();
    const hold = (on: boolean): Promise<void> => this.#floor.hold(call, on);
    return transferCall(call, { to, referTo: `<${addressOf(line, to)}>`, hold });
  }

  /** Joins the other parties of two calls; both end when it worked. */
  transferTo(id: string, withId: string): Promise<void> {
    const [call, partner] = [this.find(id), this.find(withId)];
    if (call === partner) throw new Refusal('same-call', 'a call cannot be joined with itself');
    const hold = (on: boolean): Promise<void> => this.#floor.hold(call, on);
    return transferCall(call, { to: partner.record.number, referTo: partner.replacing(), partner, hold });
  }

  /** This machine has another address: the audio of each call moves there. */
  relocate(localAddress: string): Promise<void> {
    return this.#eachUp('relocate', (call) => call.relocate(localAddress));
  }

  /** We are reached by another way now: each call tells the other side. */
  refreshTargets(): Promise<void> {
    return this.#eachUp('refresh', (call) => call.refreshTarget());
  }

  /** Tells of the calls that died with an earlier process; to be called once reports can be sent. */
  reportLost(): void {
    for (const { report, owner } of this.#options.journal?.lostReports() ?? [])
      this.#options.report(report, owner);
  }

  /** The line is registered: the exchange is told that lost calls are over. */
  releaseLost(line: Line | undefined): void {
    const { journal, log } = this.#options;
    if (!journal || !line) return;
    journal
      .release(line.userAgent, () => this.#up())
      .catch((error: unknown) => log('journal.failed', { error: String(error) }));
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
    await Promise.allSettled(this.#up().map((call) => call.hangUp()));
  }

  /**
   * Somebody takes another caller's place (RFC 3891): answered at once, and SIP.js then ends the other call. That
   * one is not put on hold before: whoever gave it away may answer nothing in it any more.
   */
  #replace(replaced: AgentCall, call: AgentCall): void {
    replaced.beReplaced();
    this.#floor
      .answer(call, replaced)
      .catch((error: unknown) => this.#options.log('call.replace', { id: call.id, error: String(error) }));
  }

  async #place(line: Line | undefined, to: string): Promise<string> {
    if (!line) throw noLine();
    const inviter = line.createInviter(to);
    const record = newCallRecord({
      sipCallId: inviter.request.callId.slice(0, 256),
      direction: 'out',
      name: undefined,
      number: inviter.remoteIdentity.uri.user ?? to,
      summary: undefined,
    });
    const call = this.#add(record, inviter);
    await call.dial().catch((error: unknown) => {
      call.fail(String(error));
      throw line.isConnected ? error : new Refusal('not-connected', String(error), { cause: error });
    });
    return call.id;
  }

  #up(): AgentCall[] {
    return this.#calls.filter((call) => !call.isOver);
  }

  async #eachUp(what: string, act: (call: AgentCall) => Promise<void>): Promise<void> {
    const logFailure = (call: AgentCall) => (error: unknown) =>
      this.#options.log(`call.${what}`, { id: call.id, error: String(error) });
    await Promise.all(this.#up().map((call) => act(call).catch(logFailure(call))));
  }

  #add(record: PhoneCall, session: Session): AgentCall {
    const call: AgentCall = new AgentCall(record, session, {
      changed: () => this.#changed(),
      answered: () => this.#report(call, 'call.answered'),
      held: (held) => this.#tell(call, { type: 'call.held', held }),
      ended: ({ outcome, sipStatus, cause }, quality) => {
        const { talkMs } = call;
        const news = { type: 'call.ended', outcome, sipStatus, cause, talkMs, quality } as const;
        this.#tell(call, news);
        this.#options.log('call.ended', { id: call.id, outcome, sipStatus, talkMs });
        this.#finish(call, session);
      },
    });
    this.#calls = [call, ...this.#calls].filter((other, i) => i < MAX_CALLS || !other.isOver);
    this.#bySession.set(session, call);
    this.#meter ??= setInterval(() => this.#measure(), MEASURE_EVERY_MS).unref();
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
    // Comfort tones end by themselves; a timer may be a little ahead of the clock.
    for (const endMs of [HANGUP_TONE_MS, BUSY_TONE_MS])
      setTimeout(() => this.#options.onChange(), endMs + TONE_ENDED_MS).unref();
    if (!this.isIdle) return;
    clearInterval(this.#meter);
    this.#meter = undefined;
    for (const resolve of this.#whenIdle.splice(0)) resolve();
  }

  /** Each second the page sees how a call sounds. */
  #measure(): void {
    const measured = this.#up().map((call) => call.measure());
    if (measured.includes(true)) this.#options.onChange();
  }

  #recognise(call: AgentCall): void {
    const clues = this.#clues.get(call);
    if (!clues) return;
    const taken = new Set(
      this.#calls.flatMap(({ isOver, expected }) => (!isOver && expected ? [expected.attemptId] : [])),
    );
    const mayGuess = call.phase === 'ringing' || call.phase === 'answering';
    const scene = { expected: this.#expected, taken, now: Date.now(), mayGuess };
    call.recognise(matchEscalation(clues, scene));
  }

  #report(call: AgentCall, type: 'call.ringing' | 'call.answered'): void {
    this.#tell(call, { type });
    this.#options.log(type, { id: call.id, match: call.record.match });
  }

  #tell(call: AgentCall, news: CallNews): void {
    this.#options.report(callReport(call, news), call.owner);
  }

  #changed(): void {
    this.#floor.route();
    this.#options.journal?.keep(this.#up());
    this.#options.onChange();
  }
}

const noLine = (): Refusal => new Refusal('not-connected', 'the phone has no line');

/** Where what the agent dialled leads, as text; refuses what is no address. */
function addressOf(line: Line, to: string): string {
  try {
    return line.target(to).toString();
  } catch (error) {
    throw new Refusal('bad-number', (error as Error).message, { cause: error });
  }
}
