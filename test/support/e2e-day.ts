/** A day at the desk in one language: one product for all tests of a file, a console for each, and the words of the catalogues. */
import { expect, type Locator, type Page } from '@playwright/test';
import { i18n, prepareLanguages } from '../../src/renderer/i18n/i18n.ts';
import type { Translate } from '../../src/renderer/i18n/use-words.ts';
import type { Language } from '../../src/shared/lead.ts';
import { signIn } from './e2e-desk.ts';
import { attachLogs, openConsole, startWorld, test, type StartedWorld } from './e2e-world.ts';

prepareLanguages('es');

/** What the console says in `language`, by the keys of its catalogues. */
export const wordsOf = (language: Language): Translate => i18n.getFixedT(language) as Translate;

interface DayOptions {
  language: Language;
}
interface DayFixtures extends DayOptions {
  t: Translate;
}

/** The tests' `test` with a product that all tests of a worker share: they come after one another, as a day's work does. */
export const dayTest = test.extend<DayFixtures, { shift: StartedWorld }>({
  language: ['es', { option: true }],
  t: async ({ language }, use) => use(wordsOf(language)),
  shift: [
    async ({}, use) => {
      const started = await startWorld({ phones: 2 });
      await use(started);
      await started.stop();
    },
    { scope: 'worker', timeout: 120_000 },
  ],
  world: async ({ shift }, use, testInfo) => {
    await use(shift.world);
    if (testInfo.status !== testInfo.expectedStatus) await attachLogs(testInfo, shift.dataDir);
  },
});

/** Opens the console in `language` and signs in; the agent is still away. */
export async function sitDown(
  page: Page,
  world: StartedWorld['world'],
  {
    language = 'es',
    username = 'andrea',
    phone = 0,
  }: { language?: Language; username?: string; phone?: number } = {},
) {
  const seen = await openConsole(page, world, phone);
  if (language === 'en') await page.getByTestId('language-switch').click();
  await signIn(page, username);
  return seen;
}

/** A lead whom nobody writes to again: gives back their number and name once the desk lists them. */
export async function meetLead(
  page: Page,
  world: StartedWorld['world'],
  lead: { name: string; language: Language },
): Promise<{ name: string; phone: string }> {
  const { phone } = await world.lead('silent', lead);
  await expect(page.getByTestId('work-list')).toContainText(lead.name);
  await expect
    .poll(
      () =>
        world
          .control<{ messages: unknown[] }>(`/whatsapp/messages?to=${encodeURIComponent(phone)}`)
          .then(({ messages }) => messages.length),
      { message: 'an answer of the AI' },
    )
    .toBeGreaterThan(0);
  return { ...lead, phone };
}

/** Shows a lead's conversation and card. */
export async function openLead(page: Page, name: string): Promise<void> {
  await page.getByTestId('lead-row').filter({ hasText: name }).first().click();
  await expect(leadCard(page)).toContainText(name);
}

export const leadCard = (page: Page): Locator => page.getByTestId('lead-card');
