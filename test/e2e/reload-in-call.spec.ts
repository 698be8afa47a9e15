// The page dies in the middle of a call: the call goes on, and the desk comes back to it with nothing missing.
import { expect, type Page } from '@playwright/test';
import { expectTalk, answerCaller } from '../support/e2e-callers.ts';
import { leadCard, meetLead, sitDown } from '../support/e2e-day.ts';
import { callBar, chooseAvailable, makeAvailable, signIn, words } from '../support/e2e-desk.ts';
import { microphoneHz } from '../support/e2e-tone.ts';
import { openConsole, test, type World } from '../support/e2e-world.ts';

const note = 'Viene con su esposa el jueves; quiere planta baja.';
const unsent = 'Le confirmo la cita en cuanto';

/** Leaves half a note and half a message in the middle of a call with a lead. */
async function talkAndWrite(page: Page, world: World) {
  await sitDown(page, world);
  await makeAvailable(page);
  const lead = await meetLead(page, world, { name: 'Elena Prado', language: 'es' });
  const who = { name: lead.name, from: lead.phone, hz: 440 };
  const caller = await answerCaller(page, world, who);
  await expect(leadCard(page)).toContainText(lead.name);
  await page.getByTestId('notes').fill(note);
  await page.getByTestId('message-field').fill(unsent);
  await expect.poll(() => secondsTalked(page)).toBeGreaterThan(3);
  return { lead, caller, who };
}

const secondsTalked = async (page: Page): Promise<number> =>
  secondsIn(await callBar(page, 'live').getByRole('timer').innerText());

function secondsIn(text: string): number {
  const [, minutes, seconds] = /(\d+):(\d\d)/.exec(text) ?? [];
  return 60 * Number(minutes) + Number(seconds);
}

type Talk = Awaited<ReturnType<typeof talkAndWrite>>;

/** Everything is there again: the same call with sound both ways, its time, its lead, and what was half written. */
async function expectAllBack(page: Page, { lead, caller, who }: Talk, talkedBefore: number): Promise<void> {
  await expect(callBar(page, 'live')).toContainText(lead.name);
  await expectTalk(page, caller, who.hz);
  expect(await secondsTalked(page)).toBeGreaterThanOrEqual(talkedBefore);
  await expect(leadCard(page)).toContainText(lead.name);
  await expect(page.getByTestId('notes')).toHaveValue(note);
  await expect(page.getByTestId('message-field')).toHaveValue(unsent);
}

/** The call has been one for the exchange and the backend, and it is closed as any other. */
async function expectOneCallClosed(page: Page, world: World, { lead, caller }: Talk): Promise<void> {
  expect(await world.control('/pbx')).toMatchObject({ calls: 1 });
  await page.keyboard.press('F10');
  expect(await caller.ended).toMatchObject({ byPeer: true });
  const form = page.getByTestId('wrap-up');
  await expect(form).toContainText(lead.name);
  await expect(form.getByTestId('wrap-up-notes')).toHaveValue(note);
  await expect(page.getByTestId('agent-state')).toContainText(words.es.wrapUp);
  await page.keyboard.press('8');
  await page.keyboard.press('Control+s');
  await expect(form).toBeHidden();
  await expect(page.getByTestId('agent-state')).toContainText(words.es.available);
  const calls = `SELECT w.disposition, w.notes FROM phone_calls p JOIN wrap_ups w USING (agent_id, phone_call_id)`;
  expect(await world.rows(calls)).toEqual([{ disposition: 'other', notes: note }]);
}

test('a reload in a call loses neither the call nor a word of what was being written', async ({
  page,
  world,
}) => {
  const talk = await talkAndWrite(page, world);
  const talked = await secondsTalked(page);
  await page.reload();
  await expectAllBack(page, talk, talked);
  await expectOneCallClosed(page, world, talk);
});

test('a page that crashes in a call comes back to it', async ({ page, world }) => {
  const talk = await talkAndWrite(page, world);
  const talked = await secondsTalked(page);
  const crashed = page.waitForEvent('crash');
  const devtools = await page.context().newCDPSession(page);
  void devtools.send('Page.crash').catch(() => undefined); // whoever dies does not answer
  await crashed;
  await expect.poll(() => talk.caller.ear.toneShare(microphoneHz), { message: 'no page' }).toBeLessThan(0.2);
  expect(talk.caller.phase, 'the call without a page').toBe('live');

  // As the window does: the same tab is loaded again. Playwright gives a crashed page up, its protocol does not.
  await devtools.send('Page.reload');
  const read = async (expression: string): Promise<unknown> =>
    (await devtools.send('Runtime.evaluate', { expression, returnByValue: true })).result.value;
  const of = (id: string, property: string) =>
    read(`document.querySelector('[data-testid="${id}"]')?.${property} ?? ''`);
  await expect.poll(() => of('call-bar', 'dataset.phase')).toBe('live');
  await expect.poll(() => of('call-bar', 'innerText')).toContain(talk.lead.name);
  await expect.poll(() => talk.caller.ear.toneShare(microphoneHz)).toBeGreaterThan(0.6);
  expect(secondsIn(String(await of('call-bar', 'innerText')))).toBeGreaterThanOrEqual(talked);
  await expect.poll(() => of('lead-card', 'innerText')).toContain(talk.lead.name);
  await expect.poll(() => of('notes', 'value')).toBe(note);
  await expect.poll(() => of('message-field', 'value')).toBe(unsent);
  expect(await world.control('/pbx')).toMatchObject({ calls: 1 });

  talk.caller.hangup();
  await expect.poll(() => of('wrap-up', 'innerText')).toContain(talk.lead.name);
  await expect.poll(() => of('wrap-up-notes', 'value')).toBe(note);
});

test.describe('two agents', () => {
  test.use({ productOptions: { phones: 2 } });

  test('an agent whose console is gone is seen by the others as not ready, and a call goes to somebody else', async ({
    page,
    world,
    browser,
  }) => {
    await openConsole(page, world);
    await signIn(page, 'andrea');
    await makeAvailable(page);
    const context = await browser.newContext();
    const other = await context.newPage();
    await openConsole(other, world, 1);
    await signIn(other, 'carlos');
    await chooseAvailable(other);
    const ready = other.getByTestId('overview');
    await expect(ready).toContainText('2');

    await page.close();
    await expect(ready).not.toContainText('2', { timeout: 10_000 });
    const lead = await world.lead('direct', { language: 'es' });
    await expect(callBar(other, 'ringing')).toContainText(lead.name, { timeout: 60_000 });
    await other.keyboard.press('F8');
    await expect(callBar(other, 'live')).toContainText(lead.name);
    await expect
      .poll(() =>
        world.rows(
          `SELECT u.username, a.outcome FROM escalation_attempts a JOIN users u ON u.id = a.agent_id`,
        ),
      )
      .toEqual([{ username: 'carlos', outcome: 'answered' }]);
    await context.close();
  });
});
