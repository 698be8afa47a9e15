/** A phone that is killed in a call: the next one tells what became of it, and frees the line. */
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, rmdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PhoneReport } from '../../../src/shared/phone.ts';
import { connectPhonePage } from '../../support/phone-page.ts';
import { hears, SESSION_TOKEN, startBench, startPhone, TinyBackend, TOKEN, until } from './bench.ts';
import type { Bench, PhoneProcess } from './bench.ts';
import { answeredFrom, PAGE_TONE_HZ, ringFrom } from './call-bench.ts';

describe('A phone process that dies', () => {
  let stateDir: string;
  let bench: Bench;
  let next: PhoneProcess | undefined;
  beforeEach(async () => {
    stateDir = await mkdtemp(join(tmpdir(), 'phone-journal-'));
    bench = await startBench({ toneHz: PAGE_TONE_HZ, env: { PHONE_STATE_DIR: stateDir } });
  }, 60_000);
  afterEach(async () => {
    await bench.close();
    await next?.stop();
    next = undefined;
    await rm(stateDir, { recursive: true, force: true });
  });

  const kill = async (): Promise<void> => {
    bench.phone.child.kill('SIGKILL');
    await once(bench.phone.child, 'exit');
  };
  const startNext = async (): Promise<PhoneProcess> => {
    next = await startPhone({ PHONE_STATE_DIR: stateDir });
    await bench.page.close();
    bench.page = await connectPhonePage(next.url, TOKEN);
    await bench.page.ask('session.start', { backendUrl: bench.backend.url, token: SESSION_TOKEN });
    await bench.page.waitFor(({ registration }) => registration.phase === 'registered', 'registered again');
    return next;
  };
  const lostReports = (): PhoneReport[] =>
    bench.backend.reports.filter((report) => report.type === 'call.ended' && report.outcome === 'lost');
  const journal = (): Promise<string> => readFile(join(stateDir, 'phone-calls.json'), 'utf8');

  it('comes back registered, hangs the caller up, and the call is reported as lost exactly once', async () => {
    const { caller, id } = await answeredFrom(bench, '+525511111111', { toneHz: 1_000 });
    await hears(caller.ear, PAGE_TONE_HZ);
    await kill();
    await startNext();
    expect(await caller.ended).toMatchObject({ byPeer: true, reason: expect.stringContaining('lost') });
    await until(() => lostReports().length > 0, 'the report');
    expect(lostReports()).toEqual([
      expect.objectContaining({ phoneCallId: id, number: '+525511111111', direction: 'in', sipStatus: null }),
    ]);
    await until(async () => (await journal()) === '[]', 'nothing is left to do');
    const [first] = lostReports();
    await next?.stop();
    await startNext();
    await bench.backend.report('registration', 3);
    expect(lostReports()).toEqual([first]);
    expect(bench.backend.deliveries.filter((delivered) => delivered === first?.id)).toHaveLength(1);
    await answeredFrom(bench, '+525522222222');
  });

  it('tells of a call that only rang, and has nobody to hang up', async () => {
    const { caller, id } = await ringFrom(bench, '+525511111111');
    await kill();
    await startNext();
    await until(() => lostReports().length > 0, 'the report');
    expect(lostReports()).toEqual([expect.objectContaining({ phoneCallId: id, talkMs: 0 })]);
    await until(async () => (await journal()) === '[]', 'nothing is left to do');
    caller.cancel();
  });

  it('ignores a journal that cannot be read, and says so', async () => {
    await kill();
    await writeFile(join(stateDir, 'phone-calls.json'), '[{"reportId": 7');
    const phone = await startNext();
    expect(phone.log.some(({ msg }) => msg === 'journal.ignored')).toBe(true);
    await answeredFrom(bench, '+525511111111');
    expect(lostReports()).toEqual([]);
  });

  it('brings no call back as lost that ended while the disk was full', async () => {
    const { caller } = await answeredFrom(bench, '+525511111111');
    // No file can be written in the place of a folder, whoever asks.
    await mkdir(join(stateDir, 'phone-calls.json.new'));
    caller.hangup();
    await bench.backend.report('call.ended');
    await kill();
    await rmdir(join(stateDir, 'phone-calls.json.new'));
    await startNext();
    await bench.backend.report('registration', 2);
    expect(lostReports()).toEqual([]);
  });

  it('leaves the journal and the reports of a living process alone', async () => {
    bench.backend.acknowledges = false;
    await ringFrom(bench, '+525511111111');
    const before = await journal();
    const reports = (): Promise<string> => readFile(join(stateDir, 'reports.jsonl'), 'utf8');
    await until(async () => (await reports().catch(() => '')).includes('call.ringing'), 'the report is kept');
    const kept = await reports();
    next = await startPhone({ PHONE_STATE_DIR: stateDir });
    const backend = new TinyBackend(bench.backend.account);
    await backend.start();
    const page = await connectPhonePage(next.url, TOKEN);
    await page.ask('session.start', { backendUrl: backend.url, token: SESSION_TOKEN });
    await backend.report('registration', 2);
    expect(backend.reports.every(({ type }) => type === 'registration')).toBe(true);
    expect(await reports()).toBe(kept);
    await page.close();
    await backend.stop();
    expect(next.log.some(({ msg }) => msg === 'journal.unused')).toBe(true);
    expect(await journal()).toBe(before);
  });
});
