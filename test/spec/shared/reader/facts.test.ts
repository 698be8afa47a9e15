/** One table per fact: what people write, and what the reader must take from it. */
import { describe, expect, it } from 'vitest';
import type { Budget, DiscoveryQuestion, Language, LeadProfile } from '../../../../src/shared/lead.ts';
import { readMessage } from '../../../../src/shared/reader/read-message.ts';

const now = new Date(2026, 7, 10, 12);
interface Given {
  asked?: DiscoveryQuestion;
  language?: Language;
  known?: LeadProfile;
}
const read = (text: string, given: Given = {}) =>
  readMessage(text, { known: given.known ?? {}, lastQuestion: given.asked, language: given.language, now });
const usd = (min: number, max = min): Budget => ({ min, max, currency: 'USD' });
const mxn = (min: number, max = min): Budget => ({ min, max, currency: 'MXN' });

describe('budget', () => {
  const cases: [string, Budget | undefined, Given?][] = [
    ['medio millón de dólares', usd(500_000)],
    ['tengo como 500 mil usd', usd(500_000)],
    ['My budget is $1.2M', usd(1_200_000)],
    ['12 millones de pesos', mxn(12_000_000)],
    ['entre 300 y 400k', usd(300_000, 400_000), { language: 'es' }],
    ['up to 650,000', usd(650_000)],
    ['Hasta $850,000 USD', usd(850_000)],
    ["1'200,000 pesos", mxn(1_200_000)],
    ['un millon y medio de dolares', usd(1_500_000)],
    ['dos millones y medio de pesos', mxn(2_500_000)],
    ['doce millones quinientos mil pesos', mxn(12_500_000)],
    ['half a million', usd(500_000)],
    ['a million and a half dollars', usd(1_500_000)],
    ['about four hundred fifty thousand dollars', usd(450_000)],
    ['somewhere between 400 and 600 thousand', usd(400_000, 600_000)],
    ['400k-600k usd', usd(400_000, 600_000)],
    ['de 6 a 8 millones', mxn(6_000_000, 8_000_000), { language: 'es' }],
    ['8 mdp', mxn(8_000_000)],
    ['que no pase de los 9 millones', mxn(9_000_000), { language: 'es' }],
    ['three hundred and fifty thousand', usd(350_000)],
    ['1.5 mdd', usd(1_500_000)],
    ['unos 15 millones', mxn(15_000_000)],
    ['quinientos mil dólares máximo', usd(500_000)],
    ['$300 - $350 mil dlls', usd(300_000, 350_000)],
    ['USD 720.000', usd(720_000)],
    ['mi presupuesto es de 450000', usd(450_000)],
    ['no más de 700 mil dólares', usd(700_000)],
    ['no quiero gastar mas de 9 millones de pesos', mxn(9_000_000)],
    ['tres a cuatro millones de dolares', usd(3_000_000, 4_000_000)],
    ['a quarter million', usd(250_000)],
    ['two to three hundred thousand', usd(200_000, 300_000)],
    ['one point five million', usd(1_500_000)],
    ['a couple hundred thousand dollars', usd(200_000)],
    ['I can spend 1.1 to 1.3 million', usd(1_100_000, 1_300_000)],
    ['500', usd(500_000), { asked: 'budget' }],
    ['como 12', mxn(12_000_000), { asked: 'budget', language: 'es' }],
    ['entre 400 y 500', usd(400_000, 500_000), { asked: 'budget', language: 'es' }],
    ['2 million', usd(2_000_000), { asked: 'budget', language: 'en' }],
    ['unos seiscientos mil', usd(600_000), { asked: 'budget', language: 'es' }],
    ['600', mxn(600_000), { asked: 'budget', known: { budget: mxn(500_000) } }],
    ['200 mil euros', usd(220_000)],
    ['500k CAD', usd(350_000)],
    ['quiero un depa de 2 recamaras', undefined],
    ['busco algo de 120 m2', undefined],
    ['mi numero es 5512345678', undefined],
    ['en 2027', undefined],
    ['we are 4 people', undefined],
    ['tengo 100 mil de enganche', undefined],
    ['no tengo 500 mil dolares', undefined],
    ['500 mil dólares es demasiado', undefined],
    ['llámame a las 5:30', undefined],
    ['en 6 meses', undefined, { asked: 'budget' }],
    ['tengo dos hijos', undefined],
    ['llámame a las 5', undefined, { asked: 'budget' }],
    ['mi cel es 33 1234 5678', undefined, { asked: 'budget' }],
    ['322 555 0101', undefined, { asked: 'budget' }],
    ['500 000 usd', usd(500_000)],
    ['USD 1 200 000', usd(1_200_000)],
    ['¿cuesta 5 millones?', undefined],
  ];
  it.each(cases)('%j', (text, expected, given) => {
    expect(read(text, given).facts.budget).toEqual(expected);
  });
});

