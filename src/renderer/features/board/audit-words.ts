// An entry of the audit trail in the language on screen: what was done, to what, and what it was before.
import { thresholdKeys, thresholds, type AuditEntry, type ThresholdKey } from '../../../shared/board.ts';
import type { StateReason } from '../../../shared/desk.ts';
import type { Language } from '../../../shared/lead.ts';
import type { es } from '../../i18n/es.ts';
import { es as catalogue } from '../../i18n/es.ts';
import { formatDuration } from '../../i18n/format.ts';
import { percentInWords } from '../../i18n/alert-words.ts';
import { refusedInWords } from '../../i18n/refused-words.ts';
import type { Translate } from '../../i18n/use-words.ts';
import { reasonInWords } from '../shell/agent-state.ts';

type ActionWord = keyof typeof es.board.audit.action;
const words = Object.keys(catalogue.board.audit.action) as ActionWord[];

/** Actions that have a name here, as the wire calls them. */
export const knownActions: readonly string[] = words.map((word) => word.replace('-', '.'));

/** `Terminó la llamada`; an action of a newer backend as it is called there. */
export function actionInWords(action: string, t: Translate): string {
  const word = words.find((one) => one === action.replace('.', '-'));
  return word === undefined ? action : t(`board.audit.action.${word}`);
}

interface Tongue {
  t: Translate;
  language: Language;
  /** The administrator's; one that is not among them is said by its key. */
  reasons: readonly StateReason[];
}
type Entry = Pick<AuditEntry, 'detail' | 'action' | 'subjectId'>;

/** What was said, to whom it went, what it became: the part of `detail` that a person reads. */
export function detailInWords(entry: Entry, tongue: Tongue): string {
  const { action, detail } = entry;
  if (action === 'threshold.changed') return limitChangeInWords(entry, tongue.t);
  if (action === 'agent.state-forced') return forcedInWords(detail, tongue);
  if (action === 'call.refused') return refusalInWords(detail, tongue.t);
  const { text, agentName } = detail;
  if (typeof text === 'string') return `«${text}»`;
  return typeof agentName === 'string' ? `→ ${agentName}` : '';
}

/** `Espera por asesor: límite 1:00 min → 45 s · avisos Escritorio → ninguno`; only what changed. */
function limitChangeInWords({ detail, subjectId }: Entry, t: Translate): string {
  const key = thresholdKeys.find((one) => one === subjectId);
  if (key === undefined) return '';
  const name = t(`board.threshold.${key}`);
  const [before, after] = [detail['before'], detail['after']].map((side) => sideInWords(key, side, t));
  const changes = (['limit', 'warn', 'notify'] as const).flatMap((part) => {
    const [from, to] = [before?.[part], after?.[part]];
    return from === undefined || to === undefined || from === to
      ? []
      : [t('told.was', { what: t(`told.${part}`), from, to })];
  });
  return changes.length === 0 ? name : t('told.change', { name, changes: changes.join(' · ') });
}

/** A limit as it stood, each part in words; undefined where the trail holds none, as of old. */
function sideInWords(
  key: ThresholdKey,
  side: unknown,
  t: Translate,
): Record<'limit' | 'warn' | 'notify', string> | undefined {
  if (typeof side !== 'object' || side === null) return undefined;
  const { limit, warn, notify } = side as Partial<Record<string, unknown>>;
  const inWords = (value: unknown): string =>
    typeof value === 'number' ? valueInWords(key, value, t) : t('told.none');
  const ways = (['desktop', 'whatsapp', 'webhook'] as const)
    .filter((way) => Array.isArray(notify) && notify.includes(way))
    .map((way) => t(`board.limits.${way}`));
  return { limit: inWords(limit), warn: inWords(warn), notify: ways.join(', ') || t('told.none') };
}

/** `45 s`, `1:30 min`, `80 %`, `3 llamadas`: apart from its figure the trail has to name the unit too. */
function valueInWords(key: ThresholdKey, value: number, t: Translate): string {
  switch (thresholds[key].unit) {
    case 'seconds':
      return value < 60 ? `${Math.round(value)} s` : `${formatDuration(value * 1000)} min`;
    case 'percent':
      return percentInWords(value);
    case 'count':
      return t(key === 'agentsAvailable' ? 'told.people' : 'told.calls', { count: Math.round(value) });
  }
}

/** `Disponible → Ausente (Comida), al terminar su llamada`. */
function forcedInWords(detail: AuditEntry['detail'], tongue: Tongue): string {
  const { from, fromReason, to, reason, afterCall } = detail;
  if (typeof from !== 'string' || typeof to !== 'string') return '';
  const change = `${stateInWords(from, fromReason, tongue)} → ${stateInWords(to, reason, tongue)}`;
  return afterCall === true ? `${change}, ${tongue.t('told.afterCall')}` : change;
}

const states = ['available', 'busy', 'wrap-up', 'away', 'offline'] as const;

function stateInWords(key: string, reasonKey: unknown, { t, language, reasons }: Tongue): string {
  const known = states.find((one) => one === key);
  const state = known === undefined ? key : t(`state.${known}`);
  if (typeof reasonKey !== 'string') return state;
  const reason = reasonInWords(reasonKey, { reasons, language }, t) ?? reasonKey;
  return t('told.withReason', { state, reason });
}

/** `No se dijo «Con gusto.»: ya había terminado.` */
function refusalInWords({ act, refusal, text }: AuditEntry['detail'], t: Translate): string {
  const action = (['said', 'instructed', 'ended'] as const).find((one) => one === act);
  const why = refusals.find((one) => one === refusal);
  if (action === undefined || why === undefined) return '';
  return refusedInWords({ action, why, ...(typeof text === 'string' && { text }) }, t);
}

const refusals = ['call-over', 'no-control', 'gone', 'refused', 'unreachable', 'unsure'] as const;
