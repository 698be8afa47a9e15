/** When a person may be called: by the clock on their own wall, through every change to and from summer time. */
import { DateTime, IANAZone } from 'luxon';

/** Minutes since midnight; `from` later than `to` is a span over midnight, equal ends are the whole day. */
export interface CallHours {
  fromMinute: number;
  toMinute: number;
}

/** Where most leads live; for a lead whose zone no clock knows. */
const fallbackZone = 'America/Mexico_City';

/** The first moment from `now` on that is within `hours` in `timeZone`: `now` itself if it is. */
export function nextOpening(now: Date, timeZone: string, hours: CallHours): Date {
  const zone = IANAZone.isValidZone(timeZone) ? timeZone : fallbackZone;
  const local = DateTime.fromJSDate(now, { zone });
  if (isOpen(local.hour * 60 + local.minute, hours)) return now;
  const today = openingOf(local, hours);
  return (today > local ? today : openingOf(local.plus({ days: 1 }), hours)).toJSDate();
}

function isOpen(minute: number, { fromMinute, toMinute }: CallHours): boolean {
  if (fromMinute === toMinute) return true;
  return fromMinute < toMinute
    ? minute >= fromMinute && minute < toMinute
    : minute >= fromMinute || minute < toMinute;
}

/** An hour that the clocks skip is the hour after it (luxon moves it forward). */
function openingOf(day: DateTime, { fromMinute }: CallHours): DateTime {
  return day.startOf('day').set({ hour: Math.floor(fromMinute / 60), minute: fromMinute % 60 });
}
