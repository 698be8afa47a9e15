/** Electron's entry: binds the real Electron to the program. Nobody imports this file. */
import {
  app,
  BrowserWindow,
  crashReporter,
  dialog,
  globalShortcut,
  ipcMain,
  Menu,
  nativeImage,
  Notification,
  powerMonitor,
  powerSaveBlocker,
  protocol,
  safeStorage,
  screen,
  session,
  shell,
  Tray,
  utilityProcess,
} from 'electron';
import { runConsole } from './run-console.ts';

// Not awaited: Electron is ready only after this module has been read to its end.
runConsole({
  parts: {
    platform: process.platform,
    argv: process.argv,
    onFault: (listener) => void process.on('uncaughtException', listener).on('unhandledRejection', listener),
    app,
    ipcMain,
    protocol,
    shell,
    dialog,
    crashReporter,
    powerSaveBlocker,
    safeStorage,
    globalShortcut: () => globalShortcut,
    powerMonitor: () => powerMonitor,
    screen: () => screen,
    session: () => session.defaultSession,
    createWindow: (options) => new BrowserWindow(options),
    createNotification: (options) => new Notification(options),
    canNotify: () => Notification.isSupported(),
    createTray: (image) => new Tray(image),
    createMenu: (template) => Menu.buildFromTemplate(template),
    createImage: (png, scaleFactor) => nativeImage.createFromBuffer(png, { scaleFactor }),
    fork: (file, options) => utilityProcess.fork(file, [], options),
  },
  env: process.env,
  log: (line) => process.stderr.write(`${JSON.stringify({ at: new Date().toISOString(), ...line })}\n`),
}).catch((error: unknown) => {
  dialog.showErrorBox('Vidanta Agent Console', error instanceof Error ? error.message : String(error));
  app.exit(1);
});
