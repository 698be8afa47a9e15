// What happened in this very run, read on each dashboard: the figures, what is behind them, files, a link, the wall; in both languages.
import { expect, type Page } from '@playwright/test';
import type { DashboardName } from '../../src/shared/dashboards.ts';
import type { KpiKey } from '../../src/shared/kpis.ts';
import { wordsOf } from '../support/e2e-day.ts';
import { callBar } from '../support/e2e-desk.ts';
import { partsOf, pdfParts, pngSize, savedBy } from '../support/e2e-files.ts';
import {
  finishCall,
  meetCaller,
  seatAgent,
  signInSupervisor,
  taker,
  untilCalled,
} from '../support/e2e-floor.ts';
import { enterOn, press, walkTo } from '../support/e2e-keys.ts';
import { test, type World } from '../support/e2e-world.ts';

test.describe.configure({ timeout: 480_000 });
test.use({ permissions: ['microphone', 'clipboard-read', 'clipboard-write'] });

/** What a tile says, without the blanks that hold a figure and its unit together. */
const figure = (page: Page, key: KpiKey) =>
  page.getByTestId('figures').getByTestId(`figure-${key}`).locator(':scope > span').nth(1);
const saying = (text: string) => new RegExp(`^${text.replaceAll(' ', '\\s*')}$`);

async function expectFigures(page: Page, figures: Partial<Record<KpiKey, string>>): Promise<void> {
  for (const [key, text] of Object.entries(figures))
    await expect(figure(page, key as KpiKey), key).toHaveText(saying(text));
}

/** Waits until all of it is counted: three leads, two calls, one request for a person, one conversation. */
async function expectCounted({ rows }: World): Promise<void> {
  const counted = () =>
    rows(
      `SELECT (SELECT count(*)::int FROM analytics.leads) AS leads,
         (SELECT count(*)::int FROM analytics.calls WHERE concluded) AS calls,
         (SELECT count(*)::int FROM analytics.escalations WHERE outcome = 'answered') AS answered,
         (SELECT count(*)::int FROM analytics.conversations) AS conversations,
         (SELECT count(*)::int FROM analytics.changed) AS uncounted`,
    );
  await expect
    .poll(counted, untilCalled)
    .toEqual([{ leads: 3, calls: 2, answered: 1, conversations: 1, uncounted: 0 }]);
}

async function open(page: Page, name: DashboardName): Promise<void> {
  await page.getByTestId(`dashboard-tab-${name}`).click();
  await expect(page.getByTestId(`dashboard-tab-${name}`)).toHaveAttribute('aria-current', 'page');
  await expect(page.getByTestId('figures')).toBeVisible();
}

/** Takes the dashboard in sight along in its three forms; gives back the rows of its figures by key. */
async function takeAlong(page: Page, language: 'es' | 'en'): Promise<Map<string, FigureRow>> {
  const take = (kind: 'csv' | 'png' | 'pdf') =>
    savedBy(page, async () => {
      await page.getByTestId('export').click();
      await page.getByTestId(`export-${kind}`).click();
    });
  const [csv, png, pdf] = [await take('csv'), await take('png'), await take('pdf')];
  expect([csv.name, png.name, pdf.name].map((name) => name.split('.').at(-1))).toEqual(['csv', 'png', 'pdf']);
  const size = pngSize(png.bytes);
  expect(size?.width, 'drawn at twice its size').toBeGreaterThan(1_800);
  expect(size?.height).toBeGreaterThan(800);
  const parts = pdfParts(pdf.bytes);
  expect(parts?.objects).toBeGreaterThan(1);
  expect(parts?.pages).toBeGreaterThan(0);
  expect(parts?.pictures).toBeGreaterThan(1);
  const [report, figures] = partsOf(csv.bytes);
  expect([report?.title, figures?.title]).toEqual(titles[language]);
  expect(report?.rows).toHaveLength(1);
  expect(figures?.columns.slice(0, 5)).toEqual(columns[language]);
  const shown = await page
    .getByTestId('figures')
    .getByRole('button')
    .evaluateAll((tiles) => tiles.map((tile) => tile.getAttribute('data-testid')?.replace('figure-', '')));
  expect(figures?.rows).toHaveLength(shown.length);
  return new Map(
    (figures?.rows ?? []).map(([, , value, numerator, denominator], at) => [
      shown[at] ?? '',
      { value, numerator, denominator },
    ]),
  );
}

