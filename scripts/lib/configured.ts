/** The product with a real configuration on one machine: a backend and its phones, no simulators. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Running } from '../start.ts';
import { startProgram, type ChildProgram } from './child-program.ts';
import { keepProgram } from './kept-program.ts';
import { logFileOf, startPhones } from './phones.ts';

interface BackendReady {
  ready: 'backend';
  url: string;
}

const root = join(import.meta.dirname, '../..');

/** Starts backend and phones with the process's own environment. Rejects with the backend's own words if the configuration is not complete. */
export async function startConfigured(
  dataDir: string,
  { phones: count, say }: { phones: number; say: (line: string) => void },
): Promise<Running> {
  mkdirSync(join(dataDir, 'logs'), { recursive: true });
  const logFile = logFileOf(dataDir);
  const env = Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
  const start = (): Promise<ChildProgram<BackendReady>> =>
    startProgram<BackendReady>({
      name: 'backend',
      file: join(root, 'src/backend/main.ts'),
      env: { ...env, DATA_DIR: dataDir },
      logFile: logFile('backend'),
    });
  const backend = await keepProgram({ name: 'backend', start, restart: true, say });
  const phones = await startPhones(count, { dataDir, restart: true, say });
  say(`Logs: ${join(dataDir, 'logs')}`);
  const ends = [
    backend.failed.then((how) => `The backend ended (${how}); its log is ${logFile('backend')}.`),
    ...phones.map(({ program }, index) =>
      program.failed.then((how) => `The phone ended (${how}); its log is ${logFile(`phone-${index}`)}.`),
    ),
  ];
  let stopped = false;
  return {
    backendUrl: backend.ready.url,
    phones,
    failed: Promise.race(ends).then((what) => (stopped ? new Promise<string>(() => undefined) : what)),
    stop: async () => {
      stopped = true;
      await Promise.all(phones.map(({ program }) => program.stop(3_000)));
      await backend.stop();
    },
  };
}
