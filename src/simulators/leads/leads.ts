/** Starts leads of chosen personalities and keeps an eye on them; the same seed starts the same people. */
import type { Language } from '../../shared/lead.ts';
import { Pace } from '../pace.ts';
import { Random } from '../random.ts';
import type { PhoneBehaviour } from '../vapi/behaviour.ts';
import type { VapiSimulator } from '../vapi/vapi.ts';
import type { WhatsAppSimulator } from '../whatsapp/whatsapp.ts';
import { Lead, quietFloorMs } from './lead.ts';
import { Population, type LeadPerson } from './people.ts';
import { personaNames, personas, type Persona, type PersonaName } from './personas.ts';

export interface LeadsOptions {
  whatsapp: WhatsAppSimulator;
  vapi: VapiSimulator;
  seed?: number | undefined;
  speed?: number | undefined;
  /** A lead who is not done after so many real ms gives up; default 15 minutes. */
  patienceMs?: number | undefined;
  /** The shortest silence, in real ms, that ends a chat; default 15 s. */
  quietFloorMs?: number | undefined;
}

export interface LeadOverrides {
  language?: Language | undefined;
  phone?: string | undefined;
  name?: string | undefined;
  wants?: Partial<LeadPerson['wants']> | undefined;
  behaviour?: Partial<PhoneBehaviour> | undefined;
}

/** Starts the lead simulator on two running simulators. */
export const startLeads = (options: LeadsOptions): Leads => new Leads(options);

const other = (language: Language): Language => (language === 'es' ? 'en' : 'es');
/** Who changed language in writing answers the phone in the new one. */
const switched = (traits: Persona): boolean => traits.switchesAt !== undefined;

export class Leads {
  readonly all: Lead[] = [];
  readonly #options: LeadsOptions;
  readonly #pace: Pace;
  readonly #random: Random;
  readonly #population: Population;

  constructor(options: LeadsOptions) {
    this.#options = options;
    this.#pace = new Pace(options.speed);
    this.#random = new Random(options.seed ?? 1);
    this.#population = new Population(this.#random);
    options.whatsapp.on('message', (message) => this.#byAddress(message.to)?.hear(message));
    options.vapi.on('call', (call) => this.#byAddress(call.request.customer.number)?.ring(call));
  }

  /** A new lead, who starts writing at once. */
  start(persona: PersonaName, overrides: LeadOverrides = {}): Lead {
    const traits: Persona = personas[persona];
    const person = this.#person(traits, overrides);
    const id = `lead-${this.all.length + 1}`;
    const world = {
      whatsapp: this.#options.whatsapp,
      pace: this.#pace,
      quietFloorMs: this.#options.quietFloorMs ?? quietFloorMs,
      random: new Random(this.#random.whole(1, 2 ** 31)),
    };
    const lead = new Lead({ id, persona, person, traits }, world);
    this.all.push(lead);
    this.#options.vapi.setBehaviour(person.phone, this.#behaviour(traits, person, overrides));
    setTimeout(() => lead.giveUp(), this.#options.patienceMs ?? 900_000).unref();
    void lead.open();
    return lead;
  }

  /** Buyers first, then everybody else now and then, until `close`. Times are ms of life. */
  async loop({ everyMs = 90_000 } = {}): Promise<void> {
    this.start('buyer', { language: 'es' });
    for (let turn = 0; await this.#pace.wait(everyMs * (0.6 + this.#random.next())); turn += 1)
      this.start(this.#next(turn));
  }

  /** Every sixth sends pictures, voices and files: there is always an attachment to look at. */
  #next(turn: number): PersonaName {
    if (turn % 6 === 1) return 'media';
    return turn % 2 === 0 ? this.#random.pick(personaNames) : 'buyer';
  }

  close(): void {
    this.#pace.stop();
  }

  #person(traits: Persona, overrides: LeadOverrides): LeadPerson {
    const language = overrides.language ?? (this.#random.chance(traits.spanish) ? 'es' : 'en');
    const made = this.#population.make(language);
    const name = overrides.name ?? made.name;
    return {
      ...made,
      name,
      firstName: name.split(' ')[0] ?? name,
      phone: overrides.phone ?? made.phone,
      wants: { ...made.wants, ...overrides.wants },
    };
  }

  #behaviour(traits: Persona, person: LeadPerson, overrides: LeadOverrides): Partial<PhoneBehaviour> {
    const { destination, propertyType, bedrooms, budget } = person.wants;
    return {
      language: switched(traits) ? other(person.language) : person.language,
      toneHz: person.toneHz,
      facts: { destination, propertyType, bedrooms, budget },
      ...traits.phone,
      ...overrides.behaviour,
    };
  }

  #byAddress(address: string): Lead | undefined {
    const bare = (phone: string): string => phone.replace(/\D/g, '');
    return this.all.findLast((lead) => bare(lead.phone) === bare(address));
  }
}
