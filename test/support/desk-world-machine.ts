/** The agent's machine on the one day: what the browser keeps, which devices it has, and the program around the page. */
import type { Page } from '@playwright/test';
import type { PreferencesInForce } from '../../src/shared/ipc.ts';
import type { Language } from '../../src/shared/lead.ts';
import { phoneUrl } from './desk-world-wires.ts';

export interface Machine {
  language: Language;
  signedOut: boolean;
  microphone: 'ready' | 'denied' | 'missing';
  /** The page finds the program around it (`window.host`). */
  host: boolean;
  /** The line was tested today: nobody is asked to. */
  lineTested: boolean;
  /** Epoch ms that the clock starts at; undefined where it stands still. */
  startsAt: number | undefined;
}

const inForce: PreferencesInForce = {
  values: {
    ...{ onRing: 'focus', notifyRing: true, answerKey: 'Ctrl+Alt+A', hangUpKey: 'Ctrl+Alt+H' },
    ...{ closeToTray: true, openAtLogin: false, takeLinks: true },
  },
  locked: ['openAtLogin'],
  takenKeys: ['hangUpKey'],
};

/** Before the page's own code: silent devices with names, a session from before, and the clock. */
export async function prepareMachine(page: Page, machine: Machine): Promise<void> {
  await page.addInitScript(prepare, { ...machine, phoneUrl, inForce, origin: 'https://console.test' });
}

/** Runs in the page. */
function prepare(given: Machine & { phoneUrl: string; inForce: PreferencesInForce; origin: string }): void {
  const kept = { language: given.language, ringVolume: 0, devices: {} };
  localStorage.setItem('console.preferences', JSON.stringify({ state: kept, version: 0 }));
  const station = { contrast: 'system', ...(given.lineTested && { lineTestDay: '2026-11-25' }) };
  localStorage.setItem('console.station', JSON.stringify({ state: station, version: 0 }));
  if (!given.signedOut && sessionStorage.getItem('console.session') === null)
    sessionStorage.setItem(
      'console.session',
      '{"token":"console-token","phoneToken":"phone-token-of-the-world"}',
    );
  if (given.startsAt !== undefined) {
    const [RealDate, ahead] = [Date, given.startsAt - Date.now()];
    RealDate.now = (
      (real) => () =>
        real() + ahead
    )(RealDate.now.bind(RealDate));
    window.Date = new Proxy(RealDate, {
      construct: (target, input) =>
        Reflect.construct(target, input.length === 0 ? [RealDate.now()] : input) as Date,
    });
  }
  // What the browser measured of its requests is on screen, and differs at every run.
  if (given.startsAt === undefined)
    Object.defineProperty(PerformanceEntry.prototype, 'duration', { get: () => 42 });
  const device = (kind: MediaDeviceKind, deviceId: string, label: string) => ({
    ...{ kind, deviceId, label, groupId: deviceId },
    toJSON: () => ({}),
  });
  const devices = [
    device('audioinput', 'headset', 'Jabra Evolve2 65'),
    device('audioinput', 'built-in', 'Micrófono interno'),
    device('audiooutput', 'headset', 'Jabra Evolve2 65'),
    device('audiooutput', 'built-in', 'Bocinas internas'),
  ];
  Object.assign(navigator.mediaDevices, {
    enumerateDevices: () => Promise.resolve(given.microphone === 'ready' ? devices : devices.slice(2)),
    getUserMedia: () => {
      if (given.microphone === 'ready')
        return Promise.resolve(new AudioContext().createMediaStreamDestination().stream);
      const name = given.microphone === 'denied' ? 'NotAllowedError' : 'NotFoundError';
      return Promise.reject(new DOMException(given.microphone, name));
    },
  });
  if (!given.host) return;
  const answers: Record<string, unknown> = {
    'connection.read': {
      backendUrl: given.origin,
      phoneUrl: given.phoneUrl,
      phoneToken: 'token-of-the-world',
    },
    'preferences.read': given.inForce,
    'preferences.write': given.inForce,
    'session.read': null,
    'diagnostics.collect': { path: '/home/andrea/diagnostico.zip' },
  };
  Object.assign(window, {
    host: { ask: (channel: string) => Promise.resolve(answers[channel]), on: () => () => undefined },
  });
}
