// What the backend sends as data is read as sentences.
import { beforeAll, describe, expect, it } from 'vitest';
import {
  blockInWords,
  callReasonInWords,
  sipCauseInWords,
  taskTitleInWords,
} from '../../../../src/renderer/features/backend-words.ts';
import { userPart } from '../../../../src/renderer/features/diagnostics/ladder.tsx';
import { qualityWord } from '../../../../src/renderer/features/call/call-quality-words.ts';
import {
  consultationInWords,
  transferInWords,
} from '../../../../src/renderer/features/call/transfer-words.ts';
import { reasonInWords as failureInWords } from '../../../../src/renderer/features/error-words.ts';
import { endingInWords } from '../../../../src/renderer/features/phone-words.ts';
import { statusSeenHere } from '../../../../src/renderer/features/calls/use-call-status.ts';
import { ActionError } from '../../../../src/renderer/stores/actions.ts';
import { PhoneRefused } from '../../../../src/renderer/stores/phone-refused.ts';
import {
  briefFields,
  openingFor,
  openingMeaning,
  sentences,
} from '../../../../src/renderer/i18n/brief-words.ts';
import { reasonInWords } from '../../../../src/renderer/features/lead-panel/lead-score.tsx';
import { sayEvent } from '../../../../src/renderer/features/conversation/sayings.ts';
import { firstName } from '../../../../src/renderer/features/call/first-name.ts';
import { carriedBy } from '../../../../src/renderer/features/conversation/timeline-message.tsx';
import {
  argumentLines,
  argumentsInWords,
} from '../../../../src/renderer/features/conversation/tool-words.ts';
import { i18n, prepareLanguages } from '../../../../src/renderer/i18n/i18n.ts';
import { scoreLead } from '../../../../src/backend/journey/discovery/score-lead.ts';
import type { BriefParts } from '../../../../src/shared/brief.ts';
import type { CallSummary } from '../../../../src/shared/call.ts';
import type { LeadProfile } from '../../../../src/shared/lead.ts';
import { refusalCodes, type RefusalFact } from '../../../../src/shared/phone-refusal.ts';
import type { PhoneCall, PhoneState } from '../../../../src/shared/phone.ts';
import type { StreamEvent } from '../../../../src/shared/events.ts';

beforeAll(() => prepareLanguages('es'));
const t = i18n.t;

