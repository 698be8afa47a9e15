// What the agent's state is called, and what may be chosen.
import { beforeAll, describe, expect, it } from 'vitest';
import { stateSign, trayTone } from '../../../../../src/renderer/features/shell/agent-state.ts';
import { stateChoices } from '../../../../../src/renderer/features/shell/state-menu.tsx';
import { steadyLink } from '../../../../../src/renderer/features/shell/steady-link.ts';
import { i18n, prepareLanguages } from '../../../../../src/renderer/i18n/i18n.ts';
import type { Me } from '../../../../../src/shared/api.ts';
import type { StateReason } from '../../../../../src/shared/desk.ts';
import type { PhoneCall } from '../../../../../src/shared/phone.ts';

beforeAll(() => prepareLanguages('es'));
const t = i18n.t;

const me: Me = {
  ...{ id: 'a', username: 'andrea', name: 'Andrea', role: 'agent', extension: '4127' },
  ...{ state: 'available', stateReason: null, stateSince: '2026-11-22T18:00:00Z', stateUntil: null },
  phoneRegistered: true,
};
const reasons: StateReason[] = [
  { key: 'paperwork', state: 'busy', label: { es: 'Trámites', en: 'Paperwork' } },
  { key: 'lunch', state: 'away', label: { es: 'Comida', en: 'Lunch' } },
];
const facts = { me, call: undefined, awaySince: undefined, reasons, language: 'es' as const };
const signOf = (more: { me?: Me; call?: PhoneCall; awaySince?: number }) =>
  stateSign({ ...facts, ...more }, t);

describe('the sign of a state', () => {
  it('says the administrator’s reason in the language on screen', () => {
    const away = { ...me, state: 'away' as const, stateReason: 'lunch' };
    expect(signOf({ me: away }).word).toBe('Comida');
    expect(stateSign({ ...facts, me: away, language: 'en' }, t).word).toBe('Lunch');
  });

  it('says the backend’s own reasons in words, and shows whoever cannot be reached as such', () => {
    const own = (stateReason: string, state: Me['state'] = 'away') =>
      signOf({ me: { ...me, state, stateReason } });
    expect(own('no-phone')).toMatchObject({ word: 'Sin teléfono', tone: 'bad', hollow: true });
    expect(own('no-console')).toMatchObject({ word: 'Consola cerrada', tone: 'bad' });
    expect(own('escalation', 'busy')).toMatchObject({ word: 'Con un cliente de Sofía', tone: 'neutral' });
    expect(own('other-call', 'busy').word).toBe('En otra llamada');
    expect(own('something-new').word).toBe('Ausente');
  });

  it('tells when wrap-up ends by itself', () => {
    const wrapping = { ...me, state: 'wrap-up' as const, stateUntil: '2026-11-22T18:01:00Z' };
    expect(signOf({ me: wrapping }).until).toBe(Date.parse('2026-11-22T18:01:00Z'));
  });

  it('puts a call in hand before everything, and an absent backend before what it said last', () => {
    const call = { phase: 'held', liveAt: 5 } as PhoneCall;
    expect(signOf({ call, awaySince: 7 })).toMatchObject({ tone: 'hold', since: 5 });
    expect(signOf({ awaySince: 7 })).toMatchObject({ word: 'Sin conexión', tone: 'bad', since: 7 });
  });

  it('has a colour for the tray', () => {
    const tone = (more: Parameters<typeof signOf>[0]) => trayTone(signOf(more), t('state.available'));
    expect(tone({})).toBe('ready');
    expect(tone({ me: { ...me, state: 'away' } })).toBe('away');
    expect(tone({ call: { phase: 'live' } as PhoneCall })).toBe('call');
    expect(tone({ call: { phase: 'ringing' } as PhoneCall })).toBe('ring');
    expect(tone({ awaySince: 1 })).toBe('bad');
  });
});

describe('the choices of a state', () => {
  it('are the administrator’s, busy before away', () => {
    expect(stateChoices(reasons, 'es', t).map(({ word, set }) => [word, set])).toEqual([
      ['Disponible', { state: 'available' }],
      ['Trámites', { state: 'busy', reason: 'paperwork' }],
      ['Comida', { state: 'away', reason: 'lunch' }],
    ]);
  });

  it('are the bare states where nothing is set up', () => {
    expect(stateChoices([], 'es', t).map(({ set }) => set)).toEqual([
      { state: 'available' },
      { state: 'busy' },
      { state: 'away' },
    ]);
  });
});

describe('a wire on screen', () => {
  it('does not show a blink of the network', () => {
    const down = { phase: 'down', since: 10_000, lastUpAt: 10_000 } as const;
    expect(steadyLink(down, 10_900).phase).toBe('up');
    expect(steadyLink(down, 11_300)).toBe(down);
  });

  it('shows at once one that never worked', () => {
    const never = { phase: 'down', since: 10_000, lastUpAt: undefined } as const;
    expect(steadyLink(never, 10_001)).toBe(never);
  });
});
