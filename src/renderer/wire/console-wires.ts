// Puts the wires together and offers them to the features as commands; the only file that knows them all.
import type { CallList, ConsoleConfig, LeadList, Me, Session, Task } from '../../shared/api.ts';
import type { PhoneCommand, PhoneCommandInput } from '../../shared/phone.ts';
import { i18n } from '../i18n/i18n.ts';
import type { Actions } from '../stores/actions.ts';
import { ActionError } from '../stores/actions.ts';
import { connection, setLink } from '../stores/connection.ts';
import { chooseLead } from '../stores/conversation.ts';
import { reconcileOffers } from '../stores/escalations.ts';
import { openPhoneCalls, phone, setBusy, showPhone } from '../stores/phone.ts';
import { preferences } from '../stores/preferences.ts';
import { enterSession, leaveSession, readKeptTokens, session, updateMe } from '../stores/session.ts';
import { takeTasks, work } from '../stores/work.ts';
import { createAudioLeg } from './audio-leg.ts';
import { createBackendHttp } from './backend-http.ts';
import type { Surroundings } from './host.ts';
import { goLive, type LiveBackend } from './live-backend.ts';
import { createPhoneChannel } from './phone-channel.ts';
import { ringWithPhone } from './ring-attention.ts';

const configRetryMs = 2_000;

/** Connects the page to its peers and returns the commands people can give. */
export function connectWires(surroundings: Surroundings): Actions {
  const http = createBackendHttp(surroundings.backendUrl, () => end('ended'));
  const ringer = ringWithPhone();
  const phoneWire = connectPhone(surroundings);
  let live: LiveBackend | undefined;

  function begin(tokens: Pick<Session, 'token' | 'phoneToken'>, me: Me): void {
    http.setToken(tokens.token);
    enterSession(tokens, me);
    live?.close();
    live = goLive({ ...surroundings, token: tokens.token, http, onRevoked: () => end('ended') });
    phoneWire.signIn(tokens.phoneToken);
    // Sofía's briefs are written in the language of the person who will read them.
    void http
      .ask('PATCH', '/api/session/language', { language: preferences.getState().language })
      .catch(() => undefined);
  }

  /** A session that ends elsewhere leaves the screen only when the call in hand is over. */
  function end(reason: 'ended' | undefined): void {
    if (session.getState().session.phase !== 'signed-in') return;
    if (inCall()) return endAfterCall(() => end(reason));
    live?.close();
    live = undefined;
    http.setToken(undefined);
    leaveSession(reason);
    phoneWire.signOut();
    chooseLead(undefined);
    reconcileOffers([]);
    work.setState(work.getInitialState(), true);
  }

  void start(http, begin);
  return {
    signIn: async (who) => {
      const opened = await http.ask<Session & Record<string, unknown>>('POST', '/api/session', who);
      begin(opened, opened.user);
    },
    signOut: async () => {
      if (inCall()) throw new ActionError('in-call', 'a call is up');
      await http.ask('DELETE', '/api/session').catch(() => undefined); // it ends by itself in time
      end(undefined);
    },
    setAgentState: async (state) => updateMe(await http.ask<Me>('POST', '/api/session/state', state)),
    setLanguage: (language) => {
      preferences.setState({ language });
      void i18n.changeLanguage(language);
      if (session.getState().session.phase === 'signed-in')
        void http.ask('PATCH', '/api/session/language', { language }).catch(() => undefined);
    },
    reload: async () => live?.load(),
    reconnect: () => {
      live?.reconnect();
      phoneWire.reconnect();
    },
    openLead: (leadId) => void live?.openLead(leadId),
    finishTask: async (taskId) => {
      await http.ask<Task & Record<string, unknown>>('POST', `/api/tasks/${taskId}/done`, {});
      takeTasks(work.getState().tasks.filter((task) => task.id !== taskId));
    },
    findLeads: async ({ q, before }) => {
      const query = new URLSearchParams({ limit: '100', ...(q && { q }), ...(before && { before }) });
      return (await http.ask<LeadList>('GET', `/api/leads?${query}`)).leads;
    },
    recentCalls: async () => (await http.ask<CallList>('GET', '/api/calls?limit=200')).calls,
    ...phoneWire.commands,
    ringOnce: () => ringer.once(preferences.getState().ringVolume),
  };
}

