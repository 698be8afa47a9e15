/** The wire main ⇄ page, channel by channel: who may ask, in which shape, and what main says unasked. */
import { expect, test } from 'vitest';
import type { ConsoleWindow } from '../../../src/main/electron-parts.ts';
import { serveIpc, type IpcHandlers } from '../../../src/main/ipc-server.ts';
import { PageEvents } from '../../../src/main/page-events.ts';
import { createHost } from '../../../src/preload/create-host.ts';
import {
  hostEvents,
  ipcInputs,
  type HostEvent,
  type HostEvents,
  type IpcChannel,
} from '../../../src/shared/ipc.ts';
import { ElectronStandIn } from '../../support/electron.ts';
import { WindowStandIn } from '../../support/electron-window.ts';

/** For every channel what it takes, and what it must refuse; the compiler asks for a new one's. */
const examples: Record<IpcChannel, { good: unknown[]; bad: unknown[] }> = {
  'connection.read': { good: [undefined], bad: [null, {}, 'x'] },
  'ring.show': {
    good: [{ title: 'Llamada', body: 'Lucía' }],
    bad: [
      undefined,
      { title: 'x'.repeat(121), body: '' },
      { title: 'x', body: 'y'.repeat(241) },
      { title: 1, body: '' },
    ],
  },
  'ring.clear': { good: [undefined], bad: [{ all: true }] },
  'link.open': {
    good: [{ url: 'https://vidanta.com/a?b=c' }],
    bad: [
      'file:///etc/passwd',
      'javascript:alert(1)',
      'http://plain.example',
      'smb://x',
      7,
      ' https:',
      'vbscript:x',
    ].map((url) => ({ url })),
  },
  'preferences.read': { good: [undefined], bad: [{}] },
  'preferences.write': {
    good: [{}, { onRing: 'flash', answerKey: '' }],
    bad: [undefined, { onRing: 'scream' }, { answerKey: 'x'.repeat(61) }, { closeToTray: 1 }],
  },
  'session.keep': {
    good: [{ token: 'x'.repeat(16) }],
    bad: [undefined, { token: 'short' }, { token: 'x'.repeat(513) }],
  },
  'session.read': { good: [undefined], bad: [{}] },
  'session.forget': { good: [undefined], bad: [{}] },
  'state.show': {
    good: [
      { text: 'Disponible', tone: 'ready' },
      { text: 'Away', tone: 'away', language: 'en' },
    ],
    bad: [
      undefined,
      { text: 'x', tone: 'purple' },
      { text: 'x'.repeat(121), tone: 'ready' },
      { text: 'x', tone: 'bad', language: 'fr' },
    ],
  },
  'diagnostics.collect': {
    good: [{ ladder: '' }],
    bad: [undefined, { ladder: 1 }, { ladder: 'x'.repeat(8_000_001) }],
  },
  'fault.report': {
    good: [{ message: 'Error', stack: 'at x' }],
    bad: [undefined, { message: 'x'.repeat(2_001), stack: '' }, { message: '', stack: 'x'.repeat(20_001) }],
  },
};
const channels = Object.keys(ipcInputs) as IpcChannel[];

/** Every channel served by a handler that notes what reached it. */
function serveAll() {
  const electron = new ElectronStandIn();
  const reached: { channel: string; input: unknown }[] = [];
  const handlers = Object.fromEntries(
    channels.map((channel) => [channel, (input: unknown) => void reached.push({ channel, input })]),
  ) as unknown as IpcHandlers;
  serveIpc(electron.parts.ipcMain, handlers);
  return { electron, reached };
}

test('every channel of the wire is served, and no other', () => {
  const { electron } = serveAll();
  expect([...electron.channels.keys()].sort()).toEqual([...channels].sort());
  expect(Object.keys(examples).sort()).toEqual([...channels].sort());
});

test.each(channels)('%s takes what it should, from the page’s own main frame', async (channel) => {
  const { electron, reached } = serveAll();
  for (const input of examples[channel].good) await electron.invoke(channel, input);
  expect(reached).toEqual(examples[channel].good.map((input) => ({ channel, input })));
});

test.each(channels)('%s refuses every other shape, and nothing reaches its handler', async (channel) => {
  const { electron, reached } = serveAll();
  for (const input of examples[channel].bad)
    await expect(electron.invoke(channel, input), JSON.stringify(input)?.slice(0, 80)).rejects.toThrow(
      `${channel}: `,
    );
  expect(reached).toEqual([]);
});

