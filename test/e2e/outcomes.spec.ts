// The end of the funnel, in both languages: whether a client came to their visit, what was sold, and what both leave behind.
import { expect, type Browser, type Page } from '@playwright/test';
import type { Language } from '../../src/shared/lead.ts';
import { dayTest as test, leadCard, meetLead, openLead, sitDown } from '../support/e2e-day.ts';
import { signInSupervisor } from '../support/e2e-floor.ts';
import type { World } from '../support/e2e-world.ts';

test.describe.configure({ timeout: 300_000 });
test.use({ actionTimeout: 60_000 });

/** A visit that began earlier today, as somebody on the phone booked it; gives back where it was. */
async function hadVisit(world: World, phone: string): Promise<string> {
  const [row] = await world.rows<{ property: string }>(
    `INSERT INTO appointments (lead_id, property_id, host, during)
     SELECT l.id, p.id, 3, tstzrange(p.at, p.at + interval '30 minutes') FROM leads l,
       (SELECT id, greatest(now() - interval '1 hour', date_trunc('day', now(), time_zone)) AS at FROM properties WHERE time_zone = $2 ORDER BY slug LIMIT 1) p
     WHERE l.phone = $1 RETURNING (SELECT name FROM properties q WHERE q.id = property_id) AS property`,
    [phone, 'America/Mexico_City'],
  );
  return row?.property ?? '';
}

/** The status of the lead's only visit. */
const visitOf = (world: World, phone: string): Promise<string | undefined> =>
  world
    .rows<{ status: string }>(
      `SELECT a.status FROM appointments a JOIN leads l ON l.id = a.lead_id WHERE l.phone = $1`,
      [phone],
    )
    .then(([row]) => row?.status);

interface Unit {
  slug: string;
  code: string;
  /** As it is written, without its currency. */
  price: string;
}

/** Chooses the first unit that there is to sell; gives back which, and its price as it stands there. */
async function chooseUnit(page: Page): Promise<Unit> {
  const property = page.getByTestId('sale-property');
  const properties = property.locator('option:not([value=""])');
  await expect(properties.first()).toBeAttached();
  const [slug = ''] = await properties.evaluateAll(valuesOf);
  await property.selectOption(slug);
  const offered = page.getByTestId('sale-unit').locator('option:not([value=""])');
  const [code = ''] = await offered.evaluateAll(valuesOf);
  const [, price = ''] = ((await offered.first().textContent()) ?? '').split(' · ');
  await page.getByTestId('sale-unit').selectOption(code);
  return { slug, code, price: price.replace(/[^\d,]/g, '') };
}
const valuesOf = (options: Element[]): string[] =>
  options.map((option) => (option as HTMLOptionElement).value);

const unitStatus = (world: World, { slug, code }: Unit) =>
  world
    .rows<{ status: string }>(
      `SELECT u.status FROM units u JOIN properties p ON p.id = u.property_id WHERE p.slug = $1 AND u.code = $2`,
      [slug, code],
    )
    .then(([row]) => row?.status);

/** Sales that are counted now; what happens at a desk follows in a moment. */
const salesCounted = (world: World): Promise<number> =>
  world.rows<{ n: number }>(`SELECT count(*)::int AS n FROM analytics.sales`).then(([row]) => row?.n ?? 0);

/** A supervisor at another desk, on the Sales dashboard. */
async function openSales(browser: Browser, world: World, language: Language) {
  const context = await browser.newContext();
  const page = await context.newPage();
  await signInSupervisor(page, world, language);
  await showSales(page);
  return { page, leave: () => context.close() };
}

async function showSales(page: Page): Promise<void> {
  await page.getByTestId('nav-dashboards').click();
  await page.getByTestId('dashboard-tab-sales').click();
  await expect(page.getByTestId('dashboard-tab-sales')).toHaveAttribute('aria-current', 'page');
  await expect(page.getByTestId('figures')).toBeVisible();
}

/** What a sentence says before the part that only the machine knows. */
const before = (sentence: string): string => sentence.split('§')[0] ?? '';

