/** Tests wait for a condition, never for time: machines differ, and a sleep is either too short or wasted. */
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Asks again and again until `look` gives something truthy, and gives that back. An error counts as "not yet".
 * Throws after `timeoutMs` (default 30,000), naming `what` was awaited and the last answer or error.
 */
export async function until<T>(
  look: () => T | Promise<T>,
  { timeoutMs = 30_000, what = 'the condition' }: { timeoutMs?: number; what?: string } = {},
): Promise<Exclude<T, false | undefined | null | 0 | ''>> {
  const giveUpAt = Date.now() + timeoutMs;
  for (;;) {
    const outcome = await Promise.resolve()
      .then(look)
      .then(
        (value) => ({ value }),
        (error: unknown) => ({ error }),
      );
    if ('value' in outcome && outcome.value)
      return outcome.value as Exclude<T, false | undefined | null | 0 | ''>;
    if (Date.now() > giveUpAt) {
      const last = 'error' in outcome ? String(outcome.error) : JSON.stringify(outcome.value);
      throw new Error(`waited ${timeoutMs} ms in vain for ${what}; last: ${last}`, {
        cause: 'error' in outcome ? outcome.error : undefined,
      });
    }
    await sleep(25);
  }
}
