/**
 * `npm run bench:phone`: what the phone costs in delay, processor time and memory, how fast it answers, and how fast
 * a ringing call stands on the agent's screen. Everything on loopback, in less than six minutes.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { measureAnswering, type AnsweringFigures } from './bench/answering.ts';
import { cellsOf, hundredths, spreadHeading, table } from './bench/figures.ts';
import { measureMediaPath, type MediaPathFigures } from './bench/media-path.ts';
import { measureMemory, type MemoryFigures } from './bench/memory.ts';
import { measureRings, type RingFigures } from './bench/ring-on-screen.ts';

const { values } = parseArgs({
  options: {
    /** One JSON object on standard output and nothing else. */
    json: { type: 'boolean', default: false },
    /** Parts to run: media, answering, memory, rings. */
    only: { type: 'string', default: 'media,answering,memory,rings' },
    /** How long each way of the media is listened to. */
    seconds: { type: 'string', default: '20' },
    /** Calls that are answered, and rings on the screen. */
    rounds: { type: 'string', default: '30' },
    /** Calls, and reloads, whose remains in memory are measured. */
    times: { type: 'string', default: '200' },
    /** Folder for a processor profile of the phone during the media part (it costs some of what is measured). */
    profile: { type: 'string' },
  },
});
/** Leads take their time to ring; what is measured by then counts. */
const RINGS_BUDGET_MS = 150_000;

interface Figures {
  machine: { cores: number; loadBefore: number; loadAfter: number };
  media?: MediaPathFigures;
  answering?: AnsweringFigures;
  memory?: MemoryFigures;
  rings?: RingFigures;
}

const parts = values.only.split(',');
const dataDir = mkdtempSync(join(tmpdir(), 'bench-phone-'));
const say = (text: string): void => void (values.json ? process.stderr : process.stdout).write(`${text}\n`);
const rounds = Number(values.rounds);
const figures: Figures = {
  machine: { cores: availableParallelism(), loadBefore: hundredths(loadavg()[0] ?? 0), loadAfter: 0 },
};
say(`${figures.machine.cores} cores, load ${figures.machine.loadBefore} before we began`);

try {
  if (parts.includes('media')) {
    const env = values.profile === undefined ? {} : { NODE_OPTIONS: profiling(values.profile) };
    figures.media = await measureMediaPath(join(dataDir, 'media'), Number(values.seconds), env);
    sayMedia(figures.media);
  }
  if (parts.includes('answering')) {
    figures.answering = await measureAnswering(join(dataDir, 'answering'), rounds);
    sayAnswering(figures.answering);
  }
  if (parts.includes('memory')) {
    figures.memory = await measureMemory(join(dataDir, 'memory'), Number(values.times));
    sayMemory(figures.memory);
  }
  if (parts.includes('rings')) {
    const options = { rounds, budgetMs: RINGS_BUDGET_MS };
    figures.rings = await measureRings(join(dataDir, 'rings'), options);
    sayRings(figures.rings);
  }
} finally {
  rmSync(dataDir, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
}
figures.machine.loadAfter = hundredths(loadavg()[0] ?? 0);
say(`\nload ${figures.machine.loadAfter} at the end`);
if (values.json) process.stdout.write(`${JSON.stringify(figures)}\n`);
process.exit(0);

function profiling(folder: string): string {
  return `--cpu-prof --cpu-prof-dir=${JSON.stringify(resolve(folder))}`;
}

function sayMedia({ paths, idle }: MediaPathFigures): void {
  const [, floor] = paths;
  const times = (value: number, of: number | undefined): string =>
    of === undefined || of === 0 ? '' : `${hundredths(value / of)}×`;
  say('\nDelay each way (ms), with what the two ends themselves need; × is against the bare relay');
  const rows = paths.flatMap(({ name, toPbxMs, toPageMs, lost }) => [
    [`${name}: page → PBX`, ...cellsOf(toPbxMs), times(toPbxMs.p50, floor?.toPbxMs.p50), lost],
    [`${name}: PBX → page`, ...cellsOf(toPageMs), times(toPageMs.p50, floor?.toPageMs.p50), ''],
  ]);
  say(table(['', ...spreadHeading, '× p50', 'lost'], rows));
  if (paths.length < 3) say('rtpengine is not installed here: nothing to hold it against but the relay');
  say('\nProcessor time (% of a core), one call with voice both ways');
  const cpu = paths.map(({ name, cpuPercent }) => [name, cpuPercent, times(cpuPercent, floor?.cpuPercent)]);
  say(
    table(
      ['', '%', '×'],
      [...cpu, ['the phone, registered', idle.registered, ''], ['and a page connected', idle.withPage, '']],
    ),
  );
  const call = (paths[0]?.cpuPercent ?? NaN) - idle.registered;
  say(`a call costs ${hundredths(call)} % of a core`);
}

function sayAnswering({ okMs, callerHearsMs, agentHearsMs }: AnsweringFigures): void {
  say('\nFrom "answer" (ms), the page\'s leg being up');
  const rows = [
    ['200 OK at the exchange', ...cellsOf(okMs)],
    ['the caller hears the agent', ...cellsOf(callerHearsMs)],
    ['the agent hears the caller', ...cellsOf(agentHearsMs)],
  ];
  say(table(['', ...spreadHeading], rows));
}

function sayMemory({ steps }: MemoryFigures): void {
  say('\nMemory of the phone after a forced collection (MB)');
  const rows = steps.map(({ when, rssMb, heapMb, externalMb, udpSockets }) => [
    ...[when, rssMb, heapMb, externalMb, udpSockets],
  ]);
  say(table(['', 'RSS', 'heap', 'external', 'UDP sockets'], rows));
}

function sayRings({ shownMs, drawnMs }: RingFigures): void {
  say('\nFrom the INVITE until the console shows ring, lead card and brief (ms)');
  const rows = [
    ['in the document', ...cellsOf(shownMs)],
    ['drawn', ...cellsOf(drawnMs)],
  ];
  say(table(['', ...spreadHeading], rows));
}
