// The headset and the phone: what its keys ask goes to the phone, what the phone says goes to its lights.
import type { PhoneState } from '../../shared/phone.ts';
import { talkingCall, waitingCall } from '../stores/escalations.ts';
import { openPhoneCalls, phone } from '../stores/phone.ts';
import { station, stationChoices } from '../stores/station.ts';
import type { StationApi } from '../stores/station-api.ts';
import { HeadsetHid, type HeadsetCommand, type HeadsetLine, type Hid } from './headset-hid.ts';
import type { PhoneWire } from './phone-wire.ts';

type Commands = Pick<PhoneWire['commands'], 'answer' | 'hangup' | 'mute' | 'reject'>;

/** The line as a headset can show it: a conversation comes before what rings behind it. */
export function headsetLineOf(state: PhoneState | undefined): HeadsetLine {
  const talking = talkingCall(state);
  if (talking) return { phase: 'talking', muted: talking.muted, held: talking.phase === 'held' };
  const ringing = openPhoneCalls(state).some(({ phase }) => phase === 'ringing');
  return { phase: ringing ? 'ringing' : 'idle', muted: false, held: false };
}

/** Takes the headset of the last time; without WebHID every request is refused and nothing is offered. */
export function connectHeadset(commands: Commands): Pick<StationApi, 'pickHeadset' | 'forgetHeadset'> {
  const { hid } = navigator as Navigator & { hid?: Hid };
  if (!hid) {
    station.setState({ headset: { phase: 'unsupported' } });
    return { pickHeadset: async () => undefined, forgetHeadset: async () => undefined };
  }
  const headset = new HeadsetHid({
    hid,
    onState: (now) => station.setState({ headset: now }),
    onCommand: (command) => obey(command, commands),
    onSeveral: (names) =>
      new Promise((resolve) => {
        const choose = (index: number | undefined) => {
          station.setState({ headsetChoice: undefined });
          resolve(index);
        };
        station.getState().headsetChoice?.choose(undefined); // an earlier question is put away
        station.setState({ headsetChoice: { names, choose } });
      }),
  });
  phone.subscribe(({ state }) => headset.follow(headsetLineOf(state)));
  void headset
    .resume(stationChoices.getState().headset)
    .catch((cause: unknown) => console.warn('the headset was not found again', cause));
  return {
    pickHeadset: async () => {
      const chosen = await headset.pick();
      if (chosen) stationChoices.setState({ headset: chosen });
    },
    forgetHeadset: async () => {
      stationChoices.setState({ headset: undefined });
      await headset.forget();
    },
  };
}

function obey(command: HeadsetCommand, { answer, hangup, mute, reject }: Commands): void {
  const { state } = phone.getState();
  const talking = talkingCall(state);
  const ringing = waitingCall(state) ?? openPhoneCalls(state).find(({ phase }) => phase === 'ringing');
  const asked = {
    answer: () => ringing && answer(ringing.id),
    reject: () => ringing && reject(ringing.id),
    'hang-up': () => talking && hangup(talking.id),
    mute: () => talking && mute(talking.id, true),
    unmute: () => talking && mute(talking.id, false),
  }[command]();
  void asked?.catch((cause: unknown) => console.warn('the key of the headset did nothing', cause));
}
