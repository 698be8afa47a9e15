// The telephone as its agent uses it, in a real browser: two calls, a conference, transfers, and the test before the shift.
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page, type WebSocketRoute } from '@playwright/test';
import type { CallSummary } from '../../src/shared/call.ts';
import type { EscalationOffer } from '../../src/shared/escalation.ts';
import type { PhoneCall, PhoneFrame } from '../../src/shared/phone.ts';
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
import { callBar, signIn } from '../support/e2e-desk.ts';
import { microphoneHz } from '../support/e2e-tone.ts';
import { openConsole, test, type World } from '../support/e2e-world.ts';

/** Stands between the page and its peers: what the phone says of calls is altered, what the backend pushes is added to. */
async function standBetween(
  page: Page,
  world: World,
  alter: (call: PhoneCall) => PhoneCall,
): Promise<{ push: (event: string, data: object) => void }> {
  let backend: WebSocketRoute | undefined;
  const isPhone = ({ href }: URL): boolean => world.product.phones.some(({ url }) => href.startsWith(url));
  await page.routeWebSocket(isPhone, (socket) => {
    const phone = socket.connectToServer();
    phone.onMessage((message) => {
      const frame = JSON.parse(String(message)) as PhoneFrame;
      if (frame.t === 'state') frame.state.calls = frame.state.calls.map(alter);
      socket.send(JSON.stringify(frame));
    });
  });
  await page.routeWebSocket(/socket\.io/, (socket) => {
    backend = socket;
    socket.connectToServer();
  });
  return { push: (event, data) => backend?.send(`42/console,${JSON.stringify([event, data])}`) };
}

test('a second caller knocks, is answered, joined into a conference of three, and left with the first', async ({
  page,
  world,
}) => {
  await openConsole(page, world);
  await signIn(page);
  const one = await answerCaller(page, world);
  await expectTalk(page, one, firstCaller.hz);
  await expect(page.getByTestId('quality')).toContainText(/Buena|Aceptable/);

  const two = await placeCall(world, secondCaller);
  await expect(page.getByTestId('other-call')).toContainText(secondCaller.name);
  await page.getByTestId('answer-second').click();
  await expect(callBar(page, 'live')).toContainText(secondCaller.name);
  await expect(page.getByTestId('other-call')).toContainText(firstCaller.name);
  await expectTalk(page, two, secondCaller.hz);
  await expect.poll(() => one.ear.toneShare(microphoneHz)).toBeLessThan(0.2);

  await page.getByTestId('join').click();
  await expect(callBar(page, 'live')).toContainText(`${secondCaller.name} y ${firstCaller.name}`);
  await expect.poll(() => one.ear.toneShare(secondCaller.hz)).toBeGreaterThan(0.3);
  await expect.poll(() => two.ear.toneShare(firstCaller.hz)).toBeGreaterThan(0.3);

  await page.getByTestId('split').click();
  await expect(page.getByTestId('other-call')).toBeVisible();
  await page.getByTestId('complete').click();
  await expect(callBar(page, 'ended')).toBeVisible();
  await expect.poll(() => one.ear.toneShare(secondCaller.hz)).toBeGreaterThan(0.6);
  await expect.poll(() => two.ear.toneShare(firstCaller.hz)).toBeGreaterThan(0.6);
  await expect
    .poll(() => world.rows(`SELECT outcome FROM phone_calls WHERE quality->>'codec' = 'PCMU'`))
    .toEqual([{ outcome: 'transferred' }, { outcome: 'transferred' }]);
  one.hangup();
});

test('a call is transferred by number; when nobody is there it stays with the agent, who is told why', async ({
  page,
  world,
}) => {
  await openConsole(page, world);
  await signIn(page);
  const one = await answerCaller(page, world);

  await page.getByTestId('transfer').click();
  await page.getByTestId('transfer-to').fill('4999');
  await page.keyboard.press('Enter');
  const failure = page.getByTestId('transfer-state');
  await expect(failure).toContainText('Ese número no existe');
  await expect(failure).toHaveAttribute('data-failed');
  await expectTalk(page, one, firstCaller.hz);
  await page.getByTestId('dismiss-note').click();
  await expect(failure).toBeHidden();

  await page.getByTestId('transfer').click();
  await page.getByTestId('transfer-to').fill('4999');
  await page.keyboard.press('Enter');
  await expect(failure).toHaveAttribute('data-failed');
  await expect(callBar(page, 'live')).toBeVisible();
  await page.keyboard.press('h');
  await expect(callBar(page, 'held')).toBeVisible();
  await expect(failure).toBeHidden();
  await page.keyboard.press('h');
  await expect(callBar(page, 'live')).toBeVisible();

  await page.getByTestId('transfer').click();
  await page.getByTestId('transfer-to').fill(outsideNumber);
  await page.getByTestId('transfer-now').click();
  await expect(callBar(page, 'ended')).toContainText(formatPhone(outsideNumber));
  await expect.poll(() => one.ear.toneShare(OUTSIDE_TONE_HZ)).toBeGreaterThan(0.6);
  one.hangup();
});

