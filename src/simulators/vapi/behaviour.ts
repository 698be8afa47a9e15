/** How a person behaves when the phone rings: told by the lead simulator, or taken from here for strangers. */
import type { Currency, Destination, Language, PropertyType } from '../../shared/lead.ts';

/** What the person wants from the call, in this order. */
export type PhoneGoal =
  'ask-availability' | 'ask-price' | 'book' | 'escalate' | 'decline' | 'chat' | 'switch-language';

export interface PhoneFacts {
  destination: Destination;
  propertyType: PropertyType;
  bedrooms: number;
  budget: { min: number; max: number; currency: Currency };
  email?: string | undefined;
}

export interface PhoneBehaviour {
  /** What happens when it rings. */
  pickUp: 'answers' | 'no-answer' | 'busy' | 'voicemail';
  /** Rings so long before it is answered, in ms of life. */
  ringMs: number;
  language: Language;
  goals: PhoneGoal[];
  facts: PhoneFacts;
  mood: 'positive' | 'neutral' | 'hurried' | 'upset';
  /** The tone that stands for this person's voice, in hertz. */
  toneHz: number;
  /** How long the person talks with an agent before saying goodbye, in ms of life. */
  talkWithAgentMs: number;
  /** How long the person waits for an agent, in real ms: agents and exchanges keep real time. */
  patienceMs: number;
  /** Cuts in while the AI talks, now and then (0 to 1). */
  interrupts: number;
}

/** A ready buyer who wants a person in the end. */
export const defaultBehaviour: PhoneBehaviour = {
  pickUp: 'answers',
  ringMs: 4_000,
  language: 'es',
  goals: ['ask-availability', 'ask-price', 'escalate'],
  facts: {
    destination: 'Nuevo Vallarta',
    propertyType: 'condo',
    bedrooms: 2,
    budget: { min: 450_000, max: 600_000, currency: 'USD' },
  },
  mood: 'positive',
  toneHz: 440,
  talkWithAgentMs: 120_000,
  patienceMs: 25_000,
  interrupts: 0.1,
};
