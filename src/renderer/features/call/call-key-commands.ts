// What each call key means at a moment of the desk, purely: F8, F10, M, H, K, and digits while the keypad is open.
import type { Actions } from '../../stores/actions.ts';
import type { Desk } from '../../stores/escalations.ts';
import { keypad, setKeypad } from './keypad-store.ts';

/** What `key` means at this moment of the desk, or undefined for nothing; `waitingId` is a call that knocks behind another. */
export function commandOf(
  key: string,
  desk: Desk,
  actions: Actions,
  waitingId?: string,
): (() => Promise<void>) | undefined {
  if (desk.phase === 'ringing') {
    if (key === 'F8') return () => actions.answer(desk.call.id);
    if (key === 'F10') return () => actions.reject(desk.call.id);
  }
  if (desk.phase !== 'talking') return undefined;
  const { id, phase, muted } = desk.call;
  if (key === 'F8' && waitingId !== undefined) return () => actions.answer(waitingId);
  if (key === 'F10') return () => actions.hangup(id);
  if (phase !== 'live' && phase !== 'held') return undefined;
  if (key === 'M') return () => actions.mute(id, !muted);
  if (key === 'H') return () => actions.hold(id, phase !== 'held');
  if (phase !== 'live') return undefined;
  if (key === 'K') return async () => setKeypad(!keypad.getState().open);
  if (keypad.getState().open && /^[0-9*#]$/.test(key)) return () => actions.sendTones(id, key);
  return undefined;
}
