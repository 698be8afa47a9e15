// Failures in the words of the person in front of the screen.
import type { Translate } from '../i18n/use-words.ts';
import { ActionError } from '../stores/actions.ts';
import { PhoneRefused } from '../stores/phone-refused.ts';
import { refusalInWords } from './phone-words.ts';

/** A reason that completes a sentence; the backend's own words where we have none. */
export function reasonInWords(cause: unknown, t: Translate): string {
  if (cause instanceof PhoneRefused) return refusalInWords(cause.refusal, t);
  if (!(cause instanceof ActionError)) return t('error.unexpected');
  switch (cause.code) {
    case 'unreachable':
      return t('error.unreachable');
    case 'timeout':
      return t('error.timeout');
    case 'phone-away':
      return t('error.phoneAway');
    case 'forbidden':
      return t('error.forbidden');
    case 'not-found':
      return t('error.notFound');
    default:
      return cause.message || t('error.unexpected');
  }
}

/** Why one could not sign in, as a whole sentence. */
export function signInProblem(cause: unknown, t: Translate): string {
  const code = cause instanceof ActionError ? cause.code : '';
  if (code === 'unauthorized' || code === 'invalid') return t('signIn.wrong');
  if (code === 'too-many') return t('signIn.tooMany');
  if (code === 'unreachable' || code === 'timeout') return t('signIn.unreachable');
  if (code === 'unavailable') return t('signIn.unavailable');
  return cause instanceof ActionError && cause.message ? cause.message : t('signIn.unavailable');
}
