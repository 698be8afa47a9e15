/**
 * What Electron gives a preload script, on top of a plain browser page: bundled in its place, it lets the real
 * preload run in Chromium. Requests leave by `standInAsk`, events come in as a DOM event.
 */
import type { ContextBridge, IpcRenderer } from 'electron';

interface Bridge {
  standInAsk: (channel: string, input: unknown) => Promise<{ value: unknown } | { error: string }>;
}
const page = globalThis as unknown as Bridge & Record<string, unknown>;
const heard = new Map<unknown, (event: Event) => void>();

export const contextBridge: Pick<ContextBridge, 'exposeInMainWorld'> = {
  exposeInMainWorld: (name, api: unknown) => void (page[name] = api),
};

export const ipcRenderer: Pick<IpcRenderer, 'invoke' | 'on' | 'off'> = {
  invoke: async (channel, input: unknown) => {
    const answer = await page.standInAsk(channel, input);
    if ('error' in answer) throw new Error(`Error invoking remote method '${channel}': ${answer.error}`);
    return answer.value;
  },
  on: (channel, listener) => {
    const hear = (event: Event): void => listener({} as never, (event as CustomEvent<unknown>).detail);
    heard.set(listener, hear);
    addEventListener(`stand-in ${channel}`, hear);
    return ipcRenderer as IpcRenderer;
  },
  off: (channel, listener) => {
    const hear = heard.get(listener);
    if (hear) removeEventListener(`stand-in ${channel}`, hear);
    return ipcRenderer as IpcRenderer;
  },
};
