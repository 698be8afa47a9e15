/** What people want from us: to be called, to talk to a person, to be left alone; and who they are. */
import { describe, expect, it } from 'vitest';
import type { DiscoveryQuestion } from '../../../../src/shared/lead.ts';
import { optOutWords } from '../../../../src/shared/reader/opt-out.ts';
import { readMessage } from '../../../../src/shared/reader/read-message.ts';

const read = (text: string, asked?: DiscoveryQuestion) =>
  readMessage(text, { known: {}, lastQuestion: asked });

describe('opting out and in', () => {
  it.each([
    'BAJA',
    'Stop',
    'STOP!!!',
    'stop por favor',
    'unsubscribe',
    'no me escriban más',
    'Ya no me manden mensajes',
    'dejen de escribirme',
    'quiero darme de baja',
    'borren mi número',
    'please remove me from your list',
    'stop texting me',
    'do not contact me again',
    'leave me alone',
    'No quiero recibir mensajes',
    'déjenme en paz',
    'Cancelar',
  ])('%j ends all contact', (text) => {
    expect(read(text).optOut).toBe(true);
  });
  it.each([
    'planta baja por favor',
    'Baja California Sur',
    'a bus stop nearby?',
    'no me llamen, mejor por aquí',
    "don't call me, text me",
    'quiero cancelar mi cita',
    'no me escriban tan tarde',
    'sí, pero no me escriban tanto',
    'quiero dar un recorrido',
    'the end of the year',
    'no me manden correos, mejor por aquí',
  ])('%j does not', (text) => {
    expect(read(text).optOut).toBe(false);
  });
  it.each(['ALTA', 'start', 'pueden volver a escribirme', 'you can message me again'])(
    '%j opts in',
    (text) => {
      expect(read(text)).toMatchObject({ optIn: true, optOut: false });
    },
  );
  it('takes every word of its list, shouted or polite', () => {
    for (const word of optOutWords)
      expect([word, read(`${word.toUpperCase()} por favor!`).optOut]).toEqual([word, true]);
  });
});

describe('answers', () => {
  const cases: [string, string | null][] = [
    ['sí', 'yes'],
    ['Si claro', 'yes'],
    ['claro que sí', 'yes'],
    ['ok', 'yes'],
    ['Sale, va', 'yes'],
    ['dale', 'yes'],
    ['👍', 'yes'],
    ['yeah sure', 'yes'],
    ['sounds good', 'yes'],
    ['no hay problema', 'yes'],
    ['por qué no', 'yes'],
    ['no', 'no'],
    ['No gracias', 'no'],
    ['ahorita no', 'no'],
    ['not now', 'no'],
    ['nope', 'no'],
    ['ya no gracias', 'no'],
    ['lo que cueste', 'unsure'],
    ['no más de 5', null],
    ['jaja no gracias', 'no'],
    ['no sé', 'unsure'],
    ['tal vez', 'unsure'],
    ['maybe', 'unsure'],
    ['Cancún', null],
    ['', null],
  ];
  it.each(cases)('%j', (text, expected) => {
    expect(read(text).answer).toBe(expected);
  });
});

describe('being called', () => {
  const cases: [string, boolean | undefined, (DiscoveryQuestion | undefined)?, string?][] = [
    ['llámame', true],
    ['me pueden marcar mañana a las 5?', true, undefined, 'mañana a las 5'],
    ['Call me tomorrow after 5pm', true, undefined, 'tomorrow after 5pm'],
    ['sí', true, 'call_consent'],
    ['Sí, mañana por la tarde', true, 'call_consent', 'mañana por la tarde'],
    ['mañana a las 10', true, 'call_consent', 'mañana a las 10'],
    ['ahorita no puedo, mañana a las 11', true, 'call_consent', 'mañana a las 11'],
    ['claro, ahorita', true, 'call_consent', 'ahorita'],
    ['no gracias', false, 'call_consent'],
    ['I am busy now, call me at 6', true, 'call_consent', 'at 6'],
    ['después', true, 'call_consent', 'después'],
    ['quiero hablar con alguien pero no por teléfono', false],
    ['sí, pero por WhatsApp', false, 'call_consent'],
    ['mejor mándame la info por aquí', false, 'call_consent'],
    ['llámame por WhatsApp', true],
    ['Ahorita estoy en junta', undefined, 'call_consent'],
    ['sí pero hasta la noche', true, 'call_consent', 'hasta la noche'],
    ['can you call tomorrow morning instead?', true, 'call_consent', 'tomorrow morning'],
    ['no me llamen', false],
    ['prefiero por whatsapp', false],
    ["please don't call me", false],
    ["I'd rather text", false, 'call_consent'],
    ['sí, me interesa Cancún', undefined],
    ['el lunes voy a Cancún', undefined],
  ];
  it.each(cases)('%j', (text, wants, asked, time) => {
    expect(read(text, asked).facts.wants_call).toBe(wants);
    expect(read(text, asked).facts.call_time).toBe(time);
  });
});

