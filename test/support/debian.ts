/** Programs of other people that tests talk to come from Debian; here they are found, and installed where we may. */
import { spawnSync } from 'node:child_process';
import { existsSync, globSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** A Debian package and what shows that it is there; `optional` ones are not missed. */
export interface DebianPackage {
  name: string;
  /** A program, or the pattern of a file's whole path: a module has no program. */
  program: string;
  purpose: string;
  optional?: boolean;
  /** The system's service that the package brings: we start programs ourselves, so it stays off. */
  service?: string;
}

const KAMAILIO_MODULES = '/usr/lib/*/kamailio/modules';

/** Everything the tests use. */
export const debianPackages: readonly DebianPackage[] = [
  { name: 'chromium', program: 'chromium', purpose: 'the console in a browser' },
  {
    name: 'redis-server',
    program: 'redis-server',
    purpose: 'a Redis that keeps its data',
    service: 'redis-server',
  },
  {
    name: 'kamailio',
    program: 'kamailio',
    purpose: 'a SIP registrar that we did not write',
    service: 'kamailio',
  },
  {
    name: 'kamailio-tls-modules',
    program: `${KAMAILIO_MODULES}/tls.so`,
    purpose: 'that registrar over TLS, and the gateway over WSS',
  },
  {
    name: 'kamailio-websocket-modules',
    program: `${KAMAILIO_MODULES}/websocket.so`,
    purpose: 'a WebRTC gateway over WSS',
  },
  {
    name: 'rtpengine-daemon',
    program: 'rtpengine',
    purpose: "that gateway's media",
    service: 'rtpengine-daemon',
  },
  { name: 'sip-tester', program: 'sipp', purpose: 'SIP callers and callees that follow a scenario' },
  { name: 'baresip-core', program: 'baresip', purpose: 'a SIP phone that we did not write, with SDES-SRTP' },
  { name: 'openssl', program: 'openssl', purpose: 'certificates for TLS' },
];

/**
 * Where a program is, looking where ordinary users' PATH does not (Debian's daemons, PostgreSQL's versions) too.
 * A whole path may be a pattern, for a library's folder is named after the machine.
 */
export function findProgram(name: string): string | undefined {
  if (name.startsWith('/')) return globSync(name)[0];
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
  const root = missing.length === 0 ? undefined : asRoot();
  if (root === undefined) return missing;
  say(`Installing ${missing.map(({ name }) => name).join(', ')} with apt-get…`);
  runAs(root, ['apt-get', 'update', '-qq']);
  // One by one: a package that this Debian does not have must not keep the others away.
  for (const { name, service = '' } of missing) runAs(root, ['sh', '-c', INSTALL, 'sh', name, service]);
  return wanted.filter(({ program }) => findProgram(program) === undefined);
}

/**
 * Debian starts a daemon as soon as it is installed, unless /usr/sbin/policy-rc.d forbids it: ours does so for
 * just as long as the installation takes. Nor does the daemon start with the machine from now on.
 */
const INSTALL = `
policy=/usr/sbin/policy-rc.d
if [ ! -e $policy ]; then
  trap 'rm -f $policy' EXIT
  trap 'exit 1' HUP INT TERM
  printf '#!/bin/sh\\nexit 101\\n' > $policy && chmod 755 $policy
fi
apt-get install -qq -y --no-install-recommends "$1" || exit 1
[ -z "$2" ] || [ ! -d /run/systemd/system ] || systemctl disable "$2" || true
`;

/** What to put before a command so that it runs as root, or undefined where we may not install. */
function asRoot(): string[] | undefined {
  if (findProgram('apt-get') === undefined) return undefined;
  if (process.getuid?.() === 0) return ['env'];
  const allowed = spawnSync('sudo', ['-n', 'true'], { stdio: 'ignore' }).status === 0;
  return allowed ? ['sudo', '-n', 'env'] : undefined;
}

function runAs([program = '', ...before]: string[], args: string[]): void {
  // By env, because sudo keeps our environment from the program.
  const command = [...before, 'DEBIAN_FRONTEND=noninteractive', ...args];
  spawnSync(program, command, { stdio: ['ignore', 'ignore', 'ignore'], timeout: 300_000 });
}
