// Whose conversation is on screen, in whose language, and a tick that can be taken back: what a newcomer stumbled over.
import { expect, test, type BrowserContext } from '@playwright/test';
import { openContext, pageFolder } from '../support/axe-scenes.ts';
import { openDesk } from '../support/desk-world.ts';
import { busyDay } from '../support/desk-world-facts.ts';
import { daniela, mariana } from '../support/desk-world-people.ts';
import { phoneWith, ringing } from '../support/desk-world-phone.ts';
import { openLead } from '../support/desk-world-scene.ts';
import { offer } from '../support/desk-world-talk.ts';

test.describe.configure({ timeout: 60_000 });
let context: BrowserContext;
test.beforeAll(async ({ browser }) => {
  context = await openContext(browser, 'light');
});
test.afterAll(() => context?.close());

const ringingDay = () => ({ ...busyDay(), offers: [offer()] });

test('a brief written in Spanish is read in English by whoever reads English, and only what was said stays Spanish', async () => {
  const { page } = await openDesk(context, {
    ...{ language: 'en', pageFolder, facts: ringingDay(), phone: phoneWith(ringing) },
  });
  const brief = page.getByTestId('call-bar').getByTestId('brief');
  await expect(brief).toContainText('Villa with 3 bed. in Nuevo Vallarta for the family');
  await expect(brief).toContainText('Visit to Grand Luxxe: Saturday, November 28, 11:00.');
  await expect(brief).toContainText('Sofía has quoted list prices');
  await expect(brief.locator('dd [lang="es"]').first()).toContainText('Quiere ver las mensualidades');
  await expect(brief.locator('q[lang="es"]')).toContainText('¿En qué te ayudo?');
  await expect(brief).toContainText('How can I help you?');
  await expect(page.getByTestId('work-list')).toContainText('Villa with 3 bed.');
  await expect(brief).not.toContainText('nos escribe');
  await page.close();
});

test('the conversation names its client in full with the number, and says when it is not who calls', async () => {
  const { page } = await openDesk(context, {
    ...{ language: 'es', pageFolder, facts: ringingDay(), phone: phoneWith(ringing) },
  });
  await page.getByTestId('answer').waitFor();
  await openLead(page, daniela.name);
  const head = page.getByRole('heading', { level: 2, name: `Conversación: ${daniela.name}` });
  await expect(head).toContainText('+52 55 3398 2174');
  await expect(page.getByTestId('message-field')).toHaveAttribute(
    'placeholder',
    `Escribir a ${daniela.name} · +52 55 3398 2174`,
  );
  await page.getByTestId('not-the-caller').click();
  await expect(page.getByRole('heading', { level: 2, name: `Conversación: ${mariana.name}` })).toBeVisible();
  await expect(page.getByTestId('not-the-caller')).toHaveCount(0);
  await page.close();
});

test('a task ticked off in the work list is said, and comes back with Z', async () => {
  const { page } = await openDesk(context, { language: 'es', pageFolder });
  const tasks = page.getByTestId('work-list').getByTestId('task');
  await tasks.first().waitFor();
  const before = await tasks.count();
  await tasks.first().hover();
  await page.getByTestId('task-done').first().click();
  await expect(tasks).toHaveCount(before - 1);
  await expect(page.getByText(/^Hecho: /)).toBeVisible();
  await page.keyboard.press('z');
  await expect(tasks).toHaveCount(before);
  await page.close();
});

test('titles of tasks are not cut in the work list', async () => {
  const facts = busyDay();
  const title = 'WhatsApp no entrega los mensajes a este cliente: buscar otro medio';
  const tasks = facts.tasks.map((task, index) => (index === 0 ? { ...task, title } : task));
  const { page } = await openDesk(context, { language: 'es', pageFolder, facts: { ...facts, tasks } });
  const second = page.getByTestId('work-list').getByText(title);
  await expect(second).toBeVisible();
  expect(
    await second.evaluate((at) => [at.scrollWidth - at.clientWidth, at.scrollHeight - at.clientHeight]),
  ).toEqual([0, 0]);
  await page.close();
});
