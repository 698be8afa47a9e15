// An entry of the audit trail in the language on screen.
import type { AuditEntry } from '../../../shared/board.ts';
import type { es } from '../../i18n/es.ts';
import { es as catalogue } from '../../i18n/es.ts';
import type { Translate } from '../../i18n/use-words.ts';

type ActionWord = keyof typeof es.board.audit.action;
const words = Object.keys(catalogue.board.audit.action) as ActionWord[];

/** Actions that have a name here, as the wire calls them. */
export const knownActions: readonly string[] = words.map((word) => word.replace('-', '.'));

/** `Terminó la llamada`; an action of a newer backend as it is called there. */
export function actionInWords(action: string, t: Translate): string {
  const word = words.find((one) => one === action.replace('.', '-'));
  return word === undefined ? action : t(`board.audit.action.${word}`);
}

/** What was said, to whom it went, what it became: the part of `detail` that a person reads. */
export function detailInWords({ detail }: Pick<AuditEntry, 'detail'>, t: Translate): string {
  const { text, agentName, from, to } = detail;
  if (typeof text === 'string') return `«${text}»`;
  if (typeof agentName === 'string') return `→ ${agentName}`;
  return typeof from === 'string' && typeof to === 'string'
    ? `${stateInWords(from, t)} → ${stateInWords(to, t)}`
    : '';
}

const states = ['available', 'busy', 'wrap-up', 'away', 'offline'] as const;

function stateInWords(state: string, t: Translate): string {
  const known = states.find((one) => one === state);
  return known === undefined ? state : t(`state.${known}`);
}
