/** Waiting times between attempts, with jitter, so that a thousand phones do not return to a restarted PBX in one beat. */

/** Half of the doubled wait is certain, half is chance. `attempt` counts from 0; `random` is in [0, 1). */
export function backOffMs(
  attempt: number,
  { baseMs, maxMs, random = Math.random }: { baseMs: number; maxMs: number; random?: () => number },
): number {
  const fullMs = Math.min(maxMs, baseMs * 2 ** Math.min(attempt, 16));
  return Math.round(fullMs / 2 + (fullMs / 2) * random());
}
