/**
 * Answer and hang up from outside the page: keys, notification, tray. The phone is told directly, so that it works
 * while the page hangs; the page is told what was done, and does it itself where the phone could not be reached.
 */
import type { ObservedCall, ObservedPhone } from '../shared/phone-observer.ts';
import type { HostEvents } from '../shared/ipc.ts';
import type { MainLog } from './main-log.ts';
import { PhoneRefusal, type PhoneWatch } from './phone-watch.ts';

export interface PhoneActionsOptions {
  phone: Pick<PhoneWatch, 'state' | 'ask'>;
  tellPage: (data: HostEvents['action.requested']) => void;
  bringForward: () => void;
  log: MainLog;
}

export interface PhoneActions {
  /** Answers the caller who waits longest. */
  answer: () => Promise<void>;
  /** Ends what is spoken; else refuses who waits longest; else ends what is on hold. */
  hangUp: () => Promise<void>;
  /** Refuses the caller who waits longest. */
  decline: () => Promise<void>;
  /** The window, in front. */
  show: () => void;
}

type Order = { do: 'call.answer' | 'call.reject' | 'call.hangup'; id: string };

/** `away`: nobody could be told. `refused`: the call is over, or changes just now. `idle`: there is no such call. */
type Outcome = 'done' | 'refused' | 'away' | 'idle';

export function createPhoneActions({
  phone,
  tellPage,
  bringForward,
  log,
}: PhoneActionsOptions): PhoneActions {
  const give = async (orderFor: (state: ObservedPhone) => Order | undefined): Promise<Outcome> => {
    if (phone.state === undefined) return 'away';
    const order = orderFor(phone.state);
    if (order === undefined) return 'idle';
    try {
      await phone.ask(order.do, { id: order.id });
      return 'done';
    } catch (error) {
      log({ event: 'action not done', action: order.do, why: String(error) });
      return error instanceof PhoneRefusal ? 'refused' : 'away';
    }
  };
  const show = (): void => {
    bringForward();
    tellPage({ action: 'show', done: true });
  };
  return {
    answer: async () => {
      const outcome = await give(answerOrder);
      if (outcome === 'idle') return;
      if (outcome === 'refused') return show();
      bringForward();
      tellPage({ action: 'answer', done: outcome === 'done' });
    },
    hangUp: async () => {
      const outcome = await give(hangUpOrder);
      if (outcome === 'idle') return;
      // A page asked to hang up once more might end another call than the one that was meant.
      if (outcome === 'refused') return show();
      tellPage({ action: 'hang-up', done: outcome === 'done' });
    },
    decline: async () => {
      const outcome = await give(declineOrder);
      if (outcome === 'done') return tellPage({ action: 'hang-up', done: true });
      show();
    },
    show,
  };
}

const inPhase = (state: ObservedPhone, phase: ObservedCall['phase']): ObservedCall | undefined =>
  state.calls.find((call) => call.phase === phase);

function answerOrder(state: ObservedPhone): Order | undefined {
  const call = inPhase(state, 'ringing');
  return call && { do: 'call.answer', id: call.id };
}

function declineOrder(state: ObservedPhone): Order | undefined {
  const call = inPhase(state, 'ringing');
  return call && { do: 'call.reject', id: call.id };
}

function hangUpOrder(state: ObservedPhone): Order | undefined {
  const end = (call: ObservedCall | undefined): Order | undefined =>
    call && { do: 'call.hangup', id: call.id };
  return end(inPhase(state, 'up')) ?? declineOrder(state) ?? end(inPhase(state, 'held'));
}
