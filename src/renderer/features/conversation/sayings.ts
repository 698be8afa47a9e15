// Turning points of a lead and their calls, as plain sentences in the language on screen.
import type { Disposition } from '../../../shared/desk.ts';
import type { EventData, StreamEvent } from '../../../shared/events.ts';
import { sentences, supervisedInWords, supervisedOf } from '../../i18n/brief-words.ts';
import { formatAmount, formatDayAndClock, formatDuration } from '../../i18n/format.ts';
import type { Translate } from '../../i18n/use-words.ts';
import type { Language } from '../../../shared/lead.ts';
import type { EventLine } from '../../stores/reading-line.ts';
import { blockInWords, callReasonInWords } from '../backend-words.ts';
import { callFailureInWords } from '../vendor-words.ts';

export interface Saying {
  text: string;
  /** Its end, where that is in the language of the call. */
  said?: string;
  /** Who stands behind it: Sofía's own words carry her mark. */
  by: 'system' | 'ai';
  tone: 'plain' | 'bad';
}

interface Tongue {
  t: Translate;
  language: Language;
  /** Epoch ms; days near it are said by their clock only. */
  now: number;
  /** What outcomes of calls are called in this house; one that is not among them is said by its key. */
  dispositions?: readonly Disposition[];
}

/** What the reading line knows of an event beyond itself: whose attempt it was, who had the call for how long. */
type Known = Pick<EventLine, 'agentName' | 'withPerson'>;

/** The sentence of an event; the reading line only asks for events that have one. */
export function sayEvent(event: StreamEvent, tongue: Tongue, known: Known = {}): Saying | undefined {
  if (event.type === 'escalation.missed') return bad(missedInWords(event.data, known.agentName, tongue.t));
  if (event.type === 'call.ended') return plain(endOfCall(event.data, known, tongue.t));
  return (
    sayLeadEvent(event, tongue) ??
    saySale(event, tongue) ??
    sayPeople(event, tongue) ??
    sayCallEvent(event, tongue) ??
    sayEscalation(event, tongue)
  );
}

function sayLeadEvent(event: StreamEvent, { t, language, now }: Tongue): Saying | undefined {
  const moment = (at: string) => formatDayAndClock(at, now, language);
  switch (event.type) {
    case 'lead.created':
      return event.data.source === null
        ? plain(t('say.leadCreated'))
        : plain(t('say.leadCreatedFrom', { source: sourceInWords(event.data.source) }));
    case 'lead.opted-out':
      return bad(t('say.optedOut', { evidence: event.data.evidence }));
    case 'consent.recorded': {
      const kind = consentInWords(event.data.kind, t);
      return plain(t(event.data.granted ? 'say.consentGiven' : 'say.consentTaken', { kind }));
    }
    case 'appointment.booked':
      return plain(
        t('say.appointment', { property: event.data.property, time: moment(event.data.startsAt) }),
      );
    case 'appointment.cancelled':
      return plain(
        t('say.appointmentCancelled', { property: event.data.property, time: moment(event.data.startsAt) }),
      );
    case 'appointment.held':
    case 'appointment.missed':
    case 'appointment.reopened': {
      const { property, startsAt } = event.data;
      return plain(t(`visitMark.${visitWords[event.type]}`, { property, time: moment(startsAt) }));
    }
    case 'task.created':
      return plain(t('say.task', { kind: taskInWords(event.data.kind, t), time: moment(event.data.dueAt) }));
    case 'follow-up.scheduled':
      return plain(t('say.followUp', { time: moment(event.data.at) }));
    default:
      return undefined;
  }
}

const visitWords = {
  'appointment.held': 'held',
  'appointment.missed': 'missedSaid',
  'appointment.reopened': 'reopened',
} as const;

