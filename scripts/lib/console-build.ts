/** Builds the console when it is missing or older than its sources, so that `npm start` alone is enough. */
import { spawnSync } from 'node:child_process';
import { existsSync, globSync, statSync } from 'node:fs';
import { join } from 'node:path';

/**
 * `page` is all that a browser needs; Electron needs `everything`, since it starts bundles. Throws if the build
 * fails, with what the bundler said.
 */
export async function ensureConsoleBuilt(
  root: string,
  say: (line: string) => void,
  what: 'page' | 'everything' = 'page',
): Promise<void> {
  const built = join(root, what === 'page' ? 'dist/renderer/index.html' : 'dist/main/main.js');
  if (existsSync(built) && statSync(built).mtimeMs > newestSource(root, what)) return;
  say('Building the console…');
  const run = spawnSync(
    process.execPath,
    [join(root, 'scripts/build.ts'), ...(what === 'page' ? ['--renderer'] : [])],
    {
      cwd: root,
      encoding: 'utf8',
    },
  );
  if (run.status !== 0) throw new Error(`The console could not be built.\n${run.stdout}${run.stderr}`);
}

function newestSource(root: string, what: 'page' | 'everything'): number {
  const files = globSync(what === 'page' ? ['src/renderer/**/*', 'src/shared/**/*'] : ['src/**/*'], {
    cwd: root,
  });
  return Math.max(...files.map((file) => statSync(join(root, file)).mtimeMs));
}
