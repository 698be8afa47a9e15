/** Phone processes beside the backend, where there is no Electron to start them. */
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../../src/backend/embedded/free-port.ts';
import { startProgram, type ChildProgram } from './child-program.ts';
import { keepProgram, type KeptProgram } from './kept-program.ts';

interface PhoneReady {
  ready: 'phone';
  url: string;
}

export interface PhoneAccess {
  url: string;
  token: string;
  program: KeptProgram<PhoneReady>;
}

/** The log of a part of the product, by its name. */
export function logFileOf(dataDir: string): (name: string) => string {
  return (name) => join(dataDir, 'logs', `${name}.log`);
}

export interface PhoneOptions {
  dataDir: string;
  env?: Record<string, string>;
  restart: boolean;
  say: (line: string) => void;
}

/** Starts `count` phones, each with an identity, a port and a token of its own, the same at each start. */
export function startPhones(count: number, options: PhoneOptions): Promise<PhoneAccess[]> {
  return Promise.all(Array.from({ length: count }, (_, index) => startPhone(index, options)));
}

async function startPhone(index: number, { dataDir, env, restart, say }: PhoneOptions): Promise<PhoneAccess> {
  const stateDir = join(dataDir, `phone-${index}`);
  mkdirSync(stateDir, { recursive: true });
  const token = kept(join(stateDir, 'token'), () => randomBytes(24).toString('hex'));
  const portFile = join(stateDir, 'port');
  // A page that was left open finds its phone again; a first one takes what the system gives, which nobody else can take before.
  const last = Number(kept(portFile, () => '0'));
  const wanted = last === 0 ? 0 : await freePort(last);
  const start = (before: PhoneReady | undefined): Promise<ChildProgram<PhoneReady>> =>
    startProgram<PhoneReady>({
      name: 'phone',
      file: join(import.meta.dirname, '../../src/phone/main.ts'),
      env: {
        PHONE_PORT: before === undefined ? String(wanted) : new URL(before.url).port,
        PHONE_TOKEN: token,
        PHONE_STATE_DIR: stateDir,
        ...env,
      },
      // As on a workstation (src/main/programs.ts): audio would let V8's nursery grow for nothing.
      execArgv: ['--max-semi-space-size=16'],
      logFile: logFileOf(dataDir)(`phone-${index}`),
    });
  const program = await keepProgram({ name: 'phone', start, restart, say });
  writeFileSync(portFile, new URL(program.ready.url).port);
  return { url: program.ready.url, token, program };
}

/** What stands in a file that only we may read; made once. */
export function kept(file: string, make: () => string): string {
  if (!existsSync(file)) writeFileSync(file, make(), { mode: 0o600 });
  return readFileSync(file, 'utf8');
}
