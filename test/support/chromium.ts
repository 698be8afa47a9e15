/** The browser of the machine, driven by Playwright; its microphone is a tone, so audio can be measured. */
import { chromium, type Browser } from '@playwright/test';
import { findBrowser } from '../../scripts/lib/find-browser.ts';

/** What every test browser is started with: no questions, no network of its own, a fake microphone. */
export const chromiumArguments = [
  '--no-sandbox',
  '--disable-background-networking',
  '--no-first-run',
  '--use-fake-ui-for-media-stream',
  '--use-fake-device-for-media-stream',
  '--autoplay-policy=no-user-gesture-required',
];

/** Path of Chromium, Chrome or Edge. Throws what to install where there is none. */
export function chromiumPath(): string {
  const browser = findBrowser();
  if (browser !== undefined) return browser.path;
  throw new Error(
    'no Chromium, Chrome or Edge on this machine: install one (Debian: apt-get install chromium)',
  );
}

/** Starts it headless; `extra` are further arguments. The caller closes it. */
export function launchChromium(extra: string[] = []): Promise<Browser> {
  return chromium.launch({ executablePath: chromiumPath(), args: [...chromiumArguments, ...extra] });
}
