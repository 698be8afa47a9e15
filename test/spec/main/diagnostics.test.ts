/** Logs that turn over, and the report for support made of them. */
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openLogFile } from '../../../src/main/log-file.ts';
import { until } from '../../support/until.ts';
import { clearWorkstations, placeWorkstation, type Workstation } from '../../support/workstation.ts';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'diagnostics-'));
});
afterEach(async () => {
  await clearWorkstations();
  await rm(dir, { recursive: true, force: true });
});

test('a log turns over when it is full, keeps the newest files and never more', async () => {
  const log = openLogFile({ dir, name: 'main', limitBytes: 100, files: 3 });
  for (let number = 10; number < 60; number += 1) log.writeLine(`${number} ${'x'.repeat(27)}`);
  expect((await readdir(dir)).sort()).toEqual(['main.1.jsonl', 'main.2.jsonl', 'main.jsonl']);
  for (const file of await readdir(dir)) expect((await stat(join(dir, file))).size).toBeLessThanOrEqual(100);
  const numbers = log
    .read()
    .trim()
    .split('\n')
    .map((line) => Number(line.slice(0, 2)));
  expect(numbers).toEqual([52, 53, 54, 55, 56, 57, 58, 59].slice(-numbers.length));
  expect(numbers.length).toBeGreaterThanOrEqual(7);
});

test('a log that was there is gone on with, and one whose folder vanished costs nothing', async () => {
  openLogFile({ dir, name: 'main' }).writeLine('first');
  const log = openLogFile({ dir, name: 'main' });
  log.writeLine('second');
  expect(log.read()).toBe('first\nsecond\n');
  await rm(dir, { recursive: true });
  log.writeLine('third');
  expect(log.read()).toBe('');
});

const ladder = 'INVITE sip:1001@10.0.0.5 SIP/2.0\r\nFrom: "Lucía Pérez" <sip:+529841234567@10.0.0.9>\r\n';

/** A workstation whose phone says something of a person in its log. */
async function startStation(): Promise<Workstation> {
  const station = await placeWorkstation({
    phone: `
      process.stderr.write(JSON.stringify({ msg: 'ringing', number: '+529841234567', cause: 'busy here' }) + '\\n');
      process.stdout.write(JSON.stringify({ ready: 'phone', url: 'http://127.0.0.1:' + process.env.PHONE_PORT }) + '\\n');
      setInterval(() => undefined, 1000);`,
  });
  await station.start({ BACKEND_URL: 'http://127.0.0.1:9' });
  await until(async () => (await station.read('logs/phone.jsonl')).includes('busy here'), {
    what: 'the phone’s log',
  });
  return station;
}

test('the report holds versions, settings, logs, crashes and the ladder, and nobody’s number, name or secret', async () => {
  const station = await startStation();
  const { electron } = station;
  const path = join(dir, 'report.txt.gz');
  electron.saveAs = path;
  await writeFile(join(electron.userData, 'crashes', '4711.dmp'), 'memory of somebody');
  await electron.invoke('session.keep', { token: 'a-session-token-of-this-workstation' });
  await electron.invoke('fault.report', {
    message: 'no route for lucia@correo.mx',
    stack: 'at /home/lucia/x.js',
  });
  const { phoneToken } = (await electron.invoke('connection.read', undefined)) as { phoneToken: string };
  expect(await electron.invoke('diagnostics.collect', { ladder })).toEqual({ path });
  const text = gunzipSync(await readFile(path)).toString();
  for (const part of [
    '9.8.7',
    process.versions.node,
    '"closeToTray": true',
    '"started"',
    'busy here',
    '4711.dmp',
    'no route for',
    'INVITE sip:',
    '10.0.0.9',
    'http://127.0.0.1:9',
  ])
    expect(text, part).toContain(part);
  for (const part of ['9841234567', 'Lucía', 'lucia', 'memory of', 'a-session-token', phoneToken])
    expect(text, part).not.toContain(part);
  expect(electron.shownInFolder).toEqual([path]);
  expect((await stat(path)).mode & 0o077).toBe(0);
  expect(electron.saveDialogs[0]?.defaultPath).toMatch(/vidanta-diagnostics-[\d-]+\.txt\.gz$/);
});

test('a name without .gz gets plain text, and who gives up gets nothing', async () => {
  const { electron } = await startStation();
  expect(await electron.invoke('diagnostics.collect', { ladder })).toBeNull();
  expect(electron.shownInFolder).toEqual([]);
  electron.saveAs = join(dir, 'report.txt');
  await electron.invoke('diagnostics.collect', { ladder });
  expect(await readFile(electron.saveAs, 'utf8')).toMatch(/^===== machine =====/);
});

test('crash reports stay in the workstation’s folder and are sent nowhere', async () => {
  const { electron } = await startStation();
  expect(electron.did).toContain(`path crashDumps ${join(electron.userData, 'crashes')}`);
  expect(electron.did).toContain('crash reporter {"uploadToServer":false}');
  expect(electron.did.findIndex((what) => what.startsWith('crash'))).toBeLessThan(
    electron.did.indexOf('ready'),
  );
});
