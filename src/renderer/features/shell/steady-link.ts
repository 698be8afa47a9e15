// A wire as people are shown it: lost and found again within a moment, it was never away.
import type { Link } from '../../stores/connection.ts';

/** A blink of the network is not news, ms. */
export const patienceMs = 1_200;

/** The wire itself, or as it was while it has been away for less than `patienceMs`. */
export function steadyLink(link: Link, now: number): Link {
  const isBlink = link.phase === 'down' && link.lastUpAt !== undefined && now - link.since < patienceMs;
  return isBlink ? { phase: 'up', since: link.lastUpAt ?? link.since } : link;
}
