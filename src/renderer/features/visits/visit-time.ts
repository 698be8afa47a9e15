// When a visit is, always told in the property's own time.
import { useEffect } from 'react';
import { useStore } from 'zustand';
import { formatClock } from '../../i18n/format.ts';
import { useWords } from '../../i18n/use-words.ts';
import { useActions } from '../../stores/actions.ts';
import { properties, readProperties, zoneOfProperty } from '../../stores/properties.ts';
import { dayAt, dayInWords } from './visit-times.ts';

/** Says `sáb 28 nov, 11:00`; until the property's clock is known, by the clock here. */
export function useVisitTime(): (visit: { property: string; startsAt: string }) => string {
  const { language } = useWords();
  const { desk: api } = useActions();
  const list = useStore(properties, (state) => state.properties);
  useEffect(() => void readProperties(api.properties), [api]);
  return ({ property, startsAt }) => {
    const zone = zoneOfProperty(property, list) ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
    const { weekday, date } = dayInWords(dayAt(startsAt, zone), language);
    return `${weekday} ${date}, ${formatClock(startsAt, zone)}`;
  };
}
