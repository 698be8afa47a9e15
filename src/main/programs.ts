/** The two programs beside the window: what each is told when it starts. */
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** How a program is started. */
export interface ProgramStart {
  name: 'backend' | 'phone';
  file: string;
  env: Record<string, string>;
  /** Flags of V8 and Node. */
  execArgv: string[];
}

interface Place {
  /** Folder that holds `dist/`. */
  appPath: string;
  dataDir: string;
  port: number;
  /** Origin of the page that may speak to it. */
  origin: string;
  env: Record<string, string | undefined>;
}

/** The phone process: knows neither us nor the configuration of the backend. */
export function phoneProgram({
  appPath,
  dataDir,
  port,
  origin,
  env,
  token,
}: Place & { token: string }): ProgramStart {
  const stateDir = join(dataDir, 'phone');
  mkdirSync(stateDir, { recursive: true });
  return {
    name: 'phone',
    file: join(appPath, 'dist', 'phone', 'main.js'),
    // Audio is many small short-lived buffers: unbounded, V8's nursery grows by 80 MB for nothing (measured over 500 calls).
    execArgv: ['--max-semi-space-size=16'],
    env: {
      ...only(env, ['PATH', 'LOG_LEVEL', 'PHONE_LOCAL_ADDRESS', 'SystemRoot']),
      PHONE_PORT: String(port),
      PHONE_TOKEN: token,
      PHONE_ALLOWED_ORIGINS: origin,
      PHONE_STATE_DIR: stateDir,
    },
  };
}

/** A backend for this workstation alone: the same program as on a server, with everything that is configured here. */
export function backendProgram({
  appPath,
  dataDir,
  port,
  origin,
  env,
  secretKey,
}: Place & { secretKey: string }): ProgramStart {
  const given = Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
  return {
    name: 'backend',
    file: join(appPath, 'dist', 'backend', 'main.js'),
    execArgv: [],
    env: {
      SECRET_KEY: secretKey,
      ...given,
      HOST: '127.0.0.1',
      PORT: String(port),
      DATA_DIR: join(dataDir, 'data'),
      RENDERER_DIR: join(appPath, 'dist', 'renderer'),
      ALLOWED_ORIGINS: [given['ALLOWED_ORIGINS'], origin].filter(Boolean).join(','),
    },
  };
}

/** The key that seals SIP passwords must outlive a restart, or they could not be opened again. */
export function keptSecret(dataDir: string): string {
  const file = join(dataDir, 'secret.key');
  if (!existsSync(file)) writeFileSync(file, randomBytes(32).toString('hex'), { mode: 0o600 });
  return readFileSync(file, 'utf8').trim();
}

function only(env: Record<string, string | undefined>, names: string[]): Record<string, string> {
  return Object.fromEntries(names.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]])));
}
