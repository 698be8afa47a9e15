/** Runs Vitest and Playwright, shows what they say, and reads their reports. */
import { globSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root, runTool } from './run-program.ts';
import { tallyPlaywright, tallyVitest, type Tally } from './tally.ts';

/** A suite that hangs is a suite that failed: CI must hear of it in time. */
const longestMs = 30 * 60_000;

/** Everything that needs no browser; `filters` are parts of file names. */
export function runVitest(filters: readonly string[], env: Record<string, string> = {}): Promise<Tally> {
  return reported('Vitest', tallyVitest, async (file) => {
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
    await runTool('vitest', ['run', ...reporters, ...filters], { shown: true, env, timeoutMs: longestMs });
  });
}

/** Everything in `test/e2e`; nothing if there is nothing. */
export async function runPlaywright(): Promise<Tally> {
  if (globSync('test/e2e/**/*.spec.ts', { cwd: root }).length === 0)
    return { passed: 0, failed: 0, skipped: [] };
  return reported('Playwright', tallyPlaywright, async (file) => {
    const env = { PLAYWRIGHT_JSON_OUTPUT_FILE: file, PLAYWRIGHT_JSON_OUTPUT_NAME: file };
    await runTool('@playwright/test#playwright', ['test', '--reporter=list,json'], {
      shown: true,
      env,
      timeoutMs: longestMs,
    });
  });
}

async function reported<Report>(
  runner: string,
  tally: (report: Report) => Tally,
  run: (file: string) => Promise<void>,
): Promise<Tally> {
  const dir = await mkdtemp(join(tmpdir(), 'test-report-'));
  try {
    await run(join(dir, 'report.json'));
    return tally(JSON.parse(await readFile(join(dir, 'report.json'), 'utf8')) as Report);
  } catch (error) {
    console.error(`${runner} ended without a report: ${String(error)}`);
    return { passed: 0, failed: 1, skipped: [] };
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}
