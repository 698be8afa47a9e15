// What a brief and the timeline say of a call that a supervisor passes on: whose doing it is, and why.
import { beforeAll, expect, test } from 'vitest';
import { callReasonInWords } from '../../../../src/renderer/features/backend-words.ts';
import { sayEvent } from '../../../../src/renderer/features/conversation/sayings.ts';
import { briefFields } from '../../../../src/renderer/i18n/brief-words.ts';
import { i18n, prepareLanguages } from '../../../../src/renderer/i18n/i18n.ts';
import { supervisedReason, type BriefParts } from '../../../../src/shared/brief.ts';
import type { Brief } from '../../../../src/shared/escalation.ts';
import type { StreamEvent } from '../../../../src/shared/events.ts';
import type { Language } from '../../../../src/shared/lead.ts';

beforeAll(() => prepareLanguages('es'));
const { t } = i18n;

const by = { code: 'taken', name: 'Laura Méndez' } as const;
const taken = { text: '', by } as const;
const handedOver = { text: 'cliente molesto', by: { ...by, code: 'handed-over' } } as const;

const briefOf = (reason: BriefParts['reason']): Brief => ({
  ...{ who: '', wants: '', budget: null, when: null, why: '', promised: [], mood: null, careful: [] },
  ...{ opening: '', language: 'es', score: null },
  parts: {
    ...{ name: 'Mariana Robles', firstName: 'Mariana', since: null, source: null, wants: {}, reason },
    ...{ said: null, visits: [], promised: [], careful: [], objections: [] },
  },
});
const why = (reason: BriefParts['reason'], language: Language) =>
  briefFields(briefOf(reason), { t, language }).find(({ key }) => key === 'why');
const asked = (reason: BriefParts['reason'], inWords: string): string | undefined => {
  const event = {
    ...{ stream: 'call:c', seq: 3, type: 'escalation.requested', at: '2026-11-22T12:00:00.000Z' },
    data: { escalationId: 'e', reason: inWords, brief: briefOf(reason) },
  } as StreamEvent;
  return sayEvent(event, { t, language: 'es', now: 0 })?.text;
};

test('the brief says who took the call or handed it over, marks no language, and does not say that Sofía passes it', () => {
  expect(why(taken, 'es')).toMatchObject({
    name: 'Por qué llega',
    stretches: [{ text: 'La tomó Laura Méndez.' }],
  });
  expect(why(handedOver, 'es')?.stretches).toEqual([{ text: 'La pasó Laura Méndez: cliente molesto.' }]);
  expect(why({ text: 'Quiere un descuento' }, 'es')).toMatchObject({
    ...{ name: 'Por qué la pasa Sofía', stretches: [{ text: 'Quiere un descuento.', language: 'es' }] },
  });
});

test('the timeline says the same, and that Sofía asked only where she did', () => {
  expect(asked(taken, supervisedReason(by))).toBe('La tomó Laura Méndez.');
  expect(asked(handedOver, 'cliente molesto')).toBe('La pasó Laura Méndez: cliente molesto.');
  expect(asked({ code: 'wants-person' }, 'the lead asked for a person')).toMatch(/^Sofía pidió/);
});

test('the reason that is kept is said in the language on screen', async () => {
  expect(callReasonInWords(supervisedReason(by), t)).toBe('La tomó Laura Méndez');
  await i18n.changeLanguage('en');
  expect(why(taken, 'en')?.text).toBe('Laura Méndez took it.');
  expect(callReasonInWords(supervisedReason(handedOver.by), t)).toBe('Laura Méndez handed it over');
  await i18n.changeLanguage('es');
});
