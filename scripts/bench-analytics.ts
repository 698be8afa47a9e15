/** `npm run bench -- analytics`: how fast figures are answered on a year of history, and what that costs the intake. */
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { startEmbeddedPostgres } from '../src/backend/embedded/postgres.ts';
import { migrate } from '../src/backend/store/migrate.ts';
import { analyticsQueries, kindOf, timeQuery, variedQuestions } from './bench/analytics-queries.ts';
import { cellsOf, hundredths, spreadHeading, spreadOf, table } from './bench/figures.ts';
import { measureIngest } from './bench/ingest.ts';
import { writeHistory } from './lib/write-history.ts';

const { values } = parseArgs({
  options: {
    /** A database that `npm run history` filled; without it one is made. */
    database: { type: 'string' },
    rounds: { type: 'string', default: '50' },
    seconds: { type: 'string', default: '15' },
    leads: { type: 'string', default: '500000' },
    calls: { type: 'string', default: '200000' },
    events: { type: 'string', default: '2000000' },
    json: { type: 'boolean', default: false },
  },
});
const say = (line: string): void => void (values.json ? process.stderr : process.stdout).write(`${line}\n`);
const load = (): string =>
  loadavg()
    .map((one) => one.toFixed(1))
    .join(' ');

const history = { agents: 60, seed: 1, to: '2026-10-31', timeZone: 'America/Mexico_City' };
const dir = await mkdtemp(join(tmpdir(), 'bench-analytics-'));
const own = values.database === undefined ? await startEmbeddedPostgres({ dir }) : undefined;
try {
  const url = values.database ?? own?.url ?? '';
  const made = own === undefined ? null : await fill(url);
  const db = new pg.Pool({ connectionString: url, max: 15 });
  const machine = { cores: availableParallelism(), loadBefore: load(), loadAfter: '' };
  const queries = await measureQueries(db);
  const ingest = await measureIntake(db);
  machine.loadAfter = load();
  await db.end();
  say(`machine: ${machine.cores} cores, load ${machine.loadBefore} before, ${machine.loadAfter} after`);
  if (values.json) process.stdout.write(`${JSON.stringify({ machine, made, queries, ingest })}\n`);
} finally {
  await own?.stop();
  if (own !== undefined) await rm(own.home, { recursive: true, force: true });
  await rm(dir, { recursive: true, force: true });
}

async function fill(url: string): Promise<unknown> {
  await migrate(url, { info: () => undefined, warn: say });
  const size = { leads: Number(values.leads), calls: Number(values.calls), events: Number(values.events) };
  const made = await writeHistory(url, { ...history, ...size }, () => undefined);
  say(`history: ${JSON.stringify(made)}`);
  return made;
}

async function measureQueries(db: pg.Pool): Promise<Record<string, ReturnType<typeof spreadOf>>> {
  const { rows } = await db.query<{ to: string }>(
    `SELECT to_char(max(day), 'YYYY-MM-DD') AS to FROM analytics.lead_days`,
  );
  const questions = await variedQuestions(db, rows[0]?.to ?? history.to, Number(values.rounds));
  const byKind = new Map<string, number[]>();
  const slow: [string, number][] = [];
  for (const [name, ask] of analyticsQueries()) {
    const times = await timeQuery(ask, questions);
    byKind.set(kindOf(name), [...(byKind.get(kindOf(name)) ?? []), ...times]);
    if (spreadOf(times).p95 >= 200) slow.push([name, spreadOf(times).p95]);
  }
  const spreads = Object.fromEntries([...byKind].map(([kind, times]) => [kind, spreadOf(times)]));
  say(
    table(
      ['milliseconds', ...spreadHeading],
      Object.entries(spreads).map(([kind, spread]) => [kind, ...cellsOf(spread)]),
    ),
  );
  say(
    slow.length === 0
      ? 'every query: p95 under 200 ms'
      : `p95 of 200 ms or more: ${slow.map((one) => one.join(' ')).join(', ')}`,
  );
  return spreads;
}

async function measureIntake(db: pg.Pool): Promise<Record<string, unknown>> {
  const questions = await variedQuestions(db, history.to, 16);
  const boards = [...analyticsQueries()].slice(0, 4).map(([, ask]) => ask);
  const read = async (index: number): Promise<unknown> => {
    const question = questions[index % questions.length];
    return question === undefined ? undefined : boards[index % boards.length]?.(question);
  };
  const seconds = Number(values.seconds);
  const rounds = [
    ['steady', { everyMs: 40 }],
    ['at full speed', { everyMs: 0 }],
  ] as const;
  const found: Record<string, unknown> = {};
  for (const [name, { everyMs }] of rounds) {
    const alone = await measureIngest({ db, seconds, everyMs, counted: false });
    const beside = await measureIngest({ db, seconds, everyMs, counted: true, read });
    const [a, b] = [spreadOf(alone.times), spreadOf(beside.times)];
    say(`\nintake, ${name}: transactions of two events, ${seconds} s each`);
    say(
      table(
        ['milliseconds', 'per second', ...spreadHeading],
        [
          ['alone', hundredths(alone.perSecond), ...cellsOf(a)],
          ['counted, dashboards read', hundredths(beside.perSecond), ...cellsOf(b)],
        ],
      ),
    );
    say(
      `rate × ${hundredths(beside.perSecond / alone.perSecond)}, p50 × ${hundredths(b.p50 / a.p50)}, p95 × ${hundredths(b.p95 / a.p95)}`,
    );
    say(table(['dashboards meanwhile, ms', ...spreadHeading], [['', ...cellsOf(spreadOf(beside.reads))]]));
    found[name] = {
      alone: a,
      beside: b,
      rates: [alone.perSecond, beside.perSecond],
      reads: spreadOf(beside.reads),
    };
  }
  return found;
}
