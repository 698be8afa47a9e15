// Puts the wires together and offers them to the features as commands; the only file that knows them all.
import type { ConsoleConfig, LeadList, Me, PhoneSession, Session } from '../../shared/api.ts';
import type { Language } from '../../shared/lead.ts';
import { i18n } from '../i18n/i18n.ts';
import { ActionError, type Actions } from '../stores/actions.ts';
import { forgetBoard } from '../stores/board.ts';
import { setLink } from '../stores/connection.ts';
import { consoleAddress } from '../stores/console-address.ts';
import type { DeskApi } from '../stores/desk-api.ts';
import { desk } from '../stores/desk.ts';
import { chooseLead } from '../stores/conversation.ts';
import { reconcileOffers } from '../stores/escalations.ts';
import { openPhoneCalls, phone } from '../stores/phone.ts';
import { openView, preferences } from '../stores/preferences.ts';
import {
  enterSession,
  leaveSession,
  readKeptTokens,
  session,
  updateMe,
  updateOwn,
} from '../stores/session.ts';
import type { SupervisionApi } from '../stores/supervision-api.ts';
import { work } from '../stores/work.ts';
import { createBackendHttp, type BackendHttp } from './backend-http.ts';
import { createDeskApi } from './desk-http.ts';
import { createSupervisionApi } from './supervision-http.ts';
import { forgetSession, keepSession, openLink, readHostSession, type Surroundings } from './host.ts';
import { LiveBackend } from './live-backend.ts';
import { connectPhone, type PhoneWire } from './phone-wire.ts';
import { followHost } from './host-desk.ts';
import { ringWithPhone } from './ring-attention.ts';
import { connectStation } from './station.ts';

const configRetryMs = 2_000;

/** Connects the page to its peers and returns the commands people can give. */
export function connectWires(surroundings: Surroundings): Actions {
  const ringer = ringWithPhone();
  const wires = new ConsoleWires(surroundings);
  void wires.start();
  followHost(wires.phone.commands);
  return {
    ...wires.sessionActions(),
    ...wires.workActions(),
    ...wires.phone.commands,
    desk: wires.deskApi(),
    supervision: wires.supervisionApi(),
    station: connectStation(wires.phone.commands),
    ringOnce: () => ringer.once(preferences.getState().ringVolume),
  };
}

type PhoneActionName = keyof PhoneWire['commands'];
type SessionActionName =
  'signIn' | 'signOut' | 'setAgentState' | 'readForced' | 'setLanguage' | 'reload' | 'reconnect';
type WorkActionName = Exclude<
  keyof Actions,
  PhoneActionName | SessionActionName | 'ringOnce' | 'desk' | 'supervision' | 'station'
>;

class ConsoleWires {
  readonly phone: PhoneWire;
  readonly #backendUrl: string;
  readonly #http: BackendHttp;
  #live: LiveBackend | undefined;
  /** Somebody is signing out: that the session ends meanwhile is what they asked for. */
  #isLeaving = false;

  constructor(surroundings: Surroundings) {
    this.#backendUrl = surroundings.backendUrl;
    consoleAddress.setState({ url: surroundings.backendUrl.replace(/\/$/, '') });
    this.#http = createBackendHttp(surroundings.backendUrl, () => this.#end('ended'));
    this.phone = connectPhone(surroundings);
  }