describe('timeline, in months from 10 August 2026', () => {
  const cases: [string, number | null | undefined, Given?][] = [
    ['este año', 4],
    ['en 3 meses', 3],
    ['next spring', 9],
    ['ya', 0, { asked: 'timeline' }],
    ['solo estoy viendo', null],
    ['lo antes posible', 0],
    ['ASAP', 0],
    ["I'm ready to buy", 0],
    ['within six months', 6],
    ['de 3 a 6 meses', 6],
    ['in a couple of months', 2],
    ['en un par de semanas', 1],
    ['en año y medio', 18],
    ['en un año', 12],
    ['dos años', 24, { asked: 'timeline' }],
    ['para diciembre', 4],
    ['in March 2027', 7],
    ['antes de fin de año', 4],
    ['el próximo año', 16],
    ['next year', 16],
    ['a principios del proximo ano', 7],
    ['el mes que viene', 1],
    ['this month', 0],
    ['just looking around for now', null],
    ['no tengo prisa', null],
    ['no rush', null],
    ['only browsing for now', null],
    ['lo más pronto que se pueda', 0],
    ['cuando salga mi crédito', null, { asked: 'timeline' }],
    ['después de diciembre', 4],
    ['más adelante', null],
    ['en cuanto venda mi casa', null, { asked: 'timeline' }],
    ['de ser posible ya', 0, { asked: 'timeline' }],
    ['can I see it in person next week?', undefined],
    ['todavía no lo sé, depende', undefined, { asked: 'budget' }],
    ['más adelante, gracias', undefined, { asked: 'call_consent' }],
    ['sí, ahora mismo', undefined, { asked: 'call_consent' }],
    ['llámenme esta semana', undefined],
    ['quiero comprar este mes, llámenme', 0],
    ['sí, quiero una villa en 3 meses', 3, { asked: 'call_consent' }],
    ['todavía no sé', null],
    ['not sure yet', null, { asked: 'timeline' }],
    ['no sé', null, { asked: 'timeline' }],
    ['3', 3, { asked: 'timeline' }],
    ['unos seis', 6, { asked: 'timeline' }],
    ['solo estoy viendo, quizá en dos años', 24],
    ['by 2028', 28],
    ['this summer', 0],
    ['en medio año', 6],
    ['el próximo verano', 12],
    ['hace 3 meses les escribí', undefined],
    ['tengo 45 años', undefined],
    ['pagar a 5 años', undefined],
    ['ya vi la página', undefined],
    ['I may call you', undefined],
    ['busco un depa en Acapulco', undefined],
  ];
  it.each(cases)('%j', (text, expected, given) => {
    expect(read(text, given).facts.timeline?.months).toBe(expected);
  });
  it('keeps the words the lead used', () => {
    expect(read('Quiero comprar en 3 meses más o menos').facts.timeline?.text).toBe('en 3 meses'.slice(3));
  });
});

