/** `npm run test:torture`: damaged SIP messages and lossy networks, in the numbers that the promises name (CI takes fewer). */
import { runVitest } from './lib/run-tests.ts';
import { lastLine, sum } from './lib/tally.ts';

const full = {
  TORTURE_MESSAGES: process.env['TORTURE_MESSAGES'] ?? '100000',
  LOSS_SECONDS: process.env['LOSS_SECONDS'] ?? '120',
};
const total = sum([await runVitest(['test/spec/phone/torture', 'test/peers/loss'], full)]);
console.log(lastLine(total));
process.exitCode = total.failed === 0 ? 0 : 1;
