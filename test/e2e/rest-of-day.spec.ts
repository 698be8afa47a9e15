// Everything beside the call, by keyboard and on the real product: finding, going, tasks, visits, the calls of before.
import { mkdtempSync, rmSync } from 'node:fs';
import { chmod } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import { expect, test, type Page } from '@playwright/test';
import { startProduct, type Product } from '../../scripts/lib/product.ts';
import { callBar, chooseAvailable, signIn } from '../support/e2e-desk.ts';

let product: Product;
let dataDir: string;

test.describe.configure({ mode: 'serial', timeout: 300_000 });
test.use({ colorScheme: 'light', actionTimeout: 60_000 });

test.beforeAll(async () => {
  test.setTimeout(300_000);
  dataDir = mkdtempSync(join(tmpdir(), 'rest-of-day-'));
  await chmod(dataDir, 0o755); // passable, so that a PostgreSQL started by root can stay in it
  product = await startProduct({ dataDir, speed: 4 });
  for (const name of ['Mariana Robles', 'Óscar Núñez'])
    await control('/leads', { persona: 'silent', language: 'es', name });
});
test.afterAll(async () => {
  await product?.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

async function control(path: string, body: unknown): Promise<void> {
  await fetch(`${product.simulators.controlUrl}${path}`, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json' },
  });
}

async function enter(page: Page): Promise<void> {
  const [phone] = product.phones;
  await page.goto(
    `${product.backendUrl}/#phone=${encodeURIComponent(phone?.url ?? '')}&token=${phone?.token ?? ''}`,
  );
  await signIn(page);
  await expect(page.getByTestId('work-list')).toContainText('Óscar Núñez');
}

/** `G`, then a letter: on every page, from wherever the focus is that is no field. */
async function go(page: Page, letter: string, heading: string): Promise<void> {
  await page.keyboard.press('g');
  await page.keyboard.press(letter);
  await expect(page.getByRole('heading', { level: 1, name: heading })).toBeVisible();
}

async function openPalette(page: Page) {
  await page.keyboard.press('Control+k');
  const field = page.getByRole('combobox', { name: 'Buscar cliente, teléfono o acción' });
  await expect(field).toBeFocused();
  return { field, options: page.getByRole('option') };
}

/** Faults of the page for people with assistive technology, by rule. */
async function faults(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa']).analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' | ')}`);
}

test('the palette finds a person without accents, and gives the focus back', async ({ page }) => {
  await enter(page);
  const opener = page.getByRole('button', { name: 'Buscar cliente, teléfono o acción' });
  await opener.focus();
  await opener.press('Enter');
  await page.keyboard.type('oscar nun');
  await expect(page.getByRole('option', { name: /Óscar Núñez/ }).first()).toHaveAttribute(
    'aria-selected',
    'true',
  );
  expect(await faults(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await expect(page.getByRole('combobox')).toHaveCount(0);
  await expect(opener).toBeFocused();

  await openPalette(page);
  await page.keyboard.type('oscar');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('lead-card')).toContainText('Óscar Núñez');
});

test('the palette goes where one says, and offers to call what is a number', async ({ page }) => {
  await enter(page);
  const { options } = await openPalette(page);
  await page.keyboard.type('agenda');
  await expect(options.first()).toHaveText(/Ir a Agenda/);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'Agenda' })).toBeVisible();
  await openPalette(page);
  await page.keyboard.type('664 218 47 90');
  await expect(page.getByRole('group', { name: 'Marcar' }).getByRole('option')).toHaveText(/Llamar a/);
});

test('what was said is found with its words marked; an answer that comes late for another word is dropped', async ({
  page,
}) => {
  const newer = Promise.withResolvers<undefined>();
  const lateCame = Promise.withResolvers<undefined>();
  await page.route(/\/api\/search\?/, async (route) => {
    const q = new URL(route.request().url()).searchParams.get('q') ?? '';
    const isLate = q === 'villa';
    if (isLate) await newer.promise;
    const excerpt = `quieren ver la ${q} el sábado`;
    const hit = {
      leadId: crypto.randomUUID(),
      leadName: 'Iván',
      callId: null,
      channel: 'note',
      author: 'agent',
    };
    const place = { interactionId: q, at: new Date().toISOString(), excerpt, from: 15, to: 15 + q.length };
    await route.fulfill({ json: { leads: [], hits: [{ ...hit, ...place }] } }).catch(() => undefined); // given up by the page
    if (isLate) lateCame.resolve(undefined);
  });
  await enter(page);
  await go(page, 'b', 'Buscar');
  const field = page.getByRole('searchbox', { name: 'Buscar en clientes, llamadas y mensajes' });
  await expect(field).toBeFocused();
  const asked = page.waitForRequest(/\/api\/search\?q=villa&/);
  await page.keyboard.type('villa');
  await asked;
  await page.keyboard.type('s azules');
  await expect(page.locator('main mark')).toHaveText('villas azules');
  newer.resolve(undefined);
  await lateCame.promise;
  await expect(page.locator('main mark')).toHaveText('villas azules');
  expect(await faults(page)).toEqual([]);
});

