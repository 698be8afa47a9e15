/** The cases that need the real console, round after round; a desk that went wrong is opened anew for the next. */
import { consoleCases } from './console-cases.ts';
import { mostAgents, openConsoleWorld, type ConsoleWorld } from './console-world.ts';
import { openDesk } from './desk.ts';
import { isVoid, type CaseName, type Round } from './rounds.ts';

export type ConsoleCaseName = keyof typeof consoleCases;
export const consoleCaseNames = Object.keys(consoleCases) as ConsoleCaseName[];

/** A frozen page only waits: several desks can do that at once without disturbing one another. */
const desksOf = (name: CaseName): number => (name === 'frozen' ? 2 : 1);

export interface ConsoleTrackOptions {
  names: readonly ConsoleCaseName[];
  rounds: number;
  dataDir: string;
  onRound: (round: Round) => void;
  /** Told what runs, so that it can be closed when the run is broken off. */
  onOpen?: (world: ConsoleWorld) => void;
}

/** Does `rounds` rounds of each case. Rejects only if the product itself cannot be started or a desk not opened. */
export async function runConsoleTrack({
  names,
  rounds,
  dataDir,
  onRound,
  onOpen = () => undefined,
}: ConsoleTrackOptions): Promise<void> {
  if (names.length === 0) return;
  const desks = Math.min(mostAgents, rounds, Math.max(...names.map(desksOf)));
  const world = await openConsoleWorld(dataDir, desks);
  onOpen(world);
  try {
    for (const name of names) {
      const queue = Array.from({ length: rounds }, (_, round) => round);
      const atOnce = Math.min(desks, desksOf(name));
      await Promise.all(
        Array.from({ length: atOnce }, (_, desk) => workAt(world, desk, { name, queue, onRound })),
      );
    }
  } finally {
    await world.close();
  }
}

async function workAt(
  world: ConsoleWorld,
  index: number,
  { name, queue, onRound }: { name: ConsoleCaseName; queue: number[]; onRound: (round: Round) => void },
): Promise<void> {
  let desk = await openDesk(world, index);
  let repeats = queue.length;
  for (let round = queue.shift(); round !== undefined; round = queue.shift()) {
    try {
      const done: Round = { name, ...(await consoleCases[name](desk, round)) };
      onRound(done);
      if (isVoid(done) && repeats-- > 0) queue.push(round);
    } catch (error) {
      onRound({ name, error: `round ${round}: ${String(error)}` });
      await desk.close();
      world.check();
      desk = await openDesk(world, index);
    }
  }
  await desk.close();
}
