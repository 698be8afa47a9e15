// What an administrator does, in both languages on the real product: somebody may enter, a reason reaches a desk at once, a list comes in, another system is told.
import { mkdtempSync, rmSync } from 'node:fs';
import { chmod } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, type Browser, type Page } from '@playwright/test';
import { Webhook } from 'standardwebhooks';
import { startProduct, type Product } from '../../scripts/lib/product.ts';
import { startReceiver, type Receiver } from '../support/admin-receiver.ts';
import { choose } from '../support/desk-world-scene.ts';

let product: Product;
let receiver: Receiver;
let dataDir: string;

test.describe.configure({ mode: 'serial', timeout: 300_000 });
test.use({ colorScheme: 'light', actionTimeout: 60_000 });

test.beforeAll(async () => {
  test.setTimeout(300_000);
  dataDir = mkdtempSync(join(tmpdir(), 'admin-day-'));
  await chmod(dataDir, 0o755); // passable, so that a PostgreSQL started by root can stay in it
  receiver = await startReceiver();
  const own = process.env['RENDERER_DIR'];
  product = await startProduct({
    ...{ dataDir, phones: 0 },
    env: { WEBHOOKS_ALLOW_PRIVATE: '1', ...(own !== undefined && { RENDERER_DIR: own }) },
  });
});
test.afterAll(async () => {
  await product?.stop();
  await receiver?.close();
  rmSync(dataDir, { recursive: true, force: true });
});

const said = {
  es: { admin: 'Administración', language: 'ES', required: 'Escriba este dato.', applied: 'se importó' },
  en: { admin: 'Administration', language: 'EN', required: 'This is needed.', applied: 'was imported' },
} as const;
type Language = keyof typeof said;

/** A console of its own, speaking `language`; the context is the caller's to close. */
async function openConsole(browser: Browser, language: Language): Promise<Page> {
  const context = await browser.newContext({ locale: 'es-MX', timezoneId: 'America/Mexico_City' });
  const kept = { language, ringVolume: 2, devices: {} };
  await context.addInitScript(
    (state) => localStorage.setItem('console.preferences', JSON.stringify({ state, version: 0 })),
    kept,
  );
  return context.newPage();
}

async function enterAs(page: Page, username: string): Promise<void> {
  await page.goto(product.backendUrl);
  await page.getByTestId(`demo-account-${username}`).click();
  await expect(page.getByTestId('agent-state')).toBeVisible();
}

async function openSection(page: Page, section: string): Promise<void> {
  await page.getByTestId(`admin-${section}`).click();
  await expect(page).toHaveURL(new RegExp(`#/admin/${section}$`));
}

for (const language of ['es', 'en'] as const)
  test.describe(`an administrator, in ${language}`, () => {
    const words = said[language];
    let page: Page;
    test.beforeAll(async ({ browser }) => {
      test.setTimeout(120_000);
      page = await openConsole(browser, language);
      await enterAs(page, 'admin');
      await page.getByTestId('nav-admin').click();
      await expect(page.getByRole('heading', { level: 1, name: words.admin })).toBeVisible();
    });
    test.afterAll(() => page?.context().close());

    test('adds an agent by keyboard, who signs in with the password that is shown once', async ({
      browser,
    }) => {
      await openSection(page, 'people');
      await page.getByTestId('admin-new').waitFor();
      await page.keyboard.press('n');
      await page.keyboard.press('Enter'); // saves nothing: the name is missing, and the focus says so
      await expect(page.getByTestId('person-name')).toBeFocused();
      await expect(page.getByTestId('person-form')).toContainText(words.required);
      await page.keyboard.type('Sofía Ríos');
      await page.getByTestId('person-username').fill(`sofia.${language}`);
      await page.keyboard.press('Enter');
      const password = await page.getByTestId('secret').innerText();
      await page.getByTestId('secret-done').click();
      await expect(page.locator('main tbody')).toContainText(`sofia.${language}`);

      const theirs = await openConsole(browser, language);
      await theirs.goto(product.backendUrl);
      await theirs.locator('input[autocomplete="username"]').fill(`sofia.${language}`);
      await theirs.locator('input[type="password"]').fill(password);
      await theirs.keyboard.press('Enter');
      await expect(theirs.getByTestId('agent-state')).toBeVisible();
      await expect(theirs.getByTestId('nav-admin')).toHaveCount(0);
      await theirs.context().close();
    });

    test('adds a reason, which is in the menu of a desk at once', async ({ browser }) => {
      const desk = await openConsole(browser, language);
      await enterAs(desk, 'andrea');
      await desk.getByTestId('agent-state').click();
      await desk.getByRole('menuitem').first().waitFor();
      const reason = { es: `Mentoría ${words.language}`, en: `Mentoring ${words.language}` };
      await openSection(page, 'reasons');
      await page.getByTestId('admin-new').click();
      await page.getByTestId('label-es').fill(reason.es);
      await page.getByTestId('label-en').fill(reason.en);
      await page.keyboard.press('Enter');
      await expect(desk.getByRole('menuitem', { name: reason[language] })).toBeVisible();
      const row = page.locator('main tbody tr', { hasText: reason.es });
      await row.getByTestId('move-up').focus();
      await page.keyboard.press('Enter');
      await expect(row.getByTestId('move-up')).toBeFocused();
      await expect(page.locator('main tbody tr').last()).not.toContainText(reason.es);
      await desk.context().close();
    });

    test('tries a list, sees each bad row and why, and brings in the good ones', async () => {
      await openSection(page, 'imports');
      await choose(page, '[data-testid="import-kind"]', 'spend');
      const campaign = `otono-${language}`;
      await page.getByTestId('import-file').setInputFiles({
        ...{ name: 'gasto.csv', mimeType: 'text/csv' },
        buffer: Buffer.from(
          `source;campaign;day;amount;currency\r\nfacebook;${campaign};2026-11-20;1850.00;MXN\r\n` +
            `facebook;${campaign};20/13/2026;90.00;MXN\r\nfacebook;${campaign};2026-11-21;96.40;EUR\r\n`,
        ),
      });
      const result = page.getByTestId('import-result');
      await expect(result.locator('tbody tr')).toHaveCount(2);
      await expect(result.locator('tbody tr').first()).toContainText('20/13/2026');
      await expect(result.locator('tbody tr').last()).toContainText('EUR');
      await expect(page.getByTestId('import-added')).toHaveText('1');
      await page.getByTestId('import-apply').click();
      await expect(page.locator('[data-testid="import-result"][data-applied]')).toContainText(words.applied);
      await page.getByTestId('import-other').click();
    });

    test('tells another system, and sees the signed test arrive', async () => {
      const before = receiver.received.length;
      await openSection(page, 'webhooks');
      await page.getByTestId('admin-new').click();
      await page.getByTestId('webhook-url').fill(`${receiver.url}/${language}`);
      await page.getByTestId('webhook-description').fill(`Prueba ${words.language}`);
      await page.keyboard.press('Enter');
      const secret = await page.getByTestId('secret').innerText();
      await page.getByTestId('secret-done').click();
      await expect(page.locator('main h3')).toHaveText(`Prueba ${words.language}`);
      await page.getByTestId('webhook-test').click();
      await expect(page.getByTestId('webhook-test-answer')).toContainText('204');
      const [test] = receiver.received.slice(before);
      expect(new Webhook(secret).verify(test!.body, test!.headers as Record<string, string>)).toBeTruthy();
    });
  });
