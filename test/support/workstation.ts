/** A workstation for the tests of src/main: its folders, the programs beside it, and a stand-in for Electron. */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { runConsole } from '../../src/main/run-console.ts';
import { ElectronStandIn } from './electron.ts';

/** A program that says it is ready and what it was told, and ends when asked. */
const wellBehaved = (name: string, port: string): string => `
  process.stdout.write('not json\\n' + JSON.stringify({ ready: '${name}', url: 'http://127.0.0.1:' + process.env.${port} }) + '\\n');
  setInterval(() => undefined, 1000);`;

/** The phone itself, out of the sources. */
export const realPhone = `await import(${JSON.stringify(resolve(import.meta.dirname, '../../src/phone/main.ts'))});`;

export interface Workstation {
  electron: ElectronStandIn;
  /** What main logged, oldest first. */
  log: ({ event: string } & Record<string, unknown>)[];
  start: (env?: Record<string, string>) => Promise<void>;
  /** Text of a file in its data folder. */
  read: (file: string) => Promise<string>;
}

const running: ElectronStandIn[] = [];
const folders: string[] = [];

/** Makes one with simple programs, or with those whose source is given. `dataOf` takes over another's data folder. */
export async function placeWorkstation({
  phone = wellBehaved('phone', 'PHONE_PORT'),
  backend = wellBehaved('backend', 'PORT'),
  dataOf,
}: { phone?: string; backend?: string; dataOf?: Workstation } = {}): Promise<Workstation> {
  const electron = new ElectronStandIn();
  const dir = await mkdtemp(join(tmpdir(), 'workstation-'));
  folders.push(dir);
  electron.appPath = join(dir, 'app');
  electron.userData = dataOf?.electron.userData ?? join(dir, 'data');
  const files: Record<string, string> = {
    'phone/main.js': phone,
    'backend/main.js': backend,
    'renderer/index.html': '<!doctype html><title>Consola</title>',
    'renderer/assets/app.js': 'export {};',
    'secret.txt': 'outside the page’s folder',
  };
  for (const [file, text] of Object.entries(files)) {
    await mkdir(join(electron.appPath, 'dist', file, '..'), { recursive: true });
    await writeFile(join(electron.appPath, 'dist', file), text);
  }
  await writeFile(join(electron.appPath, 'package.json'), '{"type":"module"}');
  const log: Workstation['log'] = [];
  return {
    electron,
    log,
    start: (env = {}) => {
      running.push(electron);
      return runConsole({
        parts: electron.parts,
        // A home of its own: nothing of the person who runs the tests is touched, nor this machine's policies read.
        env: {
          PATH: process.env['PATH'],
          HOME: dir,
          PHONE_LOCAL_ADDRESS: '127.0.0.1',
          CONSOLE_POLICY_FILE: join(dir, 'policies.json'),
          ...env,
        },
        log: (line) => void log.push(line),
      });
    },
    read: (file) => readFile(join(electron.userData, file), 'utf8'),
  };
}

/** Quits every workstation that was started, and removes their folders. For `afterEach`. */
export async function clearWorkstations(): Promise<void> {
  for (const electron of running.splice(0)) {
    electron.app.quit();
    await electron.app.exited.promise;
  }
  for (const dir of folders.splice(0)) await rm(dir, { recursive: true, force: true });
}
