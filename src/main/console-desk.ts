/** Everything around the page while the program runs: ring, tray, keys, power, links, and the answers to its requests. */
import type { HostConnection } from '../shared/ipc.ts';
import type { ConsoleWindow, ElectronParts } from './electron-parts.ts';
import { DeskTray } from './desk-tray.ts';
import { collectDiagnostics } from './diagnostics.ts';
import { createFaultLog } from './fault-log.ts';
import { createGlobalKeys } from './global-keys.ts';
import type { IpcHandlers } from './ipc-server.ts';
import { keptSession } from './kept-session.ts';
import type { LinkTaker } from './link-taker.ts';
import type { LogFile } from './log-file.ts';
import type { MainLog } from './main-log.ts';
import { setOpenAtLogin } from './open-at-login.ts';
import { PageEvents } from './page-events.ts';
import { keepPage } from './page-keeper.ts';
import { createPhoneActions } from './phone-actions.ts';
import { PhoneWatch } from './phone-watch.ts';
import { watchPower } from './power-watch.ts';
import type { Preferences } from './preferences.ts';
import { Ringer } from './ringer.ts';
import { createStayAwake } from './stay-awake.ts';
import type { TroubleTeller } from './trouble.ts';
import { bringForward } from './window-forward.ts';
import type { Speech } from './words.ts';

export interface DeskPlace {
  parts: ElectronParts;
  env: Record<string, string | undefined>;
  log: MainLog;
  window: ConsoleWindow;
  connection: HostConnection;
  preferences: Preferences;
  links: LinkTaker;
  speech: Speech;
  trouble: TroubleTeller;
  dataDir: string;
  crashDir: string;
  logs: Record<string, LogFile>;
}

export interface ConsoleDesk {
  handlers: IpcHandlers;
  /** Whether the window can be hidden into a tray. */
  hasTray: boolean;
  /** Lets go of keys and phone. */
  close: () => void;
}

export function openDesk(place: DeskPlace): ConsoleDesk {
  const { parts, env, log, window, connection, preferences, links, speech, trouble } = place;
  const words = (): typeof speech.words => speech.words;
  const events = new PageEvents(window);
  const phone: PhoneWatch = new PhoneWatch({
    url: connection.phoneUrl,
    token: connection.phoneToken,
    onState: (state) => {
      stayAwake(state);
      tray.follow(state);
      // Out of sight is no end: the phone was started again, or the page still sees it.
      if (state !== undefined) ringer.follow(state);
    },
    log,
  });
  const forward = (): void => bringForward(parts, window);
  const actions = createPhoneActions({
    phone,
    tellPage: (data) => events.tell('action.requested', data),
    bringForward: forward,
    log,
  });
  const stayAwake = createStayAwake(parts);
  const tray = new DeskTray({ parts, window, actions, words, log });
  const ringer = new Ringer({ parts, window, actions, preferences: () => preferences.values, words, log });
  const keys = createGlobalKeys(parts, actions, log);
  const follow = (): void => {
    const { values } = preferences;
    preferences.setTakenKeys(keys.follow(values));
    links.offer(values.takeLinks);
    setOpenAtLogin({ parts, env, execPath: process.execPath }, values.openAtLogin);
  };
  follow();
  preferences.onChange((now) => events.tell('preferences.changed', now));
  links.attach((number) => {
    forward();
    events.dial(number);
  });
  keepPage({ window, log, onTrouble: () => trouble.tell(speech.words.pageFails) });
  const stopPower = watchPower({
    parts,
    tellPage: (data) => events.tell('power.changed', data),
    refreshLine: (why) => {
      log({ event: 'line refreshed', why });
      phone
        .ask('line.refresh', {})
        .catch((error: unknown) => log({ event: 'line not refreshed', why: String(error) }));
    },
  });
  return {
    handlers: createHandlers(place, { ringer, tray, events, follow, phone: () => phone.state }),
    hasTray: tray.isThere,
    close: () => {
      keys.release();
      stopPower();
      phone.close();
    },
  };
}

interface DeskParts {
  ringer: Ringer;
  tray: DeskTray;
  events: PageEvents;
  /** Does what the preferences say now. */
  follow: () => void;
  phone: () => PhoneWatch['state'];
}

function createHandlers(place: DeskPlace, { ringer, tray, events, follow, phone }: DeskParts): IpcHandlers {
  const { parts, log, connection, preferences, speech } = place;
  const session = keptSession(place);
  const writeFault = createFaultLog(log);
  return {
    'connection.read': () => connection,
    'ring.show': (notice) => ringer.show(notice),
    'ring.clear': () => ringer.clear(),
    'link.open': ({ url }) => {
      parts.shell
        .openExternal(url)
        .catch((error: unknown) => log({ event: 'link not opened', why: String(error) }));
      return undefined;
    },
    'preferences.read': () => preferences.inForce,
    'preferences.write': (wanted) => {
      preferences.write(wanted);
      follow();
      return preferences.inForce;
    },
    'session.keep': ({ token }) => {
      session.keep(token);
      return undefined;
    },
    'session.read': () => session.read(),
    'session.forget': () => {
      session.forget();
      return undefined;
    },
    'state.show': (notice) => {
      if (notice.language !== undefined) speech.use(notice.language);
      tray.show(notice);
      events.deskIsThere();
      return undefined;
    },
    'diagnostics.collect': ({ ladder }) =>
      collectDiagnostics(
        {
          ...place,
          backendUrl: connection.backendUrl,
          preferences: () => preferences.inForce,
          phone,
          words: () => speech.words,
        },
        ladder,
      ),
    'fault.report': (fault) => {
      writeFault(fault);
      return undefined;
    },
  };
}
