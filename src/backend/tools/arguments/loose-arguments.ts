/** Models send numbers as words, words as numbers, and names of their own for arguments: take what can be understood. */
import { z } from 'zod';
import { findAmounts } from '../../../shared/reader/amounts.ts';
import { foldText } from '../../../shared/reader/text.ts';
import { oneLine } from '../speech/spoken-list.ts';

/** A line of at most 300 characters; anything that is no text, and an empty one, is as good as absent. */
export const looseText = z
  .union([z.string(), z.number(), z.boolean()])
  .transform((value) => oneLine(String(value).slice(0, 2000), 300) || undefined)
  .optional()
  .catch(undefined);

/** A sum or a count from 0 to a billion: 650000, "650,000", "650 mil dólares", "tres". */
export const looseNumber = z
  .union([z.number(), z.string()])
  .transform((value) => (typeof value === 'number' ? value : numberIn(value)))
  .pipe(z.number().min(0).max(1e9))
  .optional()
  .catch(undefined);

function numberIn(text: string): number | undefined {
  const plain = text.trim();
  if (/^\d{1,12}(?:\.\d+)?$/.test(plain)) return Number(plain);
  const amount = findAmounts(foldText(plain.slice(0, 200)))[0];
  return amount && amount.value * amount.rate;
}

/** Up to ten lines: from a list, or from one text. */
export const looseList = z
  .union([z.array(looseText).max(50), looseText])
  .transform((value) => [value].flat().filter((item) => item !== undefined && item !== ''))
  .transform((items) => items.slice(0, 10).map((item) => oneLine(String(item), 120)))
  .catch([]);

const synonyms: Record<string, string> = Object.fromEntries(
  Object.entries({
    destination: ['location', 'lugar', 'destino', 'ubicacion', 'city', 'ciudad', 'place', 'area', 'zona'],
    property: ['property_name', 'propertyName', 'propiedad', 'development', 'desarrollo', 'resort', 'site'],
    property_type: ['propertyType', 'type', 'tipo', 'tipo_propiedad', 'unit_type'],
    bedrooms: ['rooms', 'recamaras', 'habitaciones', 'min_bedrooms', 'beds', 'num_bedrooms'],
    budget_min: ['min_price', 'price_min', 'minPrice', 'budgetMin', 'presupuesto_min'],
    budget_max: [
      'budget',
      'max_price',
      'price_max',
      'maxPrice',
      'budgetMax',
      'presupuesto',
      'presupuesto_max',
    ],
    currency: ['moneda'],
    available_by: ['available_from', 'availability_date', 'move_in', 'move_in_date', 'availableFrom'],
    unit: ['unit_code', 'unitCode', 'code', 'unidad', 'unit_number', 'property_id', 'unit_id'],
    date: [
      'day',
      'fecha',
      'dia',
      'preferred_date',
      'appointment_date',
      'visit_date',
      'datetime',
      'date_time',
      'dateTime',
      'when',
      'start',
      'start_time',
    ],
    time: ['hour', 'hora', 'preferred_time', 'appointment_time', 'visit_time'],
    notes: ['note', 'notas', 'comments', 'comentarios'],
    reason: ['motivo', 'summary', 'razon', 'issue', 'description'],
    promised: ['promises', 'promesas', 'commitments'],
    mood: ['sentiment', 'animo'],
    callback_time: [
      'callbackTime',
      'callback',
      'callback_at',
      'callback_date',
      'call_back_time',
      'call_time',
      'hora_de_llamada',
    ],
  }).flatMap(([name, others]) => others.map((other) => [other, name])),
);

/** The arguments under our own names. Only own properties count; what we have no name for is left out. */
export function underOurNames(args: Record<string, unknown>): Record<string, unknown> {
  const named = new Map<string, unknown>();
  for (const [key, value] of Object.entries(args)) {
    if (value === null || value === undefined || value === '') continue;
    const name = Object.hasOwn(synonyms, key) ? synonyms[key] : undefined;
    if (name === undefined) named.set(key, value);
    else if (!named.has(name)) named.set(name, value);
  }
  return Object.fromEntries(named);
}
