// Who is on the line, as well as we know.
import type { EscalationOffer } from '../../../shared/escalation.ts';
import type { PhoneCall } from '../../../shared/phone.ts';
import { formatPhone } from '../../i18n/format.ts';
import { conversation } from '../../stores/conversation.ts';
import { leadWithNumber, work } from '../../stores/work.ts';

/** The lead's name, else what the exchange shows, else the number. */
export function nameOfCall(call: PhoneCall | undefined, offer: EscalationOffer | undefined): string {
  if (offer?.leadName) return offer.leadName;
  if (call === undefined) return '';
  return nameOfLead(call.number) || call.name || formatPhone(call.number);
}

/** By number: the lead on screen, else one of the list. Not a hook: whoever draws a call draws it again every second. */
function nameOfLead(number: string): string | undefined {
  const { detail } = conversation.getState();
  const shown = detail && leadWithNumber([detail], number);
  return (shown ?? leadWithNumber(Object.values(work.getState().leads), number))?.name;
}
