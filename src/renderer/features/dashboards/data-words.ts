// Codes of the backend as people say them; one that this page does not know stays as it came, without its underscores.
import { ofNone } from '../../../shared/kpis.ts';
import { leadStatuses, propertyTypes } from '../../../shared/lead.ts';
import type { es } from '../../i18n/es.ts';
import type { Translate } from '../../i18n/use-words.ts';
import { sourceInWords } from '../conversation/sayings.ts';
import { toolInWords } from '../conversation/tool-words.ts';
import type { FilterName } from './address.ts';

type Dash = (typeof es)['dash'];

const plain = (code: string): string => code.replaceAll('_', ' ');
const has = <T extends object>(words: T, code: string): code is string & keyof T =>
  Object.hasOwn(words, code);

const services = { postgres: 0, redis: 0, outbox: 0, 'dead jobs': 0, 'vapi trunk': 0 } satisfies Record<
  keyof Dash['ops']['service'],
  0
>;
export const serviceInWords = (name: string, t: Translate): string =>
  has(services, name) ? t(`dash.ops.service.${name}`) : plain(name);

const rules = {
  ...{ 'has-phone': 0, 'not-opted-out': 0, 'not-on-do-not-call-list': 0, 'consent-to-calls': 0 },
  ...{ 'no-call-open': 0, 'not-with-a-person': 0, 'call-hours': 0, cancelled: 0, failed: 0 },
} satisfies Record<keyof Dash['ops']['rule'], 0>;
export const ruleInWords = (rule: string, t: Translate): string =>
  has(rules, rule) ? t(`dash.ops.rule.${rule}`) : plain(rule);

const endings = { answered: 0, callback: 0, abandoned: 0, closed: 0 };
/** How an escalation ended. */
export const endingInWords = (outcome: string, t: Translate): string =>
  has(endings, outcome) ? t(`dash.ops.${outcome}`) : plain(outcome);

const gateways = { vapi: 0, whatsapp: 0, llm: 0 } satisfies Record<keyof Dash['tech']['gatewayName'], 0>;
export const gatewayInWords = (name: string, t: Translate): string =>
  has(gateways, name) ? t(`dash.tech.gatewayName.${name}`) : plain(name);

const jobs = {
  ...{ whatsapp: 0, message: 0, lead: 0, call: 0, vapi: 0, alert: 0, escalation: 0, phone: 0 },
  ...{ appointment: 0, answers: 0 },
} satisfies Record<keyof Dash['tech']['jobOf'], 0>;
/** What a job was about: `message.send`, `escalation.expire`. */
const jobInWords = (kind: string, t: Translate): string => {
  const [about = ''] = kind.split('.');
  return has(jobs, about) ? t(`dash.tech.jobOf.${about}`) : plain(kind);
};

/** `call.failed`, `tool.get_pricing`, `llm.write`, `job.message.send`. */
export function errorInWords(kind: string, t: Translate): string {
  if (kind === 'call.failed') return t('dash.tech.errorKind.callFailed');
  if (kind === 'message.failed') return t('dash.tech.errorKind.messageFailed');
  const [family = '', ...rest] = kind.split('.');
  const name = rest.join('.');
  if (family === 'tool') return t('dash.tech.errorKind.tool', { name: toolInWords(name, t) });
  if (family === 'job') return t('dash.tech.errorKind.job', { name: jobInWords(name, t) });
  if (family !== 'llm') return plain(kind);
  const purpose = name === 'extract' || name === 'write' ? t(`dash.tech.purpose.${name}`) : plain(name);
  return t('dash.tech.errorKind.llm', { name: purpose });
}

/** What became of a case: of a lead their stage, of a call its outcome, of an escalation its end, of a lookup its name. */
export function outcomeInWords(outcome: string, t: Translate): string {
  const stage = leadStatuses.find((one) => one === outcome);
  if (stage !== undefined) return t(`leadStatus.${stage}`);
  if (has(callOutcomes, outcome)) return t(`outcome.${outcome}`);
  if (has(endings, outcome)) return endingInWords(outcome, t);
  if (outcome === 'booked' || outcome === 'cancelled' || outcome === 'done' || outcome === 'no-show')
    return t(`appointment.${outcome}`);
  return toolInWords(outcome, t);
}
const callOutcomes = {
  ...{ appointment_scheduled: 0, escalated_to_human: 0, callback_promised: 0, not_qualified: 0 },
  ...{ interested: 0, not_interested: 0, no_answer: 0, busy: 0, voicemail: 0, failed: 0 },
  ...{ opted_out: 0, completed: 0 },
} satisfies Record<keyof (typeof es)['outcome'], 0>;

/** Product names as they are written; any other begins with a capital. */
export function channelInWords(source: string, t: Translate): string {
  if (source === 'phone') return t('dash.filter.phone');
  const names: Record<string, string> = { tiktok: 'TikTok', youtube: 'YouTube', linkedin: 'LinkedIn' };
  const name = names[source] ?? sourceInWords(source);
  return name.charAt(0).toUpperCase() + name.slice(1);
}

/** A value of a filter: channels and people by their names, codes in words. */
export function valueInWords(
  name: FilterName,
  value: string,
  label: string | undefined,
  t: Translate,
): string {
  if (value === '' || value === ofNone) return t('dash.filter.unknown');
  if (name === 'source') return channelInWords(value, t);
  if (name === 'language') return value === 'es' || value === 'en' ? t(`language.${value}Name`) : value;
  const type = propertyTypes.find((one) => one === value);
  if (name === 'propertyType') return type === undefined ? plain(value) : t(`propertyType.${type}`);
  return label ?? `${value.slice(0, 8)}…`;
}
