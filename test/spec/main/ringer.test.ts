/** A ring reaches the person whatever the page does, and in the way the person chose. */
import { expect, test } from 'vitest';
import type { ConsoleWindow } from '../../../src/main/electron-parts.ts';
import { defaultPreferences } from '../../../src/main/preferences.ts';
import { Ringer } from '../../../src/main/ringer.ts';
import { createSpeech } from '../../../src/main/words.ts';
import type { ConsolePreferences } from '../../../src/shared/ipc.ts';
import type { ObservedCall } from '../../../src/shared/phone-observer.ts';
import { ElectronStandIn } from '../../support/electron.ts';
import { WindowStandIn } from '../../support/electron-window.ts';
import { until } from '../../support/until.ts';

function place(chosen: Partial<ConsolePreferences> = {}) {
  const electron = new ElectronStandIn();
  const window = new WindowStandIn({});
  window.focused = false;
  const done: string[] = [];
  const ringer = new Ringer({
    parts: electron.parts,
    window: window as unknown as ConsoleWindow,
    actions: {
      answer: () => Promise.resolve(void done.push('answer')),
      decline: () => Promise.resolve(void done.push('decline')),
      show: () => void done.push('show'),
    },
    preferences: () => ({ ...defaultPreferences, ...chosen }),
    words: () => createSpeech('es-MX').words,
    log: () => undefined,
  });
  return { electron, window, ringer, done };
}
const call = (id: string, phase: ObservedCall['phase'] = 'ringing'): ObservedCall => ({
  id,
  phase,
  number: `+52984${id.charCodeAt(0)}4567`,
  name: 'Lucía Pérez',
  since: 1,
});

test('the page’s brief is shown, with buttons that answer and decline, and goes with the ring', () => {
  const { electron, ringer, done } = place();
  ringer.follow({ calls: [call('a')], page: true });
  ringer.show({ title: 'Llamada', body: 'Lucía quiere dos noches' });
  ringer.show({ title: 'Llamada', body: 'Lucía quiere tres noches' });
  expect(electron.shown.map(({ options }) => options.body)).toEqual(['Lucía quiere tres noches']);
  expect(electron.shown[0]?.options).toMatchObject({
    silent: true,
    urgency: 'critical',
    timeoutType: 'never',
  });
  expect(electron.shown[0]?.options.actions?.map(({ text }) => text)).toEqual(['Contestar', 'Rechazar']);
  electron.shown[0]?.emit('action', { actionIndex: 0 });
  electron.shown[0]?.emit('action', { actionIndex: 1 });
  electron.shown[0]?.emit('click');
  expect(done).toEqual(['answer', 'decline', 'show']);
  ringer.follow({ calls: [call('a', 'up')], page: true });
  expect(electron.shown).toEqual([]);
});

test('where the page says nothing, main says by itself who calls, and aloud', async () => {
  const { electron, ringer } = place();
  ringer.follow({ calls: [call('a')], page: true });
  expect(electron.shown).toEqual([]);
  await until(() => electron.shown.length === 1, { what: 'the ring to be told' });
  expect(electron.shown[0]?.options).toMatchObject({
    title: 'Llamada entrante',
    body: 'Lucía Pérez · +52984974567',
    silent: false,
  });
  ringer.follow({ calls: [], page: true });
  expect(electron.shown).toEqual([]);
});

test('where there is no page at all, main says it at once; the page that comes back says it better', () => {
  const { electron, ringer } = place();
  ringer.follow({ calls: [call('a')], page: false });
  expect(electron.shown.map(({ options }) => options.title)).toEqual(['Llamada entrante']);
  ringer.follow({ calls: [call('a')], page: true });
  ringer.show({ title: 'Llamada', body: 'Lucía quiere dos noches' });
  expect(electron.shown.map(({ options }) => options.title)).toEqual(['Llamada']);
});

test('a ring that ended before anybody said it is not told any more', async () => {
  const { electron, ringer } = place();
  ringer.follow({ calls: [call('a')], page: true });
  ringer.follow({ calls: [], page: true });
  ringer.follow({ calls: [call('b')], page: true });
  await until(() => electron.notifications.length > 0, { what: 'the second ring to be told' });
  expect(electron.notifications).toHaveLength(1);
});

test('what the person has cleared away is not told again while the same call rings', async () => {
  const { electron, ringer } = place();
  ringer.follow({ calls: [call('a')], page: true });
  ringer.show({ title: 'Llamada', body: 'Lucía' });
  ringer.clear();
  ringer.follow({ calls: [call('a'), call('b')], page: true });
  await until(() => electron.notifications.length === 2, { what: 'the other ring to be told' });
  expect(electron.shown[0]?.options.body).toBe('Lucía Pérez · +52984984567');
  ringer.clear();
  ringer.follow({ calls: [call('a'), call('b')], page: true });
  expect(electron.shown).toEqual([]);
});

test('the window takes the keyboard, comes forward without it, or only blinks, as was chosen', () => {
  const did = (onRing: ConsolePreferences['onRing'], minimized: boolean): string[] => {
    const { window, ringer } = place({ onRing });
    window.minimized = minimized;
    ringer.follow({ calls: [call('a')], page: true });
    return window.did;
  };
  expect(did('focus', true)).toEqual(['restore', 'show', 'focus', 'flash']);
  expect(did('show', true)).toEqual(['restore', 'show without focus', 'top', 'flash']);
  expect(did('flash', true)).toEqual(['flash']);
});

test('a caller who waits behind a conversation does not bring the window forward', () => {
  const { window, ringer } = place({ onRing: 'focus' });
  ringer.follow({ calls: [call('a', 'up')], page: true });
  ringer.follow({ calls: [call('a', 'up'), call('b')], page: true });
  expect(window.did).toEqual([]);
});

test('without notifications, chosen or on this desktop, the window rings alone; a window that is gone costs nothing', () => {
  const quiet = place({ notifyRing: false });
  quiet.ringer.follow({ calls: [call('a')], page: true });
  quiet.ringer.show({ title: 'Llamada', body: 'Lucía' });
  expect(quiet.electron.notifications).toEqual([]);
  expect(quiet.window.did).toContain('flash');
  const bare = place();
  bare.electron.canNotify = false;
  bare.ringer.show({ title: 'Llamada', body: 'Lucía' });
  expect(bare.electron.notifications).toEqual([]);
  expect(bare.window.did).toContain('flash');
  bare.window.destroyed = true;
  bare.ringer.show({ title: 'Tarde', body: '' });
  bare.ringer.clear();
});
