/** Directions of a media stream (RFC 3264 §6.1): which side may speak. */

export type Direction = 'sendrecv' | 'sendonly' | 'recvonly' | 'inactive';

/** The direction seen from the other side. */
export const mirrored: Record<Direction, Direction> = {
  sendrecv: 'sendrecv',
  sendonly: 'recvonly',
  recvonly: 'sendonly',
  inactive: 'inactive',
};

export const sends = (direction: Direction): boolean => direction === 'sendrecv' || direction === 'sendonly';
export const receives = (direction: Direction): boolean =>
  direction === 'sendrecv' || direction === 'recvonly';

/** What both directions allow. */
export function bothAllow(a: Direction, b: Direction): Direction {
  const sending = sends(a) && sends(b);
  const receiving = receives(a) && receives(b);
  if (sending) return receiving ? 'sendrecv' : 'sendonly';
  return receiving ? 'recvonly' : 'inactive';
}
