/** Work that follows from something committed is done: in order within a lane, again after a failure, once after a crash. */
import { pino } from 'pino';
import { afterAll, beforeEach, expect, it } from 'vitest';
import { RunAgain, type Job, type JobHandlers } from '../../../../src/backend/outbox/jobs.ts';
import { startOutboxWorker, type OutboxWorker } from '../../../../src/backend/outbox/worker.ts';
import { connectPostgres } from '../../../../src/backend/store/connect.ts';
import { all, inTransaction } from '../../../../src/backend/store/database.ts';
import {
  cancelJobs,
  claimJobs,
  outboxState,
  postponeJob,
  pruneJobs,
  reviveJobs,
  schedule,
} from '../../../../src/backend/store/outbox.ts';
import { NobodyError } from '../../../../src/backend/store/tasks.ts';
import { testStores } from '../../../support/stores.ts';
import { until } from '../../../support/until.ts';

const stores = await testStores();
const log = pino({ level: 'silent' });
const db = await connectPostgres(stores.databaseUrl, { max: 12, log });
afterAll(() => db.end());
beforeEach(() => db.query('TRUNCATE outbox'));

type Handle = (job: Job) => Promise<void>;
/** Every kind goes to one function: the worker does not care what a job is about. */
const toAll = (handle: Handle): JobHandlers<null> =>
  new Proxy({} as JobHandlers<null>, {
    get:
      () =>
      (job: Job): Promise<void> =>
        handle(job),
  });
const start = (handle: Handle): Promise<OutboxWorker> =>
  startOutboxWorker({ db, databaseUrl: stores.databaseUrl, handlers: toAll(handle), deps: null, log });
const put = (key: string, lane?: string, runAt?: Date): Promise<boolean> =>
  schedule(db, {
    kind: 'call.complete',
    key,
    payload: { callId: key },
    ...(lane === undefined ? {} : { lane }),
    runAt,
  });
const finished = async (count: number): Promise<boolean> =>
  (await all(db, `SELECT 1 FROM outbox WHERE result = 'done'`)).length === count;

it('runs the jobs of one lane in order and one at a time, and other lanes beside it, with two workers', async () => {
  const order = new Map<string, number[]>();
  const busy = new Set<string>();
  let overlaps = 0;
  const handle: Handle = async (job) => {
    if (busy.has(job.lane)) overlaps += 1;
    busy.add(job.lane);
    await db.query('SELECT pg_sleep(0.002)');
    order.set(job.lane, [...(order.get(job.lane) ?? []), Number(job.key.split('#')[1])]);
    busy.delete(job.lane);
  };
  for (let index = 0; index < 40; index += 1) await put(`job#${index}`, `lane-${index % 4}`);
  const workers = [await start(handle), await start(handle)];
  await until(() => finished(40), { what: 'forty jobs' });
  await Promise.all(workers.map((worker) => worker.stop()));
  expect(overlaps).toBe(0);
  for (const numbers of order.values()) expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
});

it('tries a failed job again and keeps the order of its lane meanwhile', async () => {
  const ran: string[] = [];
  let failures = 2;
  const worker = await start(async (job) => {
    if (job.key === 'first' && failures-- > 0) throw new Error('not yet');
    ran.push(job.key);
  });
  await put('first', 'lane');
  await put('second', 'lane');
  await until(() => finished(2), { what: 'both jobs' });
  await worker.stop();
  expect(ran).toEqual(['first', 'second']);
});

it('does not count it as a failure when a handler asks to be run again', async () => {
  let runs = 0;
  const worker = await start(async () => {
    runs += 1;
    if (runs < 30) throw new RunAgain(1, 'waiting for a line');
  });
  await put('patient');
  await until(() => finished(1), { what: 'the patient job' });
  await worker.stop();
  expect(runs).toBe(30);
});

it('takes over the jobs of a worker that died, once its lease has run out', async () => {
  await put('orphan');
  await claimJobs(db, 'a worker that is no more', 1, 1);
  const ran: number[] = [];
  const worker = await start(async (job) => void ran.push(job.attempt));
  await until(() => finished(1), { what: 'the orphaned job' });
  await worker.stop();
  expect(ran).toEqual([2]);
});

it('writes one job for one reason, and leaves one that is due later alone', async () => {
  expect(await put('once')).toBe(true);
  expect(await put('once')).toBe(false);
  await put('tomorrow', undefined, new Date(Date.now() + 86_400_000));
  const ran: string[] = [];
  const worker = await start(async (job) => void ran.push(job.key));
  await until(() => finished(1), { what: 'the one job' });
  await worker.stop();
  expect(ran).toEqual(['once']);
  expect((await outboxState(db)).pending).toBe(1);
});

