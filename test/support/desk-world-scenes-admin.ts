/** Administration in every state: each section as it usually is, empty, on its way and failed, and what stands in front of it. */
import { emptyAdmin, goodReport, lauraId, usualAdmin, type AdminFacts } from './desk-world-admin.ts';
import type { DeskOptions } from './desk-world.ts';
import { busyDay } from './desk-world-facts.ts';
import { andrea } from './desk-world-people.ts';
import { byTestId, choose, go, press, type Act, type Scene } from './desk-world-scene.ts';

const laura = () =>
  andrea('available', { id: lauraId, username: 'laura', name: 'Laura Montes', role: 'admin' });
const raul = () => andrea('available', { username: 'raul', name: 'Raúl Ibarra', role: 'supervisor' });

const set =
  (admin: AdminFacts, more: Partial<DeskOptions> = {}) =>
  (): Partial<DeskOptions> => ({ facts: { ...busyDay(), me: laura(), admin }, ...more });

const openSection =
  (name: string): Act =>
  async (page) => {
    await go(page, 'admin');
    await press(page, `admin-${name}`);
  };
const rows = '#admin-section ~ *, main section table';

const section = (name: string, admin = usualAdmin()): Scene => ({
  ...{ name: `admin-${name}`, options: set(admin), act: openSection(name), shows: 'main h2#admin-section' },
});
/** All sections wait and fail by the same pieces: a few of them stand for all. */
const onItsWay = (name: string, wire: RegExp): Scene[] => {
  const act = openSection(name);
  return [
    {
      name: `admin-${name}-loading`,
      options: set(usualAdmin(), { hanging: wire }),
      act,
      shows: 'main [role="status"][aria-label]',
    },
    {
      name: `admin-${name}-failed`,
      options: set(usualAdmin(), { failing: wire }),
      act,
      shows: 'main [role="alert"]',
    },
  ];
};
const empty = (name: string): Scene => ({ ...section(name, emptyAdmin()), name: `admin-${name}-empty` });

const within = (
  name: string,
  then: Act,
  shows: string,
  more: { name?: string; admin?: AdminFacts } = {},
): Scene => ({
  name: `admin-${more.name ?? name}`,
  options: set(more.admin ?? usualAdmin()),
  act: async (page, desk) => {
    await openSection(name)(page, desk);
    await page.locator(rows).first().waitFor();
    await then(page, desk);
  },
  shows,
});
const openRow =
  (text: string): Act =>
  (page) =>
    page.locator('main tbody tr', { hasText: text }).first().locator('button').first().click();
const dropFile: Act = async (page) => {
  await page.getByTestId('import-file').setInputFiles({
    ...{ name: 'ventas-noviembre.csv', mimeType: 'text/csv' },
    buffer: Buffer.from('sale_id,phone,day,amount,currency\n'),
  });
};

const people: Scene[] = [
  section('people'),
  ...onItsWay('people', /\/api\/admin\/users$/),
  within('people', openRow('Beatriz'), byTestId('person-form'), { name: 'people-edit' }),
  within('people', openRow('Laura'), byTestId('person-form'), { name: 'people-last-administrator' }),
  within(
    'people',
    async (page) => {
      await press(page, 'admin-new');
      await press(page, 'admin-save');
    },
    `${byTestId('person-form')} [aria-invalid="true"]`,
    { name: 'people-new-faults' },
  ),
  within(
    'people',
    async (page, desk) => {
      await openRow('Andrea')(page, desk);
      await press(page, 'person-deactivate');
    },
    byTestId('admin-confirm'),
    { name: 'people-deactivate' },
  ),
  within(
    'people',
    async (page, desk) => {
      await openRow('Andrea')(page, desk);
      await press(page, 'person-reset');
      await press(page, 'admin-save');
    },
    byTestId('secret'),
    { name: 'people-password-shown' },
  ),
  within(
    'people',
    async (page, desk) => {
      await openRow('Andrea')(page, desk);
      await page.getByTestId('person-name').fill('Andrea Luna Soto');
      await page.keyboard.press('Escape');
    },
    byTestId('admin-discard'),
    { name: 'people-unsaved' },
  ),
];

const desks: Scene[] = [
  ...['reasons', 'outcomes', 'templates', 'directory', 'teams'].map((name) => section(name)),
  ...['teams', 'reasons', 'outcomes', 'templates', 'directory', 'webhooks'].map(empty),
  within('reasons', openRow('Comida'), byTestId('reason-form'), { name: 'reasons-edit' }),
  within('outcomes', openRow('Volver a llamar'), byTestId('outcome-form'), { name: 'outcomes-edit' }),
  within(
    'templates',
    (page) => page.locator('main tbody tr button').first().click(),
    byTestId('template-bubble'),
    { name: 'templates-edit' },
  ),
  within('directory', openRow('Notaría'), byTestId('directory-form'), { name: 'directory-edit' }),
];

const rules: Scene[] = [
  within('teams', (page) => press(page, 'team-remove'), byTestId('admin-confirm'), { name: 'teams-remove' }),
  section('rules'),
  within(
    'rules',
    async (page) => {
      await page.getByTestId('rules-service-level').fill('0');
      await press(page, 'rules-save');
    },
    'main [role="alert"]',
    { name: 'rules-faults' },
  ),
  section('targets'),
  ...onItsWay('targets', /\/api\/targets$/),
  within(
    'targets',
    (page) => page.getByTestId('target-serviceLevel').fill('90'),
    byTestId('target-save-serviceLevel'),
    { name: 'targets-writing' },
  ),
];

const sales: Act = (page) => choose(page, byTestId('import-kind'), 'sales');
const data: Scene[] = [
  within('imports', sales, byTestId('import-drop')),
  within(
    'imports',
    async (page, desk) => {
      await sales(page, desk);
      await dropFile(page, desk);
    },
    byTestId('import-result'),
    { name: 'imports-bad-rows' },
  ),
  within('imports', dropFile, byTestId('import-result'), {
    ...{ name: 'imports-dry-run', admin: { ...usualAdmin(), report: { ...goodReport, applied: false } } },
  }),
  within('imports', dropFile, byTestId('import-result'), {
    ...{ name: 'imports-done', admin: { ...usualAdmin(), report: goodReport } },
  }),
  section('webhooks'),
  within('webhooks', openRow('crm'), byTestId('webhook-replay-dead'), { name: 'webhooks-failing' }),
  within(
    'webhooks',
    async (page) => {
      await press(page, 'admin-new');
      await choose(page, byTestId('webhook-events'), 'some');
    },
    byTestId('webhook-types'),
    { name: 'webhooks-new' },
  ),
  {
    ...{ name: 'admin-of-a-supervisor', shows: byTestId('admin-teams') },
    options: () => ({ facts: { ...busyDay(), me: raul(), admin: usualAdmin() } }),
    act: (page) => go(page, 'admin'),
  },
];

export const adminScenes: Scene[] = [...people, ...desks, ...rules, ...data];
