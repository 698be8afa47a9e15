/** `npm test`: the whole suite, in a fresh clone too. `npm test -- <part of a file name>` runs only those of Vitest. */
import { debianPackages, ensureDebianPackages } from '../test/support/debian.ts';
import { ensureConsoleBuilt } from './lib/console-build.ts';
import { findBrowser } from './lib/find-browser.ts';
import { findElectron } from './lib/find-electron.ts';
import { root, runProgram } from './lib/run-program.ts';
import { runPlaywright, runVitest } from './lib/run-tests.ts';
import { judge, lastLine, sum, type Tally } from './lib/tally.ts';

const ci = isOn('CI');
const filters = process.argv.slice(2);
const say = (line: string): void => console.log(line);

const missing = ensureDebianPackages(debianPackages, say);
for (const { name, purpose, optional } of missing) {
  say(
    `not here: ${name} (${purpose}); ${ci && optional !== true ? 'its tests will fail' : 'its tests are left out'}`,
  );
}
const tallies = filters.length > 0 ? [await runVitest(filters)] : await runEverything();
const total = judge(sum(tallies), { ci, requireElectron: isOn('REQUIRE_ELECTRON') });
for (const { name, reason } of total.skipped) say(`skipped: ${reason.replace(/^skipped: /, '')} (${name})`);
say(lastLine(total));
process.exitCode = total.failed === 0 ? 0 : 1;

async function runEverything(): Promise<Tally[]> {
  const built = await buildConsole();
  const vitest = await runVitest([]);
  if (!built) return [vitest, { passed: 0, failed: 1, skipped: [] }];
  if (findBrowser() === undefined) {
    const skipped = [{ name: 'the console in a browser', reason: 'no Chromium, Chrome or Edge' }];
    return [vitest, { passed: 0, failed: 0, skipped }];
  }
  return [vitest, await runPlaywright()];
}

/** Tests in real Electron need the whole program, those in a browser only its page. */
async function buildConsole(): Promise<boolean> {
  if (findElectron() !== undefined) {
    return (await runProgram(process.execPath, ['scripts/build.ts'], { shown: true })).code === 0;
  }
  try {
    await ensureConsoleBuilt(root, say);
    return true;
  } catch (error) {
    say(String(error));
    return false;
  }
}

function isOn(name: string): boolean {
  return !['', '0', 'false', undefined].includes(process.env[name]);
}
