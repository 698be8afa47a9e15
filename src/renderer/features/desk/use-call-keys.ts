// Every call action has a key, on every page; none fires while somebody writes.
import { useEffect } from 'react';
import { useActions, type Actions } from '../../stores/actions.ts';
import { deskOf, escalations, waitingCall, type Desk } from '../../stores/escalations.ts';
import { phone } from '../../stores/phone.ts';
import { callFailed, useAttempt } from '../use-attempt.ts';
import { keypad, setKeypad } from './keypad-store.ts';

/** F8 answers, F10 rejects or hangs up (in a conference both calls), M mutes, H holds, K opens the keypad; digits are tones while it is open. */
export function useCallKeys(): void {
  const actions = useActions();
  const { run } = useAttempt(callFailed);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.repeat || event.ctrlKey || event.altKey || event.metaKey) return;
      const isLetter = !/^F\d+$/.test(event.key);
      if (isLetter && isWriting(event.target)) return;
      const desk = deskOf(phone.getState().state, escalations.getState().offers, Date.now());
      const waiting = waitingCall(phone.getState().state);
      const command = commandOf(event.key, desk, actions, waiting?.id);
      if (!command) return;
      event.preventDefault();
      run(command);
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [actions, run]);
}

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
  if (key === 'm' || key === 'M') return () => actions.mute(id, !muted);
  if (key === 'h' || key === 'H') return () => actions.hold(id, phase !== 'held');
  if (phase !== 'live') return undefined;
  if (key === 'k' || key === 'K') return async () => setKeypad(!keypad.getState().open);
  if (keypad.getState().open && /^[0-9*#]$/.test(key)) return () => actions.sendTones(id, key);
  return undefined;
}

function isWriting(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || target.matches('input, textarea, select');
}
