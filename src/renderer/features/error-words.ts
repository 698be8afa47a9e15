// Failures in the words of the person in front of the screen.
import { apiReasons, type ApiReason } from '../../shared/api-refusal.ts';
import type { Translate } from '../i18n/use-words.ts';
import { ActionError } from '../stores/actions.ts';
import { PhoneRefused } from '../stores/phone-refused.ts';
import { placesOwnTime } from './backend-words.ts';
import { refusalInWords } from './phone-words.ts';

/** A reason that completes a sentence, in the language on screen; never the English that came with it. */
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
    default:
      return apiRefusalInWords(cause, t);
  }
}

/** What a code means where no reason came with it, or one that is newer than this page. */
const reasonsOfCodes: Readonly<Record<string, ApiReason>> = {
  'in-call': 'in-call',
  invalid: 'incorrect',
  unauthorized: 'signed-out',
  taken: 'chat-taken',
  'window-closed': 'window-closed',
  'opted-out': 'opted-out',
  'too-many': 'too-many',
  'too-large': 'too-much',
  unavailable: 'server-busy',
};

/** The gaps that a sentence may have, where nothing came to fill them. */
const unsaid = {
  ...{ least: '', minutes: '', from: '', to: '', wanted: '', megabytes: '' },
  ...{ places: '', names: '', line: '', columns: '', types: '' },
};

function apiRefusalInWords({ code, reason, params }: ActionError, t: Translate): string {
  const known = apiReasons.find((one) => one === reason) ?? reasonsOfCodes[code];
  if (known === undefined) return inGeneral(code, t);
  const { name, at, requestId } = params;
  return t(`apiRefusal.${known}`, {
    ...unsaid,
    ...params,
    name: name ?? t('somebodyElse'),
    // Enough of it to be found in the log, and to be read out.
    requestId: String(requestId ?? '').slice(0, 8),
    ...placesOwnTime(String(at ?? '')),
  });
}

function inGeneral(code: string, t: Translate): string {
  if (code === 'forbidden') return t('error.forbidden');
  return t(code === 'not-found' ? 'error.notFound' : 'error.unexpected');
}

/** Why one could not sign in, as a whole sentence. */
export function signInProblem(cause: unknown, t: Translate): string {
  if (!(cause instanceof ActionError)) return t('signIn.unavailable');
  const { code, reason } = cause;
  if (reason === 'too-many-passwords' || reason === 'no-account') return sentenceOf(reasonInWords(cause, t));
  if (code === 'unauthorized' || code === 'invalid') return t('signIn.wrong');
  if (code === 'too-many') return t('signIn.tooMany');
  return t(code === 'unreachable' || code === 'timeout' ? 'signIn.unreachable' : 'signIn.unavailable');
}

/** A reason that stands alone: with its capital and its full stop. */
export function sentenceOf(reason: string): string {
  return `${reason.charAt(0).toUpperCase()}${reason.slice(1)}.`;
}
