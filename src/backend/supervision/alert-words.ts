/** An alert as a person reads it on their telephone, far from the board. */
import { thresholds, type Alert, type ThresholdKey } from '../../shared/board.ts';
import type { Language } from '../../shared/lead.ts';

const names: Record<Language, Record<ThresholdKey, string>> = {
  es: {
    queued: 'Llamadas en fila',
    oldestQueued: 'Espera en la fila de llamadas',
    personWait: 'Espera por una persona',
    serviceLevel: 'Nivel de servicio',
    abandonment: 'Abandono',
    agentsAvailable: 'Asesores disponibles',
    occupancy: 'Ocupación',
    wrapUp: 'Tiempo de cierre',
    talk: 'Tiempo en llamada',
    away: 'Tiempo ausente',
  },
  en: {
    queued: 'Calls in the queue',
    oldestQueued: 'Wait in the call queue',
    personWait: 'Wait for a person',
    serviceLevel: 'Service level',
    abandonment: 'Abandonment',
    agentsAvailable: 'Agents available',
    occupancy: 'Occupancy',
    wrapUp: 'Wrap-up time',
    talk: 'Time on a call',
    away: 'Time away',
  },
};
const limitWord: Record<Language, string> = { es: 'límite', en: 'limit' };

/** `Espera por una persona` (with the person's name where it is about one) and `75 s (límite 60 s)`. */
export function alertInWords(alert: Alert, language: Language): { what: string; howMuch: string } {
  const name = names[language][alert.key];
  const value = inUnit(alert.key, alert.value);
  const limit = inUnit(alert.key, alert.limit);
  return {
    what: alert.subjectName === null ? name : `${name}: ${alert.subjectName}`,
    howMuch: `${value} (${limitWord[language]} ${limit})`,
  };
}

function inUnit(key: ThresholdKey, value: number): string {
  const { unit } = thresholds[key];
  const rounded = String(Math.round(value));
  if (unit === 'percent') return `${rounded} %`;
  return unit === 'seconds' ? `${rounded} s` : rounded;
}
