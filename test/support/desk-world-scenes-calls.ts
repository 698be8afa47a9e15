/** The phone in every state that an agent can find it in, and what follows a call. */
import type { PhoneCall, PhoneState } from '../../src/shared/phone.ts';
import { busyDay, type DeskFacts } from './desk-world-facts.ts';
import { choices } from './desk-world-house.ts';
import { ago, andrea, daniela, idOf, worldNow, wrapUps } from './desk-world-people.ts';
import {
  colleague,
  dialing,
  endedBusy,
  endedTalk,
  held,
  idlePhone,
  knocking,
  live,
  missed,
  phoneWith,
  poor,
  ringing,
  stranger,
  summarised,
  transferFailed,
  transferring,
} from './desk-world-phone.ts';
import { byTestId, openLead, press, type Act, type Scene } from './desk-world-scene.ts';
import {
  answeredEvents,
  danielaEvents,
  jorgeOffer,
  marianaCall,
  marianaEvents,
  offer,
  openCalls,
} from './desk-world-talk.ts';

/** Mariana's call rings, with everything that is known of it. */
const offered = (): DeskFacts => ({
  ...busyDay(),
  offers: [offer()],
  streams: { [`call:${marianaCall.id}`]: marianaEvents },
});

/** Andrea speaks with Mariana. */
export const talking = (): DeskFacts => ({
  ...busyDay(),
  offers: [offer({ status: 'answered' })],
  calls: [{ ...marianaCall, status: 'with-agent', agentName: 'Andrea Luna' }, ...openCalls.slice(1)],
  streams: { [`call:${marianaCall.id}`]: answeredEvents },
});

const inCall = (name: string, more: Partial<Scene> & { calls: PhoneCall[] }): Scene => ({
  name,
  shows: byTestId('call-bar'),
  options: () => ({ facts: talking(), phone: phoneWith(...more.calls) }),
  ...('act' in more && { act: more.act }),
  ...('shows' in more && { shows: more.shows }),
});

const rings: Scene[] = [
  {
    name: 'coming',
    shows: byTestId('call-bar'),
    options: () => ({
      facts: { ...offered(), offers: [offer({ status: 'transferring' })] },
    }),
  },
  {
    name: 'ringing',
    shows: `${byTestId('call-bar')} q`,
    options: () => ({ facts: offered(), phone: phoneWith(ringing) }),
  },
  {
    name: 'ringing-reasons',
    shows: byTestId('reject-busy'),
    options: () => ({ facts: offered(), phone: phoneWith(ringing) }),
    act: (page) => press(page, 'reject-reasons'),
  },
  { name: 'ringing-brief-late', shows: byTestId('call-bar'), options: () => ({ phone: phoneWith(ringing) }) },
  { name: 'ringing-summary', shows: byTestId('call-bar'), options: () => ({ phone: phoneWith(summarised) }) },
  { name: 'ringing-stranger', shows: byTestId('call-bar'), options: () => ({ phone: phoneWith(stranger) }) },
  {
    name: 'ringing-elsewhere',
    shows: byTestId('call-elsewhere'),
    options: () => ({ facts: offered(), phone: phoneWith(ringing) }),
    act: async (page) => {
      await page.getByTestId('answer').waitFor();
      await press(page, 'nav-leads');
    },
  },
];

