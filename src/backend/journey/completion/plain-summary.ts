/** What can be said of a call without having understood anything: in the lead's language, without the provider's own words. */
import type { Language } from '../../../shared/lead.ts';
import type { CallEffects } from '../../store/call-end.ts';
import type { CallRow } from '../../store/calls.ts';

type Facts = Pick<CallRow, 'answeredAt' | 'durationSeconds' | 'endedReason'>;
type Effects = Pick<CallEffects, 'linesOfLead' | 'appointment' | 'escalation'>;

/** Who or what ended the call, as far as Vapi's reasons tell it plainly; the first that fits. */
const endings: [RegExp, Record<Language, string>][] = [
  [/voicemail/, { es: 'Contestó el buzón de voz.', en: 'Voicemail answered.' }],
  [/customer-busy/, { es: 'La línea estaba ocupada.', en: 'The line was busy.' }],
  [/customer-ended|hangup|hang-up/, { es: 'La persona colgó.', en: 'They hung up.' }],
  [/assistant-ended/, { es: 'Sofía terminó la llamada.', en: 'Sofía ended the call.' }],
  [/forward|transfer/, { es: 'La llamada se transfirió.', en: 'The call was transferred.' }],
  [/silence/, { es: 'Se cortó porque nadie hablaba.', en: 'It was cut off because nobody spoke.' }],
  [/exceeded-max-duration/, { es: 'Se acabó el tiempo.', en: 'The time was up.' }],
  [/error|fail|fault|not-found/, { es: 'La llamada falló.', en: 'The call failed.' }],
];

/** For a call of which no summary was written. */
export function plainSummary(call: Facts, effects: Effects, language: Language): string {
  const ending = endings.find(([pattern]) => pattern.test(call.endedReason ?? ''))?.[1][language];
  return [talk(call, effects, language), ...happened(effects, language), ending]
    .filter((sentence) => sentence !== undefined)
    .join(' ');
}

function talk({ answeredAt, durationSeconds }: Facts, { linesOfLead }: Effects, language: Language): string {
  if (answeredAt === null && linesOfLead === 0)
    return { es: 'Nadie contestó.', en: 'Nobody answered.' }[language];
  const spoke = spoken(linesOfLead, language);
  if (durationSeconds === null) return `${spoke}.`;
  const lasted = durationSeconds < 60 ? `${durationSeconds} s` : `${Math.round(durationSeconds / 60)} min`;
  return language === 'es' ? `Llamada de ${lasted}. ${spoke}.` : `A call of ${lasted}. ${spoke}.`;
}

function spoken(lines: number, language: Language): string {
  if (lines === 0) return { es: 'La persona no habló', en: 'They said nothing' }[language];
  const times = {
    es: lines === 1 ? 'una vez' : `${lines} veces`,
    en: lines === 1 ? 'once' : `${lines} times`,
  };
  return { es: `La persona habló ${times.es}`, en: `They spoke ${times.en}` }[language];
}

function happened({ appointment, escalation }: Effects, language: Language): string[] {
  const visit = appointment && {
    es: `Quedó agendada una visita a ${appointment.property}.`,
    en: `A visit to ${appointment.property} is booked.`,
  };
  const person = escalation && {
    es: 'Pidió hablar con una persona.',
    en: 'They asked to speak with a person.',
  };
  return [visit, person].flatMap((said) => (said === null ? [] : [said[language]]));
}
