/** Who the simulated leads are: believable names, and numbers nobody is reached at where the plan reserves such. */
import type { Currency, Destination, Language, PropertyType } from '../../shared/lead.ts';
import type { Random } from '../random.ts';

export interface LeadPerson {
  phone: string;
  name: string;
  firstName: string;
  language: Language;
  /** The tone that stands for their voice, in hertz: each lead's own. */
  toneHz: number;
  wants: {
    destination: Destination;
    propertyType: PropertyType;
    bedrooms: number;
    budget: { min: number; max: number; currency: Currency };
    /** Months until they mean to buy. */
    months: number;
  };
}

const first: Record<Language, string[]> = {
  es: [
    'Mariana',
    'Alejandro',
    'Fernanda',
    'Ricardo',
    'Gabriela',
    'Jorge',
    'Lucía',
    'Eduardo',
    'Valeria',
    'Arturo',
    'Paola',
    'Héctor',
    'Ximena',
    'Raúl',
    'Daniela',
    'Óscar',
  ],
  en: [
    'Karen',
    'Steve',
    'Michelle',
    'Brian',
    'Linda',
    'Mark',
    'Rebecca',
    'Tom',
    'Sandra',
    'Greg',
    'Nancy',
    'Paul',
    'Emily',
    'Scott',
    'Laura',
    'James',
  ],
};
const last: Record<Language, string[]> = {
  es: [
    'Hernández',
    'Garza',
    'Treviño',
    'Mendoza',
    'Ruiz',
    'Castillo',
    'Aguilar',
    'Navarro',
    'Cárdenas',
    'Villarreal',
    'Orozco',
    'Salinas',
    'Peña',
    'Robles',
    'Ibáñez',
    'Quiroz',
  ],
  en: [
    'Miller',
    'Johnson',
    'Baker',
    'Thompson',
    'Carter',
    'Reed',
    'Sullivan',
    'Walker',
    'Brooks',
    'Foster',
    'Hughes',
    'Parker',
    'Bennett',
    'Coleman',
    'Ward',
    'Hayes',
  ],
};
/** 555-01XX is set aside for fiction in North America; Mexico sets nothing aside, so its numbers copy the pattern. */
const areas: Record<Language, string[]> = {
  es: [
    '+52322',
    '+52998',
    '+52624',
    '+52669',
    '+52744',
    '+52638',
    '+52477',
    '+52442',
    '+52222',
    '+52664',
    '+52614',
    '+52667',
    '+52871',
    '+52444',
    '+52449',
    '+52961',
  ],
  en: [
    '+1480',
    '+1602',
    '+1619',
    '+1512',
    '+1713',
    '+1303',
    '+1206',
    '+1415',
    '+1312',
    '+1404',
    '+1305',
    '+1702',
    '+1505',
    '+1503',
    '+1612',
    '+1214',
  ],
};
const destinations: Destination[] = [
  'Nuevo Vallarta',
  'Riviera Maya',
  'Los Cabos',
  'Acapulco',
  'Puerto Peñasco',
  'Mazatlán',
];

/** Makes people one after another; no number is given twice. */
export class Population {
  readonly #random: Random;
  readonly #taken = new Set<string>();

  constructor(random: Random) {
    this.#random = random;
  }

  make(language: Language): LeadPerson {
    const firstName = this.#random.pick(first[language]);
    return {
      phone: this.#phone(language),
      firstName,
      name: `${firstName} ${this.#random.pick(last[language])}`,
      language,
      toneHz: 300 + 20 * this.#random.whole(0, 30),
      wants: this.#wishes(),
    };
  }

  #phone(language: Language): string {
    for (;;) {
      const phone = `${this.#random.pick(areas[language])}55501${this.#random.digits(2)}`;
      if (this.#taken.has(phone) && this.#taken.size < 2_800) continue;
      const unique = this.#taken.has(phone) ? `${phone.slice(0, -4)}${this.#random.digits(4)}` : phone;
      if (this.#taken.has(unique)) continue;
      this.#taken.add(unique);
      return unique;
    }
  }

  #wishes(): LeadPerson['wants'] {
    const thousands = this.#random.whole(9, 16) * 50;
    return {
      destination: this.#random.pick(destinations),
      propertyType: this.#random.pick(['condo', 'condo', 'villa', 'penthouse', 'residence'] as const),
      bedrooms: this.#random.whole(1, 3),
      budget: { min: (thousands - 100) * 1000, max: thousands * 1000, currency: 'USD' },
      months: this.#random.pick([2, 3, 4, 6]),
    };
  }
}