test('whoever hangs up in a conference ends both calls with one key', async ({ page, world }) => {
  await openConsole(page, world);
  await signIn(page);
  const one = await answerCaller(page, world);
  const two = await placeCall(world, secondCaller);
  await page.getByTestId('answer-second').click();
  await expect(callBar(page, 'live')).toContainText(secondCaller.name);
  await page.getByTestId('join').click();
  await expect(page.getByTestId('hangup')).toContainText('Colgar a los dos');
  await page.keyboard.press('F10');
  expect(await one.ended).toMatchObject({ byPeer: true });
  expect(await two.ended).toMatchObject({ byPeer: true });
  await expect(callBar(page, 'ended')).toBeVisible();
  await expect(page.getByTestId('other-call')).toBeHidden();
});

test('an escalation that knocks says at once who, what and why; one handed over is no longer said to be with oneself', async ({
  page,
  world,
}) => {
  const ids = { escalationId: 'escalation', callId: 'call-of-the-first' };
  const { push } = await standBetween(page, world, (seen) =>
    seen.number === firstCaller.from ? { ...seen, ...ids, match: 'header' } : seen,
  );
  await openConsole(page, world);
  await signIn(page);
  const other = await placeCall(world, secondCaller);
  await expect(callBar(page, 'ringing')).toContainText(secondCaller.name);
  await page.keyboard.press('F8');
  await expect(callBar(page, 'live')).toContainText(secondCaller.name);

  const offer: EscalationOffer = {
    ...{ ...ids, attemptId: 'attempt', leadId: '00000000-0000-4000-8000-000000000000', agentId: 'andrea' },
    ...{ leadName: 'Mariana Robles', phone: firstCaller.from, status: 'ringing' },
    brief: {
      ...{ who: 'Mariana, de Tijuana.', wants: 'Una villa', budget: 'USD 700,000', when: 'En 3 meses' },
      ...{ why: 'Quiere negociar.', promised: [], mood: 'hurried', careful: [], opening: '' },
      ...{ language: 'es', score: null },
    },
    reservedAt: new Date().toISOString(),
    expiresAt: new Date(Date.now() + 120_000).toISOString(),
  };
  push('escalation.offered', offer);
  const one = await placeCall(world, firstCaller);
  const knocking = page.getByTestId('knocking-brief');
  await expect(knocking.locator('dd')).toHaveText([
    'Mariana, de Tijuana.',
    /^Una villa.*USD 700,000.*En 3 meses$/,
    'Quiere negociar.',
  ]);
  await page.getByTestId('answer-second').click();
  await expect(callBar(page, 'live')).toContainText('Mariana Robles');
  await expect(knocking).toBeHidden();

  const summary: CallSummary = {
    ...{ id: ids.callId, leadId: offer.leadId, leadName: offer.leadName, phone: firstCaller.from },
    ...{ status: 'with-agent', reason: '', queuedAt: null, startedAt: null, answeredAt: null, endedAt: null },
    ...{ durationSeconds: null, outcome: null, escalated: true, agentName: 'Andrea Luna', seq: 1 },
  };
  push('call.changed', summary);
  // The client's call is given to the colleague: the agent is in neither any more.
  await page.getByTestId('swap').click();
  await expect(callBar(page, 'live')).toContainText(secondCaller.name);
  await page.getByTestId('complete').click();
  await expect(callBar(page, 'ended')).toBeVisible();
  const row = page.getByTestId('live-call');
  await expect(row).toContainText('La pasó a +52 55 1234 5678');
  await expect(row).not.toContainText('Andrea Luna');
  one.hangup();
  other.hangup();
});

test('a phone process that dies in a call comes back registered, frees the caller and tells what was lost', async ({
  page,
  world,
}) => {
  await openConsole(page, world);
  await signIn(page);
  const one = await answerCaller(page, world);
  await expectTalk(page, one, firstCaller.hz);

  await world.product.phones[0]!.program.crash();
  expect(await one.ended).toMatchObject({ byPeer: true });
  await expect.poll(() => world.rows('SELECT outcome FROM phone_calls')).toEqual([{ outcome: 'lost' }]);
  await expect(page.getByTestId('phone-state')).toContainText('Registrado');

  const next = await answerCaller(page, world);
  await expectTalk(page, next, firstCaller.hz);
  next.hangup();
});

test('the line test says go, the ladder shows the call, and neither has a fault for axe', async ({
  page,
  world,
}) => {
  await openConsole(page, world);
  await signIn(page);
  await page.getByTestId('nav-settings').click();
  await page.getByText('Diagnóstico', { exact: true }).click();
  await page.getByTestId('line-test-start').click();
  await expect(page.getByTestId('line-test-verdict')).toHaveText('Todo listo para recibir llamadas.');
  await expect(page.getByTestId('step-echo')).toHaveAttribute('data-result', 'passed');

  const ladder = page.getByTestId('ladder');
  await ladder.getByText('Actualizar').click();
  await expect(ladder.getByText('INVITE', { exact: false }).first()).toBeVisible();
  await ladder.locator('summary').first().click();
  await expect(ladder.locator('pre').first()).toContainText('Call-ID');
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByTestId('ladder-export').click(),
  ]);
  expect(download.suggestedFilename()).toMatch(/^sip-.*\.txt$/);
  const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21aa']).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([]);
});
