// An agent's day with the leads, in both languages: chats, closing calls, visits, what Sofía hands over, and finding it again.
import { expect } from '@playwright/test';
import type { SlotList } from '../../src/shared/desk.ts';
import { answerCaller } from '../support/e2e-callers.ts';
import { dayTest as test, leadCard, meetLead, openLead, sitDown } from '../support/e2e-day.ts';
import { callBar } from '../support/e2e-desk.ts';

/** Waits for an agent, and stays on the line until the agent hangs up. */
const patientLead = { talkWithAgentMs: 36_000_000, patienceMs: 600_000 };

for (const language of ['es', 'en'] as const)
  test.describe(`in ${language}`, () => {
    test.use({ language });

    test('a chat is read along, taken over, written in, and handed back, and the AI keeps silent meanwhile', async ({
      page,
      world,
      t,
    }) => {
      await sitDown(page, world, { language });
      const lead = await meetLead(page, world, { name: `Irma Solís ${language}`, language });
      const say = (text: string) => world.control('/whatsapp/inbound', { ...lead, text });
      await openLead(page, lead.name);
      const turns = (author: string) => page.locator(`[data-testid="turn"][data-author="${author}"]`);
      const hand = page.getByTestId('chat-hand');
      await expect(turns('ai').first()).toBeVisible();
      await expect(hand).toHaveText(t('compose.withAi'));
      await expect(page.getByTestId('chat-window')).toBeVisible();

      await page.getByRole('button', { name: t('compose.take') }).click();
      await expect(hand).toHaveText(t('compose.mine'));
      const saidByAi = await turns('ai').count();
      await say('¿Me atiende una persona?');
      await expect(turns('lead').last()).toContainText('¿Me atiende una persona?');

      const field = page.getByRole('textbox', { name: t('compose.placeholder', { name: lead.name }) });
      await field.fill('Soy Andrea, le atiendo.');
      await page.getByRole('button', { name: t('compose.sendTitle') }).click();
      const mine = turns('agent').filter({ hasText: 'Soy Andrea, le atiendo.' });
      await expect(mine.getByTestId('delivery')).toHaveAttribute('data-status', /delivered|read/);

      await world.control('/whatsapp/faults', { kind: 'failed', code: 131026, to: lead.phone });
      await field.fill('Le mando el plano.');
      await field.press('Enter');
      const failed = turns('agent').filter({ hasText: 'Le mando el plano.' });
      await expect(failed).toContainText(t('message.failed'));
      await failed.getByRole('button', { name: t('compose.retry') }).click();
      await expect(
        turns('agent').filter({ hasText: 'Le mando el plano.' }).last().getByTestId('delivery'),
      ).toHaveAttribute('data-status', /delivered|read/);

      for (const attachment of ['picture', 'voice', 'document'])
        await world.control('/whatsapp/inbound', { ...lead, attachment });
      await expect(page.getByTestId('attachment-picture').locator('img')).toBeVisible();
      await expect(
        page.getByTestId('attachment-voice').getByRole('button', { name: t('attach.play') }),
      ).toBeVisible();
      await expect(
        page.getByTestId('attachment-file').getByRole('button', { name: t('attach.save') }),
      ).toBeVisible();
      expect(await turns('ai').count(), 'the AI says nothing while a person has the chat').toBe(saidByAi);

      await page.getByRole('button', { name: t('compose.handBack') }).click();
      await expect(hand).toHaveText(t('compose.withAi'));
      await say('¿Cuánto cuesta un departamento?');
      await expect(turns('ai')).not.toHaveCount(saidByAi);
    });

    test('a chat whose window has closed takes a template and nothing else', async ({ page, world, t }) => {
      await sitDown(page, world, { language });
      const lead = await meetLead(page, world, { name: `Saúl Mena ${language}`, language });
      await world.rows(`UPDATE leads SET last_inbound_at = now() - interval '25 hours' WHERE phone = $1`, [
        lead.phone,
      ]);
      await openLead(page, lead.name);
      await expect(page.getByTestId('chat-window')).toHaveText(t('compose.windowClosed'));
      await expect(page.getByTestId('message-field')).toHaveCount(0);
      const form = page.getByTestId('template-form');
      await expect(form.getByRole('combobox', { name: t('template.choose') })).toBeVisible();
      for (const field of await form.getByRole('textbox').all())
        if ((await field.inputValue()) === '') await field.fill('jueves');
      const preview = await form.getByTestId('template-preview').innerText();
      await form.getByRole('button', { name: t('template.send') }).click();
      const sent = page.locator('[data-testid="turn"][data-author="agent"]').last();
      await expect(sent).toContainText(preview.slice(0, 40));
      await expect(sent.getByTestId('delivery')).toHaveAttribute('data-status', /delivered|read/);
    });

    test('states have reasons, and a call is closed with its outcome, note and what comes next', async ({
      page,
      world,
      t,
    }) => {
      await sitDown(page, world, { language });
      const state = page.getByTestId('agent-state');
      const choose = async (word: string) => {
        await state.click();
        await page.getByRole('menuitem', { name: word }).click();
        await expect(state).toContainText(word);
      };
      const labels = await world.rows<{ label: string; key: string }>(
        `SELECT key, label_${language} AS label FROM state_reasons WHERE active ORDER BY position`,
      );
      for (const { label, key } of labels) {
        await choose(label);
        await expect
          .poll(() => world.rows(`SELECT state_reason FROM users WHERE username = 'andrea'`))
          .toEqual([{ state_reason: key }]);
      }
      await choose(t('state.available'));

      const lead = await meetLead(page, world, { name: `Nora Pech ${language}`, language });
      const caller = await answerCaller(page, world, { name: lead.name, from: lead.phone, hz: 440 });
      await expect(leadCard(page)).toContainText(lead.name);
      await page.getByTestId('notes').fill('Quiere vista al mar.');
      await expect(page.getByTestId('note-saved')).toBeVisible();
      caller.hangup();

      // Calls that others left open may come back in its place.
      const form = page.getByTestId('wrap-up').filter({ hasText: lead.name });
      await expect(form).toBeVisible();
      await expect(state).toContainText(t('state.wrap-up'));
      await expect(form.getByTestId('wrap-up-left')).toBeVisible();
      const left = async () => {
        const [, minutes, seconds] =
          /(\d+):(\d\d)/.exec(await form.getByTestId('wrap-up-left').innerText()) ?? [];
        return 60 * Number(minutes) + Number(seconds);
      };
      const before = await left();
      await form.getByRole('button', { name: t('wrapUp.longer') }).click();
      await expect.poll(left).toBeGreaterThan(before + 30);
      await expect(form.getByTestId('wrap-up-notes')).toHaveValue(/Quiere vista al mar\./);

      const [outcome] = await world.rows<{ label: string }>(
        `SELECT label_${language} AS label FROM dispositions WHERE key = 'quote'`,
      );
      await form.getByRole('button', { name: outcome?.label ?? '' }).click();
      const next = form.getByTestId('next-step');
      await expect(next.getByTestId('next-title')).toHaveValue(t('wrapUp.quoteTitle'));
      await next.getByRole('button', { name: t('due.tomorrow') }).click();
      await next
        .getByRole('combobox', { name: t('taskForm.owner') })
        .selectOption({ label: 'Carlos Ibarra' });
      await form.getByRole('button', { name: t('wrapUp.save') }).click();
      await expect(form).toBeHidden();
      await expect(state).toContainText(t('state.available'));
      expect(
        await world.rows(
          `SELECT w.disposition, w.notes, k.title, u.name AS owner FROM wrap_ups w JOIN tasks k ON k.id = w.task_id
             JOIN users u ON u.id = k.owner_id JOIN leads l ON l.id = w.lead_id WHERE l.phone = $1`,
          [lead.phone],
        ),
      ).toMatchObject([{ disposition: 'quote', title: t('wrapUp.quoteTitle'), owner: 'Carlos Ibarra' }]);
    });

    test('a visit is booked from the desk; a time that somebody took offers the nearest free ones', async ({
      page,
      world,
      t,
    }) => {
      await sitDown(page, world, { language });
      const rival = await meetLead(page, world, { name: `Tomás Ruelas ${language}`, language });
      const lead = await meetLead(page, world, { name: `Lucía Haro ${language}`, language });
      await openLead(page, lead.name);
      const slots = page.waitForResponse(/\/slots\?/);
      await page.getByRole('button', { name: t('visit.book') }).click();
      const dialog = page.getByRole('dialog', { name: t('visit.title', { name: lead.name }) });
      const answer = await slots;
      const [, slug] = /properties\/([^/]+)\/slots/.exec(answer.url()) ?? [];
      const [slot] = ((await answer.json()) as SlotList).slots;
      await dialog.getByTestId('visit-slot').first().click();
      await world.rows(`UPDATE properties SET visit_hosts = 1 WHERE slug = $1`, [slug]);
      await world.rows(
        `INSERT INTO appointments (lead_id, property_id, during) SELECT l.id, p.id, tstzrange($3, $3::timestamptz + interval '1 hour')
           FROM leads l, properties p WHERE l.phone = $1 AND p.slug = $2`,
        [rival.phone, slug, slot],
      );
      await dialog.getByTestId('book').click();
      const refused = dialog.getByTestId('visit-refused');
      await expect(refused).toContainText(t('visit.nearest'));
      await refused.getByTestId('visit-slot').first().click();
      await dialog.getByTestId('book').click();
      await expect(dialog).toBeHidden();
      await expect(leadCard(page).getByTestId('visit')).toContainText(t('appointment.booked'));

      await page.getByTestId('nav-agenda').click();
      const row = page.getByRole('row').filter({ hasText: lead.name });
      await row.getByRole('button', { name: t('agenda.cancel', { name: lead.name }) }).click();
      await page.getByRole('button', { name: t('agenda.cancelYes'), exact: true }).click();
      await expect(row).toContainText(t('appointment.cancelled'));
      await world.rows(`UPDATE properties SET visit_hosts = 3 WHERE slug = $1`, [slug]);
      await world.rows(`DELETE FROM appointments a USING leads l WHERE l.id = a.lead_id AND l.phone = $1`, [
        rival.phone,
      ]);
    });

    test('Sofía hands a call over with its story; afterwards it is found by its words and in the history', async ({
      page,
      world,
      t,
    }) => {
      await sitDown(page, world, { language });
      await page.getByTestId('agent-state').click();
      await page.getByRole('menuitem', { name: t('state.available') }).click();
      const { name } = await world.lead('direct', { language, behaviour: patientLead });
      await expect(callBar(page, 'ringing')).toContainText(name, { timeout: 60_000 });
      await expect(callBar(page, 'ringing').getByTestId('brief')).toContainText(t('brief.why'));
      await page.getByTestId('answer').click();
      await expect(callBar(page, 'live')).toContainText(name);
      await expect(page.getByTestId('timeline')).toContainText(
        t('say.escalationAnswered', { name: 'Andrea Luna' }),
      );
      await page.getByTestId('hangup').click();
      const form = page.getByTestId('wrap-up').filter({ hasText: name });
      await expect(form).toContainText(t('wrapUp.bySofia'), { timeout: 60_000 });
      await page.keyboard.press('8');
      await form.getByRole('button', { name: t('wrapUp.save') }).click();
      await expect(form).toBeHidden();

      await page.getByTestId('nav-calls').click();
      await page.getByText(t('calls.history'), { exact: true }).click();
      const row = page.getByRole('row').filter({ hasText: name }).first();
      await row.getByRole('button').first().click();
      const record = page.getByRole('complementary', { name: t('history.detail') });
      await expect(record.getByRole('region', { name: t('history.transcript') })).toContainText(
        t('talk.sofia'),
      );
      await page.getByTestId('nav-search').click();
      await page.getByRole('searchbox', { name: t('search.field') }).fill(name);
      await expect(page.getByRole('button', { name: t('leads.open', { name }) }).first()).toBeVisible();
    });
  });
