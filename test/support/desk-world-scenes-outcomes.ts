/** The end of the funnel in every state: whether a client came to their visit, what was sold, and a call that rings meanwhile. */
import type { Sale } from '../../src/shared/desk.ts';
import { raul } from './desk-world-board.ts';
import type { DeskOptions } from './desk-world.ts';
import { dayOfOutcomes, sales } from './desk-world-outcomes.ts';
import { hector, wrapUps } from './desk-world-people.ts';
import { idlePhone, ringing } from './desk-world-phone.ts';
import { byTestId, go, openLead, press, type Act, type Scene } from './desk-world-scene.ts';
import { offer } from './desk-world-talk.ts';

const day =
  (sold: Sale[] = [], more: Partial<DeskOptions> = {}) =>
  (): Partial<DeskOptions> => ({ facts: dayOfOutcomes(sold), ...more });

const card: Act = async (page) => {
  await openLead(page, hector.name);
  await page.getByTestId('sale-open').waitFor();
};
const onCard = (name: string, then: Act, shows: string, more: Partial<Scene> = {}): Scene => ({
  ...{ name, options: day(), shows },
  act: async (page, desk) => {
    await card(page, desk);
    await then(page, desk);
  },
  ...more,
});

/** Héctor's card as it is now: the backend tells of every change. */
const told: Act = async (_page, desk) => {
  const lead = desk.facts.leads.find(({ id }) => id === hector.id);
  if (lead !== undefined) desk.backend.push('lead.changed', lead);
};

const visits: Scene[] = [
  onCard('visit-unsaid', (page) => page.getByTestId('visit-came').waitFor(), byTestId('visit')),
  onCard(
    'visit-said',
    async (page, desk) => {
      await press(page, 'visit-missed');
      await page
        .locator('[role="status"], [role="alert"]')
        .filter({ hasText: hector.name })
        .first()
        .waitFor();
      await told(page, desk);
      await page.getByTestId('visit-take-back').nth(2).waitFor();
    },
    byTestId('visit-take-back'),
  ),
  onCard('visit-refused', (page) => press(page, 'visit-came'), '[role="alert"]', {
    options: day([], { failing: /\/outcome$/ }),
  }),
  {
    ...{ name: 'agenda-outcomes', options: day(), shows: byTestId('visit-came') },
    act: (page) => go(page, 'agenda'),
  },
  {
    ...{ name: 'wrap-up-came', shows: byTestId('wrap-up-came') },
    options: () => ({ facts: { ...dayOfOutcomes(), wrapUps: wrapUps.slice(1) } }),
    act: (page) => openLead(page, hector.name),
  },
];

const open: Act = async (page) => {
  await press(page, 'sale-open');
  await page.getByTestId('sale-property').locator('option').nth(1).waitFor({ state: 'attached' });
};
const chooseUnit: Act = async (page, desk) => {
  await open(page, desk);
  await page.getByTestId('sale-property').selectOption('nuevo-vallarta');
  await page.getByTestId('sale-unit').selectOption('A-112');
};
const save: Act = (page) => press(page, 'sale-save');
const inTurn =
  (...acts: Act[]): Act =>
  async (page, desk) => {
    for (const act of acts) await act(page, desk);
  };
const form = byTestId('sale-form');

const selling: Scene[] = [
  onCard('sale', open, form),
  onCard('sale-unit', chooseUnit, form),
  onCard('sale-wants-amount', inTurn(open, save), `${form} [aria-invalid="true"]`),
  onCard(
    'sale-wants-unit',
    inTurn(
      open,
      async (page) => {
        await page.getByTestId('sale-property').selectOption('los-cabos');
      },
      save,
    ),
    `${form} [aria-invalid="true"]`,
  ),
  onCard('sale-busy', inTurn(chooseUnit, save), `${byTestId('sale-save')}[aria-busy="true"]`, {
    options: day([], { hanging: /\/sales$/ }),
  }),
  onCard('sale-refused', inTurn(chooseUnit, save), byTestId('sale-refused'), {
    options: day([], { failing: /\/sales$/ }),
  }),
  onCard(
    'sale-saved',
    inTurn(
      chooseUnit,
      save,
      async (page) => {
        await page.getByTestId('sale-form').waitFor({ state: 'hidden' });
      },
      told,
    ),
    byTestId('sale'),
  ),
  onCard('sales', (page) => page.getByTestId('sale').first().scrollIntoViewIfNeeded(), byTestId('sale'), {
    options: day(sales),
  }),
  {
    ...{ name: 'sale-withdraw', shows: '[role="dialog"] [aria-invalid="true"]' },
    options: () => ({ facts: { ...dayOfOutcomes(sales), me: raul() } }),
    act: inTurn(
      (page) => go(page, 'desk'),
      card,
      (page) => press(page, 'sale-withdraw'),
      (page) => press(page, 'sale-withdraw-yes'),
    ),
  },
];

/** Mariana's call rings at whoever writes a sale down. */
const ringsMeanwhile: Act = async (_page, desk) => {
  desk.backend.push('escalation.offered', offer());
  desk.phone.show({ ...idlePhone, calls: [ringing] });
};

const meanwhile: Scene[] = [
  onCard('sale-ringing', inTurn(chooseUnit, ringsMeanwhile), byTestId('ring-above')),
];

export const outcomeScenes: Scene[] = [...visits, ...selling, ...meanwhile];
