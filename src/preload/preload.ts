/** The only door between the page and the program: exactly the requests of shared/ipc.ts. */
import { contextBridge, ipcRenderer } from 'electron';
import type { Host, IpcChannel } from '../shared/ipc.ts';

/** Named here once more because the schemas beside them are main's business; the compiler keeps the two in step. */
const channels: Record<IpcChannel, true> = {
  'connection.read': true,
  'ring.show': true,
  'ring.clear': true,
  'link.open': true,
};

const host: Host = {
  ask: (channel, input) =>
    Object.hasOwn(channels, channel)
      ? ipcRenderer.invoke(channel, input)
      : Promise.reject(new Error(`${channel} is not on the wire.`)),
};

contextBridge.exposeInMainWorld('host', host);
