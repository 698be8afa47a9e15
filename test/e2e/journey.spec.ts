// The main job as an agent lives it: Sofía talks, the phone rings with the story on screen, two people talk.
import { expect, type Page } from '@playwright/test';
import { expectTwoWayAudio, farEnd } from '../support/e2e-audio.ts';
import { callBar, makeAvailable, readBrief, Reader, signIn, words } from '../support/e2e-desk.ts';
import { leadHz } from '../support/e2e-tone.ts';
import { openConsole, test, type SeenPhone, type World } from '../support/e2e-world.ts';

/** A lead who waits for an agent, and stays on the line, until the test is done with them. */
const patient = { behaviour: { toneHz: leadHz, talkWithAgentMs: 36_000_000, patienceMs: 600_000 } };

/** How the only escalation of a lead stands in the stores, and the call it belongs to. */
function handOffOf({ rows }: World, phone: string): Promise<{ call: string; escalation: string }[]> {
  return rows(
    `SELECT c.status AS call, e.status AS escalation FROM calls c JOIN escalations e ON e.call_id = c.id
       JOIN leads l ON l.id = c.lead_id WHERE l.phone = $1`,
    [phone],
  );
}

/** Rings the agent with a lead who wants a person at once; gives back the lead's number and name. */
async function ringFromLead(page: Page, world: World, language: 'es' | 'en' = 'es') {
  const lead = await world.lead('direct', { language, ...patient });
  await expect(callBar(page, 'ringing')).toContainText(lead.name, { timeout: 60_000 });
  return lead;
}

function ringingId(seen: SeenPhone): string | undefined {
  return seen.state()?.calls.find(({ phase }) => phase === 'ringing')?.id;
}

async function hangUp(page: Page, world: World, phone: string): Promise<void> {
  await page.keyboard.press('F10');
  await expect(callBar(page, 'ended')).toBeVisible();
  await expect.poll(() => handOffOf(world, phone)).toEqual([{ call: 'ended', escalation: 'closed' }]);
}

test.describe('at a pace that can be followed', () => {
  test.use({ productOptions: { speed: 5 } });

  test('an agent follows the AI call, answers with the whole story on screen, talks, and hangs up', async ({
    page,
    world,
  }) => {
    const seen = await openConsole(page, world);
    await signIn(page);
    await makeAvailable(page);
    const { phone, name } = await world.lead('buyer', { language: 'es', ...patient });

    const reader = new Reader(page);
    await expect(page.getByTestId('live-call').filter({ hasText: name })).toBeVisible({ timeout: 60_000 });
    const early = await reader.look();
    await expect.poll(() => reader.look().then(({ turns }) => turns)).toBeGreaterThan(early.turns + 1);
    await expect.poll(() => reader.look().then(({ tools }) => tools)).toBeGreaterThan(0);

    await expect(callBar(page, 'ringing')).toContainText(name, { timeout: 60_000 });
    expect((await readBrief(page)).opening).toContain('Andrea');
    await page.getByTestId('answer').click();
    await expect(callBar(page, 'live')).toContainText(name);
    await expect(page.getByTestId('agent-state')).toContainText(words.es.onCall);
    await expectTwoWayAudio(page, world);
    expect(seen.state()?.calls.filter(({ phase }) => phase === 'live')).toHaveLength(1);

    await hangUp(page, world, phone);
    await expect(callBar(page, 'ended')).toContainText(name);
    await expect(page.getByTestId('agent-state')).toContainText(words.es.wrapUp);
  });
});

