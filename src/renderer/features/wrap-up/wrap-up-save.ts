// Saving the outcome of a call; until the backend has it nothing of the form is let go.
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import type { SaveWrapUp, WrapUp } from '../../../shared/desk.ts';
import { useWords } from '../../i18n/use-words.ts';
import { ActionError, useActions } from '../../stores/actions.ts';
import { openWrapUp, unparkWrapUp } from '../../stores/chosen-work.ts';
import { desk } from '../../stores/desk.ts';
import { dropForm } from '../../stores/wrap-up-forms.ts';
import { useNoteKeeper } from '../lead-panel/notes-keeper.ts';

export function useSaveWrapUp(wrapUp: WrapUp) {
  const { t } = useWords();
  const { desk: api, openLead } = useActions();
  const keeper = useNoteKeeper();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>();
  const save = async (outcome: SaveWrapUp) => {
    setBusy(true);
    setProblem(undefined);
    try {
      await api.saveWrapUp(wrapUp.id, outcome);
      // The draft went into the summary; the backend forgot it with the note.
      if (wrapUp.leadId !== null && outcome.notes) keeper.forget(wrapUp.leadId);
      leave(wrapUp, openLead);
    } catch (cause) {
      setBusy(false);
      if (!(cause instanceof ActionError && cause.code === 'conflict')) return setProblem(cause);
      notifications.show({ message: t('wrapUp.savedBefore') });
      leave(wrapUp, openLead);
    }
  };
  return { save, busy, problem };
}

/** The form goes; one that an earlier call left open comes back in its place. */
function leave({ id }: WrapUp, openLead: (leadId: string) => void): void {
  dropForm(id);
  desk.setState(({ wrapUps }) => ({ wrapUps: wrapUps.filter((one) => one.id !== id) }));
  const parked = unparkWrapUp();
  const next = desk.getState().wrapUps.find((one) => one.id === parked);
  if (next === undefined) openWrapUp(undefined);
  else if (next.leadId !== null) openLead(next.leadId);
}
