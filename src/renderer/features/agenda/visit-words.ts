// A visit's time and state in words.
import type { Appointment } from '../../../shared/desk.ts';
import type { Language } from '../../../shared/lead.ts';
import { formatClock } from '../../i18n/format.ts';
import { placeOfZone } from '../../i18n/places.ts';
import type { Translate } from '../../i18n/use-words.ts';

/** `11:00–12:00`, by the clock of the place it is at. */
export function timeOfVisit({ startsAt, endsAt, timeZone }: Appointment): string {
  return `${formatClock(startsAt, timeZone)}–${formatClock(endsAt, timeZone)}`;
}

/** `hora de Cancún` where that clock differs from this machine's, else empty. */
export function zoneOfVisit({ startsAt, timeZone }: Appointment, t: Translate, language: Language): string {
  const isSame = formatClock(startsAt, timeZone) === formatClock(startsAt);
  return isSame ? '' : t('agenda.localTime', { place: placeOfZone(timeZone, language) });
}

const statuses = ['booked', 'confirmed', 'cancelled', 'done', 'no-show'] as const;

/** A state we have no word for stays as it came. */
export function statusOfVisit({ status }: Pick<Appointment, 'status'>, t: Translate): string {
  const known = statuses.find((one) => one === status);
  return known ? t(`appointment.${known}`) : status;
}

/** True while it can be called off. */
export function isAhead({ status, startsAt }: Appointment, now: number): boolean {
  return (status === 'booked' || status === 'confirmed') && Date.parse(startsAt) > now;
}
