/** A store's folder holds a password, so it is private; those above it stay passable for the account that runs PostgreSQL. */
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Makes `dir` with mode 0700 and its missing parents with the usual mode. One that exists stays as it is. */
export async function makeOwnFolder(dir: string): Promise<void> {
  await mkdir(dirname(dir), { recursive: true });
  await mkdir(dir, { recursive: true, mode: 0o700 });
}
