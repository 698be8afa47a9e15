// Which visits want an outcome, and who may say it.
import type { Me } from '../../../shared/api.ts';

interface Marked {
  status: string;
  startsAt: string;
  bookedById?: string | null;
}

/** `say`: it has begun, and nobody said whether they came; `said`: it can be taken back; undefined: it is ahead or called off. */
export function markOf({ status, startsAt }: Marked, now: number): 'say' | 'said' | undefined {
  if (status === 'done' || status === 'no-show') return 'said';
  const stands = status === 'booked' || status === 'confirmed';
  return stands && Date.parse(startsAt) <= now ? 'say' : undefined;
}

/** Whoever looks after the lead or booked it; of a lead that nobody looks after, anybody; supervisors always. */
export function mayMark(
  { bookedById }: Pick<Marked, 'bookedById'>,
  ownerId: string | null | undefined,
  me: Pick<Me, 'id' | 'role'> | undefined,
): boolean {
  if (me === undefined) return false;
  return me.role !== 'agent' || ownerId == null || ownerId === me.id || bookedById === me.id;
}

/** The last visit that wants an outcome, not older than a month. */
export function visitToMark<V extends Marked>(visits: readonly V[], now: number): V | undefined {
  return visits
    .filter((visit) => markOf(visit, now) === 'say' && now - Date.parse(visit.startsAt) < monthMs)
    .sort((a, b) => b.startsAt.localeCompare(a.startsAt))[0];
}
const monthMs = 30 * 86_400_000;
