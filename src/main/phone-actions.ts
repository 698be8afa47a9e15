/**
 * Answer and hang up from outside the page: keys, notification, tray. The phone is told directly, so that it works
 * while the page hangs; the page is told what was done, and does it itself where the phone could not be reached.
 */
import type { ObservedCall, ObservedPhone } from '../shared/phone-observer.ts';
import type { HostEvents } from '../shared/ipc.ts';
import type { MainLog } from './main-log.ts';
import type { PhoneWatch } from './phone-watch.ts';

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

export function createPhoneActions({
  phone,
  tellPage,
  bringForward,
  log,
}: PhoneActionsOptions): PhoneActions {
  /** True when the phone did it; false when nobody could be told, or it refused. */
  const give = async (order: Order | undefined): Promise<boolean> => {
    if (order === undefined) return false;
    try {
      await phone.ask(order.do, { id: order.id });
      return true;
    } catch (error) {
      log({ event: 'action not done', action: order.do, why: String(error) });
      return false;
    }
  };
  const show = (): void => {
    bringForward();
    tellPage({ action: 'show', done: true });
  };
  return {
    answer: async () => {
      const done = await give(answerOrder(phone.state));
      bringForward();
      tellPage({ action: 'answer', done });
    },
    hangUp: async () => tellPage({ action: 'hang-up', done: await give(hangUpOrder(phone.state)) }),
    decline: async () => {
      const done = await give(declineOrder(phone.state));
      // Undone it is the person's again: a page told to hang up might end another call than the one that rang.
      if (done) tellPage({ action: 'hang-up', done });
      else show();
    },
    show,
  };
}

const inPhase = (state: ObservedPhone | undefined, phase: ObservedCall['phase']): ObservedCall | undefined =>
  state?.calls.find((call) => call.phase === phase);

function answerOrder(state: ObservedPhone | undefined): Order | undefined {
  const call = inPhase(state, 'ringing');
  return call && { do: 'call.answer', id: call.id };
}

function declineOrder(state: ObservedPhone | undefined): Order | undefined {
  const call = inPhase(state, 'ringing');
  return call && { do: 'call.reject', id: call.id };
}

function hangUpOrder(state: ObservedPhone | undefined): Order | undefined {
  const end = (call: ObservedCall | undefined): Order | undefined =>
    call && { do: 'call.hangup', id: call.id };
  return end(inPhase(state, 'up')) ?? declineOrder(state) ?? end(inPhase(state, 'held'));
}
