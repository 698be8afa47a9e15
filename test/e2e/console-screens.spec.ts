// The console in a real browser, on the real product: a lead writes, the phone rings with the brief, and two people talk.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import { expect, test, type Page, type WebSocketRoute } from '@playwright/test';
import { startProduct, type Product } from '../../scripts/lib/product.ts';
import { until } from '../support/until.ts';

interface Handover {
  phase: string;
  heard: { level: number; toneShare: number };
}

let product: Product;
let dataDir: string;

test.describe.configure({ mode: 'serial', timeout: 300_000 });
test.use({ colorScheme: 'light', actionTimeout: 60_000 });

test.beforeAll(async () => {
  test.setTimeout(300_000);
  dataDir = mkdtempSync(join(tmpdir(), 'console-screens-'));
  product = await startProduct({ dataDir, speed: 4 });
});
test.afterAll(async () => {
  await product?.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

function address(): string {
  const [phone] = product.phones;
  if (!phone) throw new Error('the product started without a phone');
  return `${product.backendUrl}/#phone=${encodeURIComponent(phone.url)}&token=${phone.token}`;
}

async function control<T>(method: 'GET' | 'POST', path: string, body?: unknown): Promise<T> {
  const answer = await fetch(`${product.simulators.controlUrl}${path}`, {
    method,
    ...(body === undefined
      ? {}
      : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  });
  return (await answer.json()) as T;
}

/** Signs Andrea in and makes her available; whoever signs in decides when to begin. */
async function enter(page: Page): Promise<void> {
  await page.goto(address());
  await page.getByTestId('demo-account-andrea').click();
  await expect(page.getByTestId('phone-state')).toContainText('Registrado');
  await page.getByTestId('agent-state').click();
  await page.getByRole('menuitem', { name: 'Disponible' }).click();
  await expect(page.getByTestId('agent-state')).toContainText('Disponible');
}

/** Ends the call in hand and closes it, so that the next test finds an idle line. */
async function finishCall(page: Page): Promise<void> {
  await page.keyboard.press('F10');
  await expect(page.getByTestId('call-bar')).toHaveAttribute('data-phase', 'ended');
  await page.getByTestId('back-to-work').click();
  await expect(page.getByTestId('agent-state')).toContainText('Disponible');
}

/** The page's way to the backend, which can be cut and mended; the backend itself stays as it is. */
async function breakable(page: Page): Promise<{ cut: () => Promise<void>; mend: () => void }> {
  const lines: WebSocketRoute[] = [];
  let broken = false;
  await page.routeWebSocket(/socket\.io/, async (line) => {
    if (broken) return line.close();
    line.connectToServer();
    lines.push(line);
  });
  await page.route(/\/(api|socket\.io)\//, (route) => (broken ? route.abort() : route.fallback()));
  return {
    cut: async () => {
      broken = true;
      await Promise.all(lines.splice(0).map((line) => line.close()));
    },
    mend: () => {
      broken = false;
    },
  };
}

/** Serious faults of the page for people with assistive technology, by rule. */
async function faults(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa']).analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' | ')}`);
}

test('the door says what is wrong, and offers the demonstration’s accounts', async ({ page }) => {
  await page.goto(address());
  await expect(page.getByTestId('demo-ribbon')).toBeVisible();
  await page.getByLabel('Usuario').fill('andrea');
  await page.getByLabel('Contraseña', { exact: true }).fill('no es esta');
  await page.getByLabel('Contraseña', { exact: true }).press('Enter');
  await expect(page.getByRole('alert')).toHaveText('Usuario o contraseña incorrectos.');
  expect(new URL(page.url()).hash, 'the phone’s token leaves the address bar').toBe('');
  expect(await faults(page)).toEqual([]);
});

test('a lead who writes ends up talking to an agent who already knows why', async ({ page }) => {
  await enter(page);
  await control('POST', '/leads', { persona: 'buyer', language: 'es', name: 'Mariana Robles' });

  await expect(page.getByTestId('answer')).toBeVisible({ timeout: 120_000 });
  await expect(page.getByTestId('call-bar')).toContainText('Mariana Robles');
  await expect(page.getByTestId('brief')).toContainText('Por qué la pasa Sofía');
  await expect(page.getByTestId('lead-card')).toContainText('Mariana Robles');
  await expect(page.getByTestId('timeline').getByTestId('turn').first()).toBeVisible();
  expect(await faults(page)).toEqual([]);

  await page.keyboard.press('F8');
  await expect(page.getByTestId('call-bar')).toHaveAttribute('data-phase', 'live');
  await until(() => page.evaluate(() => (window.__audio?.levelIn() ?? 0) > 0.01), {
    what: 'the lead to be heard on the page',
  });
  await until(
    async () => {
      const { handovers } = await control<{ handovers: Handover[] }>('GET', '/vapi/handovers?hz=440');
      return handovers.some(({ heard }) => heard.level > 0.01);
    },
    { what: 'the agent to be heard by the lead' },
  );
  const stats = await page.evaluate(() => window.__audio?.stats());
  expect(stats).toMatchObject({ state: 'connected', codec: 'audio/PCMU' });
  await expect(page.getByTestId('timeline')).toContainText('Andrea Luna contestó.');
  await finishCall(page);
});

test('mute, hold and keys do what they say, and typing does nothing to the call', async ({ page }) => {
  await enter(page);
  await control('POST', '/leads', { persona: 'buyer', language: 'es' });
  await page.getByTestId('answer').click({ timeout: 120_000 });
  const bar = page.getByTestId('call-bar');
  await expect(bar).toHaveAttribute('data-phase', 'live');

  await page.keyboard.press('m');
  await expect(page.getByTestId('mute')).toHaveAttribute('aria-pressed', 'true');
  await page.keyboard.press('m');
  await expect(page.getByTestId('mute')).toHaveAttribute('aria-pressed', 'false');
  await page.keyboard.press('h');
  await expect(bar).toHaveAttribute('data-phase', 'held');
  await page.keyboard.press('h');
  await expect(bar).toHaveAttribute('data-phase', 'live');

  await page.getByTestId('nav-leads').click();
  await page.getByTestId('lead-search').pressSequentially('mh');
  await page.getByTestId('nav-desk').click();
  await expect(bar).toHaveAttribute('data-phase', 'live');
  await expect(page.getByTestId('mute')).toHaveAttribute('aria-pressed', 'false');

  await page.reload();
  await expect(page.getByTestId('hangup'), 'the call outlives the page').toBeVisible();
  await until(() => page.evaluate(async () => (await window.__audio?.stats())?.state === 'connected'), {
    what: 'the audio to be back after a reload',
  });
  await finishCall(page);
});

test('the newest window has the phone, and the older one can take it back', async ({ page, context }) => {
  await page.goto(address());
  await page.getByTestId('demo-account-andrea').click();
  await expect(page.getByTestId('phone-state')).toContainText('Registrado');
  const second = await context.newPage();
  await second.goto(address());
  await second.getByTestId('demo-account-andrea').click();
  await expect(page.getByTestId('replaced')).toBeVisible();
  await page.getByRole('button', { name: 'Usar aquí' }).click();
  await expect(page.getByTestId('work-list')).toBeVisible();
  await expect(second.getByTestId('replaced')).toBeVisible();
});

test('says honestly that the backend is away, keeps what it shows, and comes back by itself', async ({
  page,
}) => {
  const network = await breakable(page);
  await page.goto(address());
  await page.getByTestId('demo-account-andrea').click();
  await control('POST', '/leads', { persona: 'silent', language: 'es', name: 'Antes Del Corte' });
  await expect(page.getByTestId('work-list')).toContainText('Antes Del Corte');
  await network.cut();
  await expect(page.getByTestId('offline-backend')).toContainText('Sin conexión con el servidor.');
  await expect(page.getByTestId('work-list')).toContainText('Antes Del Corte');
  await control('POST', '/leads', { persona: 'silent', language: 'es', name: 'Durante El Corte' });
  network.mend();
  await expect(page.getByTestId('offline-backend')).toHaveCount(0);
  await expect(page.getByTestId('work-list')).toContainText('Durante El Corte');
});

test('goes on by itself after the backend was killed', async ({ page }) => {
  await page.goto(address());
  await page.getByTestId('demo-account-andrea').click();
  await expect(page.getByTestId('work-list')).toBeVisible();
  await product.crashBackend();
  await control('POST', '/leads', { persona: 'silent', language: 'es', name: 'Tras La Caída' });
  await expect(page.getByTestId('work-list')).toContainText('Tras La Caída');
});

test('speaks English from one click on, on every page and in the dark', async ({ page }) => {
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.goto(address());
  await page.getByTestId('demo-account-andrea').click();
  await page.getByTestId('language-switch').click();
  await expect(page.getByTestId('work-list')).toContainText('My work');
  for (const view of ['calls', 'leads', 'settings', 'desk']) {
    await page.getByTestId(`nav-${view}`).click();
    await expect(page.locator('main')).not.toContainText(/Llamadas|Clientes|Ajustes|Mi trabajo/);
    expect(await faults(page), view).toEqual([]);
  }
  await expect(page.locator('html')).toHaveAttribute('lang', 'en-US');
});
