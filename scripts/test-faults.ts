/** `npm run test:faults`: kills, floods and flushes, in as many rounds as the promises name (CI runs fewer). */
import { runVitest } from './lib/run-tests.ts';
import { lastLine, sum } from './lib/tally.ts';

const total = sum([await runVitest(['test/faults'], { FAULT_ROUNDS: process.env['FAULT_ROUNDS'] ?? '20' })]);
console.log(lastLine(total));
process.exitCode = total.failed === 0 ? 0 : 1;