/** `Andrea Luna registró una venta: USD 385,000, Grand Luxxe B-304.`; of one that was imported only what it came to. */
function saySale(event: StreamEvent, { t, language }: Tongue): Saying | undefined {
  if (event.type !== 'sale.recorded' && event.type !== 'sale.withdrawn') return undefined;
  const { amount = event.data.amountUsd, currency = 'USD' } = event.data;
  const money = formatAmount(amount, currency, language);
  if (event.type === 'sale.withdrawn') {
    const { userName: name, why } = event.data;
    return bad(t('sale.toldWithdrawn', { name, why, amount: money }));
  }
  const { agentName: name, property, unit } = event.data;
  const words = { amount: money, unit: [property, unit].filter(Boolean).join(' ') };
  if (name === undefined) return plain(t(words.unit === '' ? 'sale.told' : 'sale.toldUnit', words));
  return plain(t(words.unit === '' ? 'sale.toldBy' : 'sale.toldByUnit', { ...words, name }));
}

/** What agents and supervisors do to a conversation rather than in it. */
function sayPeople(event: StreamEvent, { t, language, dispositions = [] }: Tongue): Saying | undefined {
  switch (event.type) {
    case 'chat.taken':
      return plain(t('say.chatTaken', { name: event.data.agentName }));
    case 'chat.handed-back':
      return plain(
        event.data.agentName === null
          ? t('say.chatHandedBackAlone')
          : t('say.chatHandedBack', { name: event.data.agentName }),
      );
    case 'supervisor.acted':
      return plain(actInWords(event.data, t));
    case 'supervisor.refused':
      return bad(refusedActInWords(event.data, t));
    case 'call.wrapped-up': {
      const { agentName: name, disposition } = event.data;
      const label = dispositions.find(({ key }) => key === disposition)?.label[language] ?? disposition;
      return plain(t('say.wrappedUp', { name, outcome: label.toLocaleLowerCase(language) }));
    }
    default:
      return undefined;
  }
}

/** `Raúl Ibarra habló por Sofía: «…»`, with the why where one was given. */
function actInWords(
  { action, userName, text, why, agentName = '' }: EventData['supervisor.acted'],
  t: Translate,
): string {
  // What Sofía alone was told is for supervisors: agents get the event without.
  const isAlone = action === 'instructed' && text === undefined;
  const words = { name: userName, text: text ?? '', agent: agentName };
  const said = action === 'handed-over' && agentName === userName ? 'taken' : action;
  const what = isAlone ? t('told.instructedAlone', words) : t(`acted.${said}`, words);
  return why === undefined ? what : t('acted.why', { what, why });
}

/** `La llamada no tomó lo que pidió decir Raúl Ibarra, «…»: ya había terminado.` */
function refusedActInWords(
  { action, userName: name, text, why }: EventData['supervisor.refused'],
  t: Translate,
): string {
  const words = { name, text: text ?? '', why: t(`told.why.${why}`) };
  const isAlone = action === 'instructed' && text === undefined;
  return isAlone ? t('told.refused.instructedAlone', words) : t(`told.refused.${action}`, words);
}

function sayCallEvent(event: StreamEvent, { t, language, now }: Tongue): Saying | undefined {
  switch (event.type) {
    case 'call.blocked':
      return bad(t('say.callBlocked', { detail: blockInWords(event.data, t) }));
    case 'call.queued':
      return plain(t('say.callScheduled', { time: formatDayAndClock(event.data.notBefore, now, language) }));
    case 'call.failed':
      return bad(t('say.callFailed', { error: callFailureInWords(event.data.error, t) }));
    case 'call.cancelled':
      return plain(t('say.callCancelled'));
    case 'call.changed':
      return plain(t('say.callAnswered'));
    case 'call.completed':
      return event.data.summary === null
        ? undefined
        : {
            text: `${t('say.summary')} ${event.data.summary}`,
            said: event.data.summary,
            by: 'ai',
            tone: 'plain',
          };
    case 'language.changed':
      return plain(t('say.languageChanged', { language: languageInWords(event.data.language, t) }));
    default:
      return undefined;
  }
}

