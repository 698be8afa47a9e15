// What goes wrong around an agent at work is said plainly, harms nothing, and passes by itself.
import { expect } from '@playwright/test';
import { expectTwoWayAudio } from '../support/e2e-audio.ts';
import { callBar, makeAvailable, signIn, words } from '../support/e2e-desk.ts';
import { leadHz } from '../support/e2e-tone.ts';
import { openConsole, test } from '../support/e2e-world.ts';

test('a conversation goes on while the backend is away, and the desk says so until it is back', async ({
  page,
  world,
}) => {
  await openConsole(page, world);
  await signIn(page);
  await makeAvailable(page);
  const { phone, name } = await world.lead('direct', {
    language: 'es',
    behaviour: { toneHz: leadHz, talkWithAgentMs: 36_000_000 },
  });
  await expect(callBar(page, 'ringing')).toContainText(name, { timeout: 60_000 });
  await page.getByTestId('answer').click();
  await expectTwoWayAudio(page, world);

  await world.product.crashBackend(0, async () => {
    await expect(page.getByTestId('offline-backend')).toBeVisible();
    await expect(callBar(page, 'live')).toContainText(name);
    await expectTwoWayAudio(page, world);
  });
  await expect(page.getByTestId('offline-backend')).toHaveCount(0);
  await expect(callBar(page, 'live')).toContainText(name);
  await expectTwoWayAudio(page, world);

  await page.keyboard.press('F10');
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

test('a wrong password opens nothing, and says so without saying what was wrong', async ({ page, world }) => {
  await openConsole(page, world);
  for (const username of ['andrea', 'nobody']) {
    await page.getByLabel('Usuario').fill(username);
    await page.getByRole('textbox', { name: 'Contraseña' }).fill('not-the-password');
    await page.getByRole('button', { name: 'Entrar', exact: true }).click();
    await expect(page.getByRole('alert')).toHaveText('Usuario o contraseña incorrectos.');
  }
  await expect(page.getByTestId('agent-state')).toHaveCount(0);
  await signIn(page);
});

test('what no provider signed changes nothing, and the backend goes on', async ({ page, world }) => {
  await openConsole(page, world);
  await signIn(page);
  const { backendUrl } = world.product;
  const message = { message: { type: 'status-update', status: 'ended', call: { id: 'of-nobody' } } };
  const forged: [string, string, Record<string, string>][] = [
    ['/webhooks/vapi', JSON.stringify(message), { 'x-vapi-secret': 'guessed' }],
    ['/webhooks/vapi', JSON.stringify(message), {}],
    ['/webhooks/whatsapp', '{"object":"whatsapp_business_account"}', { 'x-hub-signature-256': 'sha256=00' }],
    ['/webhooks/whatsapp', '{"object":', {}],
    ['/api/tools/escalate', JSON.stringify(message), {}],
  ];
  for (const [path, body, headers] of forged) {
    const answer = await fetch(`${backendUrl}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body,
    });
    expect.soft(answer.status, `${path} ${JSON.stringify(headers)}`).toBe(401);
  }
  expect(await world.rows(`SELECT source FROM webhooks WHERE source <> 'phone'`)).toEqual([]);
  await makeAvailable(page);
});
