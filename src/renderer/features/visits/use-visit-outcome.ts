// Saying whether somebody came: at once on the wire, told in one sentence, with the way back.
import { useCallback } from 'react';
import type { VisitOutcome } from '../../../shared/desk.ts';
import { useWords, type Translate } from '../../i18n/use-words.ts';
import { useDeskApi } from '../../stores/desk-api.ts';
import { offerUndo } from '../tasks/undo.tsx';
import { useAttempt } from '../use-attempt.ts';

const markFailed = (t: Translate, reason: string) => t('visitMark.failed', { reason });
const said = { done: 'saidCame', 'no-show': 'saidMissed', booked: 'saidOpen' } as const;

/** `say` marks a visit; `onChanged` is told after that, and after the way back. */
export function useVisitOutcome(onChanged?: () => void): {
  say: (visit: { id: string; status: string }, name: string, outcome: VisitOutcome) => void;
  busy: boolean;
} {
  const { t } = useWords();
  const { markVisit } = useDeskApi();
  const { run, busy } = useAttempt(markFailed);
  const say = useCallback(
    ({ id, status }: { id: string; status: string }, name: string, outcome: VisitOutcome) => {
      const send = async (wanted: VisitOutcome) => {
        await markVisit(id, wanted);
        onChanged?.();
      };
      const before = status === 'done' || status === 'no-show' ? status : 'booked';
      run(async () => {
        await send(outcome);
        offerUndo(t(`visitMark.${said[outcome]}`, { name }), t, () => run(() => send(before)));
      });
    },
    [markVisit, onChanged, run, t],
  );
  return { say, busy };
}
