// While the phone rings, everything that can call the person does: sound, title and mark of the tab, the operating system.
import type { PhoneCall, PhoneState } from '../../shared/phone.ts';
import type { RingNotice } from '../../shared/ipc.ts';
import { wantsInWords, whyLine } from '../i18n/brief-words.ts';
import { i18n } from '../i18n/i18n.ts';
import { formatPhone } from '../i18n/format.ts';
import { escalations, offerOfCall } from '../stores/escalations.ts';
import { nameWithNumber } from '../stores/name-with-number.ts';
import { phone } from '../stores/phone.ts';
import { openView, preferences } from '../stores/preferences.ts';
import { createComfortTones, type ComfortTones } from './comfort-tones.ts';
import { showRingingMark } from './favicon.ts';
import { callAttention, clearAttention } from './host.ts';
import { notify } from './notifications.ts';
import { createRinger, type Ringer } from './ringer.ts';

const flashMs = 1_000;

/** Follows the phone's snapshots until the page goes; returns the ringer so that its volume can be tried. */
export function ringWithPhone(): Ringer {
  const ringer = createRinger();
  const tones = createComfortTones();
  followDevices(ringer, tones);
  const title = document.title;
  let ringing: string | undefined;
  let said: string | undefined;
  let flash: ReturnType<typeof setInterval> | undefined;
  let takeAway: () => void = () => undefined;

  /** Says who calls; once more when the brief has come meanwhile. */
  function say(call: PhoneCall): void {
    const notice = noticeOf(call);
    if (said === notice.body) return;
    said = notice.body;
    callAttention(notice);
    takeAway = notify({ ...notice, tag: 'ring', lasting: true, onClick: () => openView('desk') });
  }

  function begin(call: PhoneCall): void {
    ringing = call.id;
    ringer.start(preferences.getState().ringVolume);
    showRingingMark(true);
    let on = false;
    const turn = () => {
      on = !on;
      document.title = on ? i18n.t('call.titleRinging', { name: callerName(call) }) : title;
    };
    turn();
    flash = setInterval(turn, flashMs);
  }

  function end(): void {
    ringing = undefined;
    said = undefined;
    ringer.stop();
    clearInterval(flash);
    document.title = title;
    showRingingMark(false);
    takeAway();
    clearAttention();
  }

  function look(): void {
    const { state } = phone.getState();
    const call = ringingCall(state);
    if (call?.id !== ringing) {
      if (ringing !== undefined) end();
      if (call) begin(call);
    }
    if (call) say(call);
  }

  phone.subscribe(({ state }) => {
    tones.play(state?.tone);
    look();
  });
  escalations.subscribe(look);
  return ringer;
}

/** Who calls, and in the second line what they want and why. */
function noticeOf(call: PhoneCall): RingNotice {
  const offer = offerOfCall(call, escalations.getState().offers);
  const tongue = { t: i18n.t, language: i18n.language === 'en' ? ('en' as const) : ('es' as const) };
  const told = offer && [wantsInWords(offer.brief, tongue), whyLine(offer.brief, tongue)];
  const brief = told?.filter((text) => text !== '').join(' · ');
  const body = brief || call.summary || i18n.t('call.incoming');
  return { title: callerName(call).slice(0, 120), body: body.slice(0, 240) };
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
function ringingCall(state: PhoneState | undefined): PhoneCall | undefined {
  const talking = state?.calls.some((call) => call.phase === 'live' || call.phase === 'answering');
  return talking ? undefined : state?.calls.find((call) => call.phase === 'ringing');
}

function callerName(call: PhoneCall): string {
  const offer = offerOfCall(call, escalations.getState().offers);
  if (offer) return offer.leadName;
  return nameWithNumber(call.number) || call.name || formatPhone(call.number) || i18n.t('call.unknown');
}
