// Everything a person can do, by name: one list feeds the keys, the palette and the sheet of shortcuts.
import { useEffect, useRef } from 'react';
import { create } from 'zustand';

/** Groups of the sheet, in its order. */
export const commandGroups = ['call', 'desk', 'chat', 'go', 'state', 'view'] as const;
export type CommandGroup = (typeof commandGroups)[number];

/** `key` is written as on the button: `F8`, `M`, `Ctrl K`, `?`; one name for the keyboard and for people. */
export interface Command {
  id: string;
  group: CommandGroup;
  label: string;
  key?: string | undefined;
  run: () => void;
}

interface CommandStore {
  /** By id; the latest to come wins, so that a dialog may take a key for as long as it is open. */
  commands: Command[];
}
export const commandList = create<CommandStore>()(() => ({ commands: [] }));

/** Offers a command for as long as the component is drawn and `command` is not undefined. */
export function useCommand(command: Command | undefined): void {
  const latest = useRef(command);
  useEffect(() => {
    latest.current = command;
  });
  const { id, group, label, key } = command ?? {};
  useEffect(() => {
    if (id === undefined || group === undefined || label === undefined) return;
    const offered: Command = { id, group, label, key, run: () => latest.current?.run() };
    commandList.setState(({ commands }) => ({ commands: [...commands, offered] }));
    return () =>
      commandList.setState(({ commands }) => ({ commands: commands.filter((one) => one !== offered) }));
  }, [id, group, label, key]);
}

/** The command that a key press means now, or undefined; letters mean nothing while somebody writes (decision 0203). */
export function commandOfKey(event: KeyboardEvent, commands: readonly Command[]): Command | undefined {
  if (event.repeat || (isText(event) && isWriting(event.target))) return undefined;
  const pressed = nameOfKey(event);
  return commands.findLast(({ key }) => key?.toLowerCase() === pressed.toLowerCase());
}

/** `Ctrl K`, `F8`, `M`; Command on a Mac counts as Ctrl. */
export function nameOfKey({ key, ctrlKey, metaKey, altKey, shiftKey }: KeyboardEvent): string {
  const isNamed = key.length > 1;
  return [
    (ctrlKey || metaKey) && 'Ctrl',
    altKey && 'Alt',
    // A sign that only Shift gives (`?`) says so by itself.
    shiftKey && (isNamed || /^[a-z]$/i.test(key)) && 'Shift',
    key === ' ' ? 'Space' : isNamed ? key : key.toUpperCase(),
  ]
    .filter(Boolean)
    .join(' ');
}

const isText = ({ key, ctrlKey, metaKey, altKey }: KeyboardEvent): boolean =>
  !ctrlKey && !metaKey && !altKey && !/^F\d+$/.test(key) && key !== 'Escape';

function isWriting(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || target.matches('input, textarea, select');
}
