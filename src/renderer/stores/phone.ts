// The phone as it says it is: one whole snapshot at a time, so nothing here can drift from it.
import { create } from 'zustand';
import type { PhoneCall, PhoneState } from '../../shared/phone.ts';

interface Phone {
  /** Undefined until the phone has spoken. */
  state: PhoneState | undefined;
  /** What is being asked of the phone now, by call id: buttons show it and do not fire twice. */
  busy: Record<string, string>;
  /** Tones sent in the current call. */
  tones: string;
  /** Loudness of both directions, 0–1, about five times a second during a call. */
  levels: { in: number; out: number };
  /** The last call that ended, kept beyond the phone's own minute. */
  ended: PhoneCall | undefined;
  /** The last call that was talked in, for whoever is still closing it: calls that only rang do not push it away. */
  talked: PhoneCall | undefined;
}

export const phone = create<Phone>()(() => ({
  state: undefined,
  busy: {},
  tones: '',
  levels: { in: 0, out: 0 },
  ended: undefined,
  talked: undefined,
}));

export function showPhone(state: PhoneState | undefined): void {
  phone.setState((before) => {
    const live = state?.calls.some((call) => call.phase !== 'ended') ?? false;
    const ended = state?.calls.filter((call) => call.phase === 'ended' && !isTurnedAway(call)) ?? [];
    return {
      state,
      // A call turned away while another was in hand never came to this screen.
      ended: lastOf(ended) ?? before.ended,
      talked: lastOf(ended.filter((call) => call.liveAt !== undefined)) ?? before.talked,
      tones: live ? before.tones : '',
    };
  });
}

/** By the line itself, because the person was on the phone; one's own call that found the other busy is news. */
const isTurnedAway = ({ direction, outcome }: PhoneCall): boolean => direction === 'in' && outcome === 'busy';

/** The newest; of two calls that were joined for good, the one that says where its client went. */
function lastOf(ended: PhoneCall[]): PhoneCall | undefined {
  const [last] = ended;
  if (last?.outcome !== 'transferred' || last.transfer !== undefined) return last;
  const { endedAt = 0 } = last;
  return (
    ended.find((call) => call.transfer?.phase === 'done' && endedAt - (call.endedAt ?? 0) < joinedWithinMs) ??
    last
  );
}
/** The two calls of an attended transfer end together, give or take a BYE on its way. */
const joinedWithinMs = 5_000;

export function setBusy(callId: string, what: string | undefined): void {
  phone.setState(({ busy }) => {
    const { [callId]: _, ...others } = busy;
    return { busy: what === undefined ? others : { ...others, [callId]: what } };
  });
}

/** Every call that may stand on screen: those of the phone, and the last ones, which it has forgotten. */
export function shownPhoneCalls({
  state,
  ended,
  talked,
}: Pick<Phone, 'state' | 'ended' | 'talked'>): PhoneCall[] {
  return [...(state?.calls ?? []), ended, talked].filter((call) => call !== undefined);
}

/** Calls not ended, as the phone orders them. */
export function openPhoneCalls(state: PhoneState | undefined): PhoneCall[] {
  return state?.calls.filter((call) => call.phase !== 'ended') ?? [];
}
