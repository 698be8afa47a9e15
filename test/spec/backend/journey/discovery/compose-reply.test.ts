import { describe, expect, it } from 'vitest';
import { faultOf } from '../../../../../src/backend/journey/discovery/compose-reply.ts';

const draft =
  'Perfecto, tomo nota. En Los Cabos hay 4 villas en venta, desde 1,410,000 USD. ¿Para cuándo te gustaría comprar?';
const frame = { draft, question: 'timeline', language: 'es' } as const;
const consent = {
  draft: 'Perfecto. ¿Te marco ahora a este número para contarte las mejores opciones?',
  question: 'call_consent',
  language: 'es',
} as const;
const agreed = {
  draft: '¡Perfecto! Te marco mañana a las 17:00.',
  question: undefined,
  language: 'es',
} as const;

describe('what the model writes', () => {
  it('passes when it says the same more kindly', () => {
    expect(
      faultOf(
        '¡Qué buena elección! En Los Cabos tenemos 4 villas, desde 1,410,000 USD. ¿Para cuándo te gustaría comprar?',
        frame,
      ),
    ).toBeUndefined();
    expect(
      faultOf('¡Genial! ¿Te puedo marcar ahora a este número y te cuento todo?', consent),
    ).toBeUndefined();
    expect(faultOf('¡Listo, Ana! Te marco mañana a las 17:00, ¡qué emoción!', agreed)).toBeUndefined();
  });

  it.each([
    [
      'a figure of its own',
      'En Los Cabos hay 4 villas desde 1,410,000 USD y mensualidades de 9,900. ¿Para cuándo?',
      frame,
    ],
    ['a figure left out', 'En Los Cabos hay villas en venta. ¿Para cuándo te gustaría comprar?', frame],
    ['a place of its own', 'En Los Cabos y Acapulco hay 4 villas desde 1,410,000 USD. ¿Para cuándo?', frame],
    ['a promise of its own', 'Te garantizo 4 villas en Los Cabos desde 1,410,000 USD. ¿Para cuándo?', frame],
    [
      'a promise of its own',
      'En Los Cabos hay 4 villas desde 1,410,000 USD, con descuento. ¿Para cuándo?',
      frame,
    ],
    [
      'a promise of its own',
      'En Los Cabos hay 4 villas desde 1,410,000 USD. Te llamo en un rato. ¿Para cuándo?',
      frame,
    ],
    ['another question', 'En Los Cabos hay 4 villas desde 1,410,000 USD. ¿Te gusta? ¿Para cuándo?', frame],
    ['another question', 'En Los Cabos hay 4 villas en venta, desde 1,410,000 USD.', frame],
    [
      'a link or an address',
      'En Los Cabos hay 4 villas desde 1,410,000 USD: https://vidanta.example ¿Para cuándo?',
      frame,
    ],
    [
      'another language',
      'In Los Cabos there are 4 villas from 1,410,000 USD. When would you like to buy?',
      frame,
    ],
    ['a question about something else', '¡Perfecto! ¿Te gusta la playa?', consent],
    ['the promised call left out', '¡Perfecto! Mañana a las 17:00.', agreed],
    ['too long', `${draft} ${'muy bien '.repeat(100)}`, frame],
  ])('is refused for %s', (fault, written, context) => {
    expect(faultOf(written, context)).toBe(fault);
  });
});
