// One's own phone knows sooner than the backend that one is no longer in a call.
import { useStore } from 'zustand';
import type { CallSummary } from '../../../shared/call.ts';
import type { PhoneState } from '../../../shared/phone.ts';
import { formatPhone } from '../../i18n/format.ts';
import { useWords, type Translate } from '../../i18n/use-words.ts';
import { handOvers, type LeftCall } from '../../stores/hand-overs.ts';
import { nameInDirectory } from '../../stores/name-with-number.ts';
import { openPhoneCalls, phone } from '../../stores/phone.ts';
import { selectMe, session } from '../../stores/session.ts';
import { callStatusInWords } from './call-words.ts';

/** Says the state of a call as far as this console knows it. */
export function useCallStatus(): (call: CallSummary) => string {
  const { t } = useWords();
  const state = useStore(phone, (s) => s.state);
  const left = useStore(handOvers, (s) => s.left);
  const name = useStore(session, (s) => selectMe(s)?.name);
  return (call) => statusSeenHere(call, { left, state, name }, t);
}

export interface SeenHere {
  left: Record<string, LeftCall>;
  /** Of this console's own phone; undefined while it has said nothing. */
  state: PhoneState | undefined;
  /** Who sits here. */
  name: string | undefined;
}

/** "With" oneself only while one's phone is in it; then where it went, or that somebody else has it. */
export function statusSeenHere(call: CallSummary, { left, state, name }: SeenHere, t: Translate): string {
  const isSaidMine = call.status === 'with-agent' && call.agentName === name;
  if (!isSaidMine || !state) return callStatusInWords(call, t);
  const gone = left[call.id];
  if (gone?.to !== undefined)
    return t('callStatus.handedTo', { to: nameInDirectory(gone.to) ?? formatPhone(gone.to) });
  if (gone) return t('callStatus.ended');
  // A call the phone could not match may be this one.
  const isHere = openPhoneCalls(state).some(({ callId }) => callId === call.id || callId === undefined);
  return isHere ? callStatusInWords(call, t) : t('callStatus.with-agent');
}