test.each(channels)('%s refuses every other sender, and nothing reaches its handler', async (channel) => {
  const { electron, reached } = serveAll();
  const [input] = examples[channel].good;
  const senders: [from: string, parent: object | null][] = [
    ['https://evil.example/', null],
    ['app://console.evil.example/', null],
    ['app://other/', null],
    ['http://127.0.0.1:7300/', null],
    ['file:///app/index.html', null],
    ['about:blank', null],
    ['app://console/', {}],
  ];
  for (const [from, parent] of senders)
    await expect(electron.invoke(channel, input, from, parent), from).rejects.toThrow('only the console');
  const gone = electron.channels.get(channel);
  expect(() => gone?.({ senderFrame: null } as never, input)).toThrow('only the console');
  expect(reached).toEqual([]);
});

test('what is no channel is not served', async () => {
  const { electron } = serveAll();
  for (const name of ['shell.run', 'constructor', '__proto__', ''])
    await expect(electron.invoke(name, undefined)).rejects.toThrow('not served');
});

const happenings: { [E in HostEvent]: HostEvents[E] } = {
  'dial.requested': { number: '+529841234567' },
  'action.requested': { action: 'answer', done: true },
  'power.changed': { state: 'resume' },
  'preferences.changed': { values: {} as never, locked: [], takenKeys: [] },
};

test.each(hostEvents)('%s reaches our own page, and no page that came in its place', (event) => {
  const window = new WindowStandIn({});
  const events = new PageEvents(window as unknown as ConsoleWindow);
  events.tell(event, happenings[event] as never);
  expect(window.webContents.sent).toEqual([{ channel: event, data: happenings[event] }]);
  for (const url of ['https://evil.example/', 'app://console.evil/', '', 'about:blank']) {
    window.webContents.url = url;
    events.tell(event, happenings[event] as never);
  }
  window.webContents.url = 'app://console/';
  window.destroyed = true;
  events.tell(event, happenings[event] as never);
  expect(window.webContents.sent).toHaveLength(1);
});

/** Electron's `ipcRenderer`, as far as the preload script uses it. */
function pageSide() {
  const asked: { channel: string; input: unknown }[] = [];
  const listeners = new Map<string, Set<(event: unknown, data: unknown) => void>>();
  const host = createHost({
    invoke: (channel: string, input: unknown) => Promise.resolve(void asked.push({ channel, input })),
    on: (channel: string, listener: never) => {
      listeners.set(channel, (listeners.get(channel) ?? new Set()).add(listener));
      return undefined as never;
    },
    off: (channel: string, listener: never) => {
      listeners.get(channel)?.delete(listener);
      return undefined as never;
    },
  });
  const happen = (channel: string, data: unknown): void =>
    listeners.get(channel)?.forEach((listener) => listener({ sender: 'all of IPC' }, data));
  return { host, asked, listeners, happen };
}

test('the page is given `ask` and `on`, and nothing else', () => {
  expect(Object.keys(pageSide().host).sort()).toEqual(['ask', 'on']);
});

test.each(channels)('the page can ask %s', async (channel) => {
  const { host, asked } = pageSide();
  await host.ask(channel, examples[channel].good[0] as never);
  expect(asked).toEqual([{ channel, input: examples[channel].good[0] }]);
});

test.each(hostEvents)(
  'the page hears %s until it listens no more, and never Electron’s own event',
  (event) => {
    const { host, happen } = pageSide();
    const heard: unknown[][] = [];
    const stop = host.on(event, (...all: unknown[]) => void heard.push(all));
    happen(event, happenings[event]);
    stop();
    happen(event, happenings[event]);
    expect(heard).toEqual([[happenings[event]]]);
  },
);

test('the page can neither ask nor hear what is not on the wire', async () => {
  const { host, asked, listeners } = pageSide();
  for (const name of ['shell.run', 'toString', '__proto__', 'ELECTRON_BROWSER_SANDBOX_LOAD']) {
    await expect(host.ask(name as IpcChannel, undefined)).rejects.toThrow('not on the wire');
    expect(() => host.on(name as HostEvent, () => undefined)).toThrow('not on the wire');
  }
  expect(asked).toEqual([]);
  expect(listeners.size).toBe(0);
});
