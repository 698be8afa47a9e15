/** Redis may forget at any moment: what should stand in line is put back from PostgreSQL, and only that. */
import type { Deps } from '../../deps.ts';
import { callsInLine } from '../../store/call-line.ts';

type QueueDeps = Pick<Deps, 'db' | 'queue' | 'log' | 'now'>;

/** Puts back, in order, the calls that PostgreSQL holds and Redis does not. Returns how many. */
export async function restoreQueue({ db, queue, now }: Omit<QueueDeps, 'log'>): Promise<number> {
  const wanted = await callsInLine(db, now());
  if (wanted.length === 0) return 0;
  const there = await queue.ids();
  const missing = wanted.filter((id) => !there.has(id));
  for (const id of missing) await queue.enqueue(id);
  return missing.length;
}

/**
 * Restores at once, every `everyMs`, and whenever Redis comes back. Failures are logged and tried again at the
 * next turn. Returns what stops it, which waits for a turn under way.
 */
export function startQueueRestore(
  deps: QueueDeps,
  { everyMs = 3_000 }: { everyMs?: number } = {},
): () => Promise<void> {
  let turn: Promise<void> | undefined;
  const run = (): void => {
    turn ??= restoreQueue(deps)
      .then(
        (count) => {
          if (count > 0) deps.log.info({ count }, 'call queue: put back from PostgreSQL');
        },
        (error: unknown) => deps.log.warn({ reason: String(error) }, 'call queue: could not be put back yet'),
      )
      .finally(() => (turn = undefined));
  };
  run();
  const timer = setInterval(run, everyMs);
  let stopped = false;
  deps.queue.onReconnect(() => {
    if (!stopped) run();
  });
  return async () => {
    stopped = true;
    clearInterval(timer);
    await turn;
  };
}
