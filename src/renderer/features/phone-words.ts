// Why the phone could not do something, and how its calls ended, in the words of the screen.
import { refusalCodes, type RefusalFact } from '../../shared/phone-refusal.ts';
import type { PhoneCall } from '../../shared/phone.ts';
import type { Translate } from '../i18n/use-words.ts';
import { sipCauseInWords } from './backend-words.ts';

/** A reason that completes a sentence, with the status where there is one: it tells more to whoever runs the exchange. */
export function refusalInWords(refusal: RefusalFact | undefined, t: Translate): string {
  // A phone newer than this page may have codes that the page has no word for.
  if (!refusal || !refusalCodes.includes(refusal.code)) return t('error.phoneFault');
  const { code, params } = refusal;
  const words = t(`refusal.${code}`, { limit: params.limit ?? '' });
  return params.status === undefined ? words : `${words} (${params.status})`;
}

/** How a call that was never talked in came to its end, where its outcome's own word does not say it already. */
export function endingInWords(call: PhoneCall, t: Translate): string {
  switch (call.ending) {
    case 'peer-cancel':
    case 'peer-bye':
      return t('call.gaveUp');
    case 'silence':
      return t('sipCause.silent');
    case 'refusal':
      // An incoming call that we refused by ourselves rang out, unless it could not be spoken.
      return call.direction === 'in' && call.sipStatus === 480 ? '' : sipCauseInWords(call.sipStatus, t);
    case 'failure':
      return t('sipCause.broken');
    default:
      return '';
  }
}