for (const language of ['es', 'en'] as const)
  test.describe(`in ${language}`, () => {
    test.use({ language });

    test('a visit is marked as missed, taken back, and marked as held: on the card, in the story, the tasks and the agenda', async ({
      page,
      world,
      t,
    }) => {
      await sitDown(page, world, { language });
      const name = { es: 'Julia Campos', en: 'Julia Camden' }[language];
      const lead = await meetLead(page, world, { name, language });
      const property = await hadVisit(world, lead.phone);
      await openLead(page, name);
      const visit = leadCard(page).getByTestId('visit');
      await expect(visit).toContainText(t('visitMark.open'));
      const story = page.getByTestId('timeline');

      await visit.getByRole('button', { name: t('visitMark.missedNamed', { name }) }).click();
      await expect(page.getByText(t('visitMark.saidMissed', { name }))).toBeVisible();
      await expect(visit).toContainText(t('appointment.no-show'));
      await expect(story).toContainText(before(t('visitMark.missedSaid', { property, time: '§' })));
      await page.getByTestId('nav-tasks').click();
      const task = page.getByRole('row').filter({ hasText: t('missedVisit', { name, property }) });
      await expect(task).toBeVisible();

      await page.getByTestId('nav-desk').click();
      await expect(leadCard(page), 'the desk keeps who is open').toContainText(name);
      await visit.getByRole('button', { name: t('visitMark.takeBackNamed', { name }) }).click();
      await expect(visit).toContainText(t('visitMark.open'));
      await expect(story).toContainText(before(t('visitMark.reopened', { property, time: '§' })));
      await expect.poll(() => visitOf(world, lead.phone)).toBe('booked');
      await page.getByTestId('nav-tasks').click();
      await expect(page.getByRole('main').getByRole('heading', { level: 1 })).toBeVisible();
      await expect(task).toHaveCount(0);

      await page.getByTestId('nav-agenda').click();
      const row = page.getByRole('row').filter({ hasText: name });
      await row.getByRole('button', { name: t('visitMark.cameNamed', { name }) }).click();
      await expect(row).toContainText(t('appointment.done'));
      await expect.poll(() => visitOf(world, lead.phone)).toBe('done');
      await page.getByTestId('nav-desk').click();
      await expect(visit).toContainText(t('appointment.done'));
      await expect(story).toContainText(before(t('visitMark.held', { property, time: '§' })));
    });

    test('a sale is recorded from the desk: in the story, on the Sales dashboard, and gone from both figures and card once it is withdrawn', async ({
      page,
      browser,
      world,
      t,
    }) => {
      const counted = await salesCounted(world);
      await sitDown(page, world, { language });
      const name = { es: 'Ernesto Vidal', en: 'Ernest Vidal' }[language];
      await meetLead(page, world, { name, language });
      await openLead(page, name);
      const story = page.getByTestId('timeline');

      await page.getByTestId('sale-open').click();
      const dialog = page.getByRole('dialog', { name: t('sale.title', { name }) });
      await page.getByTestId('sale-save').click();
      await expect(dialog).toContainText(t('sale.wantsAmount'));
      const unit = await chooseUnit(page);
      const amount = unit.price;
      await expect(page.getByTestId('sale-amount'), 'the price is there').toHaveValue(amount);
      await page.keyboard.press('Control+Enter');
      await expect(dialog).toBeHidden();

      const sale = leadCard(page).getByTestId('sale');
      await expect(sale).toContainText(amount);
      await expect(sale).toContainText(unit.code);
      await expect(story).toContainText(amount);
      await expect(story).toContainText(
        before(t('sale.toldByUnit', { name: 'Andrea Luna', amount: '§', unit: unit.code })),
      );
      expect(await unitStatus(world, unit)).toBe('sold');
      await expect.poll(() => salesCounted(world), { timeout: 60_000 }).toBe(counted + 1);
      await page.getByTestId('sale-open').click();
      await page.getByTestId('sale-property').selectOption(unit.slug);
      await expect(
        page.getByTestId('sale-unit').locator(`option[value="${unit.code}"]`),
        'what is sold is for sale no more',
      ).toHaveCount(0);
      await page.keyboard.press('Escape');
      await expect(dialog).toBeHidden();

      const chief = await openSales(browser, world, language);
      const figure = chief.page.getByTestId('figures').getByTestId('figure-sales');
      const counts = figure.locator(':scope > span').nth(1);
      await expect(counts).toHaveText(String(counted + 1));
      await figure.click();
      const cases = chief.page.getByTestId('cases');
      await expect(cases.getByTestId('case').filter({ hasText: name })).toHaveCount(1);
      await expect(cases.getByTestId('case').filter({ hasText: name })).toContainText('Andrea Luna');

      const why = { es: 'Se registró dos veces', en: 'Recorded twice' }[language];
      await chief.page.getByTestId('nav-leads').click();
      await chief.page.getByTestId('lead-search').fill(name);
      await chief.page
        .getByRole('button', { name: t('leads.open', { name }) })
        .first()
        .click();
      await leadCard(chief.page).getByTestId('sale-withdraw').click();
      await chief.page.getByTestId('sale-withdraw-yes').click();
      await expect(chief.page.getByRole('dialog')).toContainText(t('sale.wantsWhy'));
      await chief.page.getByTestId('sale-why').fill(why);
      await chief.page.getByTestId('sale-withdraw-yes').click();
      const told = t('sale.withdrawnBy', { name: 'Laura Méndez', why });
      await expect(leadCard(chief.page).getByTestId('sale')).toContainText(told);
      await expect(sale, 'at the agent’s desk, too').toContainText(told);
      await expect(story).toContainText(why);
      expect(await unitStatus(world, unit)).toBe('available');
      await expect.poll(() => salesCounted(world), { timeout: 60_000 }).toBe(counted);
      await showSales(chief.page);
      await expect(counts).toHaveText(String(counted));
      await chief.leave();
    });
  });
