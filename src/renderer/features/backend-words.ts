// Sentences that the backend and the phone store in a language of their own, said in the language on screen.
import { readSupervisedReason } from '../../shared/brief.ts';
import type { Task } from '../../shared/api.ts';
import type { EventData } from '../../shared/events.ts';
import type { TimelineItem } from '../../shared/timeline.ts';
import { supervisedInWords } from '../i18n/brief-words.ts';
import type { Translate } from '../i18n/use-words.ts';
import { callFailureInWords, metaFailureInWords } from './vendor-words.ts';

/** Why a call was wished for, as `calls.reason` and the request for a person keep it. */
const callReasons = {
  'the lead asked for a person': 'callReason.wantsPerson',
  'Pidió hablar con una persona.': 'callReason.wantsPerson',
  'Asked to speak with a person.': 'callReason.wantsPerson',
  'the lead agreed to a call': 'callReason.agreed',
  'Nos llamó': 'callReason.calledUs',
} as const;

/** The reason in words; what the model wrote stays as it is. */
export function callReasonInWords(reason: string, t: Translate): string {
  const by = readSupervisedReason(reason);
  if (by) return supervisedInWords(by, '', t);
  const key = callReasons[reason as keyof typeof callReasons];
  return key === undefined ? reason : t(key);
}

const gateRules = [
  ...(['has-phone', 'not-opted-out', 'not-on-do-not-call-list', 'consent-to-calls'] as const),
  ...(['no-call-open', 'not-with-a-person'] as const),
];

/** Why the gate did not let a call through; a rule we do not know by the backend's own detail. */
export function blockInWords({ rule, detail }: EventData['call.blocked'], t: Translate): string {
  const known = gateRules.find((name) => name === rule);
  return known ? t(`gate.${known}`) : detail || rule;
}

/** What a SIP status of a call we placed means to whoever placed it (RFC 3261 §21); empty when it says nothing more. */
export function sipCauseInWords(status: number | undefined, t: Translate): string {
  if (status === undefined || status < 300 || status === 487) return '';
  const known = sipCauses[status as keyof typeof sipCauses];
  return known === undefined ? t('sipCause.exchange', { status }) : t(`sipCause.${known}`);
}
const sipCauses = {
  403: 'forbidden',
  404: 'notFound',
  408: 'noAnswer',
  410: 'notFound',
  480: 'unavailable',
  484: 'incomplete',
  486: 'busy',
  488: 'noCodec',
  600: 'busy',
  603: 'declined',
  604: 'notFound',
  606: 'noCodec',
} as const;

const taskTitles = {
  'Dar seguimiento a la conversación': 'taskTitle.goOn',
  'Devolver la llamada prometida': 'taskTitle.promised',
  'Enviar información y proponer una visita': 'taskTitle.inform',
  'Revisar la llamada y decidir el siguiente paso': 'taskTitle.reviewCall',
  'Llamar en persona: no contestó dos veces': 'taskTitle.unreached',
  'Llamar: la llamada automática falló': 'taskTitle.callFailed',
  'Llamar: la llamada automática no se pudo hacer': 'taskTitle.callFailed',
  'Pedir un número: no tenemos a dónde llamar': 'taskTitle.askNumber',
  'Pedir permiso para llamar: falta el consentimiento': 'taskTitle.askConsent',
  'WhatsApp no entrega los mensajes a este cliente: buscar otro medio': 'taskTitle.undelivered',
  'Enviar fotos y planos por WhatsApp': 'taskTitle.photos',
  'Enviar información por correo': 'taskTitle.mail',
  'Quiere hablar con una persona por WhatsApp, sin llamada': 'taskTitle.write',
  'Cliente molesto: revisar la conversación': 'taskTitle.calm',
} as const;

/** What is to be done, in words; a title somebody wrote by hand stays as it is. */
export function taskTitleInWords({ title }: Pick<Task, 'title'>, t: Translate): string {
  const key = taskTitles[title as keyof typeof taskTitles];
  if (key !== undefined) return t(key);
  const [, name] = /^Devolver la llamada a (.+)$/.exec(title) ?? [];
  if (name !== undefined) return t('taskTitle.callBack', { name });
  const { who, place } =
    /^Retomar con (?<who>.+?): no llegó a su visita a (?<place>.+)$/.exec(title)?.groups ?? {};
  if (who !== undefined && place !== undefined) return t('missedVisit', { name: who, property: place });
  const [, property] = /^Confirmar la visita a (.+)$/.exec(title) ?? [];
  return property === undefined ? visitTitleInWords(title, t) : t('taskTitle.confirm', { property });
}

