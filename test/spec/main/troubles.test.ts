/** What fails is started again by itself, ever more slowly, and never silently. */
import { afterEach, expect, test } from 'vitest';
import type { ConsoleWindow } from '../../../src/main/electron-parts.ts';
import { createFaultLog } from '../../../src/main/fault-log.ts';
import { keepPage } from '../../../src/main/page-keeper.ts';
import { createSpeech } from '../../../src/main/words.ts';
import { watchPower } from '../../../src/main/power-watch.ts';
import { createTroubleTeller } from '../../../src/main/trouble.ts';
import { ElectronStandIn } from '../../support/electron.ts';
import { WindowStandIn } from '../../support/electron-window.ts';
import { until } from '../../support/until.ts';
import { clearWorkstations, placeWorkstation } from '../../support/workstation.ts';

afterEach(clearWorkstations);

function keptPage(hangMs = 20) {
  const window = new WindowStandIn({});
  const lines: ({ event: string } & Record<string, unknown>)[] = [];
  const troubles: number[] = [];
  keepPage({
    window: window as unknown as ConsoleWindow,
    log: (line) => void lines.push(line),
    onTrouble: (failures) => void troubles.push(failures),
    hangMs,
  });
  return { window, contents: window.webContents, lines, troubles };
}

test('a page that keeps crashing is loaded again ever more slowly, and from the third time on it is told', async () => {
  const { contents, lines, troubles } = keptPage();
  for (const reason of ['crashed', 'oom', 'killed']) contents.emit('render-process-gone', {}, { reason });
  await until(() => contents.reloads === 3, { what: 'three loads' });
  expect(lines).toEqual([
    { event: 'page gone', reason: 'crashed', failures: 1, delayMs: 500 },
    { event: 'page gone', reason: 'oom', failures: 2, delayMs: 1_000 },
    { event: 'page gone', reason: 'killed', failures: 3, delayMs: 2_000 },
  ]);
  expect(troubles).toEqual([3]);
});

test('a page that ended as it should is left alone', async () => {
  const { contents, lines } = keptPage();
  contents.emit('render-process-gone', {}, { reason: 'clean-exit' });
  contents.emit('render-process-gone', {}, { reason: 'crashed' });
  await until(() => contents.reloads > 0, { what: 'the crashed one to be loaded again' });
  expect(lines).toHaveLength(1);
  expect(contents.reloads).toBe(1);
});

test('a page that hangs is ended and loaded again; one that comes back in time goes on', async () => {
  const hung = keptPage();
  hung.window.emit('unresponsive');
  await until(() => hung.contents.reloads === 1, { what: 'the hung page to be loaded again' });
  expect(hung.lines.map(({ event }) => event)).toEqual(['page hangs', 'page gone']);
  const slow = keptPage(60_000);
  slow.window.emit('unresponsive');
  slow.window.emit('responsive');
  expect(slow.lines.map(({ event }) => event)).toEqual(['page hangs', 'page answers again']);
});

test('the person is told once in a while, not each time', () => {
  const electron = new ElectronStandIn();
  const trouble = createTroubleTeller(electron.parts, createSpeech('en-US'));
  trouble.tell('one');
  trouble.tell('one');
  trouble.tell('two');
  expect(electron.shown.map(({ options }) => [options.title, options.body])).toEqual([
    ['The console has a problem', 'one'],
    ['The console has a problem', 'two'],
  ]);
});

test('a phone that keeps ending is started again, counted in the log and told to the person', async () => {
  const station = await placeWorkstation();
  await station.start({ BACKEND_URL: 'http://127.0.0.1:9' });
  const { electron } = station;
  for (let ends = 0; ends < 3; ends += 1) {
    const fork = await until(() => electron.forks[ends], { what: `start ${ends + 1} of the phone` });
    process.kill(fork.pid ?? 0, 'SIGKILL');
  }
  await until(() => electron.shown.length === 1, { what: 'the person to be told' });
  expect(electron.shown[0]?.options.body).toMatch(/^El teléfono se detiene una y otra vez/);
  await until(() => electron.forks.length === 4, { what: 'the phone to be started all the same' });
  expect(
    station.log.filter(({ event }) => event === 'program ended').map(({ program, ends }) => [program, ends]),
  ).toEqual([
    ['phone', 1],
    ['phone', 2],
    ['phone', 3],
  ]);
});

test('a page that fails in a loop does not push everything else out of the log', () => {
  const lines: string[] = [];
  const write = createFaultLog(({ event }) => void lines.push(event));
  for (let fault = 0; fault < 1_000; fault += 1) write({ message: 'again', stack: '' });
  // Thirty a minute, and a minute may turn meanwhile.
  expect(lines.length).toBeGreaterThanOrEqual(30);
  expect(lines.length).toBeLessThanOrEqual(61);
});

test('another address of this machine makes the line register anew, once', async () => {
  const electron = new ElectronStandIn();
  const refreshed: string[] = [];
  let address = '10.0.0.5';
  let looks = 0;
  const stop = watchPower({
    parts: electron.parts,
    tellPage: () => undefined,
    refreshLine: (why) => void refreshed.push(why),
    addresses: () => {
      looks += 1;
      return address;
    },
  });
  address = '10.8.0.2';
  await until(() => refreshed.length > 0, { what: 'the line to be refreshed' });
  const seen = looks;
  await until(() => looks > seen, { what: 'another look' });
  stop();
  expect(refreshed).toEqual(['network']);
});

test('a fault of main itself, or of one of Electron’s processes, is logged and stops nothing', async () => {
  const station = await placeWorkstation();
  await station.start({ BACKEND_URL: 'http://127.0.0.1:9' });
  station.electron.faults.forEach((hear) => hear(new Error('nobody foresaw this')));
  station.electron.app.emit(
    'child-process-gone',
    {},
    { type: 'GPU', name: 'GPU', reason: 'crashed', exitCode: 139 },
  );
  expect(station.log.at(-2)).toMatchObject({
    event: 'fault of main',
    why: expect.stringContaining('nobody foresaw this'),
  });
  expect(station.log.at(-1)).toMatchObject({ event: 'process gone', type: 'GPU', reason: 'crashed' });
  expect(await station.electron.invoke('connection.read', undefined)).toBeTruthy();
});
