/** The main job, as anybody runs it from the command line, in every variant. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Redis } from 'ioredis';
import { expect, it } from 'vitest';
import { scenarios } from '../../../scripts/journey/scenarios.ts';
import { testStores } from '../../support/stores.ts';

const program = join(import.meta.dirname, '../../../scripts/journey.ts');
const run = promisify(execFile);

interface Outcome {
  ok: boolean;
  steps: { name: string; ok: boolean; ms: number }[];
}

/** The specification's key patterns and how long each may live at most, in seconds; the line of calls has no end. */
const keyRules: [RegExp, number | undefined][] = [
  [/^session:[0-9a-f-]{36}$/, 86_400],
  [/^call:[0-9a-f-]{36}$/, 7_200],
  [/^queue:calls(:.+)?$/, undefined],
  [/^metrics:\d{4}-\d{2}-\d{2}$/, 7 * 86_400],
  [/^tool:[a-z_]+:[0-9a-f]+$/, 3_600],
];

/** Keys that the specification does not know, or that outlive it. */
async function strangeKeys(redisUrl: string): Promise<string[]> {
  const redis = new Redis(redisUrl);
  const keys = await redis.keys('*');
  const strange = await Promise.all(
    keys.map(async (key) => {
      const rule = keyRules.find(([pattern]) => pattern.test(key));
      if (rule === undefined) return [key];
      const [, atMostS] = rule;
      const ttl = await redis.ttl(key);
      return atMostS === undefined || (ttl > 0 && ttl <= atMostS) ? [] : [`${key} lives ${ttl} s`];
    }),
  );
  redis.disconnect();
  return strange.flat();
}

/** Runs the command on stores of its own; what it prints on standard output must be one JSON object and nothing else. */
async function journey(...options: string[]): Promise<Outcome> {
  const stores = await testStores();
  try {
    const env = { ...process.env, DATABASE_URL: stores.databaseUrl, REDIS_URL: stores.redisUrl };
    const { stdout } = await run(process.execPath, [program, '--json', ...options], { env }).catch(
      (error: { stdout: string; stderr: string }) => {
        if (!error.stdout.startsWith('{')) throw new Error(error.stderr);
        return error;
      },
    );
    expect(await strangeKeys(stores.redisUrl)).toEqual([]);
    return JSON.parse(stdout) as Outcome;
  } finally {
    await stores.close();
  }
}

const missed = ({ steps }: Outcome): string[] => steps.filter((step) => !step.ok).map((step) => step.name);

it.each(Object.keys(scenarios))('takes the scenario "%s" to its end', { timeout: 300_000 }, async (name) => {
  const outcome = await journey('--scenario', name);
  expect(missed(outcome)).toEqual([]);
  expect(outcome.ok).toBe(true);
  expect(outcome.steps.every((step) => step.ms >= 0)).toBe(true);
});

it(
  'takes ten leads of all personalities at once to their ends, with two backends',
  { timeout: 400_000 },
  async () => {
    const outcome = await journey('--leads', '10', '--backends', '2');
    expect(missed(outcome)).toEqual([]);
    expect(outcome.ok).toBe(true);
  },
);

it('says what can be asked for when the scenario does not exist, and exits with 2', async () => {
  await expect(run(process.execPath, [program, '--scenario', 'nobody'])).rejects.toMatchObject({
    code: 2,
    stderr: expect.stringContaining('buyer, nurture, direct') as string,
  });
});
