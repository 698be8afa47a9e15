/** Whoever runs the product by `npm start` must not lose it, or a call, to one program's crash. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { startProgram } from '../../../scripts/lib/child-program.ts';
import { keepProgram, type KeptProgram } from '../../../scripts/lib/kept-program.ts';
import { until } from '../../support/until.ts';

const dir = mkdtempSync(join(tmpdir(), 'kept-'));
const file = join(dir, 'program.mjs');
writeFileSync(
  file,
  `console.log(JSON.stringify({ ready: 'it', pid: process.pid })); setInterval(() => {}, 1000);`,
);
afterAll(() => rmSync(dir, { recursive: true, force: true }));

interface Ready {
  ready: 'it';
  pid: number;
}

/** A kept program, the processes it has had, and what was said. */
async function keep(restart: boolean): Promise<{ kept: KeptProgram<Ready>; pids: number[]; said: string[] }> {
  const [pids, said]: [number[], string[]] = [[], []];
  const kept = await keepProgram<Ready>({
    name: 'program',
    restart,
    say: (line) => said.push(line),
    start: async () => {
      const child = await startProgram<Ready>({ name: 'program', file, env: {} });
      pids.push(child.ready.pid);
      return child;
    },
  });
  return { kept, pids, said };
}
const kill = (pid: number | undefined): void => void process.kill(pid ?? 0, 'SIGKILL');

it('starts a program again that was killed, and says so', async () => {
  const { kept, pids, said } = await keep(true);
  kill(pids[0]);
  await until(() => pids.length === 2, { what: 'the second start' });
  expect(said).toEqual(['The program ended (SIGKILL) and is started again.']);
  await kept.stop();
  expect(pids).toHaveLength(2);
});

it('gives up on a program that ends again and again', async () => {
  const { kept, pids } = await keep(true);
  for (let end = 1; end <= 5; end += 1) {
    await until(() => pids.length === end, { what: `start ${end}` });
    kill(pids[end - 1]);
  }
  expect(await kept.failed).toBe('SIGKILL');
  expect(pids).toHaveLength(5);
});

it('reports the end as a failure where nothing is to be started again', async () => {
  const { kept, pids } = await keep(false);
  kill(pids[0]);
  expect(await kept.failed).toBe('SIGKILL');
  expect(pids).toHaveLength(1);
});
