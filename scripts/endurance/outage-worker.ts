/** A share of the outages in a process of its own, because one process cannot say and hear the tones of many calls at once. */
import { runOutages, type OutageOptions } from './outages.ts';

const options = JSON.parse(process.argv[2] ?? '') as Omit<OutageOptions, 'onRound'>;
await runOutages({ ...options, onRound: (round) => process.send?.(round) });
process.disconnect();
// Callers keep their ports a little for last answers; nobody waits for those here.
process.exit(0);
