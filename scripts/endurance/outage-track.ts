/** The outages, many at once: they mostly wait, and each has a phone, a connection and a call of its own. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Outage } from './outages.ts';
import { isVoid, type CaseName, type Round } from './rounds.ts';

/** Longest first, so that none is left alone at the end. */
export const outageMs = { tcp60: 60_000, tcp30: 30_000, tcp8: 8_000 } as const satisfies Partial<
  Record<CaseName, number>
>;
export type OutageName = keyof typeof outageMs;
export const outageNames = Object.keys(outageMs) as OutageName[];

/** One process can say and hear the tones of so many calls without being late. */
const phonesEach = 3;

export interface OutageTrackOptions {
  names: readonly OutageName[];
  rounds: number;
  /** Phones, and so calls, at once. */
  phones: number;
  dataDir: string;
  onRound: (round: Round) => void;
}

/** Does `rounds` rounds of each outage. A worker that fails leaves its rounds undone, which counts as failed. */
export async function runOutageTrack(options: OutageTrackOptions): Promise<void> {
  const { names, rounds, dataDir, onRound } = options;
  const outages = outageNames
    .filter((name) => names.includes(name))
    .flatMap((name) => Array.from({ length: rounds }, (): Outage => ({ name, awayMs: outageMs[name] })));
  if (outages.length === 0) return;
  const phones = Math.min(options.phones, outages.length);
  const workers = Math.ceil(phones / phonesEach);
  await Promise.all(
    Array.from({ length: workers }, (_, worker) =>
      runWorker(
        {
          phones: Math.min(phonesEach, phones - worker * phonesEach),
          outages: outages.filter((_outage, index) => index % workers === worker),
          dataDir,
          firstExtension: 3001 + worker * 10,
        },
        onRound,
      ),
    ),
  );
}

async function runWorker(
  work: { phones: number; outages: Outage[]; dataDir: string; firstExtension: number },
  onRound: (round: Round) => void,
): Promise<void> {
  const left = [...work.outages];
  const child = fork(join(import.meta.dirname, 'outage-worker.ts'), [JSON.stringify(work)]);
  child.on('message', (message) => {
    const round = message as Round;
    const done = left.findIndex(({ name }) => name === round.name);
    if (!isVoid(round)) left.splice(done, 1);
    onRound(round);
  });
  const [code, signal] = (await once(child, 'exit')) as [number | null, string | null];
  for (const { name } of left) onRound({ name, error: `not done: its process ended with ${signal ?? code}` });
}