describe('a brief', () => {
  const brief = {
    ...{
      who: 'Mariana',
      wants: 'Villa',
      budget: 'USD 700,000',
      when: 'En 3 meses',
      why: 'Pidió a una persona.',
    },
    ...{ promised: [], mood: 'hurried' as const, careful: ['No ofrezca tasa', 'Escuche.'] },
    ...{ opening: 'Hola, soy {agent}.', language: 'es' as const, score: null },
  };

  it('has a sentence in each field, also where nothing is known', () => {
    expect(briefFields(brief, { t, language: 'es' }).map((field) => field.text)).toEqual([
      'Mariana',
      'Villa\u00a0· USD 700,000\u00a0· En 3 meses',
      'Pidió a una persona.',
      'Nada todavía.',
      'Con prisa',
      'No ofrezca tasa. Escuche.',
    ]);
  });

  const made: BriefParts = {
    ...{ name: 'Mariana Robles', firstName: 'Mariana', since: '2026-11-19', source: 'ad' },
    wants: {
      ...{ property_type: 'villa', bedrooms: 3, location: 'Nuevo Vallarta', use: 'family' },
      budget: { min: 650_000, max: 720_000, currency: 'USD' },
      timeline: { months: 3, text: 'antes de febrero' },
    },
    reason: { code: 'wants-person' },
    said: 'páseme a una persona',
    visits: [
      { property: 'Grand Luxxe', startsAt: '2026-11-28T17:00:00Z', timeZone: 'America/Bahia_Banderas' },
    ],
    promised: ['Enviar el plano'],
    careful: ['upset', 'no-price'],
    objections: ['le preocupa la tasa'],
  };

  it('is said in the language on screen, whatever it was written in', async () => {
    await i18n.changeLanguage('en');
    expect(briefFields({ ...brief, parts: made }, { t, language: 'en' }).map(({ text }) => text)).toEqual([
      'Mariana Robles, in touch since November 19, came through an ad.',
      'Villa with 3 bed. in Nuevo Vallarta for the family\u00a0· USD\u00a0650,000 to 720,000\u00a0· Within 3 months',
      'Asked to talk with a person. They said: «páseme a una persona»',
      'Visit to Grand Luxxe: Saturday, November 28, 11:00. Enviar el plano.',
      'In a hurry',
      'Upset: listen before you offer. No price, rate or discount has been mentioned. Has a doubt: «le preocupa la tasa»',
    ]);
    await i18n.changeLanguage('es');
    const spanish = briefFields({ ...brief, parts: made }, { t, language: 'es' });
    expect(spanish.map(({ text }) => text).slice(0, 4)).toEqual([
      'Mariana Robles, nos escribe desde el 19 de noviembre, llegó por un anuncio.',
      'Villa de 3 rec. en Nuevo Vallarta para la familia\u00a0· USD\u00a0650,000 a 720,000\u00a0· En 3 meses',
      'Pidió hablar con una persona. Dijo: «páseme a una persona»',
      'Visita a Grand Luxxe: sábado, 28 de noviembre, 11:00. Enviar el plano.',
    ]);
  });

  it('marks with its language what somebody said, and nothing of ours', () => {
    const fields = briefFields({ ...brief, parts: made }, { t, language: 'es' });
    const said = fields.flatMap(({ stretches }) => stretches.filter(({ language }) => language === 'es'));
    expect(said.map(({ text }) => text)).toEqual([
      '«páseme a una persona»',
      'Enviar el plano.',
      '«le preocupa la tasa»',
    ]);
    const told = { ...made, said: null, reason: { text: 'Quiere un descuento' } };
    const why = briefFields({ ...brief, parts: told }, { t, language: 'es' }).find(
      ({ key }) => key === 'why',
    );
    expect(why?.stretches).toEqual([{ text: 'Quiere un descuento.', language: 'es' }]);
  });

  it('says what its first sentence means where the console does not speak the lead’s language', async () => {
    const withFacts = { ...brief, parts: made };
    expect(openingMeaning(withFacts, 'Andrea Luna', { t, language: 'es' })).toBeUndefined();
    expect(openingMeaning(brief, 'Andrea Luna', { t, language: 'en' })).toBeUndefined();
    await i18n.changeLanguage('en');
    expect(openingMeaning(withFacts, 'Andrea Luna', { t, language: 'en' })).toBe(
      'It means: “Hello Mariana, this is Andrea Luna from Vidanta. Sofía told me that you are looking for a villa in Nuevo Vallarta. How can I help you?”',
    );
    await i18n.changeLanguage('es');
  });

  it('ends each statement once', () => {
    expect(sentences(['Uno', 'Dos.', ' ', '¿Tres?'])).toBe('Uno. Dos. ¿Tres?');
  });

  it('opens with the agent’s own name', () => {
    expect(openingFor(brief.opening, 'Andrea Luna')).toBe('Hola, soy Andrea Luna.');
  });
});

