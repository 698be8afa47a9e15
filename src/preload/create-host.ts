/** What the page is given: requests and events by the names on the wire, and never Electron's own objects. */
import type { IpcRenderer, IpcRendererEvent } from 'electron';
import type { Host, HostEvent, IpcChannel } from '../shared/ipc.ts';

/** Named here once more because the schemas beside them are main's business; the compiler keeps the two in step. */
const channels: Record<IpcChannel, true> = {
  'connection.read': true,
  'ring.show': true,
  'ring.clear': true,
  'link.open': true,
  'preferences.read': true,
  'preferences.write': true,
  'session.keep': true,
  'session.read': true,
  'session.forget': true,
  'state.show': true,
  'diagnostics.collect': true,
  'fault.report': true,
};
const events: Record<HostEvent, true> = {
  'dial.requested': true,
  'action.requested': true,
  'power.changed': true,
  'preferences.changed': true,
};

/** The object for `window.host`. Whatever is not on the wire is refused here already. */
export function createHost(ipc: Pick<IpcRenderer, 'invoke' | 'on' | 'off'>): Host {
  return {
    ask: (channel, input) =>
      Object.hasOwn(channels, channel)
        ? ipc.invoke(channel, input)
        : Promise.reject(new Error(`${channel} is not on the wire.`)),
    on: (event, listener) => {
      if (!Object.hasOwn(events, event)) throw new Error(`${event} is not on the wire.`);
      // The event itself stays here: its `sender` would hand the page all of IPC.
      const hear = (_event: IpcRendererEvent, data: Parameters<typeof listener>[0]): void => listener(data);
      ipc.on(event, hear);
      return () => void ipc.off(event, hear);
    },
  };
}
