/**
 * How soon what was committed stands on a console: 200 consoles of which 20 on the live board, 50 calls a minute, 300
 * people and a thousand open calls, against the real backend as a process of its own. All clocks are this machine's.
 */
import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { startEmbeddedStores } from '../../src/backend/embedded/stores.ts';
import { startProgram, type ChildProgram } from '../lib/child-program.ts';
import { backendEnv, makeDemoSecrets, simulatorsEnv, type SimulatorsReady } from '../lib/demo-env.ts';
import { playBenchCall } from './board-calls.ts';
import { openBenchConsole, type BenchConsole } from './board-consoles.ts';
import { fillHouse, takeBenchCall } from './board-house.ts';
import { hundredths, spreadOf, type Spread } from './figures.ts';
import { cpuPercent, cpuSecondsOf } from './process-cpu.ts';

export interface BoardBenchOptions {
  dataDir: string;
  seconds: number;
  consoles: number;
  supervisors: number;
  people: number;
  queued: number;
  callsPerMinute: number;
}

export interface BoardFigures {
  /** Milliseconds from the event's time in the database to the console's ear. */
  board: Spread;
  lists: Spread;
  transcripts: Spread;
  /** Numbers of watched streams that never came, and changes that never showed on a board. */
  gaps: { streams: number; board: number };
  calls: number;
  events: number;
  pushesPerSupervisorPerSecond: number;
  disconnects: number;
  joinMs: Spread;
  backend: { cpuPercent: number; rssMb: number; rssPeakMb: number };
}

const callMs = 40_000;
const lines = 14;
const watchedBySupervisor = 4;
const settleMs = 3_000;

/** Runs it; everything that it started ends with it. */
export async function benchBoard(options: BoardBenchOptions): Promise<BoardFigures> {
  const undo: (() => unknown)[] = [];
  try {
    return await run(options, undo);
  } finally {
    for (const step of undo.toReversed()) await step();
  }
}

async function run(options: BoardBenchOptions, undo: (() => unknown)[]): Promise<BoardFigures> {
  const { backend, db, secret } = await startBackend(options, undo);
  const house = await fillHouse(db, options);
  const joinTimes: number[] = [];
  const open = async (token: string, isSupervisor: boolean): Promise<BenchConsole> => {
    const from = performance.now();
    const one = await openBenchConsole(backend.ready.url, token, isSupervisor);
    if (isSupervisor) joinTimes.push(performance.now() - from);
    undo.push(() => one.client.close());
    return one;
  };
  const consoles: BenchConsole[] = [];
  for (const token of house.supervisors) consoles.push(await open(token, true));
  const agents = options.consoles - consoles.length;
  for (const token of house.agents.slice(0, agents)) consoles.push(await open(token, false));
  await sleep(settleMs);
  const from = { cpu: cpuSecondsOf(backend.pid), wall: performance.now() };
  const played = await playCalls(options, {
    db,
    consoles,
    url: backend.ready.url,
    secret,
    tokens: house.agents,
  });
  const cpu = cpuPercent(cpuSecondsOf(backend.pid) - from.cpu, performance.now() - from.wall);
  const seconds = (performance.now() - from.wall) / 1000;
  await sleep(settleMs);
  return {
    ...(await compare(db, consoles, { callIds: played, supervisors: house.supervisors.length })),
    calls: played.length,
    pushesPerSupervisorPerSecond: hundredths(
      consoles.slice(0, house.supervisors.length).reduce((sum, { pushes }) => sum + pushes, 0) /
        house.supervisors.length /
        seconds,
    ),
    disconnects: consoles.reduce((sum, { disconnects }) => sum + disconnects, 0),
    joinMs: spreadOf(joinTimes),
    backend: { cpuPercent: hundredths(cpu), ...memoryOf(backend.pid) },
  };
}

async function startBackend(
  { dataDir }: BoardBenchOptions,
  undo: (() => unknown)[],
): Promise<{ backend: ChildProgram<{ ready: string; url: string }>; db: pg.Pool; secret: string }> {
  mkdirSync(dataDir, { recursive: true });
  const stores = await startEmbeddedStores(dataDir);
  undo.push(() => stores.stop());
  const secrets = makeDemoSecrets();
  const file = (name: string): string => join(import.meta.dirname, `../../src/${name}/main.ts`);
  const simulators = await startProgram<SimulatorsReady>({
    name: 'simulators',
    file: file('simulators'),
    env: simulatorsEnv(secrets, { speed: 1, loop: false, accounts: '[]', seed: 1 }),
  });
  undo.push(() => simulators.stop(3_000));
  const backend = await startProgram<{ ready: string; url: string }>({
    name: 'backend',
    file: file('backend'),
    env: {
      ...backendEnv(secrets, simulators.ready),
      PORT: '0',
      SECRET_KEY: randomBytes(32).toString('hex'),
      DATA_DIR: dataDir,
      DATABASE_URL: stores.databaseUrl,
      REDIS_URL: stores.redisUrl,
      LOG_LEVEL: 'warn',
    },
    logFile: join(dataDir, 'backend.log'),
  });
  undo.push(() => backend.stop());
  const db = new pg.Pool({ connectionString: stores.databaseUrl, max: 8 });
  undo.push(() => db.end());
  return { backend, db, secret: secrets.vapiSecret };
}