describe('a score', () => {
  const score = (profile: Parameters<typeof scoreLead>[0]['profile']) =>
    scoreLead({ profile, messages: 9, wantsVisit: true, declined: true, prices: undefined });

  it('says every reason the rules can give in words, in both languages', async () => {
    const full: LeadProfile = {
      ...{
        location: 'Los Cabos',
        property_type: 'villa',
        use: 'family',
        wants_person: true,
        wants_call: true,
      },
      ...{ budget: { min: 1, max: 700_000, currency: 'USD' } },
    };
    const reasons = [
      ...score({ ...full, mood: 'positive', objections: ['caro'] }).reasons,
      ...score({ mood: 'upset', wants_call: false }).reasons,
      ...[0, 2, 6, 12, 60].flatMap((months) => score({ timeline: { months, text: '' } }).reasons),
      ...score({ timeline: { months: null, text: '' } }).reasons,
    ];
    expect(reasons.length).toBeGreaterThan(15);
    for (const language of ['es', 'en'] as const) {
      await i18n.changeLanguage(language);
      for (const reason of reasons) {
        expect(i18n.exists(reason.key), reason.key).toBe(true);
        expect(reasonInWords(reason, t, language)).not.toMatch(/\{\{|undefined|score\./);
      }
    }
    await i18n.changeLanguage('es');
  });

  it('shows a rule it does not know by its key, in plain letters', () => {
    expect(reasonInWords({ key: 'score.new_rule', points: 3 }, t, 'es')).toBe('new rule');
  });
});

describe('sentences stored in one language', () => {
  it('say in the language on screen why a call was wished for', () => {
    expect(callReasonInWords('the lead agreed to a call', t)).toBe('Aceptó que le llamen');
    expect(callReasonInWords('Quiere ver el plano.', t)).toBe('Quiere ver el plano.');
  });

  it('say what is to be done in both languages, and leave what somebody wrote by hand', async () => {
    const title = 'Devolver la llamada a Óscar Robles';
    expect(taskTitleInWords({ title }, t)).toBe(title);
    await i18n.changeLanguage('en');
    expect(taskTitleInWords({ title }, t)).toBe('Call Óscar Robles back');
    expect(taskTitleInWords({ title: 'Dar seguimiento a la conversación' }, t)).toBe(
      'Follow up on the conversation',
    );
    expect(taskTitleInWords({ title: 'Mandar el plano' }, t)).toBe('Mandar el plano');
    await i18n.changeLanguage('es');
  });

  it('say which rule kept a call back, and by its detail for a rule without a word', () => {
    expect(blockInWords({ rule: 'not-opted-out', detail: 'the lead opted out' }, t)).toBe(
      'pidió no ser contactado',
    );
    expect(blockInWords({ rule: 'new-rule', detail: 'why' }, t)).toBe('why');
  });
});

describe('the phone', () => {
  const refused = (refusal: RefusalFact | undefined) =>
    failureInWords(new PhoneRefused(refusal, 'English for the log'), t);

  it('has a word in both languages for everything it can refuse, none of them English in Spanish', async () => {
    for (const language of ['es', 'en'] as const) {
      await i18n.changeLanguage(language);
      const said = refusalCodes.map((code) => refused({ code, params: { limit: 4 } }));
      for (const words of said) expect(words).toMatch(/^[a-zé][^{}]{8,}[^.]$/);
      expect(new Set(said).size).toBe(said.length);
    }
    await i18n.changeLanguage('es');
  });

  it('says the status and the limit that belong to a refusal', () => {
    expect(refused({ code: 'refused', params: { status: 488 } })).toBe('el conmutador no lo permite (488)');
    expect(refused({ code: 'too-many-calls', params: { limit: 4 } })).toBe(
      'no caben más de 4 llamadas a la vez',
    );
    expect(refused({ code: 'no-answer', params: {} })).toBe('el conmutador no responde');
  });

  it('never shows its English: a fault it did not foresee, or newer than this page, is said in general', () => {
    expect(refused(undefined)).toBe('algo inesperado en el teléfono');
    expect(refused({ code: 'newer' as 'refused', params: {} })).toBe('algo inesperado en el teléfono');
  });

  it('that is not there is told from an exchange that takes long', () => {
    expect(failureInWords(new ActionError('phone-away', ''), t)).toBe('el teléfono no responde');
    expect(refused({ code: 'too-slow', params: {} })).toBe('el conmutador tarda demasiado');
  });

  it('says how a call ended that nobody talked in, and does not repeat what its outcome says', () => {
    const ended = (change: Partial<PhoneCall>) => endingInWords(change as PhoneCall, t);
    expect(ended({ ending: 'agent-reject', sipStatus: 486 })).toBe('');
    expect(ended({ ending: 'peer-cancel' })).toBe('Quien llamaba colgó antes.');
    expect(ended({ ending: 'silence', sipStatus: 408 })).toBe('El conmutador no responde.');
    expect(ended({ ending: 'refusal', direction: 'in', sipStatus: 480 })).toBe('');
    expect(ended({ ending: 'refusal', direction: 'in', sipStatus: 488 })).toBe(
      'No hay un códec de voz en común.',
    );
    expect(ended({ ending: 'failure' })).toBe('La llamada se cortó.');
  });
});

describe('a call said to be with the person who sits here', () => {
  const call = { id: 'c1', status: 'with-agent', agentName: 'Andrea Luna' } as CallSummary;
  const calls = (...list: Partial<PhoneCall>[]) => ({ calls: list }) as unknown as PhoneState;
  const seen = (change: object) =>
    statusSeenHere(call, { left: {}, state: calls(), name: 'Andrea Luna', ...change }, t);

  it('is with them while their phone is in it, also if the phone could not match it', () => {
    expect(seen({ state: calls({ callId: 'c1', phase: 'live' }) })).toBe('Con Andrea Luna');
    expect(seen({ state: calls({ callId: undefined, phase: 'live' }) })).toBe('Con Andrea Luna');
  });

  it('is where they handed it to, or over, once their phone left it', () => {
    expect(seen({ left: { c1: { to: '4129' } } })).toBe('La pasó a 4129');
    expect(seen({ left: { c1: { to: undefined } } })).toBe('Terminada');
  });

  it('is with somebody when their phone knows nothing of it, and theirs while the phone says nothing', () => {
    expect(seen({})).toBe('Con asesor');
    expect(seen({ state: undefined })).toBe('Con Andrea Luna');
    expect(seen({ name: 'Bruno Díaz' })).toBe('Con Andrea Luna');
  });
});

describe('sentences of the reading line', () => {
  const say = (event: Partial<StreamEvent>, known?: Parameters<typeof sayEvent>[2]) =>
    sayEvent(
      { stream: 'call:1', seq: 1, at: '2026-11-22T12:00:00Z', ...event } as StreamEvent,
      { t, language: 'es', now: Date.parse('2026-11-22T12:00:00Z') },
      known,
    )?.text;

  it('tell that nobody took an attempt, and why', () => {
    const data = {
      ...{ escalationId: 'e', attemptId: 'a', outcome: 'no-answer' as const, sipStatus: 480, cause: null },
    };
    expect(say({ type: 'escalation.missed', data }, { agentName: 'Andrea Luna' })).toBe(
      'Andrea Luna no contestó. SIP 480.',
    );
    const withoutStatus = { ...data, sipStatus: null };
    expect(say({ type: 'escalation.missed', data: withoutStatus }, { agentName: null })).toBe(
      'El grupo de asesores no contestó.',
    );
  });

  it('keep only what is the lead’s own of a described message', () => {
    expect(carriedBy('[Documento: plano.pdf] para mi esposa')).toBe('plano.pdf para mi esposa');
    expect(carriedBy('[Sticker]')).toBe('');
    expect(carriedBy('Hola')).toBe('Hola');
  });

  it('call people by their first name and numbers by all of it', () => {
    expect(firstName('Mariana Robles')).toBe('Mariana');
    expect(firstName('+52 664 218 4790')).toBe('+52 664 218 4790');
  });

  it('show what a tool was asked without ids and names of arguments', () => {
    const asked = {
      unit_id: '00000000-0000-4000-8000-000000000001',
      type: 'condo',
      bedrooms: 3,
      note: '',
      max: 700_000,
      currency: 'USD',
    };
    expect(argumentsInWords(asked, t, 'es')).toBe('Departamento · 3 rec. · USD\u00a0700,000');
  });

  it('lists what was asked by names that people know', () => {
    const asked = { type: 'villa', bedrooms: 3, promised: ['plano', 'precio'], some_thing: null };
    expect(argumentLines(asked, t)).toEqual([
      ...['Qué: Villa', 'Recámaras: 3', 'Prometido: plano; precio', 'some thing: null'],
    ]);
    expect(argumentLines('villa', t)).toEqual([]);
  });
});

describe('a call', () => {
  it('that came to nothing says why in a sentence, and what it does not know by its status', () => {
    expect(sipCauseInWords(486, t)).toBe('Está ocupado.');
    expect(sipCauseInWords(404, t)).toBe('Ese número no existe.');
    expect(sipCauseInWords(502, t)).toContain('502');
    for (const nothing of [undefined, 200, 487]) expect(sipCauseInWords(nothing, t)).toBe('');
  });

  it('tells what has become of its transfer', () => {
    const call = (transfer: PhoneCall['transfer']): PhoneCall => ({ transfer }) as PhoneCall;
    expect(transferInWords(call(undefined), t)).toBeUndefined();
    const ringing = { to: '4129', cause: undefined, refusal: undefined, settledAt: undefined };
    expect(transferInWords(call({ phase: 'ringing', ...ringing }), t)).toBe('Timbra en 4129…');
    expect(transferInWords(call({ phase: 'ringing', ...ringing, to: '+523221234567' }), t)).toBe(
      'Timbra en +52 322 123 4567…',
    );
    const failed = (refusal: RefusalFact): PhoneCall =>
      call({ phase: 'failed', to: '4129', cause: 'English', refusal, settledAt: 1 });
    expect(transferInWords(failed({ code: 'refused', params: { status: 486 } }), t)).toBe(
      'No se pudo transferir a 4129: Está ocupado. La llamada sigue con usted.',
    );
    expect(transferInWords(failed({ code: 'untold', params: {} }), t)).toBe(
      'No se pudo transferir a 4129: el conmutador no dijo cómo terminó. La llamada sigue con usted.',
    );
  });

  it('tells why the colleague could not be reached while the client waits, and not once it is taken back', () => {
    const held = { phase: 'held', liveAt: 1 } as PhoneCall;
    const asked = { direction: 'out', phase: 'ended', number: '4999', endedAt: 9, liveAt: undefined };
    const state = (change: Partial<PhoneCall>) =>
      ({ calls: [held, { ...asked, ...change }] }) as unknown as PhoneState;
    expect(consultationInWords(held, state({ sipStatus: 404 }), t)).toBe(
      'No se pudo llamar a 4999: Ese número no existe. El cliente sigue en espera.',
    );
    expect(consultationInWords({ ...held, phase: 'live' }, state({ sipStatus: 404 }), t)).toBeUndefined();
    expect(consultationInWords(held, state({ sipStatus: 487, ending: 'agent-hangup' }), t)).toBeUndefined();
    expect(consultationInWords(held, state({ sipStatus: 404, liveAt: 5 }), t)).toBeUndefined();
  });

  it('sounds as people would say', () => {
    expect([4.3, 4, 3.8, 3.5, 3.4, 2].map(qualityWord)).toEqual([
      'good',
      'good',
      'fair',
      'fair',
      'bad',
      'bad',
    ]);
  });
});

describe('a line of the ladder', () => {
  it('names both ends by their numbers, and an address without one as it is', () => {
    expect(userPart('sip:+523221234567@pbx.example.com:5060')).toBe('+523221234567');
    expect(userPart('sip:pbx.example.com')).toBe('sip:pbx.example.com');
  });
});
