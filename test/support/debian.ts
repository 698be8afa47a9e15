/** Programs of other people that tests talk to come from Debian; here they are found, and installed where we may. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** A Debian package and the program that shows that it is there; `optional` ones are not missed. */
export interface DebianPackage {
  name: string;
  program: string;
  purpose: string;
  optional?: boolean;
}

/** Everything the tests use. */
export const debianPackages: readonly DebianPackage[] = [
  { name: 'chromium', program: 'chromium', purpose: 'the console in a browser' },
  { name: 'redis-server', program: 'redis-server', purpose: 'a Redis that keeps its data' },
  { name: 'kamailio', program: 'kamailio', purpose: 'a second SIP registrar' },
  { name: 'sip-tester', program: 'sipp', purpose: 'a second SIP caller' },
  { name: 'baresip', program: 'baresip', purpose: 'a second SIP phone', optional: true },
];

/** Where a program is, looking where ordinary users' PATH does not (Debian's daemons, PostgreSQL's versions) too. */
export function findProgram(name: string): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return [...folders, '/usr/sbin', '/sbin', ...postgresFolders()]
    .map((folder) => join(folder, name))
    .find((path) => existsSync(path));
}

/** The `bin` folders of Debian's PostgreSQL versions, newest first. */
export function postgresFolders(): string[] {
  const parent = '/usr/lib/postgresql';
  if (!existsSync(parent)) return [];
  const versions = readdirSync(parent).toSorted((one, other) => Number(other) - Number(one));
  return versions.map((version) => join(parent, version, 'bin'));
}

/**
 * Installs what is missing with apt-get, as root or by sudo without a password. Gives back what is missing after
 * that; on a machine without apt-get that is simply what is missing.
 */
export function ensureDebianPackages(
  wanted: readonly DebianPackage[],
  say: (line: string) => void,
): DebianPackage[] {
  const missing = wanted.filter(({ program }) => findProgram(program) === undefined);
  const apt = aptGet();
  if (missing.length === 0 || apt === undefined) return missing;
  say(`Installing ${missing.map(({ name }) => name).join(', ')} with apt-get…`);
  runApt(apt, ['update', '-qq']);
  // One by one: a package that this Debian does not have must not keep the others away.
  for (const { name } of missing) runApt(apt, ['install', '-qq', '-y', '--no-install-recommends', name]);
  return wanted.filter(({ program }) => findProgram(program) === undefined);
}

function aptGet(): string[] | undefined {
  if (findProgram('apt-get') === undefined) return undefined;
  if (process.getuid?.() === 0) return ['apt-get'];
  const allowed = spawnSync('sudo', ['-n', 'true'], { stdio: 'ignore' }).status === 0;
  return allowed ? ['sudo', '-n', 'apt-get'] : undefined;
}

function runApt([program = '', ...before]: string[], args: string[]): void {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  spawnSync(program, [...before, ...args], { stdio: ['ignore', 'ignore', 'ignore'], timeout: 300_000, env });
}
