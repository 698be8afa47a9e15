/** The personalities: how each one writes, what they answer, and how they behave on the phone. */
import type { PhoneBehaviour } from '../vapi/behaviour.ts';
import { attachmentContent } from '../whatsapp/sample-media.ts';
import type { InboundContent } from '../whatsapp/webhook-bodies.ts';
import * as lines from './lines.ts';
import type { LeadPerson } from './people.ts';
import type { Topic } from './read-question.ts';

/** A message to write: words, or anything else WhatsApp carries. */
export type Writing = lines.LineFor | ((lead: LeadPerson) => InboundContent);

export interface Persona {
  /** Share of these people who write Spanish. */
  spanish: number;
  /** What they write first, one after another. */
  opening: Writing[];
  /** The first message comes from an ad. */
  fromAd: boolean;
  answers: Partial<Record<Topic, Writing[]>>;
  /** Said when nothing was asked, in this order, once each: people push on by themselves. */
  unasked: Writing[];
  /** After so many messages of their own they stop writing. */
  messages: number;
  /** From this message of their own on (counted from 1), the other language. */
  switchesAt?: number;
  phone: Partial<PhoneBehaviour>;
  /** What ends their story: a call, or the end of the chat. */
  ends: 'call' | 'chat';
}

const mediaOf = (type: string, fields: Record<string, unknown>) => (): InboundContent => ({
  type,
  [type]: fields,
});
const voiceNote = (): InboundContent => attachmentContent('voice');
const sticker = (): InboundContent => attachmentContent('sticker');
const picture = (): InboundContent => attachmentContent('picture', { caption: 'Algo así' });
const wishList = (): InboundContent => attachmentContent('document');
const pin = mediaOf('location', {
  latitude: 20.6985,
  longitude: -105.2975,
  name: 'Nuevo Vallarta',
  address: 'Nuevo Vallarta, Nayarit',
});

const facts: Persona['answers'] = {
  location: [lines.place],
  property_type: [lines.kind],
  budget: [lines.budget],
  timeline: [lines.when],
  call_consent: [lines.yesCall],
  name: [lines.name],
  email: [lines.email],
  other: [lines.other],
};
const pushing = [lines.when, lines.budget, lines.pleaseCall];

const buyer: Persona = {
  spanish: 0.75,
  opening: [lines.eager],
  fromAd: true,
  answers: facts,
  unasked: pushing,
  messages: 14,
  phone: { goals: ['ask-availability', 'ask-price', 'escalate'] },
  ends: 'call',
};

export const personas = {
  buyer,
  undecided: {
    ...buyer,
    opening: [lines.curious],
    answers: {
      location: [lines.vaguePlace],
      property_type: [lines.vagueKind],
      budget: [lines.vagueBudget],
      timeline: [lines.vagueTime],
      call_consent: [lines.noCall],
      name: [lines.name],
      other: [lines.other],
    },
    unasked: [lines.vagueTime],
    messages: 8,
    phone: { goals: ['chat', 'decline'] },
    ends: 'chat',
  },
  direct: {
    ...buyer,
    opening: [lines.directHello],
    fromAd: false,
    unasked: [lines.pleaseCall],
    phone: { goals: ['escalate'], mood: 'hurried' },
  },
  'opt-out': {
    ...buyer,
    opening: [lines.curious],
    answers: {},
    unasked: [lines.stop],
    messages: 2,
    ends: 'chat',
  },
  bilingual: {
    ...buyer,
    spanish: 1,
    opening: [lines.curious],
    answers: { ...facts, location: [lines.place, lines.switchToEnglish] },
    switchesAt: 3,
    phone: { goals: ['ask-availability', 'switch-language', 'ask-price'] },
  },
  media: {
    ...buyer,
    spanish: 1,
    opening: [voiceNote, sticker],
    answers: {
      ...facts,
      write: [lines.cannotHear],
      location: [pin, lines.place],
      property_type: [picture, lines.kind],
      budget: [wishList, lines.budget],
      call_consent: [lines.noCall],
    },
    unasked: [lines.cannotHear, lines.budget, lines.when],
    messages: 12,
    ends: 'chat',
  },
  rude: {
    ...buyer,
    opening: [lines.rudeHello],
    fromAd: false,
    answers: {
      call_consent: [lines.noCall],
      other: [lines.rudeAnswer],
      location: [lines.rudeAnswer],
      property_type: [lines.rudeAnswer],
      budget: [lines.rudeAnswer],
      timeline: [lines.rudeAnswer],
    },
    unasked: [lines.rudeAnswer],
    messages: 4,
    phone: { goals: ['decline'], mood: 'upset' },
    ends: 'chat',
  },
  silent: { ...buyer, opening: [lines.curious], answers: {}, unasked: [], messages: 1, ends: 'chat' },
  booker: { ...buyer, phone: { goals: ['ask-availability', 'book'] } },
  'no-answer': { ...buyer, phone: { pickUp: 'no-answer' } },
} as const satisfies Record<string, Persona>;

export type PersonaName = keyof typeof personas;
export const personaNames = Object.keys(personas) as PersonaName[];
