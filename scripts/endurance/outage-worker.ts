/** A share of the outages in a process of its own, because one process cannot say and hear the tones of many calls at once. */
import { runOutages, type OutageOptions } from './outages.ts';
import { killPhones } from './phone-lane.ts';
import type { Round } from './rounds.ts';

const options = JSON.parse(process.argv[2] ?? '') as Omit<OutageOptions, 'onRound'>;
const breakOff = (): void => void killPhones().finally(() => process.exit(1));
process.once('disconnect', breakOff);
process.once('SIGTERM', breakOff);
// A person's Ctrl-C reaches every process; whoever started us ends us.
process.on('SIGINT', () => undefined);
let told = Promise.resolve();
const tell = (round: Round): void => {
  told = new Promise((done) => process.send?.(round, () => done()));
};
await runOutages({ ...options, onRound: tell });
await told;
// Callers keep their ports a little for last answers; nobody waits for those here.
process.exit(0);