describe('asking for a person', () => {
  const cases: [string, boolean | undefined][] = [
    ['quiero hablar con una persona', true],
    ['Me puede contactar un asesor?', true],
    ['pásame con un asesor', true],
    ['necesito un humano', true],
    ['asesor', true],
    ['me comunicas con alguien de ventas?', true],
    ['con un asesor por favor', true],
    ['no quiero hablar con un robot', true],
    ['Can I talk to a real person?', true],
    ['I want to speak with an agent', true],
    ['get me a human', true],
    ['quiero hablar directamente con alguien', true],
    ['no quiero hablar con un asesor', false],
    ["I don't need an agent", false],
    ['soy agente inmobiliario', undefined],
    ['somos cuatro personas', undefined],
    ['quiero un depa en Cancún', undefined],
  ];
  it.each(cases)('%j', (text, expected) => {
    expect(read(text).facts.wants_person).toBe(expected);
  });
});

describe('who writes', () => {
  const names: [string, { first: string; last: string | null } | null][] = [
    ['Hola, soy Mariana', { first: 'Mariana', last: null }],
    ['soy mariana', { first: 'Mariana', last: null }],
    ['Soy la señora Martha Elizondo', { first: 'Martha', last: 'Elizondo' }],
    ['This is Dr. Alan Brooks', { first: 'Alan', last: 'Brooks' }],
    ['Me llamo José Luis Hernández', { first: 'José', last: 'Luis Hernández' }],
    ['mi nombre es xóchitl y busco casa', { first: 'Xóchitl', last: null }],
    ['My name is Tom Baker, from Austin', { first: 'Tom', last: 'Baker' }],
    ["Hi I'm Karen", { first: 'Karen', last: null }],
    ['SOY MARIANA', { first: 'Mariana', last: null }],
    ['soy de Monterrey', null],
    ['soy inversionista', null],
    ["I'm interested in Cabo", null],
    ['I am looking for a condo', null],
    ['Hola', null],
  ];
  it.each(names)('%j', (text, expected) => {
    expect(read(text).name).toEqual(expected);
  });
  const emails: [string, string | undefined][] = [
    ['mi correo es Ana.Ruiz@Example.com.', 'ana.ruiz@example.com'],
    ['ana punto ruiz arroba ejemplo punto com punto mx', 'ana.ruiz@ejemplo.com.mx'],
    ['tom dot baker at example dot com', 'tom.baker@example.com'],
    ['look at this', undefined],
  ];
  it.each(emails)('%j', (text, expected) => {
    expect(read(text).facts.email).toBe(expected);
  });
});

describe('language', () => {
  const cases: [string, string | null][] = [
    ['Hola, busco un departamento', 'es'],
    ['Hi, I am looking for a condo', 'en'],
    ['ok', null],
    ['500k', null],
    ['👍', null],
    ['Can we continue in English please?', 'en'],
    ['mejor en español por favor', 'es'],
    ['cuanto cuesta', 'es'],
    ['how much is it', 'en'],
    ['maybe Los Cabos', 'en'],
    ['5 million pesos', 'en'],
    ['only in Mazatlán', 'en'],
    ['Riviera Maya', null],
  ];
  it.each(cases)('%j', (text, expected) => {
    expect(read(text).language).toBe(expected);
  });
});

describe('tone and topics', () => {
  const moods: [string, string | undefined][] = [
    ['me encanta!', 'positive'],
    ['this is amazing', 'positive'],
    ['pinche bot, ya les dije', 'upset'],
    ['this is ridiculous', 'upset'],
    ['tengo prisa', 'hurried'],
    ["I'm in a hurry", 'hurried'],
    ['no tengo prisa', undefined],
    ['busco casa', undefined],
  ];
  it.each(moods)('%j', (text, expected) => {
    expect(read(text).facts.mood).toBe(expected);
  });
  it('keeps objections in the words of the lead', () => {
    expect(read('Me gusta, pero está muy caro para mí').facts.objections).toEqual(['está muy caro para mí']);
    expect(read('I need to talk with my wife first').facts.objections).toEqual([
      'I need to talk with my wife first',
    ]);
  });
  it('knows what is asked', () => {
    expect(read('¿Cuánto cuesta y tienen fotos?').topics).toEqual(['price', 'photos']);
    expect(read('ubicación y precio porfa').topics).toEqual(['price', 'address']);
    expect(read('¿Eres un robot?').topics).toEqual(['identity']);
    expect(read('gracias').topics).toEqual([]);
    expect(read('quisiera información').understood).toBe(true);
  });
  it.each(['ya no me interesa', 'wrong number', 'not interested, sorry'])('%j is a refusal', (text) => {
    expect(read(text).declined).toBe(true);
  });
  it('tells greeting, thanks and noise apart', () => {
    expect(read('Hola buenas tardes')).toMatchObject({ greeting: true, understood: true });
    expect(read('muchas gracias!')).toMatchObject({ thanks: true, understood: true });
    expect(read('no gracias')).toMatchObject({ thanks: false, answer: 'no' });
    expect(read('asdkjh qwe')).toMatchObject({
      greeting: false,
      thanks: false,
      understood: false,
      facts: {},
    });
  });
});
