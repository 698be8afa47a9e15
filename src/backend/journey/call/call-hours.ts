/** When a person may be called: by the clock on their own wall, through every change to and from summer time. */
import { DateTime, IANAZone } from 'luxon';

/** Minutes since midnight; `from` later than `to` is a span over midnight, equal ends are the whole day. */
export interface CallHours {
  fromMinute: number;
  toMinute: number;
  /** Days of the week on which they begin, 1 Monday … 7 Sunday; absent: every day. */
  days?: readonly number[];
}

/** Where most leads live; for a lead whose zone no clock knows. */
const fallbackZone = 'America/Mexico_City';

/** The first moment from `now` on that is within `hours` in `timeZone`: `now` itself if it is. */
export function nextOpening(now: Date, timeZone: string, hours: CallHours): Date {
  const zone = IANAZone.isValidZone(timeZone) ? timeZone : fallbackZone;
  const local = DateTime.fromJSDate(now, { zone });
  if (isOpen(local, hours)) return now;
  for (let ahead = 0; ahead <= 7; ahead += 1) {
    const opening = openingOf(local.plus({ days: ahead }), hours);
    if (opening > local && isCallDay(opening, hours)) return opening.toJSDate();
  }
  throw new Error('Calls are placed on no day of the week.');
}

function isOpen(local: DateTime, hours: CallHours): boolean {
  const { fromMinute, toMinute } = hours;
  const minute = local.hour * 60 + local.minute;
  if (fromMinute < toMinute) return minute >= fromMinute && minute < toMinute && isCallDay(local, hours);
  if (fromMinute === toMinute || minute >= fromMinute) return isCallDay(local, hours);
  // After midnight it is still the evening before.
  return minute < toMinute && isCallDay(local.minus({ days: 1 }), hours);
}

function isCallDay(local: DateTime, { days }: CallHours): boolean {
  return days === undefined || days.includes(local.weekday);
}

/** An hour that the clocks skip is the hour after it (luxon moves it forward). */
function openingOf(day: DateTime, { fromMinute }: CallHours): DateTime {
  return day.startOf('day').set({ hour: Math.floor(fromMinute / 60), minute: fromMinute % 60 });
}
