// What an agent may do in a chat, what a template reads like, and what becomes of a message that is sent.
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { senderOf } from '../../../../../src/renderer/features/conversation/composer-send.ts';
import {
  composerStateOf,
  windowInWords,
} from '../../../../../src/renderer/features/conversation/composer-state.ts';
import {
  fillTemplate,
  firstValues,
  missingFields,
  nameOfField,
  nameOfTemplate,
  orderTemplates,
} from '../../../../../src/renderer/features/conversation/template-fill.ts';
import { i18n, prepareLanguages } from '../../../../../src/renderer/i18n/i18n.ts';
import { ActionError } from '../../../../../src/renderer/stores/actions.ts';
import { writing } from '../../../../../src/renderer/stores/writing.ts';
import type { MessageAccepted, MessageTemplate, NewMessage } from '../../../../../src/shared/desk.ts';
import { until } from '../../../../support/until.ts';

beforeAll(() => prepareLanguages('es'));
const t = i18n.t;

type Facts = Parameters<typeof composerStateOf>[0];
const now = Date.UTC(2026, 10, 22, 12);
const inOneHour = new Date(now + 3_600_000).toISOString();
const facts = (detail: Partial<Facts['detail']>, more: Partial<Facts> = {}): Facts => ({
  detail: {
    ...{ id: 'l1', status: 'nurturing', handledBy: 'ai', ownerId: null, ownerName: null },
    windowUntil: inOneHour,
    ...detail,
  },
  ...{ me: { id: 'andrea', role: 'agent' }, chats: [], directory: [], now },
  ...more,
});
const bruno = { handledBy: 'human', ownerId: 'bruno', ownerName: 'Bruno Díaz' } as const;

describe('an agent in a chat', () => {
  it('may write while the window is open, whoever of Sofía, nobody and themselves has it', () => {
    expect(composerStateOf(facts({}))).toEqual({ may: 'write', hand: { of: 'ai' }, leftMs: 3_600_000 });
    expect(composerStateOf(facts({ handledBy: 'human' }))).toMatchObject({ hand: { of: 'nobody' } });
    expect(composerStateOf(facts({ handledBy: 'human', ownerId: 'andrea' }))).toMatchObject({
      hand: { of: 'me' },
    });
  });

  it('has only templates once the window is closed, to the second', () => {
    const until = new Date(now).toISOString();
    expect(composerStateOf(facts({ windowUntil: until })).may).toBe('template');
    expect(composerStateOf(facts({ windowUntil: null })).may).toBe('template');
    expect(composerStateOf(facts({ windowUntil: until }, { now: now - 1 })).may).toBe('write');
  });

  it('leaves a colleague’s chat alone, which a supervisor may take', () => {
    expect(composerStateOf(facts(bruno))).toEqual({ may: 'nothing', why: 'taken', ownerName: 'Bruno Díaz' });
    const me = { id: 'sara', role: 'supervisor' } as const;
    expect(composerStateOf(facts(bruno, { me }))).toEqual({ may: 'take', ownerName: 'Bruno Díaz' });
  });

  it('believes the backend, which knows of consoles, rather than the phone', () => {
    const entry = { id: 'bruno', kind: 'agent', name: 'Bruno Díaz', number: '4129', note: null } as const;
    const offline = { directory: [{ ...entry, state: 'offline' as const }] };
    expect(composerStateOf(facts({ ...bruno, ownerPresent: true }, offline)).may).toBe('nothing');
    expect(composerStateOf(facts({ ...bruno, ownerPresent: false }))).toMatchObject({
      hand: { of: 'absent', name: 'Bruno Díaz' },
    });
  });

  it('may go on where the colleague is not there', () => {
    const entry = { id: 'bruno', kind: 'agent', name: 'Bruno Díaz', number: '4129', note: null } as const;
    const gone = facts(bruno, { directory: [{ ...entry, state: 'offline' }] });
    expect(composerStateOf(gone)).toMatchObject({ may: 'write', hand: { of: 'absent', name: 'Bruno Díaz' } });
    const here = facts(bruno, { directory: [{ ...entry, state: 'busy' }] });
    expect(composerStateOf(here).may).toBe('nothing');
  });

  it('writes nothing to somebody who wants nothing, whoever has the chat', () => {
    const state = composerStateOf(facts({ ...bruno, status: 'opted-out' }));
    expect(state).toEqual({ may: 'nothing', why: 'opted-out' });
  });

  it('sees the window run out, closer the shorter it gets', () => {
    const said = [23.4 * 3600, 2 * 3600 + 300, 43 * 60, 38, -5].map((s) => windowInWords(s * 1000));
    expect(said.map((text) => text.replaceAll('\u00a0', ' '))).toEqual([
      '23 h',
      '2 h 05 min',
      '43 min',
      '38 s',
      '0 s',
    ]);
  });
});

