/** `npm start` must find what the machine has, and must never start a download to find out. */
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { appWindowArguments, findBrowser } from '../../../scripts/lib/find-browser.ts';
import { findElectron } from '../../../scripts/lib/find-electron.ts';

const dir = await mkdtemp(join(tmpdir(), 'find-programs-'));
afterAll(() => rm(dir, { recursive: true, force: true }));

async function program(...parts: string[]): Promise<string> {
  const path = join(dir, ...parts);
  await mkdir(join(path, '..'), { recursive: true });
  await writeFile(path, '');
  await chmod(path, 0o755);
  return path;
}

test('an Electron that the environment names is taken before the installed one', async () => {
  const named = await program('named', 'electron');
  await program('package', 'dist', 'electron');
  await writeFile(join(dir, 'package', 'path.txt'), 'electron');
  const packageDir = join(dir, 'package');
  const platform = 'linux' as const;
  expect(findElectron({ env: { APP_ELECTRON_PATH: named }, platform, packageDir })).toBe(named);
  expect(
    findElectron({ env: { ELECTRON_OVERRIDE_DIST_PATH: join(dir, 'named') }, platform, packageDir }),
  ).toBe(named);
  expect(findElectron({ env: {}, platform, packageDir })).toBe(join(dir, 'package', 'dist', 'electron'));
});

test('without a runtime there is no Electron, even where the npm package is installed', async () => {
  await mkdir(join(dir, 'bare'), { recursive: true });
  expect(findElectron({ env: {}, platform: 'linux', packageDir: join(dir, 'bare') })).toBeUndefined();
  expect(findElectron({ env: {}, platform: 'linux', packageDir: undefined })).toBeUndefined();
  expect(
    findElectron({ env: { APP_ELECTRON_PATH: join(dir, 'gone') }, platform: 'linux', packageDir: undefined }),
  ).toBeUndefined();
});

test('a browser is found on the PATH, on macOS among the applications, on Windows among the programs', () => {
  const only = (wanted: string) => (path: string) => path === wanted;
  const chromium = join('/usr/bin', 'chromium');
  expect(
    findBrowser({
      env: { PATH: ['/bin', '/usr/bin'].join(delimiter) },
      platform: 'linux',
      isExecutable: only(chromium),
    }),
  ).toEqual({ name: 'Chromium', path: chromium });
  const chrome = join('/Applications', 'Google Chrome.app', 'Contents', 'MacOS', 'Google Chrome');
  expect(findBrowser({ env: {}, platform: 'darwin', isExecutable: only(chrome) })).toEqual({
    name: 'Chrome',
    path: chrome,
  });
  const edge = join('C:\\x86', 'Microsoft', 'Edge', 'Application', 'msedge.exe');
  expect(
    findBrowser({ env: { 'PROGRAMFILES(X86)': 'C:\\x86' }, platform: 'win32', isExecutable: only(edge) })
      ?.name,
  ).toBe('Edge');
  expect(
    findBrowser({ env: { PATH: '/bin' }, platform: 'linux', isExecutable: () => false }),
  ).toBeUndefined();
});

test('the app window shows the address under a profile of its own', () => {
  const args = appWindowArguments('http://127.0.0.1:7300/', '/data/browser');
  expect(args).toContain('--app=http://127.0.0.1:7300/');
  expect(args).toContain('--user-data-dir=/data/browser');
});
