// While the phone rings, everything that can call the person does: sound, window title, the operating system.
import type { PhoneState } from '../../shared/phone.ts';
import { i18n } from '../i18n/i18n.ts';
import { formatPhone } from '../i18n/format.ts';
import { escalations, offerOfCall } from '../stores/escalations.ts';
import { phone } from '../stores/phone.ts';
import { preferences } from '../stores/preferences.ts';
import { callAttention, clearAttention } from './host.ts';
import { createComfortTones, type ComfortTones } from './comfort-tones.ts';
import { createRinger, type Ringer } from './ringer.ts';

const flashMs = 1_000;

/** Follows the phone's snapshots until the page goes; returns the ringer so that its volume can be tried. */
export function ringWithPhone(): Ringer {
  const ringer = createRinger();
  const tones = createComfortTones();
  followDevices(ringer, tones);
  const title = document.title;
  let ringing: string | undefined;
  let flash: ReturnType<typeof setInterval> | undefined;

  function begin(callId: string, who: string): void {
    ringing = callId;
    ringer.start(preferences.getState().ringVolume);
    callAttention({ title: i18n.t('call.incoming'), body: who.slice(0, 240) });
    let on = false;
    const turn = () => {
      on = !on;
      document.title = on ? i18n.t('call.titleRinging', { name: who }) : title;
    };
    turn();
    flash = setInterval(turn, flashMs);
  }

  function end(): void {
    ringing = undefined;
    ringer.stop();
    clearInterval(flash);
    document.title = title;
    clearAttention();
  }

  phone.subscribe(({ state }) => {
    tones.play(state?.tone);
    const call = ringingCall(state);
    if (call?.id === ringing) return;
    if (ringing !== undefined) end();
    if (call) begin(call.id, callerName(call));
  });
  return ringer;
}

/** The headset has the tones of the call, the ringer's device the ring. */
function followDevices(ringer: Ringer, tones: ComfortTones): void {
  const follow = () => {
    const { devices } = preferences.getState();
    ringer.useDevice(devices.ringer);
    tones.useDevice(devices.headset);
  };
  follow();
  preferences.subscribe(follow);
}

/** A call that rings alone; one that waits behind a conversation is shown, but does not ring into the ear. */
function ringingCall(state: PhoneState | undefined) {
  const talking = state?.calls.some((call) => call.phase === 'live' || call.phase === 'answering');
  return talking ? undefined : state?.calls.find((call) => call.phase === 'ringing');
}

function callerName(call: PhoneState['calls'][number]): string {
  const offer = offerOfCall(call, escalations.getState().offers);
  return offer?.leadName ?? call.name ?? formatPhone(call.number);
}
