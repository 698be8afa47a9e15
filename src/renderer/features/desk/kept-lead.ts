// Whoever is writing about a lead when another one rings goes on writing about that lead: it changes when they look up.
import { useState, useSyncExternalStore } from 'react';
import { useStore } from 'zustand';
import { isWriting } from '../../stores/commands.ts';
import type { Desk } from '../../stores/escalations.ts';
import { overlays } from '../../stores/overlays.ts';

/**
 * True while the lead on screen must stay whatever rings: a dialog about it is open, or somebody has begun to write
 * in a field and has neither left it nor answered.
 */
export function useKeptLead({ phase }: Desk): boolean {
  const isAsked = useStore(overlays, ({ dialogs }) => dialogs > 0);
  const isInText = useSyncExternalStore(onWriting, isInBegunText);
  return isAsked || ((phase === 'ringing' || phase === 'coming') && isInText);
}

/** `value`, and while `isHeld` what it was before. */
export function useHeld<T>(value: T, isHeld: boolean): T {
  const [before, setBefore] = useState(value);
  if (!isHeld && before !== value) setBefore(value);
  return isHeld ? before : value;
}

/** The keyboard is in a field that holds something. */
function isInBegunText(): boolean {
  const at = document.activeElement;
  return isWriting(at) && at !== null && 'value' in at && at.value !== '';
}

function onWriting(listener: () => void): () => void {
  const events = ['focusin', 'focusout', 'input'] as const;
  // While `focusout` is told, the keyboard is nowhere yet or still there: look once it has arrived.
  const look = () => queueMicrotask(listener);
  for (const event of events) document.addEventListener(event, look);
  return () => {
    for (const event of events) document.removeEventListener(event, look);
  };
}
