/** Phone processes beside the backend, where there is no Electron to start them. */
import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { startProgram, type ChildProgram } from './child-program.ts';

export interface PhoneAccess {
  url: string;
  token: string;
  program: ChildProgram<{ ready: 'phone'; url: string }>;
}

/** The log of a part of the product, by its name. */
export function logFileOf(dataDir: string): (name: string) => string {
  return (name) => join(dataDir, 'logs', `${name}.log`);
}

/** Starts `count` phones, each with a token and an identity of its own; `env` is added to each. */
export function startPhones(
  count: number,
  dataDir: string,
  env: Record<string, string> = {},
): Promise<PhoneAccess[]> {
  return Promise.all(Array.from({ length: count }, (_, index) => startPhone(index, dataDir, env)));
}

async function startPhone(index: number, dataDir: string, env: Record<string, string>): Promise<PhoneAccess> {
  const token = randomBytes(24).toString('hex');
  const stateDir = join(dataDir, `phone-${index}`);
  mkdirSync(stateDir, { recursive: true });
  const program = await startProgram<{ ready: 'phone'; url: string }>({
    name: 'phone',
    file: join(import.meta.dirname, '../../src/phone/main.ts'),
    env: { PHONE_PORT: '0', PHONE_TOKEN: token, PHONE_STATE_DIR: stateDir, ...env },
    logFile: logFileOf(dataDir)(`phone-${index}`),
  });
  return { url: program.ready.url, token, program };
}
