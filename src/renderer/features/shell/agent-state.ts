// What the agent's state is called on screen: a call in progress says more than the state kept by the backend.
import type { Me } from '../../../shared/api.ts';
import type { PhoneCall } from '../../../shared/phone.ts';
import type { Translate } from '../../i18n/use-words.ts';
import type { Tone } from '../../ui/marks.tsx';

export interface StateSign {
  word: string;
  tone: Tone;
  hollow: boolean;
  /** Epoch ms since when it has been so. */
  since: number;
}

/** The sign of the look's table of states. `awaySince` (epoch ms) is given while the backend is away. */
export function stateSign(
  me: Me,
  call: PhoneCall | undefined,
  awaySince: number | undefined,
  t: Translate,
): StateSign {
  if (call?.phase === 'ringing')
    return { word: t('state.ringing'), tone: 'ring', hollow: false, since: call.ringingAt ?? Date.now() };
  if (call?.phase === 'held')
    return { word: t('state.onHold'), tone: 'hold', hollow: false, since: call.liveAt ?? Date.now() };
  if (call)
    return { word: t('state.onCall'), tone: 'accent', hollow: false, since: call.liveAt ?? Date.now() };
  if (awaySince !== undefined)
    return { word: t('state.offline'), tone: 'bad', hollow: true, since: awaySince };
  const since = Date.parse(me.stateSince);
  const reason = knownReason(me.stateReason);
  const word = me.state === 'away' && reason ? t(`reason.${reason}`) : t(`state.${me.state}`);
  if (me.state === 'available') return { word, tone: 'accent', hollow: false, since };
  return { word, tone: me.state === 'offline' ? 'bad' : 'neutral', hollow: true, since };
}

export const awayReasons = ['break', 'lunch', 'training'] as const;

function knownReason(reason: string | null): (typeof awayReasons)[number] | undefined {
  return awayReasons.find((known) => known === reason);
}
