// A key press as Electron writes it, and as people read it (https://www.electronjs.org/docs/latest/api/accelerator).

type Press = Pick<KeyboardEvent, 'code' | 'ctrlKey' | 'altKey' | 'shiftKey' | 'metaKey'>;

const named: Record<string, string> = {
  Space: 'Space',
  Backspace: 'Backspace',
  Delete: 'Delete',
  Insert: 'Insert',
  Enter: 'Return',
  ArrowUp: 'Up',
  ArrowDown: 'Down',
  ArrowLeft: 'Left',
  ArrowRight: 'Right',
  Home: 'Home',
  End: 'End',
  PageUp: 'PageUp',
  PageDown: 'PageDown',
  MediaPlayPause: 'MediaPlayPause',
  NumpadAdd: 'numadd',
  NumpadSubtract: 'numsub',
  NumpadMultiply: 'nummult',
  NumpadDivide: 'numdiv',
  NumpadDecimal: 'numdec',
};

/** `partial`: only modifiers so far; `plain`: it would be taken from everybody's typing. */
export type Recorded = { kind: 'key'; accelerator: string } | { kind: 'partial' } | { kind: 'plain' };

/** By the place of the key (`code`), so that a Mac's Alt or another layout changes nothing. */
export function acceleratorOf({ code, ctrlKey, altKey, shiftKey, metaKey }: Press): Recorded {
  const key = keyOf(code);
  if (key === undefined) return { kind: 'partial' };
  const modifiers = [ctrlKey && 'Control', metaKey && 'Super', altKey && 'Alt', shiftKey && 'Shift'].filter(
    (one) => one !== false,
  );
  const isFree = /^F\d+$/.test(key) || key.startsWith('Media');
  if (!isFree && !ctrlKey && !altKey && !metaKey) return { kind: 'plain' };
  return { kind: 'key', accelerator: [...modifiers, key].join('+') };
}

function keyOf(code: string): string | undefined {
  const plain = /^(?:Key([A-Z])|Digit(\d)|(F\d{1,2}))$/.exec(code);
  const pad = /^Numpad(\d)$/.exec(code)?.[1];
  return plain?.[1] ?? plain?.[2] ?? plain?.[3] ?? (pad === undefined ? named[code] : `num${pad}`);
}

/** `Control+Alt+A` → `Ctrl Alt A`. */
export function readAccelerator(accelerator: string): string {
  return accelerator
    .split('+')
    .map((part) => (/^(Control|CommandOrControl|CmdOrCtrl)$/.test(part) ? 'Ctrl' : part))
    .join(' ');
}
