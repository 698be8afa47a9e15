/** What may happen to the screen or to the backend in the middle of a call, one round of each. */
import { setTimeout as sleep } from 'node:timers/promises';
import { callBar } from '../../test/support/e2e-desk.ts';
import { until } from '../../test/support/until.ts';
import {
  answerAtDesk,
  endDeskTalk,
  expectStillLive,
  reopenPage,
  ringDesk,
  sessionStorageOf,
  soundBack,
  startDeskTalk,
  type Desk,
  type DeskTalk,
} from './desk.ts';
import { rendererOf } from './renderer-process.ts';
import type { CaseName, Round } from './rounds.ts';
import { expectSameDialogs, expectUntouched, lookAt } from './sip-watch.ts';
import { watchHoldUps, type Passage } from './sound-log.ts';

const frozenMs = 10_000;
const shownMs = 15_000;

/** One round at one desk; throws with what did not hold. */
type ConsoleCase = (desk: Desk, round: number) => Promise<Omit<Round, 'name' | 'error'>>;

export const consoleCases: Record<Exclude<CaseName, `tcp${string}`>, ConsoleCase> = {
  reload: (desk, round) =>
    inTalk(desk, round, async () => {
      const eventAt = Date.now();
      desk.state = undefined;
      await desk.page.reload();
      return eventAt;
    }),
  renderer: killRenderer,
  backend: (desk, round) => inTalk(desk, round, () => killBackend(desk)),
  frozen: ringFrozen,
};

/** A call, an event in it that no SIP dialog may notice, and the end of the call by either side in turn. */
async function inTalk(
  desk: Desk,
  round: number,
  happen: (talk: DeskTalk) => Promise<number>,
): Promise<Passage & { heldUpMs: number }> {
  const talk = await startDeskTalk(desk);
  const heldUpMs = watchHoldUps();
  try {
    const before = lookAt(desk.watch);
    const eventAt = await happen(talk);
    const passage = await soundBack(desk, talk, eventAt);
    await expectStillLive(desk, talk);
    expectUntouched(desk.watch, before);
    await endDeskTalk(desk, talk, round % 2 === 0 ? 'agent' : 'caller');
    expectSameDialogs(desk.watch, before);
    desk.world.check();
    return { ...passage, heldUpMs: heldUpMs() };
  } finally {
    talk.call.hangup();
  }
}

async function killRenderer(desk: Desk, round: number): Promise<Passage & { heldUpMs: number }> {
  const kept = await sessionStorageOf(desk);
  const victim = await rendererOf(desk.world.browser, desk.page);
  return inTalk(desk, round, async () => {
    const crashed = desk.page.waitForEvent('crash', { timeout: shownMs });
    const eventAt = Date.now();
    process.kill(victim, 'SIGKILL');
    await crashed;
    await reopenPage(desk, kept);
    return eventAt;
  });
}

/** The desk says that the backend is away and shows the call all the same; then the backend comes back. */
async function killBackend({ world, page }: Desk): Promise<number> {
  const eventAt = Date.now();
  await world.product.crashBackend(0, async () => {
    await page.getByTestId('offline-backend').waitFor({ timeout: shownMs });
    await callBar(page, 'live').waitFor({ timeout: shownMs });
  });
  await page.getByTestId('offline-backend').waitFor({ state: 'detached', timeout: shownMs });
  return eventAt;
}

/**
 * The page hangs for ten seconds; the INVITE comes while it hangs, or (every other round) it already rings.
 * Counted from when the page lives again.
 */
async function ringFrozen(desk: Desk, round: number): Promise<{ backMs: number }> {
  const ringsBefore = round % 2 === 0;
  let ringing = ringsBefore ? await ringDesk(desk) : undefined;
  if (ringsBefore) await callBar(desk.page, 'ringing').waitFor({ timeout: shownMs });
  let isFrozen = true;
  const frozen = desk.page
    .evaluate((ms) => {
      for (const end = performance.now() + ms; performance.now() < end;);
    }, frozenMs)
    .finally(() => (isFrozen = false));
  await sleep(1_000);
  ringing ??= await ringDesk(desk);
  const { call } = ringing;
  try {
    await until(() => call.phase === 'ringing', { what: 'the caller to hear it ring' });
    if (!isFrozen) throw new Error('it rang only when the page lived again');
    await frozen;
    const before = lookAt(desk.watch);
    const eventAt = Date.now();
    const talk = await answerAtDesk(desk, ringing);
    const { backMs } = await soundBack(desk, talk, eventAt);
    await expectStillLive(desk, talk);
    await endDeskTalk(desk, talk, 'agent');
    expectSameDialogs(desk.watch, before);
    expectOneInvite(desk);
    return { backMs };
  } finally {
    call.hangup();
  }
}

function expectOneInvite({ watch: { requests } }: Desk): void {
  const invites = requests.filter((request) => request === 'out INVITE').length;
  if (invites !== 1 || requests.some((request) => request.endsWith('CANCEL')))
    throw new Error(`the exchange saw ${requests.join(', ')}`);
}
