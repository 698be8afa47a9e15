// The calls of before: pages without repetition, and each call in words.
import { beforeAll, describe, expect, it } from 'vitest';
import {
  gradeOfMos,
  isMissed,
  nameOfRecord,
  outcomeOfRecord,
} from '../../../../../src/renderer/features/history/history-words.ts';
import { withPage } from '../../../../../src/renderer/features/history/use-history.ts';
import { desk } from '../../../../../src/renderer/stores/desk.ts';
import { i18n, prepareLanguages } from '../../../../../src/renderer/i18n/i18n.ts';
import type { Translate } from '../../../../../src/renderer/i18n/use-words.ts';
import type { HistoryCall } from '../../../../../src/shared/desk.ts';

const call = (id: string, change: Partial<HistoryCall> = {}) =>
  ({ id, kind: 'phone', direction: 'in', outcome: 'answered', ...change }) as HistoryCall;
const many = (from: number, count: number) => Array.from({ length: count }, (_, n) => call(String(from + n)));
let t: Translate;

beforeAll(() => {
  prepareLanguages('es');
  t = i18n.t as Translate;
});

describe('pages of calls', () => {
  it('follow each other, each call once, until a short one is the last', () => {
    const first = withPage(undefined, { filters: 'f', isFirst: true, calls: many(0, 50) });
    expect(first.isAll).toBe(false);
    const both = withPage(first, { filters: 'f', isFirst: false, calls: many(49, 10) });
    expect(both.calls).toHaveLength(59);
    expect(both.isAll).toBe(true);
  });

  it('begin anew with other filters', () => {
    const first = withPage(undefined, { filters: 'f', isFirst: true, calls: many(0, 50) });
    const other = withPage(first, { filters: 'g', isFirst: true, calls: many(7, 1) });
    expect(other.calls.map(({ id }) => id)).toEqual(['7']);
  });
});

describe('a call of before', () => {
  it('with the house bears the name of the directory', () => {
    const reception = {
      id: 'r',
      kind: 'number',
      name: 'Recepción',
      number: '+525555550140',
      note: null,
      state: null,
    } as const;
    desk.setState({ directory: [reception] });
    expect(nameOfRecord({ leadName: null, number: '5555550140' }, t)).toBe('Recepción');
    expect(nameOfRecord({ leadName: 'Iván', number: '5555550140' }, t)).toBe('Iván');
    desk.setState({ directory: [] });
    expect(nameOfRecord({ leadName: null, number: '+525555550140' }, t)).toBe('+52 55 5555 0140');
  });

  it('is called by the lead, else by the number, else says that it was hidden', () => {
    expect(nameOfRecord({ leadName: 'Mariana', number: '1' }, t)).toBe('Mariana');
    expect(nameOfRecord({ leadName: null, number: '+526642184790' }, t)).toBe('+52 664 218 4790');
    expect(nameOfRecord({ leadName: null, number: null }, t)).toBe('Número oculto');
  });

  it('says its outcome in words, the phone’s and the AI’s', () => {
    expect(outcomeOfRecord({ outcome: 'no-answer' }, t)).toBe('Sin respuesta');
    expect(outcomeOfRecord({ outcome: 'appointment_scheduled' }, t)).toBe('Cita agendada');
    expect(outcomeOfRecord({ outcome: 'something-new' }, t)).toBe('something-new');
    expect(outcomeOfRecord({ outcome: null }, t)).toBe('');
  });

  it('was missed when it came to us and nobody took it', () => {
    expect(isMissed(call('1', { outcome: 'no-answer' }))).toBe(true);
    expect(isMissed(call('1', { outcome: 'no-answer', direction: 'out' }))).toBe(false);
    expect(isMissed(call('1', { outcome: 'transferred' }))).toBe(false);
    expect(isMissed(call('1', { outcome: null })), 'still under way').toBe(false);
    expect(isMissed(call('1', { outcome: 'no_answer', kind: 'ai' }))).toBe(false);
  });

  it('is graded as the look grades its sound', () => {
    expect([4.3, 4, 3.9, 3.5, 3.4].map(gradeOfMos)).toEqual(['good', 'good', 'fair', 'fair', 'poor']);
  });
});
