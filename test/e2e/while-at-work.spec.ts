// A call that comes while somebody is at something else: seen over a dialog, answered there, and nothing that was begun is lost.
import { expect, test, type BrowserContext, type Locator, type Page } from '@playwright/test';
import type { PhoneCall } from '../../src/shared/phone.ts';
import { openContext, overflowOf, pageFolder, sceneOf, violationsOf } from '../support/axe-scenes.ts';
import { openDesk, type DeskWorld } from '../support/desk-world.ts';
import { daniela, mariana } from '../support/desk-world-people.ts';
import { held, idlePhone, live, phoneWith, ringing, stranger } from '../support/desk-world-phone.ts';
import { openLead, openScene } from '../support/desk-world-scene.ts';
import { offer } from '../support/desk-world-talk.ts';
import { walkTo } from '../support/e2e-keys.ts';

const language = 'es';

test.describe.configure({ timeout: 60_000 });
let context: BrowserContext;
test.beforeAll(async ({ browser }) => {
  context = await openContext(browser, 'light');
});
test.afterAll(() => context?.close());

/** The quiet desk, on a lead who is not the one that will ring. */
async function openOnOther(phone = idlePhone): Promise<DeskWorld> {
  const desk = await openDesk(context, { language, pageFolder, phone });
  await desk.page.getByTestId('lead-card').getByRole('heading').first().waitFor();
  await openLead(desk.page, other);
  await expect(desk.page.getByTestId('lead-card')).toContainText(other);
  return desk;
}
const other = daniela.name;

function ring(desk: DeskWorld, ...calls: PhoneCall[]): void {
  desk.backend.push('escalation.offered', offer());
  desk.phone.show(phoneWith(ringing, ...calls));
}

const leadCard = (page: Page): Locator => page.getByTestId('lead-card');
const above = (page: Page): Locator => page.getByRole('dialog').getByTestId('ring-above');

test('a call rings over an open dialog: seen whole, reached by Tab, answered there, and what was written stays', async () => {
  const desk = await openOnOther();
  const { page } = desk;
  await page.getByTestId('task-open').click();
  const title = page.getByTestId('task-title');
  await title.fill('Enviar los planos');
  const before = await page.getByRole('dialog').boundingBox();
  ring(desk);
  await expect(above(page)).toContainText(mariana.name);
  await expect(title).toBeFocused();
  expect(await page.getByRole('dialog').boundingBox(), 'nothing moves').toEqual(before);
  const [strip, dialog] = [await above(page).boundingBox(), before];
  expect(strip!.y + strip!.height, 'it covers nothing of the dialog').toBeLessThanOrEqual(dialog!.y);
  const answer = page.getByTestId('ring-above-answer');
  expect(await isOnTop(answer)).toBe(true);
  expect(await violationsOf(page)).toEqual([]);
  await walkTo(page, answer);
  await page.keyboard.press('Enter');
  await expect.poll(() => desk.commands.map(({ name }) => name)).toContain('call.answer');
  desk.phone.show(phoneWith(live));
  await expect(above(page)).toBeHidden();
  await expect(title).toHaveValue('Enviar los planos');
  await page.keyboard.press('Escape');
  await expect(leadCard(page), 'the caller comes once the dialog is closed').toContainText(mariana.name);
  await page.close();
});

test('a second call knocks over a dialog, beside a call on hold too', async () => {
  const desk = await openOnOther(phoneWith(held));
  const { page } = desk;
  await page.keyboard.press('d');
  await page.getByTestId('dial-number').waitFor();
  desk.phone.show(phoneWith(held, stranger));
  await expect(above(page)).toContainText('+52 55 1234 5678');
  await page.keyboard.press('F8');
  await expect
    .poll(() => desk.commands.find(({ name }) => name === 'call.answer')?.input)
    .toMatchObject({ id: stranger.id });
  expect(await violationsOf(page)).toEqual([]);
  await page.close();
});

test('a ring over a dialog of another page leaves the dialog, and shows the desk when it is closed', async () => {
  const desk = await openOnOther();
  const { page } = desk;
  await page.getByTestId('nav-tasks').click();
  await page.keyboard.press('p');
  await page.getByTestId('task-dialog').waitFor();
  ring(desk);
  await page.getByTestId('ring-above-reject').waitFor();
  await expect(page.locator('[aria-live="assertive"]').filter({ hasText: mariana.name })).toHaveCount(1);
  await expect(page.getByTestId('nav-tasks')).toHaveAttribute('aria-current', 'page');
  await page.getByRole('dialog').getByRole('button', { name: 'Cerrar' }).click();
  await expect(page.getByTestId('call-bar')).toContainText(mariana.name);
  await page.close();
});

test('whoever writes a note while another lead rings goes on writing about theirs, and no letter is a command', async () => {
  const desk = await openOnOther();
  const { page } = desk;
  const note = page.getByTestId('notes');
  await note.click();
  await note.pressSequentially('Quiere ');
  ring(desk);
  await expect(page.getByTestId('call-bar')).toContainText(mariana.name);
  await page.keyboard.type('ver la villa');
  await expect(note).toBeFocused();
  await expect(note).toHaveValue('Quiere ver la villa');
  await expect(leadCard(page)).toContainText(other);
  await page.keyboard.press('Escape');
  await expect(leadCard(page)).toContainText(mariana.name);
  await expect(page.getByTestId('notes')).toHaveValue('');
  await openLead(page, other);
  await expect(page.getByTestId('notes')).toHaveValue('Quiere ver la villa');
  await page.close();
});

