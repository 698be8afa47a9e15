/** Builds the console when it is missing or older than its sources, so that `npm start` alone is enough. */
import { spawnSync } from 'node:child_process';
import { existsSync, globSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Throws if the build fails, with what the bundler said. */
export async function ensureConsoleBuilt(root: string, say: (line: string) => void): Promise<void> {
  const built = join(root, 'dist/renderer/index.html');
  if (existsSync(built) && statSync(built).mtimeMs > newestSource(root)) return;
  say('Building the console…');
  const run = spawnSync(process.execPath, [join(root, 'scripts/build.ts'), '--renderer'], {
    cwd: root,
    encoding: 'utf8',
  });
  if (run.status !== 0) throw new Error(`The console could not be built.\n${run.stdout}${run.stderr}`);
}

function newestSource(root: string): number {
  const files = globSync(['src/renderer/**/*', 'src/shared/**/*'], { cwd: root });
  return Math.max(...files.map((file) => statSync(join(root, file)).mtimeMs));
}