  /** Reads what the door needs, and comes back in with the tokens from before a reload; tries until the backend is there. */
  async start(): Promise<void> {
    const kept = readKeptTokens() ?? (await readHostSession());
    while (!(await this.#tryStart(kept))) await new Promise((next) => setTimeout(next, configRetryMs));
  }

  sessionActions(): Pick<Actions, SessionActionName> {
    return {
      signIn: async (who, keep = false) => {
        const opened = await this.#http.ask<Session>('POST', '/api/session', who);
        if (keep) keepSession(opened.token);
        this.#begin(opened, opened.user);
      },
      signOut: async () => {
        if (inCall()) throw new ActionError('in-call', 'a call is up');
        this.#isLeaving = true;
        await this.#http.ask('DELETE', '/api/session').catch(() => undefined); // it ends by itself in time
        this.#end(undefined);
      },
      setAgentState: async (state) => updateMe(await this.#http.ask<Me>('POST', '/api/session/state', state)),
      readForced: (id) => {
        updateOwn({ forced: null });
        // Where this is lost, it stands there again at the next connection.
        void this.#http.ask('DELETE', `/api/session/forced/${id}`).catch(() => undefined);
      },
      setLanguage: (language) => {
        preferences.setState({ language });
        void i18n.changeLanguage(language);
        if (session.getState().session.phase === 'signed-in') this.#tellLanguage(language);
      },
      reload: async () => this.#live?.load(),
      reconnect: () => {
        this.#live?.reconnect();
        this.phone.reconnect();
      },
    };
  }

  deskApi(): DeskApi {
    return createDeskApi(this.#http);
  }

  supervisionApi(): SupervisionApi {
    return createSupervisionApi(this.#http);
  }

  workActions(): Pick<Actions, WorkActionName> {
    return {
      openLead: (leadId) => void this.#live?.openLead(leadId),
      openCaller: (number) => void this.#live?.openCaller(number),
      openLink,
      listen: (callId) => void this.#live?.sound.listen(callId),
      stopListening: () => this.#live?.sound.stop(),
      followCall: (callId) => this.#live?.followCall(callId),
      findLeads: async ({ q, before }) => {
        const query = new URLSearchParams({ limit: '100', ...(q && { q }), ...(before && { before }) });
        return (await this.#http.ask<LeadList>('GET', `/api/leads?${query}`)).leads;
      },
    };
  }

  /** True when there is nothing left to try: somebody is in, or the door is open. */
  async #tryStart(kept: ReturnType<typeof readKeptTokens>): Promise<boolean> {
    if (session.getState().session.phase === 'signed-in') return true;
    try {
      session.setState({ config: await this.#http.ask<ConsoleConfig>('GET', '/api/config') });
      setLink('backend', 'up');
      if (!kept) {
        leaveSession(undefined);
        return true;
      }
      this.#http.setToken(kept.token);
      const me = await this.#http.ask<Me>('GET', '/api/session');
      this.#begin({ ...kept, phoneToken: kept.phoneToken ?? (await this.#phoneToken(me)) }, me);
      return true;
    } catch (cause) {
      if (cause instanceof ActionError && cause.code === 'unauthorized') {
        forgetSession();
        this.#http.setToken(undefined);
        leaveSession('ended');
        return true;
      }
      setLink('backend', 'down');
      if (!kept && session.getState().session.phase === 'starting') leaveSession(undefined);
      return false;
    }
  }

  /** What the workstation keeps is the person's token alone: the phone gets a fresh one. */
  async #phoneToken({ extension }: Me): Promise<string | null> {
    if (extension === null) return null;
    return (await this.#http.ask<PhoneSession>('POST', '/api/session/phone', {})).phoneToken;
  }

  #begin(tokens: Pick<Session, 'token' | 'phoneToken'>, me: Me): void {
    this.#isLeaving = false;
    this.#http.setToken(tokens.token);
    openView(me.role === 'agent' ? 'desk' : 'board');
    enterSession(tokens, me);
    this.#live?.close();
    this.#live = new LiveBackend({
      backendUrl: this.#backendUrl,
      token: tokens.token,
      http: this.#http,
      onRevoked: () => this.#end('ended'),
    });
    this.phone.signIn(tokens.phoneToken);
    this.#tellLanguage(preferences.getState().language);
  }

  /** A session that ends elsewhere leaves the screen only when the call in hand is over. */
  #end(reason: 'ended' | undefined): void {
    if (session.getState().session.phase !== 'signed-in') return;
    if (inCall()) return endAfterCall(() => this.#end(reason));
    forgetSession();
    this.#live?.close();
    this.#live = undefined;
    this.#http.setToken(undefined);
    leaveSession(this.#isLeaving ? undefined : reason);
    this.phone.signOut();
    chooseLead(undefined);
    reconcileOffers([]);
    work.setState(work.getInitialState(), true);
    desk.setState(desk.getInitialState(), true);
    forgetBoard();
  }

  /** Sofía's briefs are written in the language of the person who will read them, if they are registered for it. */
  #tellLanguage(language: Language): void {
    void this.#http.ask('PATCH', '/api/session/language', { language }).catch(() => undefined);
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
