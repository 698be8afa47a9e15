// Who is on the line, as well as we know.
import type { EscalationOffer } from '../../../shared/escalation.ts';
import type { PhoneCall } from '../../../shared/phone.ts';
import { formatPhone } from '../../i18n/format.ts';
import { nameWithNumber } from '../../stores/name-with-number.ts';

/** The lead's name or the colleague's, else what the exchange shows, else the number. Not a hook: calls are drawn again every second. */
export function nameOfCall(call: PhoneCall | undefined, offer: EscalationOffer | undefined): string {
  if (offer?.leadName) return offer.leadName;
  if (call === undefined) return '';
  return nameWithNumber(call.number) || call.name || formatPhone(call.number);
}
