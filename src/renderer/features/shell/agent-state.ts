// What the agent's state is called on screen: a call in progress says more than the state kept by the backend.
import type { Me } from '../../../shared/api.ts';
import type { StateReason } from '../../../shared/desk.ts';
import type { StateNotice } from '../../../shared/ipc.ts';
import type { Language } from '../../../shared/lead.ts';
import type { PhoneCall } from '../../../shared/phone.ts';
import type { Translate } from '../../i18n/use-words.ts';
import type { Tone } from '../../ui/marks.tsx';

export interface StateSign {
  word: string;
  tone: Tone;
  hollow: boolean;
  /** Epoch ms since when it has been so. */
  since: number;
  /** Epoch ms when it ends by itself; undefined: it does not. */
  until: number | undefined;
}
interface StateFacts {
  me: Me;
  call: PhoneCall | undefined;
  /** Epoch ms, given while the backend is away. */
  awaySince: number | undefined;
  /** The administrator's. */
  reasons: readonly StateReason[];
  language: Language;
}

/** The sign of the look's table of states. */
export function stateSign(facts: StateFacts, t: Translate): StateSign {
  return callSign(facts.call, t) ?? keptSign(facts, t);
}

function callSign(call: PhoneCall | undefined, t: Translate): StateSign | undefined {
  if (!call) return undefined;
  const base = { hollow: false, until: undefined };
  if (call.phase === 'ringing')
    return { ...base, word: t('state.ringing'), tone: 'ring', since: call.ringingAt ?? Date.now() };
  const since = call.liveAt ?? Date.now();
  return call.phase === 'held'
    ? { ...base, word: t('state.onHold'), tone: 'hold', since }
    : { ...base, word: t('state.onCall'), tone: 'accent', since };
}

function keptSign({ me, awaySince, reasons, language }: StateFacts, t: Translate): StateSign {
  if (awaySince !== undefined)
    return { word: t('state.offline'), tone: 'bad', hollow: true, since: awaySince, until: undefined };
  const { state, stateReason, stateUntil } = me;
  const since = Date.parse(me.stateSince);
  const until = stateUntil === null ? undefined : Date.parse(stateUntil);
  const word = reasonInWords(stateReason, { reasons, language }, t) ?? t(`state.${state}`);
  if (state === 'available')
    return { word: t('state.available'), tone: 'accent', hollow: false, since, until };
  const unreachable = state === 'offline' || isOwnReason(stateReason, 'no-console', 'no-phone');
  return { word, tone: unreachable ? 'bad' : 'neutral', hollow: true, since, until };
}

/** Reasons that the backend gives by itself; nobody chooses them. */
const ownReasons = ['no-console', 'no-phone', 'escalation', 'other-call'] as const;
type OwnReason = (typeof ownReasons)[number];

/** True for one of these. */
export function isOwnReason(reason: string | null, ...wanted: OwnReason[]): boolean {
  return wanted.some((one) => one === reason);
}

/** A reason in words; undefined without one, or for one that nobody explained. */
export function reasonInWords(
  reason: string | null,
  { reasons, language }: { reasons: readonly StateReason[]; language: Language },
  t: Translate,
): string | undefined {
  const own = ownReasons.find((one) => one === reason);
  if (own) return t(`why.${own}`);
  return reasons.find(({ key }) => key === reason)?.label[language];
}

/** The colour role of the tray, by the sign. */
export function trayTone({ tone, word }: StateSign, available: string): StateNotice['tone'] {
  if (tone === 'ring' || tone === 'bad') return tone;
  if (word === available) return 'ready';
  return tone === 'neutral' ? 'away' : 'call';
}
