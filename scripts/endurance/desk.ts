/** One agent at work in a real browser: signs in, answers, and is heard and hears. */
import type { BrowserContext, Page } from '@playwright/test';
import type { PhoneFrame, PhoneState } from '../../src/shared/phone.ts';
import { placeSipCall, type SipCall } from '../../src/simulators/pbx/sip-caller.ts';
import { callBar, signIn } from '../../test/support/e2e-desk.ts';
import { leadHz, microphoneHz } from '../../test/support/e2e-tone.ts';
import { until } from '../../test/support/until.ts';
import type { ConsoleWorld } from './console-world.ts';
import { giveEar, heardInPage } from './page-ear.ts';
import { SipWatch } from './sip-watch.ts';
import { listenFor, passageOf, type Passage, type SoundLog } from './sound-log.ts';

/** Sound must have stayed for so long before a round says it is back. */
const steadyMs = 1_000;
const shownMs = 15_000;

export interface Desk {
  world: ConsoleWorld;
  extension: string;
  context: BrowserContext;
  page: Page;
  watch: SipWatch;
  /** What the phone last told the page. */
  state: PhoneState | undefined;
  close: () => Promise<void>;
}

/** Opens the console of agent `index` and signs in; resolves when the phone is registered. */
export async function openDesk(world: ConsoleWorld, index: number): Promise<Desk> {
  const { url, username, extension } = world.desks[index] ?? { url: '', username: '', extension: '' };
  const context = await world.browser.newContext({ locale: 'es-MX', permissions: ['microphone'] });
  await giveEar(context, leadHz);
  const watch = new SipWatch(world.pbx, extension);
  const desk: Desk = {
    ...{ world, extension, context, watch, state: undefined },
    page: await context.newPage(),
    close: async () => {
      watch.close();
      await context.close();
    },
  };
  readStates(desk, desk.page);
  await desk.page.goto(url);
  await signIn(desk.page, username);
  return desk;
}

/** Opens the console again in a new page, with what Chromium and Electron keep of a crashed one: its session storage. */
export async function reopenPage(desk: Desk, kept: Record<string, string>): Promise<void> {
  const dead = desk.page;
  desk.state = undefined;
  desk.page = await desk.context.newPage();
  readStates(desk, desk.page);
  await desk.page.addInitScript((entries) => {
    for (const [key, value] of Object.entries(entries)) sessionStorage.setItem(key, value);
  }, kept);
  void dead.close().catch(() => undefined);
  await desk.page.goto(desk.world.product.backendUrl);
}

/** A copy of the page's session storage. */
export function sessionStorageOf({ page }: Desk): Promise<Record<string, string>> {
  return page.evaluate(() => ({ ...sessionStorage }));
}

function readStates(desk: Desk, page: Page): void {
  page.on('websocket', (socket) => {
    socket.on('framereceived', ({ payload }) => {
      const text = String(payload);
      if (!text.startsWith('{"t":"state"')) return;
      const frame = JSON.parse(text) as PhoneFrame;
      if (frame.t === 'state') desk.state = frame.state;
    });
  });
}

/** A call at the desk. */
export interface DeskTalk {
  call: SipCall;
  far: SoundLog;
  /** The phone's name for the call. */
  id: string;
}

/** Somebody with a tone for a voice calls the desk's line. */
export async function ringDesk(desk: Desk): Promise<Omit<DeskTalk, 'id'>> {
  const { pbx } = desk.world;
  desk.watch.forget();
  const heard = listenFor(microphoneHz);
  const call = await placeSipCall({
    ...{ pbxHost: pbx.host, pbxPort: pbx.port, to: desk.extension, from: '+525512345678' },
    ...{ toneHz: leadHz, onAudio: heard.hear },
  });
  return { call, far: heard.log };
}

/** Answers what rings, as the agent does; resolves when the caller is connected. */
export async function answerAtDesk(desk: Desk, ringing: Omit<DeskTalk, 'id'>): Promise<DeskTalk> {
  await callBar(desk.page, 'ringing').waitFor({ timeout: shownMs });
  await desk.page.getByTestId('answer').click();
  await until(() => ringing.call.phase === 'live', { what: 'the caller to be connected' });
  const call = await until(() => desk.state?.calls.find(({ phase }) => phase === 'live'), {
    what: 'a live call at the phone',
  });
  return { ...ringing, id: call.id };
}

/** A call that is up, with sound both ways. */
export async function startDeskTalk(desk: Desk): Promise<DeskTalk> {
  const talk = await answerAtDesk(desk, await ringDesk(desk));
  await soundBack(desk, talk, Date.now());
  return talk;
}

/** Waits until each end has heard the other's tone for a second without interruption since `eventAt`; tells how it came back. */
export async function soundBack(
  desk: Desk,
  { far }: Pick<DeskTalk, 'far'>,
  eventAt: number,
): Promise<Passage> {
  return until(
    async () => {
      const near = await heardInPage(desk.page);
      const untilAt = Date.now();
      const both = [near, far.heardAt].map((heardAt) => passageOf(heardAt, { eventAt, untilAt }));
      const [atPage, atFarEnd] = both;
      if (!atPage || !atFarEnd) return undefined;
      const backMs = Math.max(atPage.backMs, atFarEnd.backMs);
      const silenceMs = Math.max(atPage.silenceMs, atFarEnd.silenceMs);
      return untilAt > eventAt + backMs + steadyMs ? { backMs, silenceMs } : undefined;
    },
    { what: 'sound both ways, for a second' },
  );
}

/** Throws unless the phone and the screen show the same one call, live. */
export async function expectStillLive(desk: Desk, { id, call }: DeskTalk): Promise<void> {
  await callBar(desk.page, 'live').waitFor({ timeout: shownMs });
  const up = desk.state?.calls.filter(({ phase }) => phase !== 'ended') ?? [];
  if (up.length !== 1 || up[0]?.id !== id || up[0].phase !== 'live')
    throw new Error(`the phone shows ${JSON.stringify(up)}`);
  if (call.phase !== 'live' || call.rtp.streams.size !== 1)
    throw new Error(`at the far end: ${call.phase}, ${call.rtp.streams.size} streams`);
}

/** Hangs up from one side; throws unless the same dialog ends by one BYE. */
export async function endDeskTalk(desk: Desk, { call }: DeskTalk, by: 'agent' | 'caller'): Promise<void> {
  if (by === 'caller') call.hangup();
  else await desk.page.keyboard.press('F10');
  const end = await call.ended;
  if (end.status !== 200 || end.byPeer !== (by === 'agent'))
    throw new Error(`hung up by the ${by}, the caller saw ${JSON.stringify(end)}`);
  await callBar(desk.page, 'live').waitFor({ state: 'detached', timeout: shownMs });
  const { requests } = desk.watch;
  const between = by === 'agent' ? 'in BYE' : 'out BYE';
  await until(() => desk.watch.requests.includes(between), { what: `${between} among ${requests.join()}` });
}