const talks: Scene[] = [
  inCall('dialing', { calls: [dialing] }),
  inCall('live', { calls: [live] }),
  inCall('live-muted', { calls: [{ ...live, muted: true }] }),
  inCall('live-poor', { calls: [poor] }),
  inCall('live-held-by-peer', { calls: [{ ...live, heldByPeer: true }] }),
  inCall('live-keypad', { calls: [live], act: (page) => press(page, 'keypad') }),
  inCall('live-quality', {
    calls: [poor],
    act: (page) => press(page, 'quality'),
    shows: byTestId('quality'),
  }),
  inCall('live-elsewhere', {
    ...{ calls: [live], shows: byTestId('call-elsewhere') },
    act: async (page) => {
      await page.getByTestId('hangup').waitFor();
      await press(page, 'nav-tasks');
    },
  }),
  inCall('held', { calls: [held] }),
  inCall('knocking-stranger', { calls: [stranger, live] }),
  {
    name: 'knocking',
    shows: byTestId('knocking-brief'),
    options: () => ({
      facts: {
        ...talking(),
        offers: [offer({ status: 'answered' }), jorgeOffer],
      },
      phone: phoneWith({ ...knocking, match: 'header', escalationId: jorgeOffer.escalationId }, live),
    }),
  },
  inCall('two-calls', { calls: [colleague, held], shows: byTestId('other-calls') }),
  inCall('conference', {
    calls: [
      { ...colleague, inConference: true },
      { ...live, inConference: true },
    ],
    shows: byTestId('split'),
  }),
  inCall('transfer-dialog', {
    calls: [live],
    act: (page) => press(page, 'transfer'),
    shows: '[role="dialog"]',
  }),
  inCall('transfer-typed', {
    ...{ calls: [live], shows: '[role="dialog"]' },
    act: async (page) => {
      await press(page, 'transfer');
      await page.getByRole('dialog').locator('input').first().fill('Carlos');
    },
  }),
  inCall('transferring', { calls: [transferring], shows: byTestId('transfer-state') }),
  inCall('transfer-failed', { calls: [transferFailed], shows: byTestId('transfer-state') }),
  {
    name: 'dial-dialog',
    shows: '[role="dialog"]',
    act: async (page) => {
      await page.getByTestId('lead-card').waitFor();
      await page.keyboard.press('d');
    },
  },
];

/** After the call with Daniela: the state wrap-up holds Andrea, the form stands in the lead's place. */
const closing = (): { facts: DeskFacts; phone: PhoneState } => ({
  facts: {
    ...busyDay(),
    me: andrea('wrap-up', { stateSince: ago(1), stateUntil: ago(-1.5) }),
    wrapUps,
    calls: openCalls.slice(1),
    streams: { [`call:${idOf('call', 3)}`]: danielaEvents },
  },
  phone: phoneWith({
    ...endedTalk,
    ...{ id: wrapUps[0]!.phoneCallId, name: daniela.name, number: daniela.phone ?? '', match: 'none' },
    ...{ callId: undefined, escalationId: undefined, liveAt: worldNow - 374_000 },
  }),
});
const wrapUpWith = (name: string, act: Act | undefined, shows = byTestId('wrap-up')): Scene => ({
  ...{ name, options: closing, shows },
  ...(act && { act }),
});
const chooseOutcome =
  (key: string): Act =>
  async (page) => {
    const place = choices.dispositions.findIndex((one) => one.key === key);
    await page.getByTestId('disposition').nth(place).click();
  };

const ends: Scene[] = [
  { name: 'ended-busy', shows: byTestId('call-bar'), options: () => ({ phone: phoneWith(endedBusy) }) },
  { name: 'ended-missed', shows: byTestId('call-bar'), options: () => ({ phone: phoneWith(missed) }) },
  wrapUpWith('wrap-up', undefined),
  wrapUpWith('wrap-up-outcome', chooseOutcome('not-interested')),
  wrapUpWith('wrap-up-callback', chooseOutcome('call-back')),
  wrapUpWith('wrap-up-visit', chooseOutcome('appointment')),
  wrapUpWith('wrap-up-incomplete', async (page) => {
    await page.getByTestId('wrap-up').waitFor();
    await press(page, 'wrap-up-save');
  }),
  {
    name: 'wrap-up-later',
    shows: byTestId('work-list'),
    options: () => ({ facts: { ...busyDay(), wrapUps }, phone: idlePhone }),
    act: (page) => openLead(page, daniela.name),
  },
];

export const callScenes: Scene[] = [...rings, ...talks, ...ends];
