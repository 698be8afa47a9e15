// An agent's day on the phone, every control of it, in both languages: real backend, real phone process, simulated exchange.
import { expect } from '@playwright/test';
import { formatPhone } from '../../src/renderer/i18n/format.ts';
import { OUTSIDE_TONE_HZ } from '../../src/simulators/pbx/pbx.ts';
import {
  answerCaller,
  expectTalk,
  firstCaller,
  outsideNumber,
  placeCall,
  secondCaller,
} from '../support/e2e-callers.ts';
import { dayTest as test, leadCard, meetLead, openLead, sitDown } from '../support/e2e-day.ts';
import { callBar } from '../support/e2e-desk.ts';
import { microphoneHz } from '../support/e2e-tone.ts';

for (const language of ['es', 'en'] as const)
  test.describe(`in ${language}`, () => {
    test.use({ language });

    test('a call is answered, measured, muted, held, given tones, and turned away with a reason', async ({
      page,
      world,
      t,
    }) => {
      await sitDown(page, world, { language });
      const one = await answerCaller(page, world);
      const bar = callBar(page, 'live');
      await expectTalk(page, one, firstCaller.hz);

      await page.getByTestId('quality').click();
      const figures = page.getByTestId('quality-figures');
      for (const key of ['mos', 'loss', 'jitter', 'codec'] as const)
        await expect(figures).toContainText(t(`quality.${key}`));
      await page.keyboard.press('Escape');

      await bar.getByRole('button', { name: t('call.mute') }).click();
      await expect(bar).toContainText(t('call.muted'));
      await expect.poll(() => one.ear.toneShare(microphoneHz)).toBeLessThan(0.2);
      await bar.getByRole('button', { name: t('call.unmute') }).click();
      await expectTalk(page, one, firstCaller.hz);

      await bar.getByRole('button', { name: t('call.hold'), exact: false }).click();
      await expect(callBar(page, 'held')).toContainText(t('call.onHold'));
      await expect.poll(() => one.ear.toneShare(microphoneHz)).toBeLessThan(0.2);
      await callBar(page, 'held')
        .getByRole('button', { name: t('call.resume') })
        .click();
      await expectTalk(page, one, firstCaller.hz);

      await bar.getByRole('button', { name: t('call.keypad') }).click();
      const keypad = page.getByRole('dialog', { name: t('call.keypad') });
      for (const key of ['5', '*', '#']) await keypad.getByRole('button', { name: key, exact: true }).click();
      await expect(keypad).toContainText(t('call.sent', { tones: '5*#' }));
      await expect.poll(() => one.rtp.tones.join('')).toBe('5*#');
      await page.keyboard.press('Escape');

      await bar.getByRole('button', { name: t('call.hangup') }).click();
      expect(await one.ended).toMatchObject({ byPeer: true });

      const two = await placeCall(world, secondCaller);
      await expect(callBar(page, 'ringing')).toContainText(secondCaller.name);
      await page.getByRole('button', { name: t('rejecting.menu') }).click();
      await page.getByRole('menuitem', { name: t('rejecting.declined') }).click();
      expect(await two.ended).toMatchObject({ status: 603 });
    });

    test('a call is transferred at once and after asking, by the directory, and joined by a second', async ({
      page,
      world,
      t,
    }) => {
      await sitDown(page, world, { language });
      const one = await answerCaller(page, world);

      await page.getByRole('button', { name: t('transfer.open') }).click();
      const transfer = page.getByRole('dialog', { name: t('transfer.title') });
      const directory = transfer.getByRole('listbox', { name: t('dialer.list') });
      for (const group of ['agents', 'queues', 'numbers'] as const)
        await expect(directory).toContainText(t(`dialer.${group}`));
      await expect(directory.getByRole('option', { name: 'Beatriz Nava' })).toContainText(
        t('dialer.presence.offline'),
      );
      await transfer.getByRole('combobox').fill(outsideNumber);
      await transfer.getByRole('button', { name: t('transfer.consult') }).click();
      await expect(page.getByTestId('other-call')).toContainText(firstCaller.name);
      await expect(page.getByTestId('complete')).toBeVisible();
      await page.getByTestId('complete').click();
      await expect.poll(() => one.ear.toneShare(OUTSIDE_TONE_HZ)).toBeGreaterThan(0.6);
      one.hangup();

      const two = await answerCaller(page, world, secondCaller);
      const three = await placeCall(world, firstCaller);
      const knocking = page.getByTestId('other-call');
      await expect(knocking).toContainText(firstCaller.name);
      await knocking.getByRole('button', { name: t('others.answer') }).click();
      await expect(callBar(page, 'live')).toContainText(firstCaller.name);
      await callBar(page, 'live')
        .getByRole('button', { name: t('others.conference') })
        .click();
      await expect(callBar(page, 'live')).toContainText(
        t('conference.with', { first: firstCaller.name, second: secondCaller.name }),
      );
      await expect.poll(() => two.ear.toneShare(firstCaller.hz)).toBeGreaterThan(0.3);
      await page.getByRole('button', { name: t('conference.split') }).click();
      await knocking.getByRole('button', { name: t('others.hangup') }).click();
      expect(await two.ended).toMatchObject({ byPeer: true });

      await page.getByRole('button', { name: t('transfer.open') }).click();
      await transfer.getByRole('combobox').fill(outsideNumber);
      await transfer.getByRole('button', { name: t('transfer.blind') }).click();
      await expect(callBar(page, 'ended')).toContainText(
        t('transfer.done', { to: formatPhone(outsideNumber) }),
      );
      await expect.poll(() => three.ear.toneShare(OUTSIDE_TONE_HZ)).toBeGreaterThan(0.6);
      three.hangup();
    });

    test('a call is handed at once to a colleague of the directory who is there', async ({
      page,
      browser,
      world,
      t,
    }) => {
      await sitDown(page, world, { language });
      const context = await browser.newContext({ permissions: ['microphone'] });
      const colleague = await context.newPage();
      await sitDown(colleague, world, { language, username: 'carlos', phone: 1 });
      await colleague.getByTestId('agent-state').click();
      await colleague.getByRole('menuitem', { name: t('state.available') }).click();

      const caller = await answerCaller(page, world);
      await page.getByRole('button', { name: t('transfer.open') }).click();
      const transfer = page.getByRole('dialog', { name: t('transfer.title') });
      await transfer.getByRole('combobox').fill('carlos');
      const carlos = transfer.getByRole('option', { name: 'Carlos Ibarra' });
      await expect(carlos).toContainText(t('dialer.presence.available'));
      await carlos.click();
      await transfer.getByRole('button', { name: t('transfer.blind') }).click();
      await expect(callBar(colleague, 'ringing')).toBeVisible();
      await colleague.keyboard.press('F8');
      await expectTalk(colleague, caller, firstCaller.hz);
      await expect(callBar(page, 'ended')).toContainText(t('transfer.done', { to: 'Carlos Ibarra' }));
      caller.hangup();
      await context.close();
    });

    test('a number is called where it stands, from the pad, and from a callback now or later', async ({
      page,
      world,
      t,
    }) => {
      await sitDown(page, world, { language });
      const lead = await meetLead(page, world, { name: `Rocío Vela ${language}`, language });
      await openLead(page, lead.name);
      await leadCard(page)
        .getByRole('button', { name: t('dial.call', { name: lead.name }) })
        .first()
        .click();
      await expect(callBar(page, 'live')).toContainText(lead.name);
      await page.keyboard.press('F10');
      await expect(page.getByTestId('wrap-up')).toContainText(lead.name);
      await page.getByRole('button', { name: t('wrapUp.showLead') }).click();

      const card = leadCard(page);
      const planned = page.getByRole('dialog', { name: t('taskForm.new') });
      await page.getByTestId('task-open').click();
      await planned.getByRole('button', { name: t('taskDialog.callNow') }).click();
      await expect(callBar(page, 'live')).toContainText(lead.name);
      await page.keyboard.press('F10');
      await page.getByRole('button', { name: t('wrapUp.showLead') }).click();
      await page.getByTestId('task-open').click();
      await planned.getByRole('button', { name: t('due.inAnHour') }).click();
      await planned.getByRole('button', { name: t('taskForm.save') }).click();
      const title = t('taskTitle.callBack', { name: lead.name });
      await expect(card.getByTestId('lead-task')).toContainText(title);
      await card.getByRole('button', { name: t('tasks.finish', { title }) }).click();
      await expect(card.getByTestId('lead-task')).toContainText(t('leadCard.taskDone'));
      await card.getByRole('button', { name: t('tasks.reopen', { title }) }).click();
      await expect(card.getByRole('button', { name: t('tasks.finish', { title }) })).toBeVisible();

      await page.keyboard.press('d');
      const dialer = page.getByRole('dialog', { name: t('dialer.title') });
      for (const key of '3221234567')
        await dialer
          .getByRole('group', { name: t('dialer.pad') })
          .getByRole('button', { name: key, exact: true })
          .click();
      await dialer.getByRole('button', { name: t('dialer.call'), exact: true }).click();
      await expect(callBar(page, 'live')).toBeVisible();
      await page.keyboard.press('F10');
      await expect(callBar(page, 'live')).toBeHidden();
    });

    test('the line is tested before the shift, and devices are chosen and tried', async ({
      page,
      world,
      t,
    }) => {
      await sitDown(page, world, { language });
      const offer = page.getByTestId('line-offer');
      await offer.getByRole('button', { name: t('lineOffer.start') }).click();
      await expect(offer).toContainText(t('lineOffer.go'));
      await offer.getByRole('button', { name: t('lineOffer.close') }).click();
      await expect(offer).toBeHidden();

      await page.getByTestId('nav-settings').click();
      await page.getByText(t('station.parts.audio'), { exact: true }).click();
      for (const device of ['microphone', 'headset', 'ringer'] as const) {
        const select = page.getByRole('combobox', { name: t(`devices.${device}`) });
        await select.selectOption({ index: 1 });
        await expect(select).not.toHaveValue('');
      }
      await expect
        .poll(() =>
          page
            .getByRole('meter', { name: t('station.levelTitle') })
            .getAttribute('aria-valuenow')
            .then(Number),
        )
        .toBeGreaterThan(0);
      const echo = page.getByTestId('echo');
      await echo.click();
      await expect(echo).toContainText(t('station.speak'));
      await expect(echo).toContainText(t('station.listen'));
      await expect(echo).toContainText(t('station.echo'));
      await page.getByRole('button', { name: t('station.testCallStart') }).click();
      await page
        .getByRole('button', { name: t('diagnostics.test') })
        .or(page.getByRole('button', { name: t('diagnostics.again') }))
        .click();
      await expect(page.getByTestId('line-test-verdict')).toHaveText(t('diagnostics.go'));
      await expect(page.getByTestId('step-echo')).toHaveAttribute('data-result', 'passed');
    });

    test('without backend or exchange the desk says what still works, and comes back by itself; then one leaves', async ({
      page,
      world,
      t,
    }) => {
      await sitDown(page, world, { language });
      const lead = await meetLead(page, world, { name: `Paco Ledón ${language}`, language });
      const caller = await answerCaller(page, world, { name: lead.name, from: lead.phone, hz: 440 });
      await expect(leadCard(page)).toContainText(lead.name);
      const away = page.getByTestId('offline-backend');
      await world.product.crashBackend(0, async () => {
        await expect(away).toContainText(t('offline.backend'));
        await expect(away).toContainText(t('offline.callKept'));
        await page.getByTestId('notes').fill('Escrito sin servidor');
        await expect(page.getByRole('status').filter({ hasText: t('notes.waiting') })).toBeVisible();
        await expectTalk(page, caller, 440);
      });
      await expect(away).toBeHidden();
      await expect(page.getByTestId('note-saved')).toBeVisible();
      await page.keyboard.press('F10');
      await expect(page.getByTestId('wrap-up')).toContainText(lead.name);

      await world.control('/pbx', { state: 'away' });
      await expect(page.getByTestId('offline-registration')).toContainText(t('offline.registrationKept'), {
        timeout: 60_000,
      });
      await world.control('/pbx', { state: 'back' });
      await expect(page.getByTestId('phone-state')).toContainText(t('phone.registered'), { timeout: 60_000 });
      const again = await answerCaller(page, world);
      await expectTalk(page, again, firstCaller.hz);

      await page.getByTestId('account-menu').click();
      await page.getByRole('menuitem', { name: t('menu.signOut') }).click();
      await expect(page.getByText(t('menu.signOutInCall'))).toBeVisible();
      await page.keyboard.press('F10');
      await expect(callBar(page, 'live')).toBeHidden();
      await page.getByTestId('account-menu').click();
      await page.getByRole('menuitem', { name: t('menu.signOut') }).click();
      await expect(page.getByTestId('sign-in')).toBeVisible();
    });
  });
