/** The lock of a store's folder: one works at a time, and no death, however untimely, locks a folder for good. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { withFolderLock } from '../../../../src/backend/embedded/folder-lock.ts';
import { markOf } from '../../../../src/backend/embedded/processes.ts';
import { tempFolder } from '../../../support/temp-folder.ts';
import { until } from '../../../support/until.ts';

/** Somebody else's lock, a minute old. */
async function oldLock(dir: string, text: string): Promise<string> {
  const lock = join(dir, 'starting.lock');
  await writeFile(lock, text);
  const aMinuteAgo = new Date(Date.now() - 60_000);
  await utimes(lock, aMinuteAgo, aMinuteAgo);
  return lock;
}

it('lets one work at a time, and leaves no lock behind', async () => {
  const dir = await tempFolder();
  let working = 0;
  const most: number[] = [];
  const works = Array.from({ length: 6 }, () =>
    withFolderLock(dir, async () => {
      most.push((working += 1));
      await nextTurn();
      working -= 1;
    }),
  );
  await Promise.all(works);
  expect(most).toEqual([1, 1, 1, 1, 1, 1]);
  expect(existsSync(join(dir, 'starting.lock'))).toBe(false);
});

it.each(['', '{"pid":'])('breaks an old lock whose taker died while writing it: "%s"', async (text) => {
  const dir = await tempFolder();
  await oldLock(dir, text);
  expect(await withFolderLock(dir, async () => 'worked')).toBe('worked');
});

it('breaks the lock of a process that has ended', async () => {
  const dir = await tempFolder();
  const { pid } = spawnSync(process.execPath, ['--version']);
  await writeFile(join(dir, 'starting.lock'), JSON.stringify({ pid, mark: 'of a process that ended' }));
  expect(await withFolderLock(dir, async () => 'worked')).toBe('worked');
});

it('waits for a process that lives, however old its lock', async () => {
  const dir = await tempFolder();
  const lock = await oldLock(dir, JSON.stringify(markOf(process.pid)));
  const order: string[] = [];
  const work = withFolderLock(dir, async () => order.push('worked'));
  await expectUntouched(lock);
  order.push('released');
  await rm(lock);
  await work;
  expect(order).toEqual(['released', 'worked']);
});

it('waits for whoever is just writing it', async () => {
  const dir = await tempFolder();
  const lock = join(dir, 'starting.lock');
  await writeFile(lock, '');
  const order: string[] = [];
  const work = withFolderLock(dir, async () => order.push('worked'));
  await expectUntouched(lock);
  order.push('released');
  await rm(lock);
  await work;
  expect(order).toEqual(['released', 'worked']);
});

/** Stands through many looks of ours, between which the waiting one has looked too. */
async function expectUntouched(lock: string): Promise<void> {
  let looks = 0;
  await until(() => {
    expect(existsSync(lock)).toBe(true);
    return (looks += 1) > 10;
  });
}
