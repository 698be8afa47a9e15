/** Holds states of screens against axe's rules in one look; shared out among spec files so that Playwright's workers share the load. */
import AxeBuilder from '@axe-core/playwright';
import { expect, test, type Browser, type BrowserContext, type Page } from '@playwright/test';
import { join } from 'node:path';
import { root } from '../../scripts/lib/run-program.ts';
import { openScene, type Scene } from './desk-world-scene.ts';
import { scenes } from './desk-world-scenes.ts';

/** The page under test; a build of one's own where `RENDERER_DIR` names it. */
export const pageFolder = process.env['RENDERER_DIR'] ?? join(root, 'dist/renderer');
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'];
const laptop = { width: 1280, height: 800 };

/** One language light and the other dark: what differs between them is words and colours, and both are walked. */
interface Look {
  language: 'es' | 'en';
  scheme: 'light' | 'dark';
}

/** A part of all scenes: every `of`-th, beginning with the `part`-th (from 1). Together the parts are all of them. */
interface Share {
  part: number;
  of: number;
}

export function openContext(
  browser: Browser,
  scheme: Look['scheme'],
  viewport = laptop,
): Promise<BrowserContext> {
  return browser.newContext({
    ...{ viewport, colorScheme: scheme, reducedMotion: 'reduce', permissions: ['microphone'] },
    ...{ locale: 'es-MX', timezoneId: 'America/Mexico_City' },
  });
}

/** The scene of this name; throws where there is none. */
export function sceneOf(name: string): Scene {
  const scene = scenes.find((one) => one.name === name);
  if (!scene) throw new Error(`no scene ${name}`);
  return scene;
}

/** `rule: element` of each violation. */
export async function violationsOf(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page })
    .options({ resultTypes: ['violations'] })
    .withTags(tags)
    // Our page has no frames; without this axe opens a second page for each look, which costs more than the look.
    .setLegacyMode()
    .analyze();
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 200)}`));
}

/** Pixels that the page is wider than its window. */
export const overflowOf = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

/** Declares one test for each scene of the share, in this look. */
export function checkScenes({ language, scheme }: Look, { part, of }: Share): void {
  test.describe(`in ${language}, ${scheme}`, () => {
    // One state after the other in one context: a page costs less than a browser.
    test.describe.configure({ mode: 'default', timeout: 60_000 });
    let context: BrowserContext;
    test.beforeAll(async ({ browser }) => {
      context = await openContext(browser, scheme);
    });
    test.afterAll(() => context?.close());

    for (const scene of scenes.filter((_, index) => index % of === part - 1))
      test(`${scene.name} has no fault that axe knows, and does not scroll sideways`, async () => {
        const { page } = await openScene(context, scene, { language, pageFolder });
        expect.soft(await violationsOf(page)).toEqual([]);
        expect.soft(await overflowOf(page)).toBe(0);
        await page.close();
      });
  });
}
