/** What only a browser can show: the console in the machine's Chromium, and in Electron where there is a runtime. */
import { availableParallelism } from 'node:os';
import { defineConfig } from '@playwright/test';
import { findBrowser } from './scripts/lib/find-browser.ts';
import { chromiumArguments } from './test/support/chromium.ts';

const browser = findBrowser();

export default defineConfig({
  testDir: 'test/e2e',
  outputDir: 'test-results/e2e',
  // Each test may start a whole product; two at once is what a small machine carries.
  workers: Math.max(2, availableParallelism() - 1),
  timeout: 180_000,
  expect: { timeout: 30_000 },
  forbidOnly: process.env['CI'] !== undefined,
  reporter: 'list',
  use: {
    browserName: 'chromium',
    locale: 'es-MX',
    timezoneId: 'America/Mexico_City',
    viewport: { width: 1440, height: 900 },
    permissions: ['microphone'],
    trace: 'retain-on-failure',
    launchOptions: {
      args: chromiumArguments,
      ...(browser === undefined ? {} : { executablePath: browser.path }),
    },
  },
});
