/** The rest of the day: calls of before, tasks, the agenda, leads, the search, settings and diagnostics. */
import type { LineTest } from '../../src/shared/line-test.ts';
import { emptyDay } from './desk-world-facts.ts';
import { idlePhone, lineTest } from './desk-world-phone.ts';
import { byTestId, choose, go, type Act, type Scene } from './desk-world-scene.ts';

const page = (view: string, more: Partial<Scene> = {}): Scene => ({
  name: view,
  shows: 'main h1',
  act: (at) => go(at, view),
  ...more,
});
const inThree = (view: string, wire: RegExp, act?: Act): Scene[] => [
  page(view, { ...(act && { act }) }),
  page(view, { name: `${view}-empty`, options: () => ({ facts: emptyDay() }), ...(act && { act }) }),
  page(view, { name: `${view}-loading`, options: () => ({ hanging: wire }), ...(act && { act }) }),
  page(view, { name: `${view}-failed`, options: () => ({ failing: wire }), ...(act && { act }) }),
];

const history: Act = async (at) => {
  await go(at, 'calls');
  await choose(at, 'main', 'history');
};
const search =
  (text: string): Act =>
  async (at) => {
    await go(at, 'search');
    await at.locator('main input').first().fill(text);
  };

const settings = (name: string, part: string): Scene => ({
  ...{ name, shows: 'main h1' },
  act: async (at) => {
    await go(at, 'settings');
    await choose(at, 'main', part);
  },
});
const parts = ['general', 'audio', 'ring'];
const diagnostics = (name: string, test: LineTest | undefined): Scene => ({
  ...settings(name, 'diagnostics'),
  shows: byTestId('line-test'),
  options: () => ({ phone: { ...idlePhone, lineTest: test } }),
});

export const dayScenes: Scene[] = [
  ...inThree('calls', /\/api\/calls$/),
  ...inThree('calls', /\/api\/history$/, history).map((scene) => ({
    ...scene,
    name: scene.name.replace('calls', 'history'),
  })),
  {
    name: 'history-record',
    shows: 'aside h2',
    act: async (at, desk) => {
      await history(at, desk);
      await at.locator('main tbody tr').nth(1).locator('button').first().click();
    },
  },
  {
    name: 'history-record-plain',
    shows: 'aside h2',
    act: async (at, desk) => {
      await history(at, desk);
      await at.locator('main tbody tr').nth(3).locator('button').first().click();
    },
  },
  ...inThree('tasks', /\/api\/tasks$/),
  ...inThree('agenda', /\/api\/appointments$/),
  ...inThree('leads', /\/api\/leads$/),
  {
    name: 'leads-found',
    shows: 'main table',
    act: async (at) => {
      await go(at, 'leads');
      await at.getByTestId('lead-search').fill('mariana');
    },
  },
  page('search'),
  page('search', { name: 'search-found', shows: '#found-hits', act: search('villa') }),
  page('search', { name: 'search-none', options: () => ({ facts: emptyDay() }), act: search('castillo') }),
  page('search', {
    name: 'search-loading',
    options: () => ({ hanging: /\/api\/search/ }),
    act: search('villa'),
  }),
  page('search', {
    name: 'search-failed',
    options: () => ({ failing: /\/api\/search/ }),
    act: search('villa'),
  }),
  ...parts.map((part) => settings(`settings-${part}`, part)),
  ...parts.map((part) => ({
    ...settings(`settings-${part}-in-the-program`, part),
    options: () => ({ machine: { host: true } }),
  })),
  diagnostics('diagnostics', undefined),
  diagnostics('diagnostics-running', lineTest('running')),
  diagnostics('diagnostics-go', lineTest('go')),
  diagnostics('diagnostics-no-go', lineTest('no-go', 'microphone')),
];
