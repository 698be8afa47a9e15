/** What an account of the machine must reach cannot stay below a folder that only root can enter. */
import { chmod, cp, mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, sep } from 'node:path';

const name = 'vidanta-agent-console';

/** A folder of ours that every account may pass through; for something temporary it is temporary itself. */
export async function sharedFolder(on: { behalfOf: string }): Promise<string> {
  const parents = isTemporary(on.behalfOf) ? [tmpdir()] : ['/var/lib', tmpdir()];
  for (const parent of parents) {
    const dir = join(parent, name);
    if (await isOurs(dir)) return dir;
  }
  throw new Error(
    `no folder that other accounts can reach: ${parents.join(', ')} cannot be written; set DATABASE_URL`,
  );
}

/** In /tmp anybody may have made a folder of that name to slip us programs of theirs. */
async function isOurs(dir: string): Promise<boolean> {
  try {
    await mkdir(dir, { recursive: true });
    if ((await stat(dir)).uid !== process.getuid?.()) return false;
    await chmod(dir, 0o755);
    return true;
  } catch {
    return false;
  }
}

/** Makes a home for the data of `dir` elsewhere, and leaves word on both sides. */
export async function makeHome(dir: string): Promise<string> {
  const shared = await sharedFolder({ behalfOf: dir });
  if (isTemporary(dir)) await removeAbandoned(shared);
  const home = await mkdtemp(join(shared, 'postgres-'));
  await writeFile(join(home, 'moved-from'), `${dir}\n`);
  await writeFile(join(dir, 'moved-to'), `${home}\n`);
  return home;
}

/** Where the data of `dir` was moved to; undefined if it was not. Throws if that place is gone. */
export async function movedHome(dir: string): Promise<string | undefined> {
  const home = (await readFile(join(dir, 'moved-to'), 'utf8').catch(() => '')).trim();
  if (home === '') return undefined;
  if ((await stat(home).catch(() => undefined)) !== undefined) return home;
  const word = join(dir, 'moved-to');
  throw new Error(
    `${word} says the data is in ${home}, which is gone: put it back, or delete ${dir} to begin anew`,
  );
}

/** Copies a folder so that every account can read it and run what is in it. Nobody ever sees half a copy. */
export async function copyReadable(from: string, to: string): Promise<void> {
  const half = await mkdtemp(join(dirname(to), 'copying-'));
  await cp(from, half, { recursive: true, verbatimSymlinks: true });
  await openToAll(half);
  await rm(to, { recursive: true, force: true });
  await rename(half, to);
}

async function openToAll(dir: string): Promise<void> {
  await chmod(dir, 0o755);
  for (const entry of await readdir(dir, { withFileTypes: true })) {
    const path = join(dir, entry.name);
    if (entry.isDirectory()) await openToAll(path);
    else if (entry.isFile()) await chmod(path, (await stat(path)).mode & 0o100 ? 0o755 : 0o644);
  }
}

/** Temporary folders are deleted without a word to us; a server whose data goes stops by itself within a minute. */
async function removeAbandoned(shared: string): Promise<void> {
  for (const entry of await readdir(shared)) {
    const home = join(shared, entry);
    const from = (await readFile(join(home, 'moved-from'), 'utf8').catch(() => '')).trim();
    if (!isTemporary(from) || (await stat(from).catch(() => undefined)) !== undefined) continue;
    await rm(home, { recursive: true, force: true });
  }
}

function isTemporary(dir: string): boolean {
  return dir.startsWith(tmpdir() + sep);
}