/** What a title about one visit begins with and has before its property; its day and clock follow, as they are there. */
const visitTitles = {
  confirmVisit: /^Confirmar visita de (?<name>.+?) a (?<place>.+), (?<day>[^,]+), (?<clock>\d{2}:\d{2})$/,
  tellCancelled:
    /^Avisar a (?<name>.+?) que se canceló su visita a (?<place>.+), (?<day>[^,]+), (?<clock>\d{2}:\d{2})$/,
} as const;

/** "Confirmar visita de Ana a Grand Luxxe, sábado 28 de noviembre, 11:00"; a title that is about no visit as it is. */
function visitTitleInWords(title: string, t: Translate): string {
  for (const key of ['confirmVisit', 'tellCancelled'] as const) {
    const { name = '', place: property = '', day = '', clock } = visitTitles[key].exec(title)?.groups ?? {};
    const date = dateOf(day);
    if (date !== undefined) return t(key, { name, property, ...placesOwnTime(`${date}T${clock}`) });
  }
  return title;
}

const spanish = (part: 'weekday' | 'month') =>
  new Intl.DateTimeFormat('es-MX', { [part]: 'long', timeZone: 'UTC' });
const weekdays = spanish('weekday');
const monthNames = Array.from({ length: 12 }, (_, index) =>
  spanish('month').format(Date.UTC(2000, index, 1)),
);
/** A day comes back to its weekday within eleven years, leap days within forty; only the words count. */
const years = Array.from({ length: 41 }, (_, index) => 2000 + index);

/** A day that is called so ("sábado 28 de noviembre"), `2026-11-28`, in whichever year. */
function dateOf(words: string): string | undefined {
  const [, weekday, day, month] = /^(\p{L}+) (\d{1,2}) de (\p{L}+)$/u.exec(words) ?? [];
  const index = monthNames.indexOf(month ?? '');
  if (index < 0) return undefined;
  return years
    .map((year) => new Date(Date.UTC(year, index, Number(day))))
    .find((at) => at.getUTCMonth() === index && weekdays.format(at) === weekday)
    ?.toISOString()
    .slice(0, 10);
}

/** Fills `{{when, datetime}}` with the clock of the place that an ISO 8601 time was written for, whatever the clock here says. */
export function placesOwnTime(at: string): { when: Date; formatParams: object } {
  const when = {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    hour: 'numeric',
    minute: '2-digit',
  } as const;
  return { when: new Date(`${at.slice(0, 16)}Z`), formatParams: { when: { ...when, timeZone: 'UTC' } } };
}

/** What the backend wrote under a task, line by line; a reason that joined it later stands behind its own title. The rest is somebody's own words. */
export function taskNotesInWords({ title, notes }: Pick<Task, 'title' | 'notes'>, t: Translate): string {
  return (notes ?? '')
    .split('\n')
    .map((line, index) => {
      const joined = Object.keys(taskTitles).find((known) => line === known || line.startsWith(`${known}: `));
      if (joined === undefined) return noteInWords(index === 0 ? title : '', line, t);
      const rest = noteInWords(joined, line.slice(joined.length + 2), t);
      return [taskTitleInWords({ title: joined }, t), rest].filter((text) => text !== '').join(': ');
    })
    .join('\n');
}

/** Why the call was wished for comes first; of a call that failed there are only Vapi's words. */
function noteInWords(title: string, note: string, t: Translate): string {
  if (note !== '' && failedCalls.includes(title)) return callFailureInWords(note, t);
  const [reason = '', ...rest] = note.split(' · ');
  return [callReasonInWords(reason, t), ...rest].join(' · ');
}
const failedCalls: readonly string[] = [
  'Llamar: la llamada automática falló',
  'Llamar: la llamada automática no se pudo hacer',
];

/** Why a message of ours did not go: our own decision by its code, then Meta's by theirs, anything else as Meta said it. */
export function notSentInWords(
  { why, code, error }: Pick<TimelineItem, 'why' | 'code' | 'error'>,
  t: Translate,
): string | undefined {
  const known = (['chat-taken', 'opted-out', 'window-closed'] as const).find((one) => one === why);
  return known === undefined ? metaFailureInWords(code, error, t) : t(`notSent.${known}`);
}