/** As it stands in the file. */
type FigureRow = Record<'value' | 'numerator' | 'denominator', string | undefined>;

const titles = { es: ['Informe', 'Indicadores'], en: ['Report', 'Figures'] };
const columns = {
  es: ['Indicador', 'Unidad', 'Valor', 'Casos que cuentan', 'De un total de'],
  en: ['Figure', 'Unit', 'Value', 'Cases that count', 'Out of'],
};
const one = { numerator: '1', denominator: '1', value: '100' };

for (const language of ['es', 'en'] as const)
  test(`in ${language}: the day's figures are read, followed to the call, taken along, sent and put on the wall`, async ({
    page,
    browser,
    world,
  }) => {
    const t = wordsOf(language);
    const name = { es: 'Mariana Robles', en: 'Marian Roberts' }[language];

    await test.step('one lead is passed to an agent, one does not answer, one only writes', async () => {
      const { desk, leave } = await seatAgent(browser, world, language);
      await world.lead('silent', { language });
      await world.lead('no-answer', { language });
      await meetCaller(world, { name, language }, ['ask-availability', 'escalate']);
      await expect(callBar(desk, 'ringing')).toContainText(name, untilCalled);
      await desk.keyboard.press('F8');
      await expect(callBar(desk, 'live')).toContainText(name);
      await finishCall(desk);
      await leave();
      await expectCounted(world);
    });

    await signInSupervisor(page, world, language);
    await page.getByTestId('nav-dashboards').click();

    await test.step('operations', async () => {
      await open(page, 'operations');
      await expectFigures(page, { calls: '2', callSuccess: '50 %', escalation: '100 %' });
      await expectFigures(page, { serviceLevel: '100 %', abandonment: '0 %' });
      await expect(page.getByTestId('chart-outcomes')).toContainText(t('dash.ops.answered'));
      await expect(page.getByTestId('chart-services')).toContainText(t('dash.ops.up'));
      const rows = await takeAlong(page, language);
      expect(rows.get('serviceLevel')).toMatchObject(one);
      expect(rows.get('calls')).toMatchObject({ value: '2' });
    });

    await test.step('from a figure to the call behind it', async () => {
      await page.getByTestId('figure-serviceLevel').click();
      const cases = page.getByTestId('cases');
      await expect(cases).toContainText(t('dash.cases.of', { hits: '1', all: '1' }));
      await expect(cases.getByTestId('case')).toHaveCount(1);
      await expect(cases.getByTestId('case')).toContainText(taker.name);
      await cases.getByTestId('case-open').click();
      await expect(page.getByTestId('nav-calls')).toHaveAttribute('aria-current', 'page');
      await expect(page.getByRole('main')).toContainText(name);
      await expect(page.getByTestId('turn').first()).toBeVisible();
      await page.getByTestId('nav-dashboards').click();
    });

    await test.step('sales', async () => {
      await open(page, 'sales');
      await expectFigures(page, { leads: '3', leadToCall: '66.7 %', sales: '0' });
      await page.getByTestId('chart-funnel-table').click();
      const funnel = page.getByTestId('chart-funnel').getByRole('row');
      for (const [step, count] of [
        ['wrote', '3'],
        ['called', '2'],
        ['reached', '1'],
        ['sold', '0'],
      ] as const)
        await expect(
          funnel
            .filter({ hasText: t(`dash.sales.step.${step}`) })
            .getByRole('cell')
            .nth(1),
        ).toHaveText(count);
      const rows = await takeAlong(page, language);
      expect(rows.get('leadToCall')).toMatchObject({ numerator: '2', denominator: '3' });
    });

    await test.step('technical', async () => {
      await open(page, 'technical');
      await expectFigures(page, { toolSuccess: '100 %' });
      for (const tool of ['check_availability', 'escalate_to_human'])
        await expect(page.getByTestId(`tool-${tool}`).getByRole('cell').nth(1)).toHaveText('1');
      await expect(page.getByTestId('chart-behind')).toContainText(t('dash.tech.uncounted'));
      const rows = await takeAlong(page, language);
      const { numerator, denominator } = rows.get('toolSuccess') ?? {};
      expect([numerator, Number(denominator) >= 2]).toEqual([denominator, true]);
    });

    await test.step('executive', async () => {
      await open(page, 'executive');
      await expectFigures(page, { leads: '3', callSuccess: '50 %', serviceLevel: '100 %' });
      await expect(page.locator('#forecast-title')).toBeVisible();
      const rows = await takeAlong(page, language);
      expect(rows.get('serviceLevel')).toMatchObject(one);
      expect(rows.get('escalation')).toMatchObject(one);
    });

    await test.step('a link shows the same to whoever has the right', async () => {
      await page.getByTestId('figure-leadToCall').click();
      await expect(page.getByTestId('cases')).toBeVisible();
      await page.getByTestId('copy-link').click();
      await expect(page.getByText(t('dash.share.linked'))).toBeVisible();
      const link = await page.evaluate(() => navigator.clipboard.readText());
      expect(link).toMatch(/#\/dashboards\/executive\?from=\d{4}-\d\d-01&to=/);
      const context = await browser.newContext();
      const other = await context.newPage();
      await signInSupervisor(other, world, language, { hash: new URL(link).hash });
      await expect(other.getByTestId('dashboard-tab-executive')).toHaveAttribute('aria-current', 'page');
      await expect(other.getByTestId('cases')).toContainText(t('dash.cases.of', { hits: '2', all: '3' }));
      await expectFigures(other, { leads: '3', leadToCall: '66.7 %' });
      expect(await other.evaluate(() => location.hash)).toBe(new URL(link).hash);
      await context.close();
      await page.getByTestId('cases-close').click();
    });

    await test.step('the wall begins with a press and ends with Escape', async () => {
      await page.getByTestId('wall-open').click();
      await page.getByTestId('wall-operations').check();
      await page.getByTestId('wall-start').click();
      const wall = page.getByTestId('wallboard');
      await expect(wall.getByTestId('figures')).toBeVisible();
      await expect(wall).toContainText(t('dash.wall.of', { place: 1, count: 2 }));
      await page.keyboard.press('Escape');
      await expect(wall).toBeHidden();
      await expect(page.getByTestId('dashboard')).toBeVisible();
    });

    await test.step('by keyboard alone: another dashboard, the cases of a figure, a file', async () => {
      await press(page, 'g', 'p');
      await expect(page.getByTestId('board')).toBeVisible();
      await press(page, 'g', 'r');
      await enterOn(page, page.getByTestId('dashboard-tab-sales'));
      await expectFigures(page, { leads: '3' });
      const tile = page.getByTestId('figure-leads');
      await enterOn(page, tile);
      await expect(page.getByTestId('cases').getByRole('heading').first()).toBeFocused();
      await expect(page.getByTestId('case')).toHaveCount(3);
      await press(page, 'Escape');
      await expect(page.getByTestId('cases')).toBeHidden();
      await expect(tile).toBeFocused();
      await enterOn(page, page.getByTestId('export'), 'Shift+Tab');
      await walkTo(page, page.getByTestId('export-csv'), 'ArrowDown');
      const file = await savedBy(page, () => press(page, 'Enter'));
      expect(partsOf(file.bytes)[1]?.rows).toHaveLength(8);
    });
  });
