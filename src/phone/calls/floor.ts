/**
 * Who is spoken with: one call at a time, or two in a conference. Everything that changes it runs one after
 * the other, and what fails half-way is put back as it was.
 */
import type { AudioBridge } from '../media/audio-bridge.ts';
import type { AgentCall } from './agent-call.ts';
import { nextPhase } from './call-record.ts';
import { HOLD_WITHIN_MS } from './hold.ts';
import { Refusal, refusedBecause } from '../refusal.ts';
import { SerialQueue } from './serial-queue.ts';

/** Whoever waits behind a change that the exchange leaves open is told so, and may try again. */
const TURN = {
  patienceMs: HOLD_WITHIN_MS,
  reason: 'another call is being changed: try again in a moment',
};

/** Two calls that hear each other; `spokenLast` is the one that goes on when it ends. */
interface Conference {
  spokenLast: AgentCall;
  other: AgentCall;
}

export class Floor {
  readonly #bridge: AudioBridge;
  readonly #calls: () => readonly AgentCall[];
  readonly #turns = new SerialQueue();
  #conference: Conference | undefined;

  constructor(bridge: AudioBridge, calls: () => readonly AgentCall[]) {
    this.#bridge = bridge;
    this.#calls = calls;
  }

  /**
   * Puts what is spoken on hold and then does `begin`; if that fails, it is taken back. `leaving` is on its way
   * out and needs no room.
   */
  take<T>(begin: () => Promise<T>, mayBegin: () => void = () => {}, leaving?: AgentCall): Promise<T> {
    return this.#inTurn(async () => {
      mayBegin();
      const conference = this.#conference;
      const yielded: AgentCall[] = [];
      try {
        await this.#makeRoom(yielded, leaving);
        return await begin();
      } catch (error) {
        await giveBack(yielded);
        if (conference) this.#rejoin(conference);
        throw error;
      }
    });
  }

  /** Answers a call; `replaced` is the one whose place it takes. */
  answer(call: AgentCall, replaced?: AgentCall): Promise<void> {
    return this.take(
      () => call.answer(),
      () => void nextPhase(call.phase, 'accept'),
      replaced,
    );
  }

  /** Takes a call off hold and puts what is spoken on hold instead. */
  swap(call: AgentCall): Promise<void> {
    return this.take(
      () => call.hold(false),
      () => void nextPhase(call.phase, 'resume'),
    );
  }

  /** Holds a call or takes it back; refuses to resume while another is spoken. */
  hold(call: AgentCall, on: boolean): Promise<void> {
    return this.#inTurn(async () => {
      const signal = on ? 'hold' : 'resume';
      nextPhase(call.phase, signal);
      if (!on && this.#spoken().some((other) => other !== call))
        throw new Refusal('other-call-up', 'another call is up: hold it or hang up first');
      await call.hold(on);
    });
  }

  /** In a conference the agent is muted for both. */
  mute(call: AgentCall, on: boolean): void {
    const { spokenLast, other } = this.#conference ?? {};
    const both = call === spokenLast || call === other;
    for (const one of both ? [spokenLast, other] : [call]) one?.mute(on);
  }

  startConference(): Promise<void> {
    return this.#inTurn(async () => {
      const [first, second, ...more] = this.#calls().filter(({ isUp }) => isUp);
      if (!first || !second || more.length > 0)
        throw new Refusal('needs-two-calls', 'a conference needs exactly two calls that are up');
      if ([first, second].some(({ transfers }) => transfers.isUnderWay))
        throw new Refusal('transfer-under-way', 'a transfer is under way');
      if (this.#spoken().some((call) => call !== first && call !== second))
        throw new Refusal('other-call-up', 'another call is being set up');
      const spokenLast = [first, second].find(({ phase }) => phase === 'live') ?? first;
      const other = spokenLast === first ? second : first;
      await resumeAll([first, second].filter(({ phase }) => phase === 'held'));
      if (!first.isUp || !second.isUp) throw new Refusal('call-over', 'one of the two has hung up');
      for (const call of [first, second]) call.moveOn();
      this.#rejoin({ spokenLast, other });
    });
  }

  endConference(): Promise<void> {
    return this.#inTurn(async () => {
      const conference = this.#conference;
      if (!conference) throw new Refusal('no-conference', 'there is no conference');
      await conference.other.hold(true);
      this.route();
    });
  }

  /** Connects the page with whom it speaks now; to be called after every change. */
  route(): void {
    const { spokenLast, other } = this.#conference ?? {};
    if (spokenLast?.phase === 'live' && other?.phase === 'live' && spokenLast.leg && other.leg)
      return this.#bridge.connectConference([spokenLast.leg, other.leg], !spokenLast.record.muted);
    spokenLast?.setInConference(false);
    other?.setInConference(false);
    this.#conference = undefined;
    const spoken = this.#spoken()[0];
    this.#bridge.connectCall(spoken?.leg, spoken?.phase === 'live' && !spoken.record.muted);
  }

  #inTurn<T>(task: () => Promise<T>): Promise<T> {
    return this.#turns.runSoon(task, TURN);
  }

  #rejoin(conference: Conference): void {
    const { spokenLast, other } = conference;
    if (spokenLast.phase !== 'live' || other.phase !== 'live') return;
    for (const call of [spokenLast, other]) call.setInConference(true);
    this.#conference = conference;
    other.mute(spokenLast.record.muted);
    this.route();
  }

  /** Newest first. */
  #spoken(): AgentCall[] {
    return this.#calls().filter(
      ({ phase }) => phase === 'live' || phase === 'answering' || phase === 'dialing',
    );
  }

  /** Holds everything that is spoken but `leaving`, and notes in `yielded` what was; rejects when one cannot be held. */
  async #makeRoom(yielded: AgentCall[], leaving: AgentCall | undefined): Promise<void> {
    for (const call of this.#spoken()) {
      if (call === leaving) continue;
      try {
        if (call.phase !== 'live') throw new Refusal('other-call-up', `it is still ${call.phase}`);
        await call.hold(true);
        call.moveOn();
        yielded.push(call);
      } catch (error) {
        // It hung up meanwhile: there is room.
        if (call.isOver) continue;
        throw refusedBecause(error, 'the other call cannot be put on hold', 'other-call-up');
      }
    }
  }
}

/** Takes calls off hold again, as far as they let themselves. */
async function giveBack(calls: AgentCall[]): Promise<void> {
  for (const call of calls) if (call.phase === 'held') await call.hold(false).catch(() => {});
}

async function resumeAll(calls: AgentCall[]): Promise<void> {
  const resumed: AgentCall[] = [];
  for (const call of calls) {
    try {
      await call.hold(false);
      resumed.push(call);
    } catch (error) {
      for (const done of resumed) if (done.phase === 'live') await done.hold(true).catch(() => {});
      throw refusedBecause(error, 'a call cannot be resumed', 'refused');
    }
  }
}
