/** The id this phone shows to registrars (RFC 5626 §4.1): the same across restarts, so that an old binding is replaced and not doubled. */
import { randomUUID } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

const FILE_NAME = 'phone-instance-id';

/** The id kept in `stateDir`, made at the first start; without a folder, or when it cannot be written, a new one. */
export async function readInstanceId(stateDir: string | undefined): Promise<string> {
  if (stateDir === undefined) return randomUUID();
  const path = join(stateDir, FILE_NAME);
  const kept = z.uuid().safeParse((await readFile(path, 'utf8').catch(() => '')).trim());
  if (kept.success) return kept.data;
  const id = randomUUID();
  await mkdir(stateDir, { recursive: true })
    .then(() => writeFile(path, `${id}\n`, { mode: 0o600 }))
    .catch(() => {});
  return id;
}
