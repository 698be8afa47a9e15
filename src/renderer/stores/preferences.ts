// What one person likes on one machine; none of it matters to anybody else.
import { create } from 'zustand';
import { persist } from 'zustand/middleware';
import type { Language } from '../../shared/lead.ts';

/** The pages, in the order of the navigation. */
export const views = [
  'board',
  'dashboards',
  'desk',
  'calls',
  'tasks',
  'agenda',
  'leads',
  'search',
  'admin',
  'settings',
] as const;
export type View = (typeof views)[number];
export type RingVolume = 0 | 1 | 2 | 3;

/** Devices by `MediaDeviceInfo.deviceId`; undefined: whatever the system uses. */
export interface Devices {
  microphone: string | undefined;
  /** Where the other side is heard. */
  headset: string | undefined;
  /** Where it rings: a loudspeaker on the desk, while the headset lies beside it. */
  ringer: string | undefined;
}

interface Preferences {
  language: Language;
  ringVolume: RingVolume;
  devices: Devices;
}

/** Spanish unless chosen otherwise. */
export const preferences = create<Preferences>()(
  persist(
    (): Preferences => ({
      language: 'es',
      ringVolume: 2,
      devices: { microphone: undefined, headset: undefined, ringer: undefined },
    }),
    { name: 'console.preferences' },
  ),
);

interface ViewState {
  view: View;
}
/** Which page is open. */
export const viewing = create<ViewState>()(() => ({ view: 'desk' }));

export function openView(view: View): void {
  viewing.setState({ view });
}
