/**
 * What the company has decided for this machine. It stands in a file (or, on Windows, in the registry where group
 * policies write) that only an administrator can change, and wins over whatever a person chooses.
 */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { win32 } from 'node:path';
import { z } from 'zod';
import { consolePreferences, type ConsolePreferences } from '../shared/ipc.ts';
import type { MainLog } from './main-log.ts';

export interface Policies {
  preferences: Partial<ConsolePreferences>;
  /** The team's backend, without a path or a slash at its end. */
  backendUrl: string | undefined;
}

export interface PolicySources {
  platform: NodeJS.Platform;
  env: Record<string, string | undefined>;
  /** Instead of the usual place. */
  file: string | undefined;
  log: MainLog;
  /** Text of `reg query` for a key, empty where there is none. */
  queryRegistry?: (key: string) => Promise<string>;
}

const registryKey = String.raw`HKLM\Software\Policies\Vidanta\AgentConsole`;
const registryTimeoutMs = 5_000;
const shape = {
  ...consolePreferences.shape,
  backendUrl: z.url({ protocol: /^https?$/ }).transform((url) => new URL(url).origin),
};
type PolicyName = keyof typeof shape;

/** Registry over file. A policy that cannot be used is named in the log and ignored; the others count. */
export async function readPolicies(sources: PolicySources): Promise<Policies> {
  const given = { ...(await readPolicyFile(sources)), ...(await readRegistry(sources)) };
  const { backendUrl, ...preferences } = checked(given, sources.log);
  return { preferences, backendUrl };
}

/** Where administrators put the file: `policies.json` in a folder that users cannot write. */
export function policyFile(platform: NodeJS.Platform, env: Record<string, string | undefined>): string {
  if (platform === 'win32')
    return win32.join(
      env['ProgramData'] ?? String.raw`C:\ProgramData`,
      'Vidanta',
      'AgentConsole',
      'policies.json',
    );
  if (platform === 'darwin') return '/Library/Application Support/Vidanta Agent Console/policies.json';
  return '/etc/vidanta-agent-console/policies.json';
}

/** The values that `reg query` prints: `    name    REG_SZ    value`, numbers in hexadecimal. */
export function parseRegistry(text: string): Record<string, unknown> {
  const rows = text.matchAll(/^ {4}(\S+) {4}(REG_SZ|REG_DWORD) {4}(.*)$/gm);
  return Object.fromEntries([...rows].map(([, name, type, value]) => [name, registryValue(type, value)]));
}

/** Group policies know no booleans: 0 and 1 stand for them. */
const registryValue = (type: string | undefined, value = ''): unknown =>
  type === 'REG_DWORD' ? Number(value.trim()) === 1 : value.trim();

function checked(given: Record<string, unknown>, log: MainLog): Partial<z.output<z.ZodObject<typeof shape>>> {
  const good = Object.entries(given).flatMap(([name, value]) => {
    if (!Object.hasOwn(shape, name)) {
      log({ event: 'policy ignored', policy: name, why: 'there is no such policy' });
      return [];
    }
    const result = shape[name as PolicyName].safeParse(value);
    if (result.success) return [[name, result.data]];
    log({ event: 'policy ignored', policy: name, why: z.prettifyError(result.error) });
    return [];
  });
  return Object.fromEntries(good) as Partial<z.output<z.ZodObject<typeof shape>>>;
}

async function readPolicyFile({ platform, env, file, log }: PolicySources): Promise<Record<string, unknown>> {
  const path = file ?? policyFile(platform, env);
  try {
    const text = await readFile(path, 'utf8');
    return z.record(z.string(), z.unknown()).parse(JSON.parse(text.replace(/^\uFEFF/, '')));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT')
      log({
        event: 'policies unreadable',
        path,
        why: error instanceof Error ? error.message : String(error),
      });
    return {};
  }
}

async function readRegistry({
  platform,
  env,
  queryRegistry = (key) => queryWithReg(key, env),
}: PolicySources): Promise<Record<string, unknown>> {
  return platform === 'win32' ? parseRegistry(await queryRegistry(registryKey)) : {};
}

/** A key that does not exist is an error to `reg`, and no policy to us. By its full path: no other `reg` is asked. */
function queryWithReg(key: string, env: PolicySources['env']): Promise<string> {
  const reg = win32.join(env['SystemRoot'] ?? String.raw`C:\Windows`, 'System32', 'reg.exe');
  return new Promise((resolve) =>
    execFile(reg, ['query', key], { timeout: registryTimeoutMs, windowsHide: true }, (error, stdout) =>
      resolve(error ? '' : stdout),
    ),
  );
}
