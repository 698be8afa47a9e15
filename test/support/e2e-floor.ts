/** The floor as a supervisor works on it: its rows, acts that want a why, the trail they leave, and what the lead's phone heard. */
import { expect, type Browser, type Locator, type Page } from '@playwright/test';
import type { es } from '../../src/renderer/i18n/es.ts';
import type { Translate } from '../../src/renderer/i18n/use-words.ts';
import type { Language } from '../../src/shared/lead.ts';
import { sitDown } from './e2e-day.ts';
import { chooseAvailable, words } from './e2e-desk.ts';
import { keepPlayback } from './e2e-playback.ts';
import { leadHz } from './e2e-tone.ts';
import { openConsole, type World } from './e2e-world.ts';

export const supervisor = { username: 'laura.mendez', name: 'Laura Méndez' } as const;
/** Speaks both languages, so that leads of both are offered to him. */
export const taker = { username: 'carlos', name: 'Carlos Ibarra' } as const;

/** A call comes when a lead has written and was understood: long on a machine that does much else. */
export const untilCalled = { timeout: 120_000 };

/** Signs the supervisor in, without her phone unless told which, and waits until the page that one begins with is there. */
export async function signInSupervisor(
  page: Page,
  world: World,
  language: Language,
  { hash = '', phone }: { hash?: string; phone?: number } = {},
): Promise<void> {
  await keepPlayback(page);
  if (phone === undefined) await page.goto(`${world.product.backendUrl}/${hash}`);
  else await openConsole(page, world, phone);
  if (language === 'en') await page.getByTestId('language-switch').click();
  await page.getByTestId(`demo-account-${supervisor.username}`).click();
  await expect(page.getByTestId('nav-board')).toBeVisible();
}

/** The same, with the floor on screen. */
export async function openFloor(
  page: Page,
  world: World,
  language: Language,
  at: { phone?: number } = {},
): Promise<void> {
  await signInSupervisor(page, world, language, at);
  await page.getByTestId('nav-board').click();
  await expect(page.getByTestId('board')).toHaveAttribute('data-status', 'ready');
}

/** An agent at a desk of their own, ready to take a call; `leave` shuts the console. */
export async function seatAgent(
  browser: Browser,
  world: World,
  language: Language,
): Promise<{ desk: Page; leave: () => Promise<void> }> {
  const context = await browser.newContext({ permissions: ['microphone'] });
  const desk = await context.newPage();
  await sitDown(desk, world, { language, username: taker.username });
  await chooseAvailable(desk, words[language]);
  await expect(desk.getByTestId('agent-state')).toContainText(words[language].available);
  return { desk, leave: () => context.close() };
}

/** The agent hangs up and closes the call. */
export async function finishCall(desk: Page): Promise<void> {
  await desk.keyboard.press('F10');
  await expect(desk.getByTestId('wrap-up')).toBeVisible();
  const last = desk.getByTestId('wrap-up').getByRole('group').first().getByRole('button').nth(7);
  // The form may stand there before it listens.
  await expect(async () => {
    if ((await last.getAttribute('aria-pressed')) !== 'true') await desk.keyboard.press('8');
    await expect(last).toHaveAttribute('aria-pressed', 'true', { timeout: 1_000 });
  }).toPass();
  await desk.keyboard.press('Control+s');
  await expect(desk.getByTestId('wrap-up')).toBeHidden();
}

type Goal = 'ask-availability' | 'chat' | 'escalate' | 'decline';

/** A lead who agrees to a call and then does `goals`, in no hurry whoever is on the line. */
export function meetCaller(
  world: World,
  lead: { name: string; language: Language },
  goals: readonly Goal[],
): Promise<{ name: string; phone: string }> {
  const patience = { talkWithAgentMs: 36_000_000, patienceMs: 600_000, interrupts: 0 };
  return world.lead('buyer', { ...lead, behaviour: { goals, toneHz: leadHz, ...patience } });
}

