// English for what Sofía tells whoever is about to answer, made of facts; what somebody said stands between.
import type { Words } from './catalogue.ts';
import type { esBrief } from './es-brief.ts';

export const enBrief: Words<typeof esBrief> = {
  briefSay: {
    since: 'in touch since {{day}}',
    sinceToday: 'in touch since today',
    from: { ad: 'came through an ad', post: 'came through a post', whatsapp: 'came through WhatsApp' },
    wantsUnknown: 'Has not said yet what they want.',
    anyHome: 'Home',
    bedrooms: 'with {{count}} bed.',
    place: 'in {{location}}',
    use: {
      family: 'for the family',
      investment: 'as an investment',
      retirement: 'for retirement',
      vacation: 'for holidays',
    },
    said: 'They said:',
    visit: 'Visit to {{property}}: {{time}}.',
    upset: 'Upset: listen before you offer.',
    'budget-below': 'The budget is below what they want.',
    'price-quoted': 'Sofía has quoted list prices; offer no discount or rate without approval.',
    'no-price': 'No price, rate or discount has been mentioned.',
    objection: 'Has a doubt:',
    meaning: 'It means: “{{sentence}}”',
    hello: 'Hello {{name}}, this is {{agent}} from Vidanta.',
    helloNobody: 'Hello, this is {{agent}} from Vidanta.',
    toldHome: 'Sofía told me that you are looking for {{home}}.',
    toldHomeIn: 'Sofía told me that you are looking for {{home}} in {{location}}.',
    toldPlace: 'Sofía told me that you are interested in {{location}}.',
    toldTalk: 'Sofía told me what you talked about.',
    ask: 'How can I help you?',
    aHome: {
      studio: 'a studio',
      condo: 'a condo',
      penthouse: 'a penthouse',
      villa: 'a villa',
      residence: 'a residence',
      lot: 'a lot',
      fractional: 'a fractional property',
    },
    asSaid: 'As it was said, in {{language}}',
  },
};