test('the sheet lists the keys, and letters do nothing while somebody writes', async ({ page }) => {
  await enter(page);
  await page.keyboard.press('?');
  const sheet = page.getByRole('dialog', { name: 'Atajos de teclado' });
  await expect(sheet.getByRole('region', { name: 'Ir a' })).toContainText('Ir a Pendientes');
  expect(await faults(page)).toEqual([]);
  await page.keyboard.press('g');
  await page.keyboard.press('t');
  await expect(sheet, 'nobody walks away behind a dialog').toBeVisible();
  await page.keyboard.press('Escape');
  await expect(sheet).toHaveCount(0);
  await go(page, 'l', 'Clientes');
  await page.getByLabel('Buscar por nombre o teléfono').focus();
  await page.keyboard.type('gt?');
  await expect(page.getByRole('heading', { level: 1, name: 'Clientes' })).toBeVisible();
  await expect(page.getByRole('dialog')).toHaveCount(0);
});

test('a task is made, done, taken back and moved, by keyboard', async ({ page }) => {
  await enter(page);
  await go(page, 't', 'Pendientes');
  await page.keyboard.press('p');
  const dialog = page.getByRole('dialog', { name: 'Nuevo pendiente' });
  await dialog.getByLabel('Cliente').fill('mariana');
  await page.getByRole('option', { name: /Mariana Robles/ }).click();
  await dialog.getByLabel('Qué hay que hacer').fill('Mandar el plano');
  expect(await faults(page)).toEqual([]);
  await page.keyboard.press('Control+Enter');
  await expect(dialog).toHaveCount(0);
  const row = page.getByRole('row').filter({ hasText: 'Mandar el plano' });
  await expect(row).toContainText('Mariana Robles');

  await row.getByRole('button', { name: 'Marcar como hecho: Mandar el plano' }).press('Enter');
  await expect(row).toHaveCount(0);
  await page.keyboard.press('z');
  await expect(row).toBeVisible();

  await row.getByRole('button', { name: 'Mover a otra hora: Mandar el plano' }).press('Enter');
  await expect(page.getByRole('menuitem').first()).toBeVisible();
  expect(await faults(page)).toEqual([]);
  const before = await row.innerText();
  await page.getByRole('menuitem', { name: 'Mañana a las 10:00' }).press('Enter');
  await expect(row).toContainText('10:00');
  expect(await row.innerText()).not.toBe(before);
});

test('a conversation on the phone stands in the history with its transcript', async ({ page }) => {
  await enter(page);
  await chooseAvailable(page);
  await control('/leads', { persona: 'buyer', language: 'es', name: 'Rocío Vela' });
  await expect(callBar(page, 'ringing')).toBeVisible({ timeout: 180_000 });
  await page.keyboard.press('F8');
  await expect(callBar(page, 'live')).toBeVisible();
  await page.keyboard.press('m');
  await expect(page.getByTestId('mute')).toHaveAttribute('aria-pressed', 'true');
  await page.keyboard.press('F10');
  await expect(callBar(page, 'ended')).toBeVisible();

  await go(page, 'c', 'Llamadas');
  await page.getByText('Historial', { exact: true }).click();
  const row = page.getByRole('row').filter({ hasText: 'Rocío Vela' }).first();
  await row.getByRole('button').press('Enter');
  const record = page.getByRole('complementary', { name: 'Detalle de la llamada' });
  await expect(record.getByRole('heading', { level: 2 })).toBeFocused();
  await expect(record.getByRole('region', { name: 'Transcripción' })).toContainText('Sofía');
  await expect(record.getByRole('button', { name: 'Volver a llamar' })).toBeVisible();
  expect(await faults(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await expect(record).toHaveCount(0);
  await expect(row.getByRole('button')).toBeFocused();
});

test('every page speaks English too, in the dark', async ({ page }) => {
  await page.emulateMedia({ colorScheme: 'dark' });
  await enter(page);
  await page.getByTestId('language-switch').click();
  const pages = { c: 'Calls', t: 'Tasks', a: 'Visits', l: 'Leads', b: 'Search' };
  for (const [letter, heading] of Object.entries(pages)) {
    await page.getByTestId('nav-desk').focus();
    await go(page, letter, heading);
    await expect(page.locator('main')).not.toContainText(/Llamadas|Pendientes|Clientes|Buscar/);
    expect(await faults(page), heading).toEqual([]);
  }
});