/** Asks what there is, then chats until somebody ends the call. */
export const talksOn: readonly Goal[] = ['ask-availability', ...Array<Goal>(600).fill('chat')];

type List = 'queue' | 'calls' | 'escalations' | 'agents';

/** Somebody's row in a part of the floor. */
export const rowOf = (page: Page, list: List, name: string): Locator =>
  page.getByTestId(`board-${list}`).getByRole('row').filter({ hasText: name });

/** Says why in the question that is open, and lets it be done. */
export async function sayWhy(page: Page, dialog: string, why: string): Promise<void> {
  const form = page.getByTestId(dialog);
  await form.getByTestId('why').fill(why);
  await page.getByTestId('confirm').click();
  await expect(form).toBeHidden();
}

export interface Trace {
  action: keyof typeof es.board.audit.action;
  /** To whom, where it was somebody. */
  whom?: string;
  /** What the last column says: the why, or what was said. */
  why?: string;
}

/** Reads the trail: each act stands there with when, who, what, to whom and why. */
export async function expectTrail(page: Page, t: Translate, traces: readonly Trace[]): Promise<void> {
  await page.getByTestId('board-audit').click();
  const trail = page.getByTestId('audit-dialog');
  for (const { action, whom, why } of traces) {
    const told = [supervisor.name, t(`board.audit.action.${action}`), whom, why].filter(
      (one) => one !== undefined,
    );
    const row = told.reduce((rows, hasText) => rows.filter({ hasText }), trail.getByRole('row'));
    await expect(row.first(), told.join(' · ')).toBeVisible();
    await expect(row.first().locator('time')).toHaveAttribute('datetime', /^\d{4}-\d\d-\d\dT/);
  }
  await page.keyboard.press('Escape');
  await expect(trail).toBeHidden();
}

/** What was said on a lead's phone, as `assistant: …` and `user: …`, and how it ended, as `ended: …`. */
export async function heardOnPhone(world: World, phone: string): Promise<string[]> {
  const { leads } = await world.control<{
    leads: { phone: string; log: { who: string; text: string }[] }[];
  }>('/leads');
  const log = leads.findLast((lead) => lead.phone === phone)?.log ?? [];
  return log.flatMap(({ who, text }) => (who === 'phone' ? [text] : []));
}

/** When calls to these numbers were placed, epoch ms, in the order in which they were placed. */
export async function placedTo(
  world: World,
  phones: readonly string[],
): Promise<{ phone: string; at: number }[]> {
  const { calls } = await world.control<{ calls: { createdAt: string; customer: { number: string } }[] }>(
    '/vapi/calls',
  );
  return calls
    .flatMap(({ createdAt, customer: { number } }) =>
      phones.includes(number) ? [{ phone: number, at: Date.parse(createdAt) }] : [],
    )
    .sort((one, other) => one.at - other.at);
}

/** How the search for a person for this lead stands, and how many agents were rung on the way. */
export async function ladderOf(
  world: World,
  phone: string,
): Promise<{ status: string; agents: number } | undefined> {
  const [row] = await world.rows<{ status: string; agents: number }>(
    `SELECT e.status, (SELECT count(*)::int FROM escalation_attempts a WHERE a.escalation_id = e.id AND a.agent_id IS NOT NULL) AS agents
     FROM escalations e JOIN leads l ON l.id = e.lead_id WHERE l.phone = $1 ORDER BY e.requested_at DESC LIMIT 1`,
    [phone],
  );
  return row;
}

/** How often this lead rang at somebody's own phone. */
export async function ringsOf(world: World, username: string, phone: string): Promise<number> {
  const [row] = await world.rows<{ n: number }>(
    `SELECT count(*)::int AS n FROM phone_calls c JOIN users u ON u.id = c.agent_id WHERE u.username = $1 AND right(c.number, 10) = right($2, 10)`,
    [username, phone],
  );
  return row?.n ?? 0;
}
