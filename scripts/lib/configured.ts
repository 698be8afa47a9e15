/** The product with a real configuration on one machine: a backend and a phone, no simulators. */
import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Running } from '../start.ts';
import { startProgram } from './child-program.ts';

const root = join(import.meta.dirname, '../..');

/** Starts backend and phone with the process's own environment. Rejects with the backend's own words if the configuration is not complete. */
export async function startConfigured(dataDir: string, say: (line: string) => void): Promise<Running> {
  mkdirSync(join(dataDir, 'logs'), { recursive: true });
  const env = Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
  const log = (name: string): string => join(dataDir, 'logs', `${name}.log`);
  const backend = await startProgram<{ ready: 'backend'; url: string }>({
    name: 'backend',
    file: join(root, 'src/backend/main.ts'),
    env: { ...env, DATA_DIR: dataDir },
    logFile: log('backend'),
  });
  const token = randomBytes(24).toString('hex');
  const phone = await startProgram<{ ready: 'phone'; url: string }>({
    name: 'phone',
    file: join(root, 'src/phone/main.ts'),
    env: { PHONE_PORT: '0', PHONE_TOKEN: token, PHONE_STATE_DIR: dataDir },
    logFile: log('phone'),
  });
  say(`Logs: ${join(dataDir, 'logs')}`);
  let stopped = false;
  const failed = Promise.race([
    backend.ended.then((how) => `The backend ended (${how}); its log is ${log('backend')}.`),
    phone.ended.then((how) => `The phone ended (${how}); its log is ${log('phone')}.`),
  ]).then((what) => (stopped ? new Promise<string>(() => undefined) : what));
  return {
    backendUrl: backend.ready.url,
    phones: [{ url: phone.ready.url, token, program: phone }],
    failed,
    stop: async () => {
      stopped = true;
      await phone.stop(3_000);
      await backend.stop();
    },
  };
}
