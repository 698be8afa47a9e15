// Why a wrap-up was not saved, in the words of the person who filled it in.
import type { Translate } from '../../i18n/use-words.ts';
import { ActionError } from '../../stores/actions.ts';
import { reasonInWords } from '../error-words.ts';

/** A whole sentence; the backend names the field it refuses at the beginning of its own. */
export function problemInWords(problem: unknown, t: Translate): string {
  if (problem instanceof ActionError && problem.code === 'invalid') {
    const { message } = problem;
    if (message.startsWith('next.ownerId')) return t('wrapUp.ownerGone');
    if (message.startsWith('next')) return t('wrapUp.missing.due');
    if (message.startsWith('disposition')) return t('wrapUp.missing.visit');
    return t('wrapUp.outcomeGone');
  }
  return t('wrapUp.failed', { reason: reasonInWords(problem, t) });
}
