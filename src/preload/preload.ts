/** The only door between the page and the program: exactly `ask` and `on` of shared/ipc.ts. */
import { contextBridge, ipcRenderer } from 'electron';
import { createHost } from './create-host.ts';

contextBridge.exposeInMainWorld('host', createHost(ipcRenderer));