it('forgets a job whose transaction was rolled back, and one that was cancelled', async () => {
  await inTransaction(db, async (tx) => {
    await schedule(tx, { kind: 'call.complete', key: 'ghost', payload: { callId: 'x' } });
    throw new Error('no');
  }).catch(() => undefined);
  await put('follow-up:1', undefined, new Date(Date.now() + 50));
  await cancelJobs(db, 'follow-up:');
  const ran: string[] = [];
  const worker = await start(async (job) => void ran.push(job.key));
  await put('sentinel', undefined, new Date(Date.now() + 200));
  await until(() => finished(1), { what: 'the sentinel' });
  await worker.stop();
  expect(ran).toEqual(['sentinel']);
});

it('gives a job up after a dozen failures of its own, but never because a store is away or nobody works here yet', async () => {
  const failures: Record<string, Error> = {
    faulty: new Error('a fault of its own'),
    early: new NobodyError('There is no active user.'),
    cutOff: Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' }),
    failingOver: Object.assign(new Error('terminating connection'), { code: '57P01' }),
    crowded: new Error('timeout exceeded when trying to connect'),
  };
  const tried = new Set<string>();
  const worker = await start((job) => {
    tried.add(job.key);
    return Promise.reject(failures[job.key] ?? new Error(job.key));
  });
  for (const key of Object.keys(failures)) await put(key, undefined, new Date(Date.now() + 300));
  await db.query('UPDATE outbox SET attempts = 11');
  await until(() => tried.size === 5, { what: 'each to be tried' });
  await worker.stop();
  const dead = await all<{ key: string }>(db, `SELECT key FROM outbox WHERE result = 'dead'`);
  expect(dead).toEqual([{ key: 'faulty' }]);
  expect(await outboxState(db)).toMatchObject({ dead: 1, pending: 4 });
});

it('takes back the jobs whose key starts with a text, and no others', async () => {
  const keys = ['a:1:x', 'a:1:é', 'a:1:', 'a:10:x', 'a_1:x', 'a:%:x', 'b:1:x'];
  for (const key of keys) await put(key, undefined, new Date(Date.now() + 86_400_000));
  await cancelJobs(db, 'a:1:');
  await cancelJobs(db, 'a:%');
  const left = await all<{ key: string }>(db, 'SELECT key FROM outbox WHERE done_at IS NULL ORDER BY id');
  expect(left.map(({ key }) => key)).toEqual(['a:10:x', 'a_1:x', 'b:1:x']);
});

it('does not call it a backlog when a job waits behind another that waits for a provider', async () => {
  await put('waits for Meta', 'lane', new Date(Date.now() - 600_000));
  await put('behind it', 'lane', new Date(Date.now() - 600_000));
  expect((await outboxState(db)).oldestMs).toBeGreaterThan(500_000);
  const [first] = await claimJobs(db, 'a worker', 1, 60_000);
  expect((await outboxState(db)).oldestMs).toBe(0);
  await postponeJob(db, first?.id ?? 0, 60_000, { error: 'WhatsApp is away', counted: false });
  expect(await outboxState(db)).toMatchObject({ pending: 2, oldestMs: 0 });
});

it('forgets what was done long ago but never what was given up, and tries the latest of that again', async () => {
  for (const key of ['done', 'given up', 'given up long ago', 'open']) await put(key);
  await db.query(
    `UPDATE outbox SET done_at = now() - interval '40 days', result = CASE WHEN key = 'done' THEN 'done' ELSE 'dead' END WHERE key <> 'open'`,
  );
  await db.query(`UPDATE outbox SET done_at = now(), attempts = 12 WHERE key = 'given up'`);
  await pruneJobs(db, 30);
  expect(await outboxState(db)).toMatchObject({ pending: 1, dead: 2 });
  expect(await reviveJobs(db, 4)).toBe(1);
  const ran: string[] = [];
  const worker = await start(async (job) => void ran.push(`${job.key} ${job.attempt}`));
  await until(() => finished(2), { what: 'the open and the revived job' });
  await worker.stop();
  expect(ran.toSorted()).toEqual(['given up 1', 'open 1']);
});

it('finishes what is in hand before it stops', async () => {
  let release: () => void = () => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  let began = false;
  const worker = await start(async () => {
    began = true;
    await held;
  });
  await put('slow');
  await until(() => began, { what: 'the job to begin' });
  const stopping = worker.stop();
  release();
  await stopping;
  expect(await finished(1)).toBe(true);
});
