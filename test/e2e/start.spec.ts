// One command, nothing configured: the product starts, a lead comes by itself and rings, and Ctrl-C leaves nothing behind.
import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { expect, test } from '@playwright/test';
import { root } from '../../scripts/lib/run-program.ts';
import { callBar, chooseAvailable, readBrief, signIn } from '../support/e2e-desk.ts';
import { processesOf, stillRunning } from '../support/e2e-processes.ts';
import { until } from '../support/until.ts';

type Launcher = ChildProcessByStdio<null, Readable, Readable>;

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** `npm start` without a window, on stores and a port of its own; what it prints is kept. */
function launch(env: Record<string, string>): { launcher: Launcher; printed: string[] } {
  const launcher = spawn(process.execPath, [join(root, 'scripts/start.ts'), '--no-open'], {
    env: {
      PATH: process.env['PATH'],
      HOME: process.env['HOME'],
      DEMO: '1',
      DEMO_HISTORY: '0',
      SIM_SPEED: '10',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const printed: string[] = [];
  for (const stream of [launcher.stdout, launcher.stderr])
    createInterface({ input: stream }).on('line', (line) => printed.push(line));
  return { launcher, printed };
}

/** Ends what the test leaves running when it fails half-way. */
async function stop(launcher: Launcher): Promise<void> {
  if (launcher.exitCode !== null || launcher.signalCode !== null) return;
  launcher.kill('SIGTERM');
  const force = setTimeout(() => launcher.kill('SIGKILL'), 20_000);
  await once(launcher, 'exit');
  clearTimeout(force);
}

let dataDir: string;
let launcher: Launcher | undefined;
test.beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'e2e-start-'));
  await chmod(dataDir, 0o755); // passable, so that a PostgreSQL started by root can stay in it
});
test.afterEach(async () => {
  if (launcher) await stop(launcher);
  await rm(dataDir, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
});

test('one command starts it all, a lead rings an agent by itself, and Ctrl-C ends every process', async ({
  page,
}) => {
  const port = await freePort();
  const started = launch({ DATA_DIR: dataDir, PORT: String(port) });
  ({ launcher } = started);
  const address = await until(
    () => started.printed.find((line) => line.startsWith('Console: '))?.slice('Console: '.length),
    { timeoutMs: 90_000, what: `the console's address; printed: ${started.printed.join('\n')}` },
  );
  expect(new URL(address).port).toBe(String(port));
  expect((await page.goto(address))?.status()).toBe(200);
  await signIn(page);
  await chooseAvailable(page);
  await expect(callBar(page, 'ringing')).toBeVisible({ timeout: 90_000 });
  await readBrief(page);

  const running = processesOf(launcher.pid ?? 0, dataDir);
  expect(running.filter(({ command }) => command.includes('postgres')).length).toBeGreaterThan(0);
  for (const part of ['backend', 'simulators', 'phone'])
    expect(running.map(({ command }) => command).join('\n')).toContain(join('src', part, 'main.ts'));
  launcher.kill('SIGINT');
  const [code] = (await once(launcher, 'exit')) as [number | null];
  expect(code).toBe(0);
  await expect.poll(() => stillRunning(running)).toEqual([]);
});
