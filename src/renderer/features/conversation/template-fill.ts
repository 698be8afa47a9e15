// Approved templates with their places filled: what stands there already, what is still missing, how it will read.
import type { MessageTemplate } from '../../../shared/desk.ts';
import type { Language } from '../../../shared/lead.ts';
import type { Translate } from '../../i18n/use-words.ts';

export const idOfTemplate = ({ name, language }: Pick<MessageTemplate, 'name' | 'language'>): string =>
  `${name}/${language}`;

/** In the lead's language first; within each as the administrator has ordered them. */
export function orderTemplates(
  templates: readonly MessageTemplate[],
  leadLanguage: Language,
): MessageTemplate[] {
  return [
    ...templates.filter(({ language }) => language === leadLanguage),
    ...templates.filter(({ language }) => language !== leadLanguage),
  ];
}

/** What a template is called on screen: in words of ours where we know it, else `Otra cosa` of Meta's `otra_cosa`. */
export function nameOfTemplate(name: string, t: Translate): string {
  const known = knownNames.find((one) => one === name);
  if (known !== undefined) return t(`template.names.${known}`);
  const words = name.replaceAll('_', ' ').trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

const knownNames = [
  'retomar_conversacion',
  'confirmar_visita',
  'seguimiento_cotizacion',
  'seguimiento_vidanta',
] as const;

/** What a place is called on screen; a name that only the administrator knows stays as they wrote it. */
export function nameOfField(parameter: string, t: Translate): string {
  if (parameter === 'lead' || parameter === 'agent') return t(`template.${parameter}`);
  const name = parameter.toLowerCase();
  if (name === 'visita' || name === 'visit') return t('template.fields.visit');
  if (name === 'propiedad' || name === 'property') return t('template.fields.property');
  return parameter;
}

/** What the console knows by itself for each place; empty where somebody has to type it. */
export function firstValues(
  { parameters }: Pick<MessageTemplate, 'parameters'>,
  known: { lead: string; agent: string },
): string[] {
  return parameters.map((parameter) =>
    parameter === 'lead' ? known.lead : parameter === 'agent' ? known.agent : '',
  );
}

type TemplatePart = { text: string; place?: number };

/** The body in pieces, so that what stands in its places can be told from what Meta has approved. */
export function partsOfTemplate(body: string): TemplatePart[] {
  return body
    .split(/(\{\{\d+\}\})/)
    .filter((piece) => piece !== '')
    .map((text) => {
      const place = /^\{\{(\d+)\}\}$/.exec(text)?.[1];
      return place === undefined ? { text } : { text, place: Number(place) - 1 };
    });
}

/** As the lead will read it; a place without a value stays as it is. */
export function fillTemplate(body: string, values: readonly string[]): string {
  return partsOfTemplate(body)
    .map(({ text, place }) => (place === undefined ? text : values[place]?.trim() || text))
    .join('');
}

/** Names of the places that are still empty. */
export function missingFields(parameters: readonly string[], values: readonly string[]): string[] {
  return parameters.filter((_, index) => !values[index]?.trim());
}
