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

/** Spanish endings that agree with a kind: "la villa … apartada", "el departamento … apartado". */
export function agreeing(type: PropertyType | undefined): { the: 'la' | 'el'; ending: 'a' | 'o' } {
  const { gender } = type === undefined ? homes : kinds[type];
  return gender === 'f' ? { the: 'la', ending: 'a' } : { the: 'el', ending: 'o' };
}

/** What the listener knows of a home already: then it is not said again. */
export interface Known {
  type?: PropertyType | undefined;
  bedrooms?: number | undefined;
}

/** "la B 304, una villa de tres recámaras con vista al campo de golf" / "B 304, a villa with …"; shorter for what is known. */
export function unitInWords(unit: UnitOffer, language: Language, known: Known = {}): string {
  const view = views[unit.view ?? '']?.[language];
  const rooms = known.bedrooms === unit.bedrooms ? '' : bedroomsInWords(unit.bedrooms, language);
  const code = spokenCode(unit.code);
  const kind = known.type === unit.type ? '' : aKind(unit.type, language);
  const parts = language === 'es' ? inSpanish(kind, rooms, view) : inEnglish(kind, rooms, view);
  const name = language === 'es' ? `${agreeing(unit.type).the} ${code}` : code;
  return parts === '' ? name : `${name}, ${parts}`;
}

function aKind(type: PropertyType, language: Language): string {
  const { es, en, gender } = kinds[type];
  if (language === 'es') return `${gender === 'f' ? 'una' : 'un'} ${es[0]}`;
  return `${/^[aeiou]/.test(en[0]) ? 'an' : 'a'} ${en[0]}`;
}

function inSpanish(kind: string, rooms: string, view: string | undefined): string {
  return `${kind}${rooms}${view === undefined ? '' : ` con ${view}`}`.trim();
}

function inEnglish(kind: string, rooms: string, view: string | undefined): string {
  if (view === undefined) return `${kind}${rooms}`.trim();
  return `${kind}${rooms}${rooms === '' ? ' with' : ' and'} ${view}`.trim();
}
