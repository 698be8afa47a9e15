/** Several programs may share one embedded server; whoever leaves last turns it off, and the dead do not count. */
import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isAlive, markOf, type ProcessMark } from './processes.ts';

const own = new Set<string>();

/** Signs this process in as a user of the server in `dir`; the name signs it out again. */
export async function signIn(dir: string): Promise<string> {
  const name = `${process.pid}-${randomUUID()}`;
  await mkdir(tenantsIn(dir), { recursive: true });
  await writeFile(join(tenantsIn(dir), name), JSON.stringify(markOf(process.pid)));
  own.add(name);
  return name;
}

/** Signs out. True if nobody else uses the server, which the caller then stops. */
export async function signOut(dir: string, name: string): Promise<boolean> {
  own.delete(name);
  await rm(join(tenantsIn(dir), name), { force: true });
  if (await isUsed(dir)) return false;
  await rm(tenantsIn(dir), { recursive: true, force: true });
  return true;
}

/** Whether any living process uses the server in `dir`. */
export async function isUsed(dir: string): Promise<boolean> {
  for (const name of await readdir(tenantsIn(dir)).catch(() => [])) {
    if (await isLiving(dir, name)) return true;
  }
  return false;
}

async function isLiving(dir: string, name: string): Promise<boolean> {
  try {
    const tenant = JSON.parse(await readFile(join(tenantsIn(dir), name), 'utf8')) as ProcessMark;
    // In a container every run may have our number; a sign-in of ours that we do not know is from a former life.
    return tenant.pid === process.pid ? own.has(name) : isAlive(tenant);
  } catch {
    return false;
  }
}

function tenantsIn(dir: string): string {
  return join(dir, 'tenants');
}
