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

export interface Ipc {
  'connection.read': (input: undefined) => HostConnection;
  /** Rings the operating system: notification, window forward, taskbar flash. */
  'ring.show': (input: RingNotice) => undefined;
  'ring.clear': (input: undefined) => undefined;
  'link.open': (input: { url: string }) => undefined;
}
export type IpcChannel = keyof Ipc;

export const ringNotice = z.object({ title: z.string().max(120), body: z.string().max(240) });
export type RingNotice = z.infer<typeof ringNotice>;

/** What main checks before it acts. */
export const ipcInputs = {
  'connection.read': z.undefined(),
  'ring.show': ringNotice,
  'ring.clear': z.undefined(),
  'link.open': z.object({ url: z.url({ protocol: /^https$/ }) }),
} as const satisfies Record<IpcChannel, z.ZodType>;

/** What preload puts on `window.host`; absent in a plain browser. */
export interface Host {
  ask: <C extends IpcChannel>(channel: C, input: Parameters<Ipc[C]>[0]) => Promise<ReturnType<Ipc[C]>>;
}