describe('location', () => {
  const cases: [string, string | undefined][] = [
    ['me interesa vallarta', 'Nuevo Vallarta'],
    ['algo en Nayarit', 'Nuevo Vallarta'],
    ['Puerto Vallarta area', 'Nuevo Vallarta'],
    ['Cancún', 'Riviera Maya'],
    ['playa del carmen', 'Riviera Maya'],
    ['Tulum looks nice', 'Riviera Maya'],
    ['la riviera', 'Riviera Maya'],
    ['Riviera Nayarit', 'Nuevo Vallarta'],
    ['cabo', 'Los Cabos'],
    ['Cabo San Lucas', 'Los Cabos'],
    ['al fin y al cabo da igual', undefined],
    ['lo voy a llevar a cabo', undefined],
    ['Rocky Point', 'Puerto Peñasco'],
    ['puerto penasco', 'Puerto Peñasco'],
    ['acapulco', 'Acapulco'],
    ['Acapuclo', 'Acapulco'],
    ['mazatlan', 'Mazatlán'],
    ['Mazatlam o por ahi', 'Mazatlán'],
    ['valarta', 'Nuevo Vallarta'],
    ['no quiero Acapulco', undefined],
    ['Acapulco no, mejor Mazatlán', 'Mazatlán'],
    ["I don't like Acapulco, but Cabo is great", 'Los Cabos'],
    ['anything but Cancun', undefined],
    ['en la que sea menos acapulco', undefined],
    ['no sé si Cancún o Tulum', 'Riviera Maya'],
    ['¿no tienen algo en Mazatlán?', 'Mazatlán'],
    ['soy de Mazatlán y busco en Los Cabos', 'Los Cabos'],
    ['I live in Cancun, looking for something in Puerto Vallarta', 'Nuevo Vallarta'],
    ['Nuevo Vallarta o Los Cabos, sobre todo Los Cabos', 'Los Cabos'],
    ['la canción me gusta', undefined],
    ['ya tengo casa en Cancún, ahora quiero algo en Mazatlán', 'Mazatlán'],
    ['Ni Acapulco ni Mazatlán, Los Cabos', 'Los Cabos'],
  ];
  it.each(cases)('%j', (text, expected) => {
    expect(read(text).facts.location).toBe(expected);
  });
  it('says what was ruled out', () => {
    expect(read('no quiero Acapulco').denied.locations).toEqual(['Acapulco']);
  });
});

describe('property type', () => {
  const cases: [string, string | undefined][] = [
    ['un depa', 'condo'],
    ['busco departamento', 'condo'],
    ['an apartment on the beach', 'condo'],
    ['condominio', 'condo'],
    ['un estudio', 'studio'],
    ['a loft', 'studio'],
    ['pent house', 'penthouse'],
    ['un depa tipo penthouse', 'penthouse'],
    ['una villa con alberca', 'villa'],
    ['casa en la playa', 'residence'],
    ['a beach house', 'residence'],
    ['estoy en casa', undefined],
    ['un terreno', 'lot'],
    ['I want to buy a lot in Cabo', 'lot'],
    ['thanks a lot', undefined],
    ['I have a lot of questions', undefined],
    ['fracciones o tiempo compartido', 'fractional'],
    ['a timeshare', 'fractional'],
    ['no quiero tiempo compartido', undefined],
    ['no casa, mejor villa', 'villa'],
    ['un condo o una villa', 'condo'],
  ];
  it.each(cases)('%j', (text, expected) => {
    expect(read(text).facts.property_type).toBe(expected);
  });
});

describe('bedrooms and use', () => {
  const rooms: [string, number | undefined][] = [
    ['2 recámaras', 2],
    ['tres recamaras', 3],
    ['una habitación', 1],
    ['a 3-bedroom condo', 3],
    ['2br', 2],
    ['2 o 3 cuartos', 2],
    ['two or three bedrooms', 2],
    ['quiero muchas recamaras', undefined],
  ];
  it.each(rooms)('%j', (text, expected) => {
    expect(read(text).facts.bedrooms).toBe(expected);
  });
  const uses: [string, string | undefined][] = [
    ['es como inversión', 'investment'],
    ['para rentas vacacionales', 'investment'],
    ['to rent it on airbnb', 'investment'],
    ['para mi retiro', 'retirement'],
    ["we're retiring soon", 'retirement'],
    ['para vacaciones', 'vacation'],
    ['a second home', 'vacation'],
    ['para mi familia', 'family'],
    ['no es para inversión', undefined],
    ['hola', undefined],
  ];
  it.each(uses)('%j', (text, expected) => {
    expect(read(text).facts.use).toBe(expected);
  });
});
