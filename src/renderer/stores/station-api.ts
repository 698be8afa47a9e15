// What the features ask of this workstation, by name: the program around the page, its sound, its headset.
import type { ConsolePreferences, StateNotice } from '../../shared/ipc.ts';
import { useActions } from './actions.ts';

export interface StationApi {
  /** There is a program around the page (Electron), which rings, keeps sessions and collects diagnostics. */
  hasHost: boolean;
  /** Rejects in a browser; what is in force is in the store. */
  changePreferences: (change: Partial<ConsolePreferences>) => Promise<void>;
  /** The path of the report, or null when the person gave up. */
  collectDiagnostics: () => Promise<string | null>;
  /** For the log of the program; does nothing in a browser. */
  reportFault: (fault: { message: string; stack: string }) => void;
  /** How the agent stands, for the tray; nothing in a browser. */
  showState: (notice: StateNotice) => void;
  /** The browser's leave to show notices. */
  allowNotices: () => Promise<void>;
  /** Rejects when the device cannot be used; no choice is no error. */
  pickHeadset: () => Promise<void>;
  forgetHeadset: () => Promise<void>;
  /** Loudness of the chosen microphone, 0–1, until the returned function is called. */
  meterMicrophone: (onLevel: (level: number) => void) => () => void;
  /** Records the microphone for three seconds and plays it in the headset; `onPhase` tells which. */
  echo: (onPhase: (phase: 'speak' | 'listen') => void) => Promise<void>;
}

/** What the workstation can be asked. */
export const useStationApi = (): StationApi => useActions().station;
