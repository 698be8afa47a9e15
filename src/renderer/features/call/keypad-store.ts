// Whether the tone keypad is open: its button and its key both turn it.
import { create } from 'zustand';

export const keypad = create<{ open: boolean }>()(() => ({ open: false }));

export function setKeypad(open: boolean): void {
  keypad.setState({ open });
}
