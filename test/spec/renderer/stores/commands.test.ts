// A key means one thing at a time, and everything on offer can be listed.
import { describe, expect, it } from 'vitest';
import {
  commandOfKey,
  listedCommands,
  nameOfKey,
  prefixOfKey,
  type Command,
} from '../../../../src/renderer/stores/commands.ts';

const command = (id: string, key?: string, more: Partial<Command> = {}): Command => ({
  id,
  group: 'desk',
  label: id,
  key,
  run: () => undefined,
  ...more,
});
const press = (key: string, more: Partial<KeyboardEvent> = {}) =>
  ({
    key,
    target: null,
    repeat: false,
    ctrlKey: false,
    metaKey: false,
    altKey: false,
    shiftKey: false,
    ...more,
  }) as KeyboardEvent;

const commands = [
  command('hold', 'H'),
  command('history', 'G H', { group: 'go' }),
  command('tasks', 'G T', { group: 'go' }),
  command('palette', 'Ctrl K'),
  command('keypad', 'K'),
  command('answer', 'F8'),
  command('sheet', '?'),
];

describe('a key press', () => {
  it('finds its command whatever the case of the letter', () => {
    expect(commandOfKey(press('h'), commands)?.id).toBe('hold');
    expect(commandOfKey(press('H'), commands)?.id).toBe('hold');
    expect(commandOfKey(press('F8'), commands)?.id).toBe('answer');
  });

  it('tells a letter from the letter with Ctrl, and counts Command as Ctrl', () => {
    expect(commandOfKey(press('k'), commands)?.id).toBe('keypad');
    expect(commandOfKey(press('k', { ctrlKey: true }), commands)?.id).toBe('palette');
    expect(commandOfKey(press('k', { metaKey: true }), commands)?.id).toBe('palette');
    expect(commandOfKey(press('h', { altKey: true }), commands)).toBeUndefined();
  });

  it('is the second of a pair where the first began one, and itself otherwise', () => {
    expect(prefixOfKey(press('g'), commands)).toBe('G');
    expect(prefixOfKey(press('h'), commands)).toBeUndefined();
    expect(commandOfKey(press('h'), commands, 'G')?.id).toBe('history');
    expect(commandOfKey(press('k'), commands, 'G')?.id).toBe('keypad');
    expect(commandOfKey(press('g'), commands)).toBeUndefined();
  });

  it('does nothing by being held down', () => {
    expect(commandOfKey(press('h', { repeat: true }), commands)).toBeUndefined();
  });

  it('goes to the latest to come, as a dialog takes a key while it is open', () => {
    expect(commandOfKey(press('h'), [...commands, command('dialog', 'H')])?.id).toBe('dialog');
  });

  it('is named as people read it on the button', () => {
    expect(nameOfKey(press('n', { shiftKey: true }))).toBe('Shift N');
    expect(nameOfKey(press('?', { shiftKey: true }))).toBe('?');
    expect(nameOfKey(press('Enter', { ctrlKey: true }))).toBe('Ctrl Enter');
  });
});

describe('the list of commands', () => {
  it('has each once, the latest, in the order of the groups, without the keys that are only keys', () => {
    const listed = listedCommands([
      command('tasks', 'G T', { group: 'go' }),
      command('task', 'P', { label: 'old' }),
      command('tone', '5', { unlisted: true }),
      command('answer', 'F8', { group: 'call' }),
      command('task', 'P', { label: 'new' }),
    ]);
    expect(listed.map(({ id, label }) => `${id} ${label}`)).toEqual([
      'answer answer',
      'task new',
      'tasks tasks',
    ]);
  });
});
