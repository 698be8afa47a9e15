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
/** What ready buyers look for, at prices such homes go for: place, kind, bedrooms, from and to in thousands of US dollars. */
const markets: [Destination, PropertyType, number, number, number][] = [
  ['Nuevo Vallarta', 'condo', 2, 350, 450],
  ['Nuevo Vallarta', 'villa', 3, 650, 800],
  ['Nuevo Vallarta', 'residence', 2, 500, 650],
  ['Nuevo Vallarta', 'penthouse', 4, 1250, 1500],
  ['Riviera Maya', 'condo', 2, 300, 400],
  ['Riviera Maya', 'villa', 3, 600, 750],
  ['Riviera Maya', 'penthouse', 3, 1000, 1250],
  ['Los Cabos', 'condo', 2, 420, 550],
  ['Los Cabos', 'residence', 3, 850, 1000],
  ['Acapulco', 'condo', 2, 180, 250],
  ['Acapulco', 'penthouse', 3, 450, 550],
  ['Puerto Peñasco', 'condo', 2, 170, 220],
  ['Puerto Peñasco', 'villa', 3, 350, 450],
  ['Mazatlán', 'condo', 2, 200, 280],
  ['Mazatlán', 'residence', 3, 320, 400],
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
    const [destination, propertyType, bedrooms, from, to] = this.#random.pick(markets);
    return {
      destination,
      propertyType,
      bedrooms,
      budget: { min: from * 1000, max: to * 1000, currency: 'USD' },
      months: this.#random.pick([2, 3, 4, 6]),
    };
  }
}
