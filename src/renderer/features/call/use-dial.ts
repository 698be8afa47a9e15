// One answer everywhere to "can I call this number now, and if not, why".
import { useStore } from 'zustand';
import type { PhoneState } from '../../../shared/phone.ts';
import { useWords, type Translate } from '../../i18n/use-words.ts';
import { useActions } from '../../stores/actions.ts';
import { connection, type Link } from '../../stores/connection.ts';
import { openPhoneCalls, phone } from '../../stores/phone.ts';
import { callFailed, useAttempt } from '../use-attempt.ts';

/** As many as the phone keeps apart (`too-many-calls`). */
const callLimit = 4;

export interface Dial {
  /** Calls the number; a failure is told in the corner. Nothing where `obstacle` is set. */
  dial: (to: string) => void;
  busy: boolean;
  /** Why nobody can be called now, as a sentence. */
  obstacle: string | undefined;
}

export function useDial(): Dial {
  const { t } = useWords();
  const { dial } = useActions();
  const { run, busy } = useAttempt(callFailed);
  const line = useStore(connection, (state) => state.phone.phase);
  const obstacle = useStore(phone, ({ state }) => obstacleToCall(line, state));
  return {
    dial: (to) => {
      if (obstacle === undefined) run(() => dial(to));
    },
    busy,
    obstacle: obstacle && obstacleInWords(obstacle, t),
  };
}

export type CallObstacle = 'noPhone' | 'away' | 'unregistered' | 'ringing' | 'tooMany';

/** What stands in the way of a new call, or undefined. */
export function obstacleToCall(line: Link['phase'], state: PhoneState | undefined): CallObstacle | undefined {
  if (line === 'absent') return 'noPhone';
  if (line !== 'up' || state === undefined) return 'away';
  if (state.registration.phase !== 'registered') return 'unregistered';
  const calls = openPhoneCalls(state);
  if (calls.some(({ phase }) => phase === 'ringing')) return 'ringing';
  return calls.length >= callLimit ? 'tooMany' : undefined;
}

const obstacleInWords = (obstacle: CallObstacle, t: Translate): string => t(`dial.${obstacle}`);
