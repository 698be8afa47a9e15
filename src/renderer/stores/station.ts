// This workstation as it stands: what the operating system was told, which headset is there, how fast the network answers.
import { create } from 'zustand';
import { persist } from 'zustand/middleware';
import type { PreferencesInForce } from '../../shared/ipc.ts';

export type HeadsetNow =
  { phase: 'unsupported' } | { phase: 'none' } | { phase: 'ready' | 'away' | 'failed'; name: string };

interface Station {
  /** Undefined in a plain browser, and until the program has answered. */
  preferences: PreferencesInForce | undefined;
  headset: HeadsetNow;
  /** Several headsets came with one grant: which one is meant; `choose(undefined)` for none. */
  headsetChoice: { names: readonly string[]; choose: (index: number | undefined) => void } | undefined;
  /** The browser's own; a program needs no leave. */
  notices: NotificationPermission | 'unsupported';
  /** How long the backend takes to answer, ms: the middle of the last few; undefined before the first. */
  answerMs: number | undefined;
}
export const station = create<Station>()(() => ({
  preferences: undefined,
  headset: { phase: 'none' },
  headsetChoice: undefined,
  notices: 'unsupported',
  answerMs: undefined,
}));

export type Contrast = 'system' | 'more';

interface StationChoices {
  contrast: Contrast;
  /** By what it is: the browser gives a device no lasting name. */
  headset: { vendorId: number; productId: number; name: string } | undefined;
  /** The day (`2026-11-22`) on which the line test was made, or put off. */
  lineTestDay: string | undefined;
}
/** What stays on this machine. */
export const stationChoices = create<StationChoices>()(
  persist((): StationChoices => ({ contrast: 'system', headset: undefined, lineTestDay: undefined }), {
    name: 'console.station',
  }),
);

/** `2026-11-22` of a moment, as the clock on the wall has it. */
export function dayOf(at: Date): string {
  const two = (n: number) => String(n).padStart(2, '0');
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}

/** Notes that the line test of today is made or not wanted. */
export function settleLineTest(now: Date = new Date()): void {
  stationChoices.setState({ lineTestDay: dayOf(now) });
}
