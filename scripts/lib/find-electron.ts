/** Finds Electron's runtime without asking the package for it: from version 42 on, `require('electron')` starts a download. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** What `findElectron` looks at; tests hand in their own. */
export interface ElectronPlaces {
  env: Record<string, string | undefined>;
  platform: NodeJS.Platform;
  /** Folder of the npm package `electron`, or undefined where it is not installed. */
  packageDir: string | undefined;
}

/** Path of an Electron executable, or undefined where there is none. Starts and downloads nothing. */
export function findElectron(places: ElectronPlaces = here()): string | undefined {
  const named = places.env['APP_ELECTRON_PATH'];
  const folder = places.env['ELECTRON_OVERRIDE_DIST_PATH'];
  const candidates = [
    named,
    folder === undefined ? undefined : join(folder, executableName(places.platform)),
    installed(places.packageDir),
  ];
  return candidates.find((path) => path !== undefined && existsSync(path));
}

/**
 * Fetches the runtime once, by the package's own installer, where the network allows it. Returns its path, or
 * undefined where it cannot be had (then nothing was changed). ELECTRON_SKIP_BINARY_DOWNLOAD=1 keeps it from trying.
 */
export function fetchElectron(root: string, say: (line: string) => void): string | undefined {
  const installer = join(root, 'node_modules/electron/install.js');
  if (!existsSync(installer) || process.env['ELECTRON_SKIP_BINARY_DOWNLOAD'] === '1') return undefined;
  say("Fetching Electron's runtime (once, about 100 MB)…");
  const run = spawnSync(process.execPath, [installer], { timeout: 300_000, stdio: 'ignore' });
  if (run.status !== 0) say('It cannot be had from here.');
  return findElectron();
}

function here(): ElectronPlaces {
  return { env: process.env, platform: process.platform, packageDir: packageDir() };
}

function packageDir(): string | undefined {
  try {
    return dirname(createRequire(import.meta.url).resolve('electron/package.json'));
  } catch {
    return undefined; // a production install leaves the package out
  }
}

/** The package's `path.txt` is written once its runtime was fetched (electron's install.js). */
function installed(dir: string | undefined): string | undefined {
  if (dir === undefined || !existsSync(join(dir, 'path.txt'))) return undefined;
  return join(dir, 'dist', readFileSync(join(dir, 'path.txt'), 'utf8').trim());
}

function executableName(platform: NodeJS.Platform): string {
  if (platform === 'darwin') return 'Electron.app/Contents/MacOS/Electron';
  return platform === 'win32' ? 'electron.exe' : 'electron';
}