interface World {
  db: pg.Pool;
  consoles: BenchConsole[];
  url: string;
  secret: string;
  tokens: string[];
}

/** Begins calls evenly for `seconds`, and waits for the last to end; agents change what they do meanwhile. Returns the calls' ids. */
async function playCalls(
  { seconds, callsPerMinute, supervisors, consoles: consoleCount }: BoardBenchOptions,
  { db, consoles, url, secret, tokens }: World,
): Promise<string[]> {
  const playing: Promise<void>[] = [];
  const ids: string[] = [];
  const everyMs = 60_000 / callsPerMinute;
  const agents = tokens.slice(0, consoleCount - supervisors);
  for (let nextAt = performance.now(), end = nextAt + seconds * 1000; nextAt < end; nextAt += everyMs) {
    const call = await takeBenchCall(db);
    ids.push(call.id);
    await watchBySome(consoles, call.id, { nth: ids.length, supervisors });
    playing.push(playBenchCall(call, { webhookUrl: `${url}/webhooks/vapi`, secret, callMs, lines }));
    await changeState(url, agents[ids.length % agents.length] ?? '', ids.length);
    await sleep(Math.max(0, nextAt + everyMs - performance.now()));
  }
  await Promise.all(playing);
  return ids;
}

/** Each call is watched by a few supervisors and by one agent. */
async function watchBySome(
  consoles: BenchConsole[],
  callId: string,
  { nth, supervisors }: { nth: number; supervisors: number },
): Promise<void> {
  const some = Array.from(
    { length: watchedBySupervisor },
    (_, i) => consoles[(nth * 7 + i * 3) % supervisors],
  );
  const agent = consoles[supervisors + (nth % (consoles.length - supervisors))];
  const watchers = [...new Set([...some, agent])].filter((one) => one !== undefined);
  await Promise.all(watchers.map((one) => one.watch(`call:${callId}`)));
}

async function changeState(url: string, token: string, nth: number): Promise<void> {
  const body = JSON.stringify(nth % 2 === 0 ? { state: 'available' } : { state: 'away', reason: 'break' });
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  await (await fetch(`${url}/api/session/state`, { method: 'POST', headers, body })).arrayBuffer();
}

type Compared = Pick<BoardFigures, 'board' | 'lists' | 'transcripts' | 'gaps' | 'events'>;

/** Holds what the consoles noted against what the database says happened, and when. */
async function compare(
  db: pg.Pool,
  consoles: BenchConsole[],
  { callIds, supervisors }: { callIds: string[]; supervisors: number },
): Promise<Compared> {
  const { rows } = await db.query<{
    stream: string;
    id: string;
    seq: number;
    type: string;
    status: string | null;
    at: number;
  }>(
    `SELECT stream, call_id AS id, stream_seq::int AS seq, type, data->>'status' AS status, (extract(epoch FROM at) * 1000)::float8 AS at
     FROM events WHERE call_id = ANY($1) ORDER BY id`,
    [callIds],
  );
  const times = { board: [] as number[], lists: [] as number[], transcripts: [] as number[] };
  const gaps = { streams: 0, board: 0 };
  const firstFrom = (notes: { rev: number; at: number }[] | undefined, seq: number): number | undefined =>
    notes?.find(({ rev }) => rev >= seq)?.at;
  consoles.forEach((one, index) => {
    for (const { stream, id, seq, type, status, at } of rows) {
      const watched = one.events.get(stream);
      const came = watched?.get(seq);
      if (watched !== undefined && came === undefined) gaps.streams += 1;
      if (came !== undefined && type === 'transcript.added') times.transcripts.push(came - at);
      if (type !== 'call.changed') continue;
      const listed = firstFrom(one.lists.get(id), seq);
      if (listed !== undefined) times.lists.push(listed - at);
      if (index >= supervisors) continue;
      const told = one.board.get(id);
      const shown = status === 'ended' ? told?.goneAt : (firstFrom(told?.rows, seq) ?? told?.goneAt);
      if (shown === undefined) gaps.board += 1;
      else times.board.push(shown - at);
    }
  });
  return {
    board: spreadOf(times.board),
    lists: spreadOf(times.lists),
    transcripts: spreadOf(times.transcripts),
    gaps,
    events: rows.length,
  };
}

/** Resident memory now and at its highest (proc(5)). */
function memoryOf(pid: number): { rssMb: number; rssPeakMb: number } {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const mb = (field: string): number =>
    hundredths(Number(new RegExp(`${field}:\\s+(\\d+)`).exec(status)?.[1] ?? NaN) / 1024);
  return { rssMb: mb('VmRSS'), rssPeakMb: mb('VmHWM') };
}
