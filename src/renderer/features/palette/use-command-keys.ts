// The one listener of the keyboard: a key finds its command, or two keys in a row do.
import { useEffect } from 'react';
import { watchLostField } from './lost-field.ts';
import { commandList, commandOfKey, prefixOfKey, type Command } from '../../stores/commands.ts';

/** How long the first key of a pair waits for the second. */
const pairWithinMs = 1_500;

/** Dispatches keys to the commands offered, for as long as the component is drawn. */
export function useCommandKeys(): void {
  useEffect(() => {
    let begun: { key: string; at: number } | undefined;
    const lostField = watchLostField();
    const onKey = (event: KeyboardEvent) => {
      if (lostField.isMeantForIt(event) || event.defaultPrevented) return;
      const commands = commandsNow(commandList.getState().commands, isBehindDialog());
      const prefix = begun && event.timeStamp - begun.at < pairWithinMs ? begun.key : undefined;
      const command = commandOfKey(event, commands, prefix);
      const next = command ? undefined : prefixOfKey(event, commands);
      begun = next === undefined ? undefined : { key: next, at: event.timeStamp };
      if (!command) return;
      event.preventDefault();
      command.run();
    };
    addEventListener('keydown', onKey);
    return () => {
      removeEventListener('keydown', onKey);
      lostField.stop();
    };
  }, []);
}

/** Behind a dialog nobody walks away by a letter; the call in hand keeps its keys. */
export function commandsNow(commands: readonly Command[], behindDialog: boolean): readonly Command[] {
  return behindDialog ? commands.filter(({ group }) => group !== 'go' && group !== 'state') : commands;
}

function isBehindDialog(): boolean {
  return document.querySelector('[role="dialog"][aria-modal="true"]') !== null;
}
