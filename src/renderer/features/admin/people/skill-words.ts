// Skills as people read them. A kind of property is kept by its code, as Sofía's calls name it; any other word as it was written.
import { propertyTypes } from '../../../../shared/lead.ts';
import type { Translate } from '../../../i18n/use-words.ts';
import { foldText } from '../../search/fold-text.ts';

/** `condo` → `Departamento`; a place or another word stays. */
export function skillInWords(skill: string, t: Translate): string {
  const type = propertyTypes.find((one) => one === skill);
  return type === undefined ? skill : t(`propertyType.${type}`);
}

/** The other way round, however it was written: `departamento` → `condo`. */
export function skillOfWords(words: string, t: Translate): string {
  const written = foldText(words.trim());
  const type = propertyTypes.find((one) => one === written || foldText(t(`propertyType.${one}`)) === written);
  return type ?? words.trim();
}

/** What can be chosen: what others have, and every kind of property; each once. */
export function skillChoices(known: readonly string[], t: Translate): string[] {
  const words = [...known, ...propertyTypes].map((skill) => skillInWords(skill, t));
  return [...new Set(words)].sort((a, b) => a.localeCompare(b));
}
