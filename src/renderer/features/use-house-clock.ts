// The house's own time: everybody who supervises reads one clock, wherever they sit and however their machine is set.
import { useStore } from 'zustand';
import { formatClock } from '../i18n/format.ts';
import { session } from '../stores/session.ts';

const houseZone = 'America/Mexico_City';

/** The house's time zone (IANA): where its days begin. */
export function useHouseZone(): string {
  return useStore(session, (state) => state.config?.reportingTimeZone ?? houseZone);
}

/** A moment (ISO 8601, epoch ms) as `12:42` of the house. */
export function useHouseClock(): (at: string | number) => string {
  const zone = useHouseZone();
  return (at) => formatClock(at, zone);
}
