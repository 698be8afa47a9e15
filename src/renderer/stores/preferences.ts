// What one person likes on one machine; none of it matters to anybody else.
import { create } from 'zustand';
import { persist } from 'zustand/middleware';
import type { Language } from '../../shared/lead.ts';

export type View = 'desk' | 'leads' | 'calls' | 'settings';
export type RingVolume = 0 | 1 | 2 | 3;

interface Preferences {
  language: Language;
  ringVolume: RingVolume;
}

/** Spanish unless chosen otherwise. */
export const preferences = create<Preferences>()(
  persist(() => ({ language: 'es' as Language, ringVolume: 2 as RingVolume }), {
    name: 'console.preferences',
  }),
);

interface ViewState {
  view: View;
}
/** Which page is open. */
export const viewing = create<ViewState>()(() => ({ view: 'desk' }));

export function openView(view: View): void {
  viewing.setState({ view });
}
