// What lies over the console at a word of anybody: the palette, the sheet of shortcuts.
import { create } from 'zustand';

/** Opens the palette, on every page. */
export const paletteKey = 'Ctrl K';

export type Overlay = 'palette' | 'keys';

interface Overlays {
  open: Overlay | undefined;
}
export const overlays = create<Overlays>()(() => ({ open: undefined }));

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
