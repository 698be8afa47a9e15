// A template being copied from Meta: its places must be numbered without gaps, and each needs a name.
import { putTemplate, type AdminTemplate } from '../../../../shared/admin.ts';
import type { Translate } from '../../../i18n/use-words.ts';
import { faultsOf, type Faults } from '../form/field-faults.ts';

export interface TemplateDraft {
  name: string;
  language: 'es' | 'en';
  body: string;
  /** One for each place, in their order; more are kept while the body is written. */
  parameters: string[];
}

export function templateDraftOf(template: AdminTemplate | undefined): TemplateDraft {
  const { name = '', language = 'es', body = '', parameters = [] } = template ?? {};
  return { name, language, body, parameters };
}

/** The numbers in the body, each once, ascending: `Hola {{2}}, {{1}}` → [1, 2]. */
export function placesOf(body: string): number[] {
  const found = [...body.matchAll(/\{\{\s*(\d+)\s*\}\}/g)].map(([, digits]) => Number(digits));
  return [...new Set(found)].sort((a, b) => a - b);
}

/** True where they are 1, 2, … without a gap, as Meta wants them. */
export const areNumbered = (places: readonly number[]): boolean =>
  places.every((place, index) => place === index + 1);

/** As it is saved: as many names as there are places. */
export function templateOf({ body, parameters }: TemplateDraft): { body: string; parameters: string[] } {
  return {
    body: body.trim(),
    parameters: placesOf(body).map((_, index) => (parameters[index] ?? '').trim()),
  };
}

/** What is wrong with it; `isNew` ones have a name to give, which no other of this language may have. */
export function templateFaults(
  draft: TemplateDraft,
  { isNew, taken, t }: { isNew: boolean; taken: readonly string[]; t: Translate },
): Faults<TemplateDraft> {
  const { body, parameters } = templateOf(draft);
  const faults: Faults<TemplateDraft> = faultsOf(putTemplate, { body, parameters, position: 0 }, { t });
  if (!areNumbered(placesOf(draft.body))) faults.body = t('templates.wantsNumbers');
  const named = isNew ? nameFault(draft, taken, t) : undefined;
  return named === undefined ? faults : { ...faults, name: named };
}

function nameFault(
  { name, language }: TemplateDraft,
  taken: readonly string[],
  t: Translate,
): string | undefined {
  if (name.trim() === '') return t('adminFault.required');
  if (!/^[a-z0-9_]{1,512}$/.test(name.trim())) return t('templates.nameFormat');
  return taken.includes(`${name.trim()}/${language}`) ? t('templates.nameTaken') : undefined;
}

/** The body with one more place where the cursor stands (`from` to `to` are replaced), and where the cursor goes. */
export function withPlace(
  body: string,
  { from, to }: { from: number; to: number },
): { body: string; at: number } {
  const next = (placesOf(body).at(-1) ?? 0) + 1;
  const place = `{{${next}}}`;
  return { body: body.slice(0, from) + place + body.slice(to), at: from + place.length };
}
