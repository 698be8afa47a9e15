/** The floor in every state: empty, not there yet, usual, as full as it can be, stepped into, paused, and on a wall. */
import type { ForcedState } from '../../src/shared/api.ts';
import type { Board } from '../../src/shared/board.ts';
import type { ActRefused } from '../../src/shared/push.ts';
import type { DeskOptions } from './desk-world.ts';
import { emptyBoard, fullBoard, heardCall, raul, usualBoard } from './desk-world-board.ts';
import { busyDay, emptyDay } from './desk-world-facts.ts';
import { ago, andrea } from './desk-world-people.ts';
import { byTestId, press, type Act, type Scene } from './desk-world-scene.ts';

const floor =
  (board: Board | undefined, more: Partial<DeskOptions> = {}) =>
  (): Partial<DeskOptions> => ({
    facts: { ...busyDay(), me: raul(), board },
    ...more,
  });
const calls = byTestId('board-calls');

const refused: ActRefused = {
  ...{ id: 'call:x#7', callId: heardCall.id, leadId: heardCall.leadId, action: 'said', why: 'call-over' },
  ...{ text: 'El precio de lista vigente es USD 512,000; se lo mando por escrito hoy mismo.', at: ago(0) },
};
const forced: ForcedState = {
  ...{ id: 'f', state: 'away', reason: 'meeting', byName: 'Raúl Ibarra' },
  ...{ why: 'Junta de equipo en la sala grande', at: ago(1) },
};

const scene = (name: string, more: Partial<Scene> = {}): Scene => ({
  name: `board${name}`,
  options: floor(usualBoard()),
  shows: calls,
  ...more,
});

const row = (name: string): string => `${calls} [role="row"]:has-text("${name}")`;
const chooseCall =
  (name: string): Act =>
  (page) =>
    page.locator(row(name)).first().click();

/** The world's own call is the one with a transcript. */
const withTalk = floor(usualBoard({ calls: [heardCall, ...usualBoard().calls] }));
const listen: Act = async (page, desk) => {
  await chooseCall('Mariana Robles Ortega')(page, desk);
  await page.keyboard.press('1');
  await page.locator('[data-sound="listening"]').waitFor();
  const text = 'Reviso el precio por escrito y se lo mando ahora mismo';
  desk.backend.push('speech', { callId: heardCall.id, role: 'ai', text });
};
const byName =
  (id: string, name: string): Act =>
  async (page) => {
    await page
      .locator(`${byTestId(id)} [role="row"]:has-text("${name}")`)
      .first()
      .click();
  };

const paused: Board['dialling'] = {
  ...{ paused: true, since: ago(4), byName: 'Raúl Ibarra' },
  why: 'Sin asesores suficientes para la cola',
};

export const boardScenes: Scene[] = [
  scene(''),
  scene('-empty', {
    options: floor(emptyBoard(), { facts: { ...emptyDay(), me: raul(), board: emptyBoard() } }),
    shows: byTestId('board-waits'),
  }),
  scene('-loading', { options: floor(undefined), shows: byTestId('board-figures') }),
  scene('-failed', {
    options: floor(undefined),
    shows: byTestId('offline-backend'),
    act: async (page, desk) => {
      await page.getByTestId('board-figures').waitFor();
      await desk.backend.cut();
      await desk.pass(95_000);
    },
  }),
  scene('-full', { options: floor(fullBoard()) }),
  scene('-by-team', { act: (page) => page.getByTestId('board-grouping').locator('label').last().click() }),
  scene('-filtered', {
    act: (page) => page.getByTestId('board-search').fill('mariana'),
    options: floor(fullBoard()),
  }),
  scene('-nothing-found', {
    act: (page) => page.getByTestId('board-search').fill('zzz'),
    shows: byTestId('board-figures'),
  }),
  scene('-chosen', { act: chooseCall('Arturo Zepeda') }),
  scene('-listening', { options: withTalk, act: listen, shows: byTestId('dock-talk') }),
  scene('-speaking', {
    options: withTalk,
    shows: byTestId('dock-send'),
    act: async (page, desk) => {
      await listen(page, desk);
      await page.keyboard.press('2');
      await page.getByTestId('dock-field').fill('El precio que le di está vigente hasta el viernes.');
    },
  }),
  scene('-end', {
    shows: byTestId('end-dialog'),
    act: async (page, desk) => {
      await chooseCall('Arturo Zepeda')(page, desk);
      await page.keyboard.press('6');
    },
  }),
  scene('-assign', {
    shows: byTestId('assign-dialog'),
    act: async (page, desk) => {
      // Nobody's phone rings for him yet.
      await byName('board-escalations', 'Tomás Benavides')(page, desk);
      await page.keyboard.press('4');
    },
  }),
  scene('-force', {
    shows: byTestId('force-dialog'),
    act: async (page, desk) => {
      await byName('board-agents', 'Beatriz Nava')(page, desk);
      await page.keyboard.press('9');
    },
  }),
  scene('-pause', { shows: byTestId('dialling-dialog'), act: (page) => press(page, 'board-dialling') }),
  scene('-paused', { options: floor(usualBoard({ dialling: paused })), shows: byTestId('dialling-paused') }),
  scene('-limits', { shows: byTestId('limits-dialog'), act: (page) => press(page, 'board-limits') }),
  scene('-audit', { shows: `${byTestId('audit-dialog')} table`, act: (page) => press(page, 'board-audit') }),
  scene('-alert-comes', {
    options: floor(usualBoard({ alerts: [] })),
    shows: byTestId('alert'),
    act: async (page, desk) => {
      await page.locator(calls).waitFor();
      desk.backend.push('board', { alerts: usualBoard().alerts });
    },
  }),
  scene('-alert-person', {
    shows: `${byTestId('board-agents')} [role="row"][aria-selected="true"]`,
    act: (page) => page.getByTestId('alert').getByRole('button').first().click(),
  }),
  scene('-alerts', { shows: byTestId('notices'), act: (page) => press(page, 'bell') }),
  scene('-refused', {
    options: withTalk,
    shows: '.mantine-Notifications-notification',
    act: async (page, desk) => {
      await page.getByTestId('board-calls').waitFor();
      desk.backend.push('act.refused', refused);
    },
  }),
  {
    name: 'desk-state-forced',
    options: () => ({
      facts: { ...busyDay(), me: andrea('away', { stateReason: 'meeting', stateSince: ago(1) }) },
    }),
    shows: byTestId('state-forced'),
    act: async (page, desk) => {
      await page.getByTestId('lead-card').waitFor();
      desk.backend.push('state.forced', forced);
    },
  },
  {
    name: 'desk-dialling-paused',
    shows: byTestId('dialling-paused'),
    act: async (page, desk) => {
      await page.getByTestId('lead-card').waitFor();
      desk.backend.push('dialling', paused);
    },
  },
  {
    name: 'floor-wall',
    options: floor(usualBoard()),
    shows: byTestId('floor-wall'),
    act: async (page) => {
      await page.getByTestId('board-calls').waitFor();
      await page.evaluate(() => {
        location.hash = '#/wallboard';
      });
    },
  },
  {
    name: 'floor-wall-full',
    options: floor(fullBoard()),
    shows: byTestId('floor-wall'),
    act: async (page) => {
      await page.getByTestId('board-calls').waitFor();
      await page.evaluate(() => {
        location.hash = '#/wallboard';
      });
    },
  },
];
