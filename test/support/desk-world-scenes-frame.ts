/** The door, the first moments, the quiet desk, and what is honest when something is away. */
import { wrongPassword } from './desk-world-answers.ts';
import { busyDay, emptyDay } from './desk-world-facts.ts';
import { config } from './desk-world-house.ts';
import { ago, andrea, wrapUps } from './desk-world-people.ts';
import { idlePhone, live, missed, phoneWith } from './desk-world-phone.ts';
import { byTestId, press, type Scene } from './desk-world-scene.ts';

/** Long enough that nobody takes it for a blink of the network. */
const awayMs = 95_000;
const outsideWorld = /\/api\/(overview|calls|leads|tasks|escalations|chats|today|wrap-ups)/;

const door: Scene[] = [
  {
    name: 'sign-in',
    shows: byTestId('sign-in'),
    options: () => ({ signedOut: true, facts: { ...busyDay(), config } }),
  },
  {
    name: 'sign-in-wrong',
    shows: '[role="alert"]',
    options: () => ({ signedOut: true }),
    act: async (page) => {
      await page.locator('input').first().fill('andrea');
      await page.locator('input[type="password"]').fill(wrongPassword);
      await page.keyboard.press('Enter');
    },
  },
  { name: 'sign-in-away', shows: '[role="alert"]', options: () => ({ signedOut: true, failing: /\/api\// }) },
  { name: 'starting', shows: 'main', options: () => ({ hanging: /\/api\/config/ }) },
  { name: 'starting-away', shows: '[role="alert"]', options: () => ({ failing: /\/api\// }) },
];

const quiet: Scene[] = [
  { name: 'desk', shows: byTestId('lead-card') },
  {
    name: 'shift-begins',
    shows: byTestId('line-offer'),
    options: () => ({ machine: { lineTested: false } }),
  },
  { name: 'desk-demo', shows: byTestId('demo-ribbon'), options: () => ({ facts: { ...busyDay(), config } }) },
  { name: 'desk-empty', shows: byTestId('work-list'), options: () => ({ facts: emptyDay() }) },
  { name: 'desk-loading', shows: byTestId('work-list'), options: () => ({ hanging: outsideWorld }) },
  { name: 'desk-failed', shows: byTestId('work-list'), options: () => ({ failing: outsideWorld }) },
  {
    name: 'desk-conversation-loading',
    shows: byTestId('work-list'),
    options: () => ({ hanging: /\/api\/leads\/[^/]+(\/timeline)?$/ }),
  },
  {
    name: 'desk-conversation-failed',
    shows: byTestId('work-list'),
    options: () => ({ failing: /\/api\/leads\/[^/]+(\/timeline)?$/ }),
  },
  {
    name: 'state-menu',
    shows: '[role="menu"]',
    act: (page) => press(page, 'agent-state'),
  },
  {
    name: 'state-away',
    shows: byTestId('not-taking-calls'),
    options: () => ({ facts: { ...busyDay(), me: andrea('away') } }),
  },
  {
    name: 'state-lunch',
    shows: byTestId('agent-state'),
    options: () => ({
      facts: { ...busyDay(), me: andrea('away', { stateReason: 'lunch', stateSince: ago(23) }) },
    }),
  },
  {
    name: 'state-wrap-up',
    shows: byTestId('not-taking-calls'),
    options: () => ({
      facts: {
        ...busyDay(),
        me: andrea('wrap-up', { stateSince: ago(0.5), stateUntil: ago(-1.5) }),
        wrapUps,
      },
    }),
  },
  { name: 'account-menu', shows: byTestId('sign-out'), act: (page) => press(page, 'account-menu') },
  {
    name: 'notices-none',
    shows: '[aria-expanded="true"][data-testid="bell"]',
    act: (page) => press(page, 'bell'),
  },
  {
    name: 'notices',
    shows: byTestId('notices'),
    options: () => ({ phone: phoneWith(missed) }),
    act: (page) => press(page, 'bell'),
  },
  { name: 'palette', shows: '[role="listbox"]', act: (page) => page.keyboard.press('Control+k') },
  {
    name: 'palette-search',
    shows: '[role="option"]',
    act: async (page) => {
      await page.keyboard.press('Control+k');
      await page.getByRole('combobox').fill('villa');
    },
  },
  {
    name: 'shortcuts',
    shows: '[role="dialog"]',
    act: (page) => page.keyboard.press('?'),
  },
];

const away: Scene[] = [
  {
    name: 'backend-away',
    shows: byTestId('offline-backend'),
    act: async (_page, desk) => {
      await desk.cutBackend();
      await desk.pass(awayMs);
    },
  },
  {
    name: 'backend-away-in-call',
    shows: byTestId('offline-backend'),
    options: () => ({ phone: phoneWith(live) }),
    act: async (_page, desk) => {
      await desk.cutBackend();
      await desk.pass(awayMs);
    },
  },
  {
    name: 'exchange-away',
    shows: byTestId('offline-registration'),
    options: () => ({
      facts: { ...busyDay(), me: andrea('available', { phoneRegistered: false }) },
      phone: {
        ...idlePhone,
        registration: {
          ...{
            phase: 'failed',
            reason: 'connect ECONNREFUSED 10.20.0.5:5060',
            retryAt: Date.parse(ago(-0.4)),
          },
          refusal: { code: 'connection-refused', params: {} },
        },
      },
    }),
  },
  {
    name: 'exchange-connecting',
    shows: byTestId('phone-state'),
    options: () => ({ phone: { ...idlePhone, registration: { phase: 'connecting' } } }),
  },
  {
    name: 'phone-away',
    shows: byTestId('offline-phone'),
    act: async (_page, desk) => {
      await desk.phone.cut();
      await desk.pass(awayMs);
    },
  },
  {
    name: 'phone-away-in-call',
    shows: byTestId('offline-phone'),
    options: () => ({ phone: phoneWith(live) }),
    act: async (page, desk) => {
      await page.getByTestId('call-bar').waitFor();
      await desk.phone.cut();
      await desk.pass(awayMs);
    },
  },
  {
    name: 'audio-away',
    shows: byTestId('call-bar'),
    options: () => ({ phone: { ...phoneWith(live), audio: 'connecting' } }),
  },
  {
    name: 'everything-away',
    shows: byTestId('offline-phone'),
    act: async (_page, desk) => {
      await desk.cutBackend();
      await desk.phone.cut();
      await desk.pass(awayMs);
    },
  },
  {
    name: 'replaced',
    shows: byTestId('replaced'),
    act: async (page, desk) => {
      await page.getByTestId('phone-state').waitFor();
      desk.phone.replace();
    },
  },
  {
    name: 'microphone-denied',
    shows: byTestId('offline-microphone'),
    options: () => ({ machine: { microphone: 'denied' } }),
  },
  {
    name: 'microphone-missing',
    shows: byTestId('offline-microphone'),
    options: () => ({ machine: { microphone: 'missing' } }),
  },
];

export const frameScenes: Scene[] = [...door, ...quiet, ...away];