function sayEscalation(event: StreamEvent, { t }: Tongue): Saying | undefined {
  switch (event.type) {
    case 'escalation.requested':
      return plain(requestInWords(event.data, t));
    case 'escalation.reserved':
      return plain(
        event.data.agentName === null
          ? t('say.escalationReservedPilot')
          : t('say.escalationReserved', { name: event.data.agentName }),
      );
    case 'escalation.answered':
      return plain(
        event.data.agentName === null
          ? t('say.escalationAnsweredUnknown')
          : t('say.escalationAnswered', { name: event.data.agentName }),
      );
    case 'escalation.exhausted':
      return bad(t('say.escalationExhausted'));
    case 'escalation.abandoned':
      return bad(t('say.escalationAbandoned'));
    default:
      return undefined;
  }
}

/** Sofía asked for a person, or a supervisor had the call passed on. */
function requestInWords({ reason, brief }: EventData['escalation.requested'], t: Translate): string {
  const supervised = supervisedOf(brief.parts);
  if (supervised) return sentences([supervisedInWords(supervised.by, supervised.why, t)]);
  return t('say.escalationRequested', { reason: callReasonInWords(reason, t) });
}

/** `La llamada terminó: 1:12 en total · 0:30 con Andrea. Cita agendada.` Of a call that was handed on, both its parts. */
function endOfCall(
  { outcome, durationSeconds }: Extract<StreamEvent, { type: 'call.ended' }>['data'],
  { withPerson }: Known,
  t: Translate,
): string {
  if (durationSeconds === null) return t('say.callEnded');
  const total = durationSeconds * 1000;
  const time = formatDuration(total);
  const result = outcome === null ? undefined : t(`outcome.${outcome}`);
  // Where only the person's part was measured there is nothing to tell apart.
  if (withPerson && formatDuration(withPerson.ms) !== time) {
    const parts = partsOfCall({ ms: total, withPerson }, t);
    return result
      ? t('say.callEndedPartsOutcome', { parts, outcome: result })
      : t('say.callEndedParts', { parts });
  }
  return result
    ? t('say.callEndedOutcome', { time, outcome: result.toLocaleLowerCase() })
    : t('say.callEndedAfter', { time });
}

/** `1:12 en total · 0:30 con Andrea`. */
export function partsOfCall(
  { ms, withPerson }: { ms: number } & Required<Pick<EventLine, 'withPerson'>>,
  t: Translate,
): string {
  const { agentName: name } = withPerson;
  const [total, time] = [formatDuration(ms), formatDuration(withPerson.ms)];
  return name === null ? t('say.partsUnknown', { total, time }) : t('say.parts', { total, time, name });
}

/** `Andrea Luna no contestó. SIP 480.`; the status (RFC 3261 §21) is what a PBX's people ask for. */
function missedInWords(
  { outcome, sipStatus }: Extract<StreamEvent, { type: 'escalation.missed' }>['data'],
  agentName: string | null | undefined,
  t: Translate,
): string {
  const text = t(`attempt.${outcome}`, { name: agentName ?? t('say.group') });
  return sipStatus === null ? text : `${text} SIP ${sipStatus}.`;
}

const plain = (text: string): Saying => ({ text, by: 'system', tone: 'plain' });
const bad = (text: string): Saying => ({ text, by: 'system', tone: 'bad' });

/** `Llamada`, `Grabación`; a kind we have no word for stays as it came. */
export function consentInWords(kind: string, t: Translate): string {
  return kind === 'whatsapp' || kind === 'call' || kind === 'recording' || kind === 'marketing'
    ? t(`consent.${kind}`)
    : kind;
}

const taskKinds = ['callback', 'follow-up', 'confirm-appointment', 'send-information', 'review'] as const;

export function taskInWords(kind: string, t: Translate): string {
  const known = taskKinds.find((task) => task === kind);
  return known ? t(`task.${known}`) : kind;
}

export function languageInWords(language: string, t: Translate): string {
  return language === 'es' || language === 'en' ? t(`language.${language}`) : language;
}

/** Product names keep their capitals; other sources are shown as stored. */
export function sourceInWords(source: string): string {
  const names: Record<string, string> = { whatsapp: 'WhatsApp', ad: 'Meta Ads', post: 'Facebook' };
  return names[source] ?? source;
}