test('letters typed for a field that an answered call took away are no commands', async () => {
  const desk = await openOnOther();
  const { page } = desk;
  await page.getByTestId('notes').click();
  await page.keyboard.type('Quiere ');
  ring(desk);
  await page.getByTestId('call-bar').waitFor();
  await page.keyboard.type('ver ');
  desk.phone.show(phoneWith(live)); // by the headset
  await expect(leadCard(page)).toContainText(mariana.name);
  await page.keyboard.type('mthp');
  expect(desk.commands.map(({ name }) => name)).not.toContain('call.mute');
  await expect(page.getByRole('dialog')).toBeHidden();
  await page.close();
});

test('signing out on purpose never says that the session ended', async () => {
  const desk = await openOnOther();
  const { page, backend } = desk;
  const asked = Promise.withResolvers<() => void>();
  await page.route('**/api/session', async (route) => {
    if (route.request().method() !== 'DELETE') return route.fallback();
    const { promise, resolve } = Promise.withResolvers<void>();
    asked.resolve(resolve);
    await promise;
    await route.fulfill({ json: {} });
  });
  await page.getByTestId('account-menu').click();
  await page.getByTestId('sign-out').click();
  const answerNow = await asked.promise;
  backend.push('revoked'); // before the backend's answer
  await page.getByTestId('sign-in').waitFor();
  await expect(page.getByText('Su sesión terminó')).toHaveCount(0);
  answerNow();
  await expect(page.getByText('Su sesión terminó')).toHaveCount(0);
  await page.close();
});

test('the offer of a line test moves nothing when the phone registers or a call comes', async () => {
  const desk = await openDesk(context, {
    ...{ language, pageFolder, phone: { ...idlePhone, registration: { phase: 'connecting' } } },
    machine: { lineTested: false },
  });
  const { page } = desk;
  const top = async () => (await page.locator('main').boundingBox())!.y;
  const start = page.getByTestId('line-offer-start');
  await expect(start).toBeDisabled();
  const before = await top();
  desk.phone.show(idlePhone);
  await expect(start).toBeEnabled();
  expect(await top()).toBe(before);
  ring(desk);
  await page.getByTestId('answer').waitFor();
  await expect(start).toBeDisabled();
  expect(await top()).toBe(before);
  await page.close();
});

test('a dialog begins in its first field, and on its cross only where there is nothing else', async () => {
  const { page } = await openOnOther();
  await page.getByTestId('task-open').click();
  await expect(page.getByTestId('task-title')).toBeFocused();
  await page.keyboard.press('Escape');
  await page.getByTestId('book-visit-open').click();
  await expect(page.getByTestId('visit-property')).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog').getByRole('button', { name: 'Cerrar' })).toBeFocused();
  await page.close();
});

test('days and clocks are written as the console speaks, whatever the browser does', async () => {
  for (const [spoken, day] of [
    ['es', '25/11/2026'],
    ['en', '11/25/2026'],
  ] as const) {
    const { page } = await openDesk(context, { language: spoken, pageFolder });
    await leadCard(page).getByRole('heading').first().waitFor();
    await page.getByTestId('task-open').click();
    await page
      .getByTestId('task-dialog')
      .getByText(/^(Otra hora|Another time)/)
      .click();
    const own = page.getByTestId('due-own');
    await expect(own.getByRole('textbox').first()).toHaveValue(day);
    await own.getByRole('textbox').first().click();
    await expect(page.getByRole('table')).toBeVisible();
    expect(await violationsOf(page)).toEqual([]);
    await own.getByRole('spinbutton').first().fill('18');
    await own.getByRole('spinbutton').last().fill('05');
    await expect(page.getByTestId('task-dialog')).toContainText('18:05');
    expect(await violationsOf(page)).toEqual([]);
    await page.close();
  }
});

test('the keypad has a name of its own', async () => {
  const { page } = await openScene(context, sceneOf('live-keypad'), { language, pageFolder });
  await expect(page.getByRole('dialog', { name: 'Teclado de tonos', exact: true })).toBeVisible();
  await page.close();
});

test('at 200 % zoom answer and reject stay in view, however long the brief is', async ({ browser }) => {
  const zoomed = await openContext(browser, 'light', { width: 640, height: 400 });
  const { page } = await openScene(zoomed, sceneOf('ringing'), { language, pageFolder });
  expect(await overflowOf(page)).toBe(0);
  const bar = page.getByTestId('call-bar');
  await bar.locator('q').scrollIntoViewIfNeeded();
  await expect.poll(() => bar.evaluate((box) => box.scrollTop)).toBeGreaterThan(0);
  for (const id of ['answer', 'reject']) {
    await expect(page.getByTestId(id)).toBeInViewport({ ratio: 1 });
    expect(await isOnTop(page.getByTestId(id)), id).toBe(true);
  }
  await zoomed.close();
});

/** Whether a press in its middle reaches it. */
const isOnTop = (target: Locator): Promise<boolean> =>
  target.evaluate((element) => {
    const { x, y, width, height } = element.getBoundingClientRect();
    return element.contains(document.elementFromPoint(x + width / 2, y + height / 2));
  });