/** Reads what the door needs, and comes back in with the tokens from before a reload; tries until the backend is there. */
async function start(
  http: {
    ask: <T>(method: 'GET', path: string) => Promise<T>;
    setToken: (token: string | undefined) => void;
  },
  begin: (tokens: Pick<Session, 'token' | 'phoneToken'>, me: Me) => void,
): Promise<void> {
  const kept = readKeptTokens();
  for (;;) {
    try {
      const config = await http.ask<ConsoleConfig>('GET', '/api/config');
      session.setState({ config });
      setLink('backend', 'up');
      if (!kept) return leaveSession(undefined);
      http.setToken(kept.token);
      return begin(kept, await http.ask<Me>('GET', '/api/session'));
    } catch (cause) {
      if (cause instanceof ActionError && cause.code === 'unauthorized') {
        http.setToken(undefined);
        return leaveSession('ended');
      }
      setLink('backend', 'down');
      if (!kept && session.getState().session.phase === 'starting') leaveSession(undefined);
      await new Promise((resolve) => setTimeout(resolve, configRetryMs));
      if (session.getState().session.phase === 'signed-in') return;
    }
  }
}

function inCall(): boolean {
  return openPhoneCalls(phone.getState().state).length > 0;
}

function endAfterCall(end: () => void): void {
  const stop = phone.subscribe(() => {
    if (inCall()) return;
    stop();
    end();
  });
}

type PhoneActions = Pick<
  Actions,
  'answer' | 'reject' | 'hangup' | 'mute' | 'hold' | 'sendTones' | 'takePhoneBack' | 'retryMicrophone'
>;
interface PhoneWire {
  commands: PhoneActions;
  signIn: (token: string | null) => void;
  signOut: () => void;
  reconnect: () => void;
}

function connectPhone(surroundings: Surroundings): PhoneWire {
  const address = surroundings.phone;
  if (!address) return withoutPhone;
  let token: string | null = null;
  const tell = () => {
    if (token === null) return;
    const input = { backendUrl: surroundings.backendUrl, token };
    void channel.ask('session.start', input).catch((cause) => console.warn('phone sign-in failed', cause));
  };
  const leg = createAudioLeg(async (sdp) => (await channel.ask('audio.offer', { sdp })).sdp);
  const channel = createPhoneChannel(address, {
    onUp: () => {
      setLink('phone', 'up');
      tell();
      leg.start();
    },
    onDown: () => setLink('phone', 'down'),
    onState: (state) => {
      showPhone(state);
      leg.follow(state);
    },
    onReplaced: () => {
      setLink('phone', 'replaced');
      leg.stop();
      showPhone(undefined);
    },
  });
  const command = commander(channel.ask);
  return {
    signIn: (next) => {
      token = next;
      if (connection.getState().phone.phase === 'up') return tell();
      setLink('phone', 'connecting');
      channel.open();
    },
    signOut: () => {
      token = null;
      leg.stop();
      const leave = () => {
        channel.close();
        setLink('phone', 'connecting');
        showPhone(undefined);
      };
      void channel.ask('session.end', {}).then(leave, leave);
    },
    reconnect: () => {
      if (connection.getState().phone.phase === 'down') channel.open();
    },
    commands: {
      answer: (id) => command(id, 'call.answer', { id }),
      reject: (id) => command(id, 'call.reject', { id }),
      hangup: (id) => command(id, 'call.hangup', { id }),
      mute: (id, on) => command(id, 'call.mute', { id, on }),
      hold: (id, on) => command(id, 'call.hold', { id, on }),
      sendTones: async (id, tones) => {
        await command(id, 'call.dtmf', { id, tones });
        phone.setState((state) => ({ tones: (state.tones + tones).slice(-24) }));
      },
      takePhoneBack: () => {
        setLink('phone', 'connecting');
        channel.open();
      },
      retryMicrophone: () => leg.retryMicrophone(),
    },
  };
}

type Ask = ReturnType<typeof createPhoneChannel>['ask'];

/** A command is asked once at a time for a call, and not at all for a call that is gone. */
function commander(ask: Ask) {
  return async <C extends PhoneCommand>(
    callId: string,
    name: C,
    input: PhoneCommandInput<C>,
  ): Promise<void> => {
    const { state, busy } = phone.getState();
    if (busy[callId] === name || !openPhoneCalls(state).some((call) => call.id === callId)) return;
    setBusy(callId, name);
    try {
      await ask(name, input);
    } finally {
      setBusy(callId, undefined);
    }
  };
}

const away = () => Promise.reject(new ActionError('phone-away', 'this window has no phone'));
const withoutPhone: PhoneWire = {
  signIn: () => undefined,
  signOut: () => undefined,
  reconnect: () => undefined,
  commands: {
    ...{ answer: away, reject: away, hangup: away, mute: away, hold: away, sendTones: away },
    takePhoneBack: () => undefined,
    retryMicrophone: () => undefined,
  },
};