describe('a template', () => {
  const template = (name: string, language: 'es' | 'en', parameters: string[] = []): MessageTemplate => ({
    ...{ name, language, parameters, body: 'Hola {{1}}, soy {{2}}. Su visita: {{3}}.' },
  });
  const visit = template('confirmar_visita', 'es', ['lead', 'agent', 'Visita']);

  it('begins with what is known, and says what is missing', () => {
    const values = firstValues(visit, { lead: 'Mariana', agent: 'Andrea Luna' });
    expect(values).toEqual(['Mariana', 'Andrea Luna', '']);
    expect(missingFields(visit.parameters, values)).toEqual(['Visita']);
    expect(missingFields(visit.parameters, ['', 'a', ' '])).toEqual(['lead', 'Visita']);
  });

  it('reads as the lead will read it, whatever stands in a value', () => {
    expect(fillTemplate(visit.body, ['Mariana', '{{3}} $&', 'sáb'])).toBe(
      'Hola Mariana, soy {{3}} $&. Su visita: sáb.',
    );
    expect(fillTemplate(visit.body, ['Mariana'])).toBe('Hola Mariana, soy {{2}}. Su visita: {{3}}.');
  });

  it('comes in the lead’s language first', () => {
    const all = [template('a', 'en'), template('a', 'es'), template('b', 'en')];
    expect(orderTemplates(all, 'es').map(({ name, language }) => name + language)).toEqual([
      'aes',
      'aen',
      'ben',
    ]);
  });

  it('is called in the language on screen; one we do not know by Meta’s name in plain letters', async () => {
    expect(nameOfTemplate('retomar_conversacion', t)).toBe('Retomar la conversación');
    expect(nameOfTemplate('oferta_de_verano', t)).toBe('Oferta de verano');
    expect(['lead', 'Visita', 'Fecha'].map((place) => nameOfField(place, t))).toEqual([
      ...['Nombre del cliente', 'Visita', 'Fecha'],
    ]);
    await i18n.changeLanguage('en');
    expect(nameOfTemplate('retomar_conversacion', t)).toBe('Pick the conversation up again');
    expect(nameOfField('Visita', t)).toBe('Visit');
    await i18n.changeLanguage('es');
  });
});

describe('a message that is sent', () => {
  beforeEach(() => writing.setState({ ownerId: 'andrea', drafts: {}, templates: {}, outgoing: {} }));
  const text = (key: string): NewMessage => ({ kind: 'text', key, text: 'Hola' });
  /** A backend that answers as told, one answer after the other. */
  const answering = (...answers: (MessageAccepted | ActionError)[]) => {
    const asked: NewMessage[] = [];
    const sendMessage = async (_leadId: string, message: NewMessage): Promise<MessageAccepted> => {
      asked.push(message);
      const answer = answers.shift();
      if (answer === undefined || answer instanceof ActionError) throw answer ?? new Error('no answer left');
      return answer;
    };
    return { asked, sender: senderOf({ sendMessage }) };
  };
  const phaseOf = (key: string) => writing.getState().outgoing[key]?.phase;

  it('is there at once, and becomes what the backend made of it', async () => {
    const { sender } = answering({ interactionId: 'i1' });
    sender.send('l1', text('k1'), 'Hola');
    expect(phaseOf('k1')).toBe('sending');
    await until(async () => phaseOf('k1') === 'accepted', { what: 'the message to be accepted' });
    expect(writing.getState().outgoing['k1']?.interactionId).toBe('i1');
  });

  it('fails with its reason and goes again under the same key', async () => {
    const away = new ActionError('unavailable', 'away', { reason: 'store-away' });
    const { sender, asked } = answering(away, { interactionId: 'i1' });
    sender.send('l1', text('k1'), 'Hola');
    await until(async () => phaseOf('k1') === 'failed', { what: 'the message to fail' });
    const failure = writing.getState().outgoing['k1']?.failure;
    expect(failure).toEqual({ code: 'unavailable', message: 'away', reason: 'store-away', params: {} });
    sender.again('k1');
    sender.again('k1');
    await until(async () => phaseOf('k1') === 'accepted', { what: 'the message to be accepted' });
    expect(asked.map(({ key }) => key)).toEqual(['k1', 'k1']);
  });

  it('comes back into the field to be corrected, before what is written there by now', async () => {
    const { sender } = answering(new ActionError('taken', 'no'));
    sender.send('l1', text('k1'), 'Hola');
    await until(async () => phaseOf('k1') === 'failed', { what: 'the message to fail' });
    writing.setState({ drafts: { l1: 'y algo más' } });
    sender.edit('k1');
    expect(writing.getState()).toMatchObject({ drafts: { l1: 'Hola\ny algo más' }, outgoing: {} });
  });

  it('opens as a template again where it was one', async () => {
    const { sender } = answering(new ActionError('invalid', 'no'));
    const parameters = ['Mariana', 'Andrea'];
    sender.send('l1', { kind: 'template', key: 'k1', name: 'a', language: 'es', parameters }, 'Hola Mariana');
    await until(async () => phaseOf('k1') === 'failed', { what: 'the message to fail' });
    sender.edit('k1');
    expect(writing.getState().templates).toEqual({ l1: { id: 'a/es', values: parameters, byHand: true } });
  });
});
