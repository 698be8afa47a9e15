// How the agent stands now, from everything that knows a part of it; a blink of the network does not show.
import { useStore } from 'zustand';
import type { Me } from '../../../shared/api.ts';
import { useWords } from '../../i18n/use-words.ts';
import { connection } from '../../stores/connection.ts';
import { desk } from '../../stores/desk.ts';
import { talkingCall } from '../../stores/escalations.ts';
import { openPhoneCalls, phone } from '../../stores/phone.ts';
import { useNow } from '../../ui/use-now.ts';
import { stateSign, type StateSign } from './agent-state.ts';
import { steadyLink } from './steady-link.ts';

export function useStateSign(me: Me): StateSign & { inCall: boolean; online: boolean } {
  const { t, language } = useWords();
  const now = useNow();
  const call = useStore(phone, ({ state }) => talkingCall(state) ?? openPhoneCalls(state)[0]);
  const reasons = useStore(desk, (state) => state.choices.reasons);
  const backend = steadyLink(
    useStore(connection, (state) => state.backend),
    now,
  );
  const awaySince = backend.phase === 'up' || backend.phase === 'absent' ? undefined : backend.since;
  const sign = stateSign({ me, call, awaySince, reasons, language }, t);
  const inCall = call !== undefined && call.phase !== 'ringing';
  return { ...sign, inCall, online: awaySince === undefined };
}
