// What lies over the console at a word of anybody: the palette, the sheet of shortcuts.
import { create } from 'zustand';

/** Opens the palette, on every page. */
export const paletteKey = 'Ctrl K';

export type Overlay = 'palette' | 'keys';

interface Overlays {
  open: Overlay | undefined;
  /** How many dialogs are open, these two and any other. */
  dialogs: number;
}
export const overlays = create<Overlays>()(() => ({ open: undefined, dialogs: 0 }));

/** Counts a dialog that opens, until the returned function is called. */
export function countDialog(): () => void {
  overlays.setState(({ dialogs }) => ({ dialogs: dialogs + 1 }));
  return () => overlays.setState(({ dialogs }) => ({ dialogs: dialogs - 1 }));
}

export function openOverlay(overlay: Overlay): void {
  overlays.setState({ open: overlay });
}

export function closeOverlay(): void {
  overlays.setState({ open: undefined });
}

/** Opens it, or closes it where it is the one that is open. */
export function toggleOverlay(overlay: Overlay): void {
  overlays.setState(({ open }) => ({ open: open === overlay ? undefined : overlay }));
}
