// Everything a person can do, by name: one list feeds the keys, the palette and the sheet of shortcuts.
import { useEffect, useRef } from 'react';
import { create } from 'zustand';

/** Groups of the sheet, in its order. */
export const commandGroups = ['call', 'desk', 'board', 'chat', 'go', 'state', 'view'] as const;
export type CommandGroup = (typeof commandGroups)[number];

/**
 * `key` is written as on the button: `F8`, `M`, `Ctrl K`, `?`; one name for the keyboard and for people. `G T` is
 * G and then T.
 */
export interface Command {
  id: string;
  group: CommandGroup;
  label: string;
  key?: string | undefined;
  /** Only a key, neither in the palette nor on the sheet: a digit of the keypad. */
  unlisted?: boolean | undefined;
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
  const { id, group, label, key, unlisted } = command ?? {};
  useEffect(() => {
    if (id === undefined || group === undefined || label === undefined) return;
    const offered: Command = { id, group, label, key, unlisted, run: () => latest.current?.run() };
    commandList.setState(({ commands }) => ({ commands: [...commands, offered] }));
    return () =>
      commandList.setState(({ commands }) => ({ commands: commands.filter((one) => one !== offered) }));
  }, [id, group, label, key, unlisted]);
}

/** What people can choose from, in the order of the sheet; of several with one id the latest. */
export function listedCommands(commands: readonly Command[]): Command[] {
  const latest = new Map(commands.map((command) => [command.id, command]));
  return [...latest.values()]
    .filter(({ unlisted }) => !unlisted)
    .sort((a, b) => commandGroups.indexOf(a.group) - commandGroups.indexOf(b.group));
}

/**
 * The command that a key press means now, or undefined; letters mean nothing while somebody writes (decision 0203).
 * `prefix` is the key pressed before, where that one began a pair (`prefixOfKey`).
 */
export function commandOfKey(
  event: KeyboardEvent,
  commands: readonly Command[],
  prefix?: string,
): Command | undefined {
  if (isNotMeant(event)) return undefined;
  const pressed = nameOfKey(event);
  const pair = prefix === undefined ? undefined : commandWithKey(commands, `${prefix} ${pressed}`);
  return pair ?? commandWithKey(commands, pressed);
}

/** The name of a key that begins a pair (`G` of `G T`), or undefined for any other. */
export function prefixOfKey(event: KeyboardEvent, commands: readonly Command[]): string | undefined {
  if (isNotMeant(event)) return undefined;
  const pressed = nameOfKey(event);
  const begins = `${pressed} `.toLowerCase();
  return commands.some(({ key }) => key?.toLowerCase().startsWith(begins)) ? pressed : undefined;
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

function commandWithKey(commands: readonly Command[], name: string): Command | undefined {
  return commands.findLast(({ key }) => key?.toLowerCase() === name.toLowerCase());
}

const isNotMeant = (event: KeyboardEvent): boolean =>
  event.repeat || (isText(event) && isWriting(event.target));

const isText = ({ key, ctrlKey, metaKey, altKey }: KeyboardEvent): boolean =>
  !ctrlKey && !metaKey && !altKey && !/^F\d+$/.test(key) && key !== 'Escape';

/** A box that is ticked and a switch that is turned take no letters. */
const takesNoLetters = 'input[type=checkbox], input[type=radio], input[type=range], input[type=button]';

/** True for whatever one writes in. */
export function isWriting(target: EventTarget | null): boolean {
  if (!isElement(target) || target.matches(takesNoLetters)) return false;
  return target.isContentEditable || target.matches('input, textarea, select');
}

const isElement = (target: EventTarget | null): target is HTMLElement =>
  target !== null && 'matches' in target;
