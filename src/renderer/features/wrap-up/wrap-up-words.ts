// Why a wrap-up was not saved, in the words of the person who filled it in.
import type { ApiReason } from '../../../shared/api-refusal.ts';
import type { Translate } from '../../i18n/use-words.ts';
import { ActionError } from '../../stores/actions.ts';
import { reasonInWords } from '../error-words.ts';

const ofReasons = {
  'no-such-person': 'ownerGone',
  'unknown-disposition': 'outcomeGone',
  'needs-next-step': 'missing.due',
  'needs-lead': 'missing.lead',
  'needs-appointment': 'missing.visit',
} as const satisfies Partial<Record<ApiReason, string>>;

const ofFields = {
  disposition: 'missing.disposition',
  'next.title': 'missing.title',
  'next.dueAt': 'missing.due',
  'next.ownerId': 'ownerGone',
} as const;

/** A whole sentence, in the form's own words where it has some. */
export function problemInWords(problem: unknown, t: Translate): string {
  if (problem instanceof ActionError) {
    const [field] = String(problem.params['fields'] ?? '').split(',');
    const own =
      ofReasons[problem.reason as keyof typeof ofReasons] ?? ofFields[field as keyof typeof ofFields];
    if (own !== undefined) return t(`wrapUp.${own}`);
  }
  return t('wrapUp.failed', { reason: reasonInWords(problem, t) });
}
