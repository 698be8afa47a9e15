/** Where no Electron runtime is found the console opens in the machine's Chromium, Chrome or Edge, as a window of its own. */
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** A browser that can show the console and reach a microphone. */
export interface Browser {
  name: 'Chromium' | 'Chrome' | 'Edge';
  path: string;
}

/** What `findBrowser` looks at; tests hand in their own. */
export interface BrowserPlaces {
  env: Record<string, string | undefined>;
  platform: NodeJS.Platform;
  isExecutable: (path: string) => boolean;
}

const commands: readonly [Browser['name'], string][] = [
  ['Chromium', 'chromium'],
  ['Chromium', 'chromium-browser'],
  ['Chrome', 'google-chrome'],
  ['Chrome', 'google-chrome-stable'],
  ['Chrome', 'chrome'],
  ['Edge', 'microsoft-edge'],
  ['Edge', 'microsoft-edge-stable'],
];

const applications: readonly [Browser['name'], string][] = [
  ['Chrome', 'Google Chrome'],
  ['Edge', 'Microsoft Edge'],
  ['Chromium', 'Chromium'],
];

const windowsPrograms: readonly [Browser['name'], string[]][] = [
  ['Chrome', ['Google', 'Chrome', 'Application', 'chrome.exe']],
  ['Edge', ['Microsoft', 'Edge', 'Application', 'msedge.exe']],
  ['Chromium', ['Chromium', 'Application', 'chrome.exe']],
];

/** The first browser there is, or undefined. `APP_BROWSER_PATH` names one that is preferred. Starts nothing. */
export function findBrowser(places: BrowserPlaces = here()): Browser | undefined {
  return candidates(places).find(({ path }) => places.isExecutable(path));
}

/**
 * Arguments that open `url` as a window without tabs or address bar, under a profile of its own in `profileDir`,
 * so that nothing mixes with the person's own browsing.
 */
export function appWindowArguments(url: string, profileDir: string): string[] {
  return [
    `--app=${url}`,
    `--user-data-dir=${profileDir}`,
    '--no-first-run',
    '--no-default-browser-check',
    '--disable-background-networking',
    // The agent's audio must not wait for a click in the page when a call rings.
    '--autoplay-policy=no-user-gesture-required',
  ];
}

function here(): BrowserPlaces {
  return { env: process.env, platform: process.platform, isExecutable };
}

function candidates({ env, platform }: BrowserPlaces): Browser[] {
  const named = env['APP_BROWSER_PATH'];
  const preferred: Browser[] = named === undefined || named === '' ? [] : [{ name: 'Chromium', path: named }];
  if (platform === 'win32') return [...preferred, ...onWindows(env)];
  if (platform === 'darwin') return [...preferred, ...onMac(env)];
  return [...preferred, ...onPath(env)];
}

function onPath(env: BrowserPlaces['env']): Browser[] {
  const folders = (env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  return commands.flatMap(([name, command]) =>
    folders.map((folder) => ({ name, path: join(folder, command) })),
  );
}

function onMac(env: BrowserPlaces['env']): Browser[] {
  const folders = [
    '/Applications',
    ...(env['HOME'] === undefined ? [] : [join(env['HOME'], 'Applications')]),
  ];
  return applications.flatMap(([name, app]) =>
    folders.map((folder) => ({ name, path: join(folder, `${app}.app`, 'Contents', 'MacOS', app) })),
  );
}

function onWindows(env: BrowserPlaces['env']): Browser[] {
  const folders = ['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA']
    .map((name) => env[name])
    .filter((folder) => folder !== undefined);
  return windowsPrograms.flatMap(([name, parts]) =>
    folders.map((folder) => ({ name, path: join(folder, ...parts) })),
  );
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
