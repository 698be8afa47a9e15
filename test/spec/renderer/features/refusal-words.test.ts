// What the backend refuses and stores in a language of its own is said in the language on screen, all of it.
import { DateTime } from 'luxon';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { momentInWriting } from '../../../../src/backend/tools/speech/date-in-words.ts';
import {
  notSentInWords,
  taskNotesInWords,
  taskTitleInWords,
} from '../../../../src/renderer/features/backend-words.ts';
import { callFailureInWords } from '../../../../src/renderer/features/vendor-words.ts';
import { reasonInWords, sentenceOf, signInProblem } from '../../../../src/renderer/features/error-words.ts';
import { i18n, prepareLanguages } from '../../../../src/renderer/i18n/i18n.ts';
import { ActionError, type RefusalMore } from '../../../../src/renderer/stores/actions.ts';
import { apiReasons, type ApiReasonParams } from '../../../../src/shared/api-refusal.ts';

beforeAll(() => prepareLanguages('es'));
afterEach(async () => void (await i18n.changeLanguage('es')));
const t = i18n.t;

const params: ApiReasonParams = {
  incorrect: { fields: 'next.dueAt' },
  'search-too-short': { least: 2 },
  'too-many-passwords': { minutes: 3 },
  fault: { requestId: '6f1c2a34-0000-4000-8000-000000000000' },
  'visit-closed': { name: 'Grand Luxxe', from: '10:00', to: '17:00' },
  'lead-has-visit': { name: 'Grand Luxxe', at: '2026-11-28T11:00:00-06:00' },
  'chat-taken': { name: 'Beatriz Sol' },
  'template-changed': { wanted: 2 },
  'media-too-large': { megabytes: 100 },
  'template-places': { places: 2, names: 1 },
  'csv-unreadable': { line: 7 },
  'columns-missing': { columns: 'phone, day' },
  'unknown-event-type': { types: 'call.answered' },
};
const english = 'English for the log';
const refused = (reason: string, more: RefusalMore['params'] = {}, code = 'conflict') =>
  new ActionError(code, english, { reason, params: more });

describe('a refusal of the backend', () => {
  it('completes a sentence in both languages, whatever its reason, with every gap filled', async () => {
    for (const language of ['es', 'en'] as const) {
      await i18n.changeLanguage(language);
      const said = apiReasons.map((reason) =>
        reasonInWords(refused(reason, params[reason as keyof ApiReasonParams] as RefusalMore['params']), t),
      );
      for (const words of said) {
        expect(words).toMatch(/^(WhatsApp|Beatriz|[\p{Ll}])[^{}]{8,}[^.]$/u);
        expect(words).not.toMatch(/undefined|null|NaN|Invalid|English/);
      }
      expect(new Set(said).size).toBe(said.length);
    }
  });

  it('says who, when and how much', async () => {
    const said = (reason: keyof ApiReasonParams) =>
      reasonInWords(refused(reason, params[reason] as RefusalMore['params']), t);
    expect(said('chat-taken')).toBe('Beatriz Sol tiene este chat; pídaselo o avise a un supervisor');
    expect(said('visit-closed')).toBe(
      'las visitas a Grand Luxxe empiezan entre las 10:00 y las 17:00, hora del lugar',
    );
    expect(said('fault')).toMatch(/6f1c2a34$/);
    expect(said('lead-has-visit')).toMatch(/Grand Luxxe, sábado, 28 de noviembre,? (a las )?11:00$/);
    await i18n.changeLanguage('en');
    expect(said('lead-has-visit')).toMatch(/Grand Luxxe, Saturday, November 28(,| at) 11:00\sAM$/);
  });

  it('names nobody where nobody is known', () => {
    expect(reasonInWords(refused('chat-taken', { name: null }), t)).toMatch(/^otra persona tiene este chat/);
  });

  it('without a reason, or with one that is newer than this page, is said by its code and never in its English', () => {
    const words = (code: string) => reasonInWords(refused('newer-than-this-page', {}, code), t);
    expect(words('taken')).toMatch(/^otra persona tiene este chat/);
    expect(words('unavailable')).toMatch(/ocupado/);
    expect(words('not-found')).toBe('ya no existe');
    expect(words('forbidden')).toBe('su cuenta no puede hacer esto');
    for (const code of ['conflict', 'internal', 'http-418', ''])
      expect(words(code)).toBe('algo inesperado en el servidor');
  });
});

describe('at the door', () => {
  it('one is told how long to wait, and that an account is gone, in whole sentences', () => {
    expect(signInProblem(refused('too-many-passwords', { minutes: 3 }, 'too-many'), t)).toBe(
      'Demasiadas contraseñas incorrectas; espere 3 min y vuelva a probar.',
    );
    expect(signInProblem(refused('no-account', {}, 'unauthorized'), t)).toMatch(
      /^Su cuenta ya no existe.*\.$/,
    );
    expect(signInProblem(refused('wrong-password', {}, 'unauthorized'), t)).toBe(i18n.t('signIn.wrong'));
    expect(signInProblem(new ActionError('internal', english), t)).toBe(i18n.t('signIn.unavailable'));
    expect(sentenceOf('está ocupado')).toBe('Está ocupado.');
  });
});

