// What axe cannot see (its own findings: screens-axe-*.spec.ts): the order of focus, its ring, what is announced, what fits.
import { expect, test, type BrowserContext, type Page } from '@playwright/test';
import { openContext, overflowOf, pageFolder, sceneOf } from '../support/axe-scenes.ts';
import { openScene } from '../support/desk-world-scene.ts';
import { answeredEvents } from '../support/desk-world-talk.ts';

/** Where the focus stands: the part of the desk, and whether a person sees it. */
interface Stop {
  part: string;
  html: string;
  ring: boolean;
}

/** Runs in the page. */
function readStop(): Stop {
  const parts = {
    bar: '[data-testid="call-bar"]',
    list: '[data-testid="work-list"]',
    talk: '[data-testid="timeline"]',
    lead: 'aside',
  };
  const at = document.activeElement;
  if (!(at instanceof HTMLElement) || at === document.body) return { part: 'page', html: '', ring: true };
  const part = Object.entries(parts).find(([, selector]) => at.closest(selector))?.[0] ?? 'frame';
  const hasRing = (element: Element | null): boolean => {
    if (element === null) return false;
    const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(element);
    return (outlineStyle !== 'none' && Number.parseFloat(outlineWidth) > 0) || boxShadow !== 'none';
  };
  // A field may wear its ring on its frame, a hidden radio on its label.
  const wearers = [at, at.parentElement, at.nextElementSibling, at.closest('[data-testid="composer"] > *')];
  return { part, html: at.outerHTML.slice(0, 160), ring: wearers.some((one) => hasRing(one)) };
}

async function walkByTab(page: Page): Promise<Stop[]> {
  const stops: Stop[] = [];
  const mostStops = 200;
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  for (let step = 0; step < mostStops; step += 1) {
    await page.keyboard.press('Tab');
    const stop = await page.evaluate(readStop);
    if (stop.part === 'page' && stops.length > 0) break;
    stops.push(stop);
  }
  return stops;
}

test.describe('the desk by keyboard and by ear', () => {
  let context: BrowserContext;
  test.beforeAll(async ({ browser }) => {
    context = await openContext(browser, 'light');
  });
  test.afterAll(() => context?.close());

  test('Tab goes through the desk part by part, and every stop can be seen', async () => {
    const { page } = await openScene(context, sceneOf('live'), { language: 'es', pageFolder });
    const stops = await walkByTab(page);
    const order = stops
      .map(({ part }) => part)
      .filter((part, index, all) => part !== 'frame' && part !== all[index - 1]);
    expect(order, 'the call first, and no part entered twice').toEqual(['bar', 'list', 'talk', 'lead']);
    expect(stops.filter(({ ring }) => !ring).map(({ html }) => html)).toEqual([]);
    await page.close();
  });

  test('a ring is announced once and at once, a new line politely', async () => {
    const { page, backend } = await openScene(context, sceneOf('ringing'), { language: 'es', pageFolder });
    const spoken = page.locator('[aria-live="assertive"]').filter({ hasText: 'Mariana Robles Ortega' });
    await expect(spoken).toHaveCount(1);
    await expect(page.getByTestId('timeline')).toContainText('La comunico con Andrea Luna');
    for (const event of answeredEvents.slice(-3)) backend.push('event', event);
    // One line is read out, of several only how many.
    await expect(page.getByTestId('announcer')).toHaveText(/cuánto quedaría al mes|líneas nuevas/);
    await expect(page.getByTestId('announcer')).toHaveAttribute('aria-live', 'polite');
    await expect(spoken, 'nothing is shouted again').toHaveCount(1);
    await page.close();
  });
});

const callControls = ['mute', 'hold', 'keypad', 'transfer', 'hangup'];

test('at 200 % zoom the controls of a call stand beside each other, and nothing scrolls sideways', async ({
  browser,
}) => {
  const context = await browser.newContext({
    ...{ viewport: { width: 640, height: 400 }, deviceScaleFactor: 2, permissions: ['microphone'] },
    ...{ reducedMotion: 'reduce', timezoneId: 'America/Mexico_City' },
  });
  const { page } = await openScene(context, sceneOf('live'), { language: 'es', pageFolder });
  expect(await overflowOf(page)).toBe(0);
  const boxes = await Promise.all(
    callControls.map(async (id) => ({ id, box: await page.getByTestId(id).first().boundingBox() })),
  );
  for (const { id, box } of boxes) {
    expect(box, `${id} is drawn`).not.toBeNull();
    expect(box!.x, `${id} is not cut off on the left`).toBeGreaterThanOrEqual(0);
    expect(box!.x + box!.width, `${id} is not cut off on the right`).toBeLessThanOrEqual(640);
  }
  for (const [index, one] of boxes.entries())
    for (const other of boxes.slice(index + 1))
      expect(overlap(one.box!, other.box!), `${one.id} and ${other.id}`).toBe(false);
  await context.close();
});

interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}
const overlap = (a: Box, b: Box): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
