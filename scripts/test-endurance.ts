/** `npm run test:endurance`: every fault that a call must outlive, round after round, and the figures of how it did. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { chmod } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { consoleCaseNames, runConsoleTrack } from './endurance/console-track.ts';
import type { ConsoleWorld } from './endurance/console-world.ts';
import { outageNames, runOutageTrack } from './endurance/outage-track.ts';
import { caseNames, summarise, tableOf, type CaseName, type Round } from './endurance/rounds.ts';
import { ensureConsoleBuilt } from './lib/console-build.ts';
import { runProgram, root } from './lib/run-program.ts';

const usage = `npm run test:endurance -- [options]
  --rounds N     rounds of each case (default 50)
  --only A,B     of ${caseNames.join(', ')}, leak (default all)
  --phones N     calls at once while their SIP connection is away (default 9)
  --calls N      calls in a row in the case "leak" (default 500)
  --json         one JSON object on standard output and nothing else
  --keep         keep the logs also when all went well`;

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '50' },
    only: { type: 'string', default: [...caseNames, 'leak'].join(',') },
    phones: { type: 'string', default: '9' },
    calls: { type: 'string', default: '500' },
    json: { type: 'boolean', default: false },
    keep: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
const say = (line: string): void => void (values.json ? process.stderr : process.stdout).write(`${line}\n`);
if (values.help) {
  say(usage);
  process.exit(0);
}
const wanted = values.only.split(',');
const unknown = wanted.filter((name) => name !== 'leak' && !caseNames.includes(name as CaseName));
if (unknown.length > 0 || !(Number(values.rounds) > 0)) {
  process.stderr.write(
    `${unknown.length > 0 ? `There is no case ${unknown.join(', ')}.` : 'No rounds.'}\n${usage}\n`,
  );
  process.exit(2);
}

const dataDir = mkdtempSync(join(tmpdir(), 'endurance-'));
await chmod(dataDir, 0o755); // passable, so that a PostgreSQL started by root can stay in it
const beganAt = Date.now();
const rounds: Round[] = [];
let closeWorld = (): Promise<void> => Promise.resolve();
// The phones of the other track end with their own processes.
let isBrokenOff = false;
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => {
    isBrokenOff = true;
    void closeWorld().finally(() => process.exit(130));
  });
if (consoleCaseNames.some((name) => wanted.includes(name))) await ensureConsoleBuilt(root, say);
const [isLeakless] = await Promise.all([runPhoneTrack(), runConsole()]);

const summaries = caseNames.filter((name) => wanted.includes(name)).map((name) => summarise(name, rounds));
const passed = summaries.every((summary) => summary.passed === Number(values.rounds)) && isLeakless;
const tookS = Math.round((Date.now() - beganAt) / 1000);
if (summaries.length > 0) say(`\n${tableOf(summaries)}`);
for (const { name, errors } of summaries) for (const error of errors) say(`${name}: ${error}`);
say(`${passed ? 'Every call went on.' : 'Not every call went on.'} ${tookS} s.`);
if (values.json) process.stdout.write(`${JSON.stringify({ passed, tookS, cases: summaries })}\n`);
writeFileSync(join(dataDir, 'rounds.json'), JSON.stringify(rounds));
if (passed && !values.keep)
  rmSync(dataDir, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
else say(`Rounds and logs: ${dataDir}`);
process.exit(passed ? 0 : 1);

function take(round: Round): void {
  rounds.push(round);
  const done = rounds.filter(({ name }) => name === round.name).length;
  say(`${round.name} ${done}: ${round.error ?? `back after ${round.backMs} ms`}`);
}

async function runConsole(): Promise<void> {
  const names = consoleCaseNames.filter((name) => wanted.includes(name));
  const options = { names, rounds: Number(values.rounds), dataDir: join(dataDir, 'console') };
  const onOpen = ({ close }: ConsoleWorld): void => void (closeWorld = close);
  await runConsoleTrack({ ...options, onRound: take, onOpen }).catch((error: unknown) =>
    say(`The console's cases ended early: ${String(error)}`),
  );
}

/** Outages first, then the count of what calls leave behind, which wants the processor for itself. */
async function runPhoneTrack(): Promise<boolean> {
  const names = outageNames.filter((name) => wanted.includes(name));
  const options = { names, rounds: Number(values.rounds), phones: Number(values.phones), dataDir };
  await runOutageTrack({ ...options, onRound: take });
  if (isBrokenOff || !wanted.includes('leak')) return true;
  const program = join(root, 'scripts/leak-phone.ts');
  const { code, output } = await runProgram(process.execPath, [program, '--calls', values.calls]);
  say(`\n${output.trimEnd()}`);
  return code === 0;
}
