/** Kinds of homes and their views, in both languages, with the gender that Spanish wants. */
import type { Language, PropertyType } from '../../../shared/lead.ts';
import type { UnitOffer } from '../../store/inventory.ts';
import { countInWords } from './number-in-words.ts';
import { spokenCode } from './spoken-list.ts';

interface Kind {
  es: [one: string, many: string];
  gender: 'm' | 'f';
  en: [one: string, many: string];
}
const kinds: Record<PropertyType, Kind> = {
  studio: { es: ['estudio', 'estudios'], gender: 'm', en: ['studio', 'studios'] },
  condo: { es: ['departamento', 'departamentos'], gender: 'm', en: ['condo', 'condos'] },
  penthouse: { es: ['penthouse', 'penthouses'], gender: 'm', en: ['penthouse', 'penthouses'] },
  villa: { es: ['villa', 'villas'], gender: 'f', en: ['villa', 'villas'] },
  residence: { es: ['residencia', 'residencias'], gender: 'f', en: ['residence', 'residences'] },
  lot: { es: ['lote', 'lotes'], gender: 'm', en: ['lot', 'lots'] },
  fractional: {
    es: ['propiedad fraccional', 'propiedades fraccionales'],
    gender: 'f',
    en: ['fractional property', 'fractional properties'],
  },
};
const homes: Kind = { es: ['propiedad', 'propiedades'], gender: 'f', en: ['home', 'homes'] };

const views: Record<string, Record<Language, string>> = {
  ocean: { es: 'vista al mar', en: 'an ocean view' },
  marina: { es: 'vista a la marina', en: 'a marina view' },
  golf: { es: 'vista al campo de golf', en: 'a golf course view' },
  garden: { es: 'vista al jardín', en: 'a garden view' },
};

/** "villa", "villas"; without a type "propiedad". */
export function kindInWords(type: PropertyType | undefined, count: number, language: Language): string {
  const { es, en } = type === undefined ? homes : kinds[type];
  return (language === 'es' ? es : en)[count === 1 ? 0 : 1];
}

/** "doce villas", "una villa", "one villa". */
export function homesInWords(count: number, type: PropertyType | undefined, language: Language): string {
  const { gender } = type === undefined ? homes : kinds[type];
  return `${countInWords(count, language, gender)} ${kindInWords(type, count, language)}`;
}

/** "de tres recámaras" / "with three bedrooms"; nothing for a home that has none to count. */
export function bedroomsInWords(bedrooms: number, language: Language): string {
  if (bedrooms === 0) return '';
  const count = countInWords(bedrooms, language);
  if (language === 'es') return ` de ${count} ${bedrooms === 1 ? 'recámara' : 'recámaras'}`;
  return ` with ${count} ${bedrooms === 1 ? 'bedroom' : 'bedrooms'}`;
}

/** "la B 304, una villa de tres recámaras con vista al campo de golf" / "B 304, a villa with …". */
export function unitInWords(unit: UnitOffer, language: Language): string {
  const kind = kinds[unit.type];
  const view = views[unit.view ?? '']?.[language];
  const code = spokenCode(unit.code);
  if (language === 'en') {
    const article = /^[aeiou]/.test(kind.en[0]) ? 'an' : 'a';
    const extras = view === undefined ? '' : `${unit.bedrooms > 0 ? ' and' : ' with'} ${view}`;
    return `${code}, ${article} ${kind.en[0]}${bedroomsInWords(unit.bedrooms, 'en')}${extras}`;
  }
  const [the, a] = kind.gender === 'f' ? ['la', 'una'] : ['el', 'un'];
  return `${the} ${code}, ${a} ${kind.es[0]}${bedroomsInWords(unit.bedrooms, 'es')}${view === undefined ? '' : ` con ${view}`}`;
}
