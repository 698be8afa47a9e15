// A whole shift without a mouse: from the door to the door, by keys that the desk itself names.
import { expect } from '@playwright/test';
import { placeCall } from '../support/e2e-callers.ts';
import { leadCard, wordsOf } from '../support/e2e-day.ts';
import { callBar, signedIn, words } from '../support/e2e-desk.ts';
import { enterOn, press, walkTo } from '../support/e2e-keys.ts';
import { openConsole, test } from '../support/e2e-world.ts';

const t = wordsOf('es');

test('an agent works a whole shift by keyboard alone', async ({ page, world }) => {
  const lead = await world.lead('silent', { language: 'es', name: 'Óscar Núñez' });
  await openConsole(page, world);

  await test.step('signs in', async () => {
    await walkTo(page, page.getByLabel(t('signIn.username')));
    await page.keyboard.type('andrea');
    await press(page, 'Tab');
    await walkTo(page, page.getByLabel(t('signIn.password'), { exact: true }));
    await page.keyboard.type('demo-andrea');
    await press(page, 'Enter');
    await signedIn(page);
  });

  const state = page.getByTestId('agent-state');
  await test.step('is ready', async () => {
    await press(page, 's');
    const available = page.getByRole('menuitem', { name: t('state.available') });
    await walkTo(page, available, 'ArrowDown');
    await press(page, 'Enter');
    await expect(state).toContainText(t('state.available'));
  });

  const caller = await test.step('answers, mutes, holds and sends tones', async () => {
    await expect(page.getByTestId('work-list')).toContainText(lead.name);
    const call = await placeCall(world, { name: lead.name, from: lead.phone, hz: 440 });
    await expect(callBar(page, 'ringing')).toContainText(lead.name);
    await press(page, 'F8');
    await expect(callBar(page, 'live')).toContainText(lead.name);
    await press(page, 'm');
    await expect(page.getByTestId('mute')).toHaveAttribute('aria-pressed', 'true');
    await press(page, 'm');
    await expect(page.getByTestId('mute')).toHaveAttribute('aria-pressed', 'false');
    await press(page, 'h');
    await expect(callBar(page, 'held')).toBeVisible();
    await press(page, 'h');
    await expect(callBar(page, 'live')).toBeVisible();
    await press(page, 'k', '7', '#');
    await expect.poll(() => call.rtp.tones.join('')).toBe('7#');
    await press(page, 'Escape');
    await expect(page.getByRole('dialog')).toHaveCount(0);
    return call;
  });

  await test.step('notes what matters while talking; letters are only letters there', async () => {
    await press(page, 'n');
    await expect(page.getByTestId('notes')).toBeFocused();
    await page.keyboard.type('hm, mejor el martes');
    await expect(page.getByTestId('notes')).toHaveValue('hm, mejor el martes');
    await expect(callBar(page, 'live')).toBeVisible();
    await expect(page.getByTestId('mute')).toHaveAttribute('aria-pressed', 'false');
    await expect(page.getByTestId('note-saved')).toBeVisible();
  });

  await test.step('hangs up and closes the call', async () => {
    await press(page, 'F10');
    expect(await caller.ended).toMatchObject({ byPeer: true });
    const form = page.getByTestId('wrap-up');
    await expect(form).toContainText(lead.name);
    await expect(state).toContainText(words.es.wrapUp);
    // Whoever was writing goes on writing, until they say that they are done.
    await expect(form.getByTestId('wrap-up-notes')).toBeFocused();
    await press(page, 'Escape', '2');
    await expect(form.getByTestId('next-title')).toHaveValue(t('taskTitle.callBack', { name: lead.name }));
    await press(page, 'Control+s');
    await expect(form).toBeHidden();
    await expect(state).toContainText(t('state.available'));
  });

  await test.step('finds the lead in the palette and writes to them', async () => {
    await press(page, 'Control+k');
    await page.keyboard.type('oscar');
    await expect(page.getByRole('option', { name: /Óscar Núñez/ }).first()).toHaveAttribute(
      'aria-selected',
      'true',
    );
    await press(page, 'Enter');
    await expect(leadCard(page)).toContainText(lead.name);
    await press(page, 'Shift+W');
    await expect(page.getByTestId('chat-hand')).toHaveText(t('compose.mine'));
    await press(page, 'w');
    await expect(page.getByTestId('message-field')).toBeFocused();
    await page.keyboard.type('Le llamo mañana.');
    await press(page, 'Enter');
    const sent = page.getByTestId('turn').filter({ hasText: 'Le llamo mañana.' });
    await expect(sent.getByTestId('delivery')).toHaveAttribute('data-status', /delivered|read/);
    await press(page, 'Escape', 'Shift+W');
    await expect(page.getByTestId('chat-hand')).toHaveText(t('compose.withAi'));
  });

  await test.step('calls the lead, and a number from the pad', async () => {
    await press(page, 'c');
    await expect(callBar(page, 'live')).toBeVisible();
    await press(page, 'F10');
    await expect(page.getByTestId('wrap-up')).toBeVisible();
    await press(page, '8', 'Control+s');
    await expect(page.getByTestId('wrap-up')).toBeHidden();
    await press(page, 'd');
    await expect(page.getByTestId('dial-number')).toBeFocused();
    await press(page, 'Escape');
    await expect(page.getByRole('dialog')).toHaveCount(0);
  });

  await test.step('goes through the list, the tasks and the keys', async () => {
    await press(page, 'l');
    const first = page.getByTestId('work-list').locator(':focus');
    await expect(first).toBeVisible();
    await press(page, 'ArrowDown', 'Enter');
    await press(page, 'g', 't');
    await expect(page.getByRole('heading', { level: 1, name: t('tasks.title') })).toBeVisible();
    const title = t('taskTitle.callBack', { name: lead.name });
    const row = page.getByRole('row').filter({ hasText: lead.name });
    await enterOn(page, row.getByRole('button', { name: t('tasks.finish', { title }) }));
    await expect(row).toHaveCount(0);
    await press(page, 'z');
    await expect(row).toBeVisible();
    await press(page, '?');
    const sheet = page.getByRole('dialog', { name: t('keys.title') });
    await expect(sheet).toContainText(t('palette.title'));
    await press(page, 'Escape');
    await expect(sheet).toHaveCount(0);
  });

  await test.step('goes to lunch and leaves', async () => {
    await press(page, 's');
    await walkTo(page, page.getByRole('menuitem', { name: 'Comida' }), 'ArrowDown');
    await press(page, 'Enter');
    await expect(state).toContainText('Comida');
    await enterOn(page, page.getByTestId('account-menu'), 'Shift+Tab');
    await walkTo(page, page.getByTestId('sign-out'), 'ArrowDown');
    await press(page, 'Enter');
    await expect(page.getByTestId('sign-in')).toBeVisible();
  });
});
