// A key press as the operating system takes it, and as people read it.
import { describe, expect, it } from 'vitest';
import { acceleratorOf, readAccelerator } from '../../../../../src/renderer/features/settings/accelerator.ts';

const press = (code: string, ...held: ('ctrlKey' | 'altKey' | 'shiftKey' | 'metaKey')[]) => ({
  ...{ code, ctrlKey: false, altKey: false, shiftKey: false, metaKey: false },
  ...Object.fromEntries(held.map((key) => [key, true])),
});

describe('a global key', () => {
  it('is written as Electron wants it, by the place of the key', () => {
    expect(acceleratorOf(press('KeyA', 'ctrlKey', 'altKey'))).toEqual({
      kind: 'key',
      accelerator: 'Control+Alt+A',
    });
    expect(acceleratorOf(press('Numpad5', 'altKey', 'shiftKey'))).toEqual({
      kind: 'key',
      accelerator: 'Alt+Shift+num5',
    });
    expect(acceleratorOf(press('ArrowUp', 'metaKey'))).toEqual({ kind: 'key', accelerator: 'Super+Up' });
    expect(acceleratorOf(press('F9'))).toEqual({ kind: 'key', accelerator: 'F9' });
  });

  it('waits while only modifiers are held', () => {
    expect(acceleratorOf(press('ControlLeft', 'ctrlKey')).kind).toBe('partial');
  });

  it('is not taken from everybody’s typing', () => {
    expect(acceleratorOf(press('KeyA')).kind).toBe('plain');
    expect(acceleratorOf(press('KeyA', 'shiftKey')).kind).toBe('plain');
  });

  it('is read as on a keyboard', () => {
    expect(readAccelerator('CommandOrControl+Alt+A')).toBe('Ctrl Alt A');
    expect(readAccelerator('F9')).toBe('F9');
  });
});
