// The main job as an agent lives it: Sofía talks, the phone rings with the story on screen, two people talk.
import { expect } from '@playwright/test';
import { expectTwoWayAudio } from '../support/e2e-audio.ts';
import { callBar, makeAvailable, readBrief, Reader, signIn, words } from '../support/e2e-desk.ts';
import { leadHz } from '../support/e2e-tone.ts';
import { openConsole, test } from '../support/e2e-world.ts';

/** A lead who stays on the line until the test is done with them. */
const talkative = { behaviour: { toneHz: leadHz, talkWithAgentMs: 3_600_000 } };

test('an agent follows the AI call, answers it with the whole story on screen, talks, and hangs up', async ({
  page,
  world,
}) => {
  const seen = await openConsole(page, world);
  await signIn(page);
  await makeAvailable(page);
  const { phone, name } = await world.lead('buyer', { language: 'es', ...talkative });

  const reader = new Reader(page);
  await expect(page.getByTestId('live-call').filter({ hasText: name })).toBeVisible();
  const early = await reader.look();
  await expect.poll(() => reader.look().then(({ turns }) => turns)).toBeGreaterThan(early.turns + 1);
  await expect.poll(() => reader.look().then(({ tools }) => tools)).toBeGreaterThan(0);

  await expect(callBar(page, 'ringing')).toContainText(name);
  await expect(callBar(page, 'ringing').locator('q')).toBeVisible();
  const { fields, opening } = await readBrief(page);
  expect(fields).toHaveLength(6);
  for (const field of fields) expect(field).not.toBe('');
  expect(opening).toContain('Andrea');

  await page.getByTestId('answer').click();
  await expect(callBar(page, 'live')).toContainText(name);
  await expectTwoWayAudio(page, world);
  expect(seen.state?.calls.filter(({ phase }) => phase === 'live')).toHaveLength(1);

  await page.keyboard.press('F10');
  await expect(callBar(page, 'ended')).toContainText(name);
  await expect(page.getByTestId('agent-state')).toContainText(words.es.wrapUp);
  await expect
    .poll(() =>
      world.rows(
        `SELECT c.status AS call, e.status AS escalation FROM calls c JOIN escalations e ON e.call_id = c.id
           JOIN leads l ON l.id = c.lead_id WHERE l.phone = $1`,
        [phone],
      ),
    )
    .toEqual([{ call: 'ended', escalation: 'closed' }]);
});
