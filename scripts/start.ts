/**
 * `npm start`: the whole product on this machine. With nothing configured it is a demonstration on embedded
 * stores with simulators around it; with a configuration (see `.env.example`) it is the real thing. The console
 * opens in Electron, else in the machine's Chromium, Chrome or Edge, else its address is printed.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { freePort } from '../src/backend/embedded/free-port.ts';
import { demoAccounts } from '../src/shared/demo.ts';
import { accountTable } from './lib/account-table.ts';
import { ensureConsoleBuilt } from './lib/console-build.ts';
import { appWindowArguments, findBrowser } from './lib/find-browser.ts';
import { fetchElectron, findElectron } from './lib/find-electron.ts';
import { startConfigured } from './lib/configured.ts';
import { startProduct, type Product } from './lib/product.ts';

const root = resolve(import.meta.dirname, '..');
const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** What the launcher needs of a running product, simulated or real. */
export type Running = Pick<Product, 'backendUrl' | 'phones' | 'failed' | 'stop'>;

if (existsSync(join(root, '.env'))) process.loadEnvFile(join(root, '.env'));
const configured =
  process.env['DEMO'] !== '1' &&
  ['WHATSAPP_ACCESS_TOKEN', 'VAPI_API_KEY'].some((name) => Boolean(process.env[name]));
const open = !process.argv.includes('--no-open');
const dataDir = resolve(root, process.env['DATA_DIR'] ?? '.data');
mkdirSync(dataDir, { recursive: true });

async function main(): Promise<void> {
  const electron = open && hasScreen() ? (findElectron() ?? fetchElectron(root, say)) : undefined;
  await ensureConsoleBuilt(root, say, electron === undefined ? 'page' : 'everything');
  // In Electron the phone is main's child: it must live and die with the workstation's window, not with us.
  const phones = electron === undefined ? 1 : 0;
  const product = configured ? await startConfigured(dataDir, { phones, say }) : await startDemo(phones);
  let stopping: Promise<void> | undefined;
  const stop = (code: number): void => {
    stopping ??= product.stop().finally(() => process.exit(code));
  };
  process.on('SIGINT', () => stop(0));
  process.on('SIGTERM', () => stop(0));
  void product.failed.then((what) => {
    say(what);
    stop(1);
  });
  showConsole(product, electron);
}

async function startDemo(phones: number): Promise<Running> {
  say(
    'DEMONSTRATION: nothing is configured, so simulators stand in for WhatsApp, Vapi, the LLM, the PBX and the leads.',
  );
  return startProduct({
    dataDir,
    databaseUrl: process.env['DATABASE_URL'],
    redisUrl: process.env['REDIS_URL'],
    speed: Number(process.env['SIM_SPEED'] ?? 4),
    loop: true,
    history: process.env['DEMO_HISTORY'] !== '0',
    restart: true,
    phones,
    backendPort: await freePort(Number(process.env['PORT'] ?? 7300)),
    say,
  });
}

function showConsole(product: Running, electron: string | undefined): void {
  const [phone] = product.phones;
  const fragment = phone === undefined ? '' : `#phone=${encodeURIComponent(phone.url)}&token=${phone.token}`;
  const url = `${product.backendUrl}/${fragment}`;
  say('');
  if (electron === undefined) say(`Console: ${url}`);
  if (!configured) for (const line of accountTable(demoAccounts)) say(line);
  if (electron !== undefined) {
    launch(electron, [root], { BACKEND_URL: product.backendUrl });
    say('Opened in Electron.');
  } else if (open) openInBrowser(url);
  say('Stop with Ctrl-C.');
}

function openInBrowser(url: string): void {
  const browser = findBrowser();
  const missing = hasScreen() ? 'no Chromium, Chrome or Edge' : 'no screen';
  if (browser === undefined || !hasScreen())
    return say(`No Electron runtime here, and ${missing}: open the address above in a browser.`);
  const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  launch(browser.path, [...appWindowArguments(url, join(dataDir, 'browser')), ...asRoot], {});
  say(`No Electron runtime here: opened in ${browser.name} instead.`);
}

function hasScreen(): boolean {
  return process.platform !== 'linux' || Boolean(process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY']);
}

function launch(program: string, args: string[], env: Record<string, string>): void {
  const child = spawn(program, args, { env: { ...process.env, ...env }, stdio: 'ignore', detached: true });
  child.once('error', (error) =>
    say(`Could not open the window (${error.message}): open the address above in a browser.`),
  );
  child.unref();
}

await main().catch((error: unknown) => {
  say(error instanceof Error ? error.message : String(error));
  process.exit(1);
});
