// The phone as the console's commands see it: the channel, the audio leg, and signing in and out of both.
import type { PhoneCommand, PhoneCommandInput, PhoneState } from '../../shared/phone.ts';
import { ActionError, type Actions } from '../stores/actions.ts';
import { connection, setLink } from '../stores/connection.ts';
import { noteHandOvers } from '../stores/hand-overs.ts';
import { openPhoneCalls, phone, setBusy, showPhone } from '../stores/phone.ts';
import { AudioLeg } from './audio-leg.ts';
import type { Surroundings } from './host.ts';
import { PhoneChannel } from './phone-channel.ts';

type PhoneActions = Pick<
  Actions,
  | 'answer'
  | 'reject'
  | 'hangup'
  | 'mute'
  | 'hold'
  | 'sendTones'
  | 'dial'
  | 'transfer'
  | 'transferTo'
  | 'swap'
  | 'confer'
  | 'testLine'
  | 'readLadders'
  | 'exportLadders'
  | 'takePhoneBack'
  | 'retryMicrophone'
>;
export interface PhoneWire {
  commands: PhoneActions;
  /** `token` is the session's phone token; null for accounts without a line. */
  signIn: (token: string | null) => void;
  signOut: () => void;
  reconnect: () => void;
}

/** Connects to the phone of this window; without one, every command is refused in words. */
export function connectPhone({ backendUrl, phone: address }: Surroundings): PhoneWire {
  if (!address) return withoutPhone;
  const desk = new PhoneDesk(backendUrl, address);
  return {
    commands: desk.commands(),
    signIn: (token) => desk.signIn(token),
    signOut: () => desk.signOut(),
    reconnect: () => desk.reconnect(),
  };
}

class PhoneDesk {
  readonly #backendUrl: string;
  readonly #channel: PhoneChannel;
  readonly #leg: AudioLeg;
  #token: string | null = null;

  constructor(backendUrl: string, address: { url: string; token: string }) {
    this.#backendUrl = backendUrl;
    this.#channel = new PhoneChannel(address, {
      onUp: () => this.#begin(),
      onDown: () => setLink('phone', 'down'),
      onState: (state) => this.#show(state),
      onReplaced: () => this.#giveWay(),
    });
    // The network is back: the phone need not wait for its own next look.
    addEventListener('online', () => void this.#channel.ask('line.refresh', {}).catch(() => undefined));
    this.#leg = new AudioLeg(async (sdp) => (await this.#channel.ask('audio.offer', { sdp })).sdp);
  }

  signIn(token: string | null): void {
    this.#token = token;
    if (token === null) return this.#leaveAlone();
    if (connection.getState().phone.phase === 'up') this.#tell();
    else this.open();
  }

  signOut(): void {
    this.#token = null;
    this.#leg.stop();
    const leave = () => {
      if (this.#token !== null) return; // somebody else signed in meanwhile
      this.#leaveAlone();
    };
    void this.#channel.ask('session.end', {}).then(leave, leave);
  }

  open(): void {
    setLink('phone', 'connecting');
    this.#channel.open();
  }

  reconnect(): void {
    if (connection.getState().phone.phase === 'down') this.#channel.open();
  }

  commands(): PhoneActions {
    return {
      answer: (id) => this.#command(id, 'call.answer', { id }),
      reject: (id, statusCode) => this.#command(id, 'call.reject', { id, ...(statusCode && { statusCode }) }),
      hangup: (id) => this.#hangUp(id),
      mute: (id, on) => this.#command(id, 'call.mute', { id, on }),
      hold: (id, on) => this.#command(id, 'call.hold', { id, on }),
      sendTones: async (id, tones) => {
        await this.#command(id, 'call.dtmf', { id, tones });
        phone.setState((state) => ({ tones: (state.tones + tones).slice(-24) }));
      },
      dial: async (to) => void (await this.#channel.ask('call.dial', { to })),
      transfer: (id, to) => this.#command(id, 'call.transfer', { id, to }),
      transferTo: (id, withId) => this.#command(id, 'call.transferTo', { id, withId }),
      swap: (id) => this.#command(id, 'call.swap', { id }),
      confer: (on) => this.#channel.ask(on ? 'conference.start' : 'conference.end', {}),
      testLine: () => this.#channel.ask('line.test', {}),
      readLadders: async () => (await this.#channel.ask('diagnostics.calls', {})).calls,
      exportLadders: async (sipCallId) =>
        (await this.#channel.ask('diagnostics.export', sipCallId === undefined ? {} : { sipCallId })).text,
      takePhoneBack: () => this.open(),
      retryMicrophone: () => this.#leg.retryMicrophone(),
    };
  }

  /** Whoever has no line leaves the phone to whoever has: it may still be another person's, with a call of theirs. */
  #leaveAlone(): void {
    this.#leg.stop();
    this.#channel.close();
    setLink('phone', 'absent');
    showPhone(undefined);
  }

  #begin(): void {
    setLink('phone', 'up');
    this.#tell();
    this.#leg.start();
  }

  #show(state: PhoneState): void {
    showPhone(state);
    noteHandOvers(state);
    this.#leg.follow(state);
  }

  #giveWay(): void {
    setLink('phone', 'replaced');
    this.#leg.stop();
    showPhone(undefined);
  }

  #tell(): void {
    if (this.#token === null) return;
    const session = { backendUrl: this.#backendUrl, token: this.#token };
    this.#channel
      .ask('session.start', session)
      .catch((cause: unknown) => console.warn('the phone did not sign in', cause));
  }

  /** Whoever hangs up in a conference leaves it: both calls end. */
  async #hangUp(id: string): Promise<void> {
    const calls = openPhoneCalls(phone.getState().state);
    const inConference = calls.filter((call) => call.inConference).map((call) => call.id);
    const ended = inConference.includes(id) ? inConference : [id];
    await Promise.all(ended.map((one) => this.#command(one, 'call.hangup', { id: one })));
  }

  /** A command is asked once at a time for a call, and not at all for a call that is gone. */
  async #command<C extends PhoneCommand>(
    callId: string,
    name: C,
    input: PhoneCommandInput<C>,
  ): Promise<void> {
    const { state, busy } = phone.getState();
    const repeated = busy[callId] === name && name !== 'call.dtmf';
    if (repeated || !openPhoneCalls(state).some((call) => call.id === callId)) return;
    setBusy(callId, name);
    try {
      await this.#channel.ask(name, input);
    } finally {
      setBusy(callId, undefined);
    }
  }
}

const away = (): Promise<never> => Promise.reject(new ActionError('phone-away', 'this window has no phone'));
const withoutPhone: PhoneWire = {
  signIn: () => undefined,
  signOut: () => undefined,
  reconnect: () => undefined,
  commands: {
    ...{ answer: away, reject: away, hangup: away, mute: away, hold: away, sendTones: away },
    ...{ dial: away, transfer: away, transferTo: away, swap: away, confer: away },
    ...{ testLine: away, readLadders: away, exportLadders: away },
    takePhoneBack: () => undefined,
    retryMicrophone: () => undefined,
  },
};
