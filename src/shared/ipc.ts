/**
 * The whole wire main ⇄ renderer. Each name is a channel; the renderer asks, main answers. `preload` exposes
 * exactly this as `window.host`, and main checks both the shape and the sender of every request.
 */
import { z } from 'zod';

/** Where the page finds its two peers; both tokens are made anew at each start. */
export interface HostConnection {
  backendUrl: string;
  phoneUrl: string;
  phoneToken: string;
}

/** What a person (or the company's policy) has chosen on this workstation. */
export const consolePreferences = z.object({
  /** What a ring does to the window: comes forward and takes the keyboard, comes forward only, or only the taskbar blinks. */
  onRing: z.enum(['focus', 'show', 'flash']),
  /** OS notification with the caller. */
  notifyRing: z.boolean(),
  /** Global keys, in Electron's accelerator syntax; an empty text is none. */
  answerKey: z.string().max(60),
  hangUpKey: z.string().max(60),
  /** Closing the window leaves the program in the tray. */
  closeToTray: z.boolean(),
  /** Started with the computer. */
  openAtLogin: z.boolean(),
  /** Offered to the operating system for tel: and sip: links. */
  takeLinks: z.boolean(),
});
export type ConsolePreferences = z.infer<typeof consolePreferences>;
/** The values in force; `locked` names those that a policy has set and nobody here can change. */
export interface PreferencesInForce {
  values: ConsolePreferences;
  locked: (keyof ConsolePreferences)[];
  /** Global keys that the operating system gave to another program. */
  takenKeys: ('answerKey' | 'hangUpKey')[];
}

export interface Ipc {
  'connection.read': (input: undefined) => HostConnection;
  /** Rings the operating system, with the brief: notification, window forward, taskbar flash. Main rings by itself where the page says nothing. */
  'ring.show': (input: RingNotice) => undefined;
  'ring.clear': (input: undefined) => undefined;
  /** A link for the operating system's browser; https only. */
  'link.open': (input: { url: string }) => undefined;
  'preferences.read': (input: undefined) => PreferencesInForce;
  'preferences.write': (input: Partial<ConsolePreferences>) => PreferencesInForce;
  /** Keeps the session of this workstation, sealed by the operating system; without such a seal nothing is kept. */
  'session.keep': (input: { token: string }) => undefined;
  /** The kept session, or null. */
  'session.read': (input: undefined) => { token: string } | null;
  'session.forget': (input: undefined) => undefined;
  /** What the tray shows: the agent's state in words, and its colour role. */
  'state.show': (input: StateNotice) => undefined;
  /** Writes logs, crash reports and the SIP ladder into one file, without personal data, and shows it in its folder; null when the person gave up. */
  'diagnostics.collect': (input: { ladder: string }) => { path: string } | null;
  /** A fault of the page, for the log. */
  'fault.report': (input: { message: string; stack: string }) => undefined;
}
export type IpcChannel = keyof Ipc;

export const ringNotice = z.object({ title: z.string().max(120), body: z.string().max(240) });
export type RingNotice = z.infer<typeof ringNotice>;
export const stateNotice = z.object({
  text: z.string().max(120),
  tone: z.enum(['ready', 'ring', 'call', 'away', 'bad']),
  /** The page's language: main's own words follow it. */
  language: z.enum(['es', 'en']).optional(),
});
export type StateNotice = z.infer<typeof stateNotice>;

/** What main checks before it acts. */
export const ipcInputs = {
  'connection.read': z.undefined(),
  'ring.show': ringNotice,
  'ring.clear': z.undefined(),
  'link.open': z.object({ url: z.url({ protocol: /^https$/ }) }),
  'preferences.read': z.undefined(),
  'preferences.write': consolePreferences.partial(),
  'session.keep': z.object({ token: z.string().min(16).max(512) }),
  'session.read': z.undefined(),
  'session.forget': z.undefined(),
  'state.show': stateNotice,
  'diagnostics.collect': z.object({ ladder: z.string().max(8_000_000) }),
  'fault.report': z.object({ message: z.string().max(2_000), stack: z.string().max(20_000) }),
} as const satisfies Record<IpcChannel, z.ZodType>;

/** What main says unasked; each name is a channel, each value what the page is handed. */
export interface HostEvents {
  /** A tel: or sip: link was opened anywhere on this computer. */
  'dial.requested': { number: string };
  /** A global key, the notification or the tray. `done`: the phone was told already and did it; else the page does it, if there is anything to do. */
  'action.requested': { action: 'answer' | 'hang-up' | 'show'; done?: boolean };
  'power.changed': { state: 'suspend' | 'resume' | 'lock' | 'unlock' };
  'preferences.changed': PreferencesInForce;
}
export type HostEvent = keyof HostEvents;
export const hostEvents = [
  'dial.requested',
  'action.requested',
  'power.changed',
  'preferences.changed',
] as const satisfies HostEvent[];

/** What preload puts on `window.host`; absent in a plain browser. */
export interface Host {
  ask: <C extends IpcChannel>(channel: C, input: Parameters<Ipc[C]>[0]) => Promise<ReturnType<Ipc[C]>>;
  /** Listens until the returned function is called. */
  on: <E extends HostEvent>(event: E, listener: (data: HostEvents[E]) => void) => () => void;
}
