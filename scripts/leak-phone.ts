/** `node scripts/leak-phone.ts`: hundreds of calls in a row through one phone process, which must stay as small as it was. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runLeak } from './endurance/leak.ts';
import { killPhones } from './endurance/phone-lane.ts';

const { values } = parseArgs({
  options: {
    /** How many calls in a row. */
    calls: { type: 'string', default: '500' },
    /** One JSON object on standard output and nothing else. */
    json: { type: 'boolean', default: false },
  },
});

for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => void killPhones().finally(() => process.exit(130)));

const dataDir = mkdtempSync(join(tmpdir(), 'leak-phone-'));
const say = (line: string): void => void (values.json ? process.stderr : process.stdout).write(`${line}\n`);
const beganAt = Date.now();
const result = await runLeak({
  calls: Number(values.calls),
  dataDir,
  onSample: ({ calls, rssMb, heapMb, externalMb, udpSockets, tcpSockets, timers }) =>
    say(
      `${String(calls).padStart(5)} calls  RSS ${rssMb} MB  heap ${heapMb} MB  external ${externalMb} MB  UDP ${udpSockets}  TCP ${tcpSockets}  timers ${timers}`,
    ),
});
const took = Math.round((Date.now() - beganAt) / 1000);
say(
  `${result.calls} calls, ${result.reloads} reloads, ${result.registrations} registrations in ${took} s; ` +
    `memory ${result.growth} times that after the first hundred.`,
);
if (values.json) process.stdout.write(`${JSON.stringify({ ...result, tookS: took })}\n`);
if (result.faults.length > 0) say(`Not as it should be: ${result.faults.join('; ')}. Logs: ${dataDir}`);
else rmSync(dataDir, { recursive: true, force: true });
process.exit(result.faults.length === 0 ? 0 : 1);
