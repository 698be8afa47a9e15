/** A real phone rings while the page is silent, hung or gone: main says so, and its keys reach the phone. */
import { afterEach, expect, test } from 'vitest';
import type { HostConnection } from '../../../src/shared/ipc.ts';
import { startPbx } from '../../../src/simulators/pbx/pbx.ts';
import { placeSipCall, type SipCall } from '../../../src/simulators/pbx/sip-caller.ts';
import { connectPhonePage, type PhonePage } from '../../support/phone-page.ts';
import { until } from '../../support/until.ts';
import {
  clearWorkstations,
  placeWorkstation,
  realPhone,
  type Workstation,
} from '../../support/workstation.ts';
import { directLine, LINE, SESSION_TOKEN, TinyBackend } from '../phone/bench.ts';

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
  await clearWorkstations();
});

interface World {
  station: Workstation;
  /** Signed in and registered; it never says `ring.show`, as a page that hangs. */
  page: PhonePage;
  ring: (from?: string) => Promise<SipCall>;
}

async function startWorld(): Promise<World> {
  const pbx = await startPbx({ accounts: [LINE] });
  cleanups.push(() => pbx.stop());
  const backend = new TinyBackend({
    ...directLine(`127.0.0.1:${pbx.port}`),
    transport: 'tcp',
    ...LINE,
    displayName: 'Agent One',
    expiresS: 300,
  });
  await backend.start();
  cleanups.push(() => backend.stop());
  const station = await placeWorkstation({ phone: realPhone });
  await station.start({ BACKEND_URL: backend.url });
  const { phoneUrl, phoneToken } = (await station.electron.invoke(
    'connection.read',
    undefined,
  )) as HostConnection;
  const page = await connectPhonePage(phoneUrl, phoneToken, 'app://console');
  cleanups.push(() => page.close());
  await page.ask('session.start', { backendUrl: backend.url, token: SESSION_TOKEN });
  await page.waitFor(({ registration }) => registration.phase === 'registered', 'registration');
  const ring = (from = '2002'): Promise<SipCall> =>
    placeSipCall({ pbxHost: pbx.host, pbxPort: pbx.port, to: LINE.user, from, displayName: 'Lucía Pérez' });
  return { station, page, ring };
}

const told = ({ station }: World, action: string) =>
  station.electron.windows[0]!.webContents.sent.find(
    ({ channel, data }) => channel === 'action.requested' && (data as { action: string }).action === action,
  );

test('a ring that the page does not speak of is told by main, and the answer key answers it without the page', async () => {
  const world = await startWorld();
  const { electron } = world.station;
  await world.page.close();
  const call = await world.ring();
  await until(() => electron.shown.length === 1, { what: 'the ring to be told' });
  expect(electron.shown[0]?.options).toMatchObject({ title: 'Llamada entrante', body: 'Lucía Pérez · 2002' });
  expect(electron.app.badge).toBe(1);
  expect(electron.trays[0]?.tip).toBe('Vidanta · Está sonando');
  electron.keys.get('CommandOrControl+Alt+A')?.();
  await until(() => call.phase === 'live', { what: 'the call to be answered' });
  await until(() => electron.shown.length === 0 && electron.app.badge === 0, { what: 'the ring to be over' });
  expect((await until(() => told(world, 'answer'), { what: 'the page to be told' })).data).toEqual({
    action: 'answer',
    done: true,
  });
  await until(() => electron.awake.size === 1, { what: 'the computer to stay awake' });
  electron.keys.get('CommandOrControl+Alt+H')?.();
  await until(() => call.phase === 'ended', { what: 'the call to end' });
  await until(() => electron.awake.size === 0, { what: 'the computer to be let sleep' });
});

test('the notification’s button declines, and so does the hang-up key while nothing else is up', async () => {
  const world = await startWorld();
  const { electron } = world.station;
  const statuses: number[] = [];
  for (const decline of [
    () => electron.shown[0]?.emit('action', { actionIndex: 1 }),
    () => electron.keys.get('CommandOrControl+Alt+H')?.(),
  ]) {
    const call = await world.ring();
    call.on('ended', ({ status }) => statuses.push(status));
    await until(() => electron.shown.length === 1, { what: 'the ring to be told' });
    decline();
    await until(() => call.phase === 'ended', { what: 'the caller to be told' });
    await until(() => electron.shown.length === 0, { what: 'the ring to be over' });
  }
  expect(statuses).toEqual([486, 486]);
});

test('the tray answers and hangs up too, and offers only what is possible', async () => {
  const world = await startWorld();
  const [tray] = world.station.electron.trays;
  expect(() => tray!.choose('Contestar')).toThrow('no entry');
  expect(() => tray!.choose('Colgar')).toThrow('no entry');
  const call = await world.ring();
  await until(() => tray!.menu.find(({ label }) => label === 'Contestar')?.enabled, {
    what: 'the tray to ring',
  });
  tray!.choose('Contestar');
  await until(() => call.phase === 'live', { what: 'the call to be answered' });
  await until(() => tray!.menu.find(({ label }) => label === 'Contestar')?.enabled === false, {
    what: 'the tray to see it',
  });
  tray!.choose('Colgar');
  await until(() => call.phase === 'ended', { what: 'the call to end' });
});

test('a phone that was started again is seen again', async () => {
  const world = await startWorld();
  const { electron, log } = world.station;
  await until(() => log.some(({ event }) => event === 'phone in sight'), { what: 'the phone to be seen' });
  process.kill(electron.forks[0]?.pid ?? 0, 'SIGKILL');
  await until(() => log.filter(({ event }) => event === 'phone in sight').length === 2, {
    what: 'the phone to be seen again',
  });
  expect(log.map(({ event }) => event)).toContain('phone out of sight');
});

test('waking, unlocking and another network make the line register at once, and the page is told', async () => {
  const world = await startWorld();
  const { electron, log } = world.station;
  const registers = async (): Promise<number> =>
    (await world.page.ask('diagnostics.export', {})).text.match(/^REGISTER /gm)?.length ?? 0;
  const before = await registers();
  for (const event of ['suspend', 'resume', 'lock-screen', 'unlock-screen']) electron.power.emit(event);
  await until(async () => (await registers()) > before, { what: 'the line to register anew' });
  expect(log.filter(({ event }) => event === 'line refreshed').map(({ why }) => why)).toEqual([
    'resume',
    'unlock',
  ]);
  const states = electron.windows[0]!.webContents.sent.filter(({ channel }) => channel === 'power.changed');
  expect(states.map(({ data }) => data)).toEqual(
    ['suspend', 'resume', 'lock', 'unlock'].map((state) => ({ state })),
  );
});
