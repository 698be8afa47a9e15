// This workstation as the features may ask of it: the program where there is one, else what the browser can do.
import { ActionError } from '../stores/actions.ts';
import { phone } from '../stores/phone.ts';
import { preferences } from '../stores/preferences.ts';
import { station } from '../stores/station.ts';
import type { StationApi } from '../stores/station-api.ts';
import { watchAnswerTime } from './answer-time.ts';
import { meterMicrophone, playEcho } from './audio-check.ts';
import { connectHeadset } from './headset-line.ts';
import { keepContrast } from './contrast.ts';
import { watchNotices } from './notice-watch.ts';
import type { PhoneWire } from './phone-wire.ts';

/** The phone hands out at most so much of its ladder as main takes. */
const longestLadder = 8_000_000;

export function connectStation(commands: PhoneWire['commands']): StationApi {
  const headset = connectHeadset(commands);
  const { host } = window;
  keepContrast();
  watchAnswerTime();
  watchNotices();
  if (typeof Notification !== 'undefined' && !host) station.setState({ notices: Notification.permission });
  const devices = () => preferences.getState().devices;
  return {
    ...headset,
    hasHost: host !== undefined,
    changePreferences: async (change) => {
      if (!host) throw new ActionError('no-host', 'this is a plain browser');
      station.setState({ preferences: await host.ask('preferences.write', change) });
    },
    collectDiagnostics: async () => {
      if (!host) throw new ActionError('no-host', 'this is a plain browser');
      // Without a phone the rest of the report is worth as much.
      const ladder = await commands.exportLadders().catch(() => '');
      const made = await host.ask('diagnostics.collect', { ladder: ladder.slice(-longestLadder) });
      return made?.path ?? null;
    },
    reportFault: ({ message, stack }) => {
      const fault = { message: message.slice(0, 2_000), stack: stack.slice(0, 20_000) };
      void host?.ask('fault.report', fault).catch(() => undefined); // it stands in the page's own console, too
    },
    showState: (notice) => void host?.ask('state.show', notice).catch(() => undefined), // the tray is no news
    allowNotices: async () => station.setState({ notices: await Notification.requestPermission() }),
    meterMicrophone: (onLevel) => meterMicrophone(devices().microphone, onLevel),
    echo: async (onPhase) => {
      const inCall = phone.getState().state?.calls.some(({ phase }) => phase !== 'ended');
      if (inCall) throw new ActionError('in-call', 'a call is up');
      await playEcho(devices(), onPhase);
    },
  };
}
