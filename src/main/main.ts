/** Electron's entry: binds the real Electron to the program. Nobody imports this file. */
import {
  app,
  BrowserWindow,
  dialog,
  ipcMain,
  Notification,
  protocol,
  screen,
  session,
  shell,
  utilityProcess,
} from 'electron';
import { runConsole } from './run-console.ts';

// Not awaited: Electron is ready only after this module has been read to its end.
runConsole({
  parts: {
    app,
    ipcMain,
    protocol,
    shell,
    dialog,
    screen: () => screen,
    session: () => session.defaultSession,
    createWindow: (options) => new BrowserWindow(options),
    createNotification: (options) => new Notification(options),
    fork: (file, options) => utilityProcess.fork(file, [], options),
  },
  env: process.env,
  log: (line) => process.stderr.write(`${JSON.stringify({ at: new Date().toISOString(), ...line })}\n`),
}).catch((error: unknown) => {
  dialog.showErrorBox('Vidanta Agent Console', error instanceof Error ? error.message : String(error));
  app.exit(1);
});