describe('what the backend wrote in Spanish', () => {
  it('says which visit is to be confirmed, on which day, in both languages', async () => {
    const title = 'Confirmar visita de Ana a Grand Luxxe Nuevo Vallarta, sábado 28 de noviembre, 11:00';
    expect(taskTitleInWords({ title }, t)).toMatch(
      /^Confirmar visita de Ana a Grand Luxxe Nuevo Vallarta, sábado, 28 de noviembre,? (a las )?11:00$/,
    );
    await i18n.changeLanguage('en');
    expect(taskTitleInWords({ title }, t)).toMatch(
      /^Confirm the visit of Ana to Grand Luxxe Nuevo Vallarta, Saturday, November 28(,| at) 11:00\sAM$/,
    );
    const leapDay = 'Confirmar visita de Ana a Vidanta, domingo 29 de febrero, 16:30';
    expect(taskTitleInWords({ title: leapDay }, t)).toMatch(/Sunday, February 29(,| at) 4:30\sPM$/);
  });

  it('says whom to tell of a visit that was called off, for every day as the backend writes it', async () => {
    await i18n.changeLanguage('en');
    for (let day = 0; day < 366; day += 1) {
      const at = DateTime.fromISO('2028-01-01T16:30', { zone: 'America/Tijuana' }).plus({ days: day });
      const title = `Avisar a Ana que se canceló su visita a Vidanta, ${momentInWriting(at, 'es')}`;
      const when = at.setLocale('en-US').toFormat('cccc, LLLL d');
      expect(taskTitleInWords({ title }, t)).toContain(
        `Tell Ana that their visit to Vidanta was cancelled, ${when}`,
      );
      expect(taskTitleInWords({ title }, t)).toMatch(/4:30\sPM$/);
    }
  });

  it('leaves a title alone that only looks like one', async () => {
    await i18n.changeLanguage('en');
    for (const title of [
      'Confirmar visita de Ana a Vidanta, sábado 99 de noviembre, 11:00',
      'Confirmar visita de Ana a Vidanta, sábado 28 de brumario, 11:00',
      'Confirmar visita de Ana',
    ])
      expect(taskTitleInWords({ title }, t)).toBe(title);
  });

  it('says why a callback was wished for, and leaves the person’s own words under it', async () => {
    await i18n.changeLanguage('en');
    expect(taskNotesInWords({ title: 'Llamar', notes: 'Nos llamó · Quiere el plano' }, t)).toBe(
      'Called us · Quiere el plano',
    );
    expect(taskNotesInWords({ title: 'Llamar', notes: 'Quiere el plano' }, t)).toBe('Quiere el plano');
  });

  it('says what the agent can do about every failure that Meta names, in both languages', async () => {
    const codes = [131047, 131026, 131049, 131050, 130472, 131051, 131056, 130429, 131048, 131021, 131030];
    const more = [
      132000, 132001, 132005, 132007, 132012, 132015, 132016, 368, 131031, 131042, 190, 100, 131000,
    ];
    for (const language of ['es', 'en'] as const) {
      await i18n.changeLanguage(language);
      const said = [...codes, ...more].map((code) => notSentInWords({ code, error: 'English of Meta' }, t));
      for (const [index, text] of said.entries())
        expect(text, String([...codes, ...more][index])).not.toContain('English of Meta');
    }
    expect(notSentInWords({ code: 131026, error: 'Message undeliverable' }, t)).toContain('Call, or find');
  });

  it('says why a call failed by Vapi’s code, and marks words it does not know as Vapi’s', async () => {
    const codes = {
      'customer-busy': /otra llamada/,
      'customer-did-not-answer': /no contestó/,
      voicemail: /buzón/,
      'silence-timed-out': /Nadie habló/,
      'assistant-error': /Falló Sofía/,
      'pipeline-error-openai-llm-failed': /Falló Sofía/,
      'call.in-progress.error-sip-outbound-call-failed-to-connect': /línea/,
      'call.in-progress.error-providerfault-outbound-sip-480-temporarily-unavailable': /apagado/,
      'twilio-reported-customer-misdialed': /no existe/,
      'exceeded-max-duration': /máxima/,
      'Vapi did not keep the call in 3 attempts': /más de una vez/,
      'could not be composed: TypeError': /preparar/,
    };
    for (const [code, words] of Object.entries(codes))
      expect(callFailureInWords(code, t), code).toMatch(words);
    expect(callFailureInWords('vapi createCall: phoneNumber must be E.164', t)).toBe(
      'Vapi dice: “phoneNumber must be E.164”',
    );
    expect(callFailureInWords('something-brand-new', t)).toBe('Vapi dice: “something-brand-new”');
    await i18n.changeLanguage('en');
    expect(callFailureInWords('customer-busy', t)).toContain('another call');
  });

  it('says the notes of a failed call as words, also where it joined another callback', async () => {
    const title = 'Llamar: la llamada automática falló';
    expect(taskNotesInWords({ title, notes: 'customer-busy' }, t)).toContain('otra llamada');
    await i18n.changeLanguage('en');
    const joined = { title: 'Devolver la llamada prometida', notes: `Nos llamó\n${title}: voicemail` };
    expect(taskNotesInWords(joined, t)).toBe(
      'Called us\nCall: the automatic call failed: Voicemail answered. Call later yourself, or write by WhatsApp.',
    );
    expect(taskNotesInWords({ title: 'Llamar', notes: 'Ojo: llega tarde' }, t)).toBe('Ojo: llega tarde');
  });

  it('says why a message did not go: our own decision by its code, else as Meta said it', () => {
    const error = 'a person took the chat over before this was sent';
    expect(notSentInWords({ why: 'chat-taken', error }, t)).toBe(
      'No se envió: una persona tomó el chat antes.',
    );
    expect(notSentInWords({ error: 'Unable to deliver' }, t)).toBe('Meta dice: “Unable to deliver”');
    expect(notSentInWords({ code: 999_999, error: 'Brand new' }, t)).toBe('Meta dice: “Brand new”');
    expect(notSentInWords({}, t)).toBeUndefined();
  });
});
