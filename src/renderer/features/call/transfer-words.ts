// What has become of a transfer, or of a question to a colleague, in the words of the screen.
import type { PhoneCall, PhoneState } from '../../../shared/phone.ts';
import type { Translate } from '../../i18n/use-words.ts';
import { formatPhone } from '../../i18n/format.ts';
import { nameWithNumber } from '../../stores/name-with-number.ts';
import { sipCauseInWords } from '../backend-words.ts';
import { endingInWords, refusalInWords } from '../phone-words.ts';
import { nameOfCall } from './call-name.ts';

/** The call to a colleague that came to nothing while the client waits; undefined otherwise. */
export function failedConsultation(main: PhoneCall, state: PhoneState | undefined): PhoneCall | undefined {
  if (main.phase !== 'held') return undefined;
  const last = state?.calls.find(({ phase }) => phase === 'ended');
  const isIt = last?.direction === 'out' && last.liveAt === undefined;
  return isIt && (last.endedAt ?? 0) >= (main.liveAt ?? 0) ? last : undefined;
}

/** Why the colleague one wanted to ask could not be reached, while the client waits; undefined otherwise. */
export function consultationInWords(
  main: PhoneCall,
  state: PhoneState | undefined,
  t: Translate,
): string | undefined {
  const last = failedConsultation(main, state);
  if (!last) return undefined;
  const reason = sipCauseInWords(last.sipStatus, t) || endingInWords(last, t);
  if (reason === '') return undefined;
  return t('consultation.failed', { to: nameOfCall(last, undefined), reason: reason.replace(/\.$/, '') });
}

/** What has become of a transfer, in one line; undefined while there is none. */
export function transferInWords({ transfer }: PhoneCall, t: Translate): string | undefined {
  if (!transfer) return undefined;
  const { phase, refusal } = transfer;
  const to = nameWithNumber(transfer.to) ?? formatPhone(transfer.to);
  if (phase !== 'failed') return t(`transfer.${phase}`, { to });
  const known = sipCauseInWords(refusal?.params.status, t) || refusalInWords(refusal, t);
  // The catalogue's sentences end with a full stop, and so does ours around them.
  return t('transfer.failed', { to, reason: known.replace(/\.$/, '') });
}
