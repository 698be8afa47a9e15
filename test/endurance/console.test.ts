/** The real console in Chromium and what may happen to it in a call, a round or two of each; the full count is `npm run test:endurance`. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { consoleCases } from '../../scripts/endurance/console-cases.ts';
import { openConsoleWorld, type ConsoleWorld } from '../../scripts/endurance/console-world.ts';
import { openDesk, type Desk } from '../../scripts/endurance/desk.ts';

const roundMs = 120_000;

describe('A call, with its sound and its SIP dialog,', () => {
  let dataDir: string;
  let world: ConsoleWorld;
  let desk: Desk;
  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'endurance-test-'));
    await chmod(dataDir, 0o755); // passable, so that a PostgreSQL started by root can stay in it
    world = await openConsoleWorld(dataDir, 1);
    desk = await openDesk(world, 0);
  });
  afterAll(async () => {
    await world?.close();
    await rm(dataDir, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  });

  it.each([
    ['reload', 'outlives a reload of the page', 0],
    ['reload', 'outlives a reload of the page, and the caller can hang up', 1],
    ['renderer', 'outlives kill -9 of the renderer, and a page opened anew has it', 0],
    ['backend', 'does not notice kill -9 of the backend', 0],
    ['frozen', 'can be answered after a page hung while it rang', 0],
    ['frozen', 'rings although the page hangs, and can be answered when it lives again', 1],
  ] as const)(
    '(%s) %s',
    async (name, _words, round) => {
      const { backMs } = await consoleCases[name](desk, round);
      expect(backMs).toBeGreaterThan(0);
    },
    roundMs,
  );
});
