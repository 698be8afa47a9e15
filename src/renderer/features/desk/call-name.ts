// Who is on the line, as well as we know.
import type { EscalationOffer } from '../../../shared/escalation.ts';
import type { PhoneCall } from '../../../shared/phone.ts';
import { formatPhone } from '../../i18n/format.ts';

/** The lead's name, else what the exchange shows, else the number. */
export function nameOfCall(call: PhoneCall | undefined, offer: EscalationOffer | undefined): string {
  return offer?.leadName || call?.name || (call ? formatPhone(call.number) : '');
}