test('a call that an agent rejects goes on to the others, and ends in a callback that somebody owns', async ({
  page,
  world,
}) => {
  const seen = await openConsole(page, world);
  await page.getByTestId('language-switch').click();
  await signIn(page, 'carlos');
  await makeAvailable(page, words.en);
  const { phone, name } = await ringFromLead(page, world, 'en');
  expect((await readBrief(page)).opening).toContain('Carlos');
  const rejected = ringingId(seen);
  await page.getByTestId('reject').click();
  // The ladder's next rung is the hunt pilot, and this is the only line it can ring.
  await expect.poll(() => ringingId(seen) ?? rejected, { timeout: 60_000 }).not.toBe(rejected);
  await expect(callBar(page, 'ringing')).toContainText(name);
  await page.keyboard.press('F10');

  const ended = [{ call: 'ended', escalation: 'callback' }];
  await expect.poll(() => handOffOf(world, phone), { timeout: 60_000 }).toEqual(ended);
  // The lead said “call me back tomorrow”, so tomorrow it is, in the hours of calling.
  const callback = () =>
    world.rows(
      `SELECT t.owner_id IS NOT NULL AS owned, to_char(t.due_at AT TIME ZONE l.time_zone, 'HH24:MI') AS hour,
         (t.due_at AT TIME ZONE l.time_zone)::date - (now() AT TIME ZONE l.time_zone)::date AS days
       FROM tasks t JOIN leads l ON l.id = t.lead_id WHERE l.phone = $1 AND t.kind = 'callback' AND t.status = 'open'`,
      [phone],
    );
  await expect.poll(callback, { timeout: 60_000 }).toEqual([{ owned: true, hour: '10:00', days: 1 }]);
  const attempts = await world.rows(
    `SELECT a.target, a.outcome FROM escalation_attempts a JOIN escalations e ON e.id = a.escalation_id
       JOIN leads l ON l.id = e.lead_id WHERE l.phone = $1 ORDER BY a.step`,
    [phone],
  );
  expect(attempts).toMatchObject([{ target: 'agent', outcome: 'rejected' }, { target: 'hunt-pilot' }]);
});

test('a call outlives a reload of the page, with its sound and everything on screen', async ({
  page,
  world,
}) => {
  const seen = await openConsole(page, world);
  await signIn(page);
  await makeAvailable(page);
  const { phone, name } = await ringFromLead(page, world);
  await page.getByTestId('answer').click();
  await expectTwoWayAudio(page, world);
  const before = new Reader(page);
  await before.readAll();
  const [callBefore] = seen.state()?.calls ?? [];

  seen.forget();
  await page.reload();
  await expect(callBar(page, 'live')).toContainText(name);
  await expectTwoWayAudio(page, world);
  expect(seen.state()?.calls.map(({ id, phase }) => ({ id, phase }))).toEqual([
    { id: callBefore?.id, phase: 'live' },
  ]);
  expect(await world.control('/pbx')).toMatchObject({ calls: 1 });
  expect((await world.handovers()).map(({ phase }) => phase)).toEqual(['live']);
  expect(await farEnd(world)).toMatchObject({ streams: 1 });
  const after = new Reader(page);
  await expect
    .poll(async () => {
      await after.readAll();
      return [...before.turns].filter((turn) => !after.turns.has(turn));
    })
    .toEqual([]);

  await hangUp(page, world, phone);
  const reports = await world.rows(
    `SELECT type, count(DISTINCT body->>'sipCallId')::int AS dialogs, count(*)::int AS times
       FROM webhooks WHERE source = 'phone' AND type LIKE 'call.%' GROUP BY type ORDER BY type`,
  );
  expect(reports).toEqual(
    ['call.answered', 'call.ended', 'call.ringing'].map((type) => ({ type, dialogs: 1, times: 1 })),
  );
});

test('an agent whom nobody reserved reads the brief too when the hunt pilot rings', async ({
  page,
  world,
}) => {
  await openConsole(page, world);
  await signIn(page);
  await expect(page.getByTestId('agent-state')).toContainText(words.es.away);
  const { phone, name } = await ringFromLead(page, world);
  const { opening } = await readBrief(page);
  expect(opening).toContain(name.split(' ')[0] ?? name);
  await page.keyboard.press('F8');
  await expectTwoWayAudio(page, world);
  await hangUp(page, world, phone);
});
