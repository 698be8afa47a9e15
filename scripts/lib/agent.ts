/** An agent without a screen: signs in, opens the console's wire and a phone, makes themself available, and answers or lets it ring. */
import { io } from 'socket.io-client';
import type { Me, Session } from '../../src/shared/api.ts';
import type { PhoneState } from '../../src/shared/phone.ts';
import { connectPhone, ringing, type PhoneClient } from './phone-client.ts';

export interface AgentOptions {
  backendUrl: string;
  phone: { url: string; token: string };
  username: string;
  password: string;
  /** `answer` takes each call and talks for `talkMs`; `ignore` lets it ring out. */
  behaviour: 'answer' | 'ignore';
  talkMs?: number;
}

export interface Agent {
  user: Me;
  token: string;
  phone: PhoneClient;
  stop: () => void;
}

/** One request of the console's API. Throws with the backend's own words if it refuses. */
export async function api<T>(
  backendUrl: string,
  path: string,
  options: { token?: string; method?: string; body?: unknown } = {},
): Promise<T> {
  const answer = await fetch(`${backendUrl}${path}`, {
    method: options.method ?? (options.body === undefined ? 'GET' : 'POST'),
    headers: {
      ...(options.body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(options.token === undefined ? {} : { authorization: `Bearer ${options.token}` }),
    },
    ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
  });
  if (!answer.ok) throw new Error(`${path}: HTTP ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as T;
}

/** Brings one agent to work; resolves once the phone is registered and the agent available. */
export async function startAgent(options: AgentOptions): Promise<Agent> {
  const { backendUrl } = options;
  const session = await api<Session>(backendUrl, '/api/session', {
    body: { username: options.username, password: options.password },
  });
  // Nobody gets calls whose console is closed.
  const console = io(`${backendUrl}/console`, {
    auth: { token: session.token },
    transports: ['websocket'],
    forceNew: true,
    reconnectionDelayMax: 500,
  });
  const phone = await connectPhone(options.phone.url, options.phone.token);
  await phone.ask('session.start', { backendUrl, token: session.phoneToken ?? '' });
  await registered(phone);
  const makeAvailable = (): Promise<Me> =>
    api<Me>(backendUrl, '/api/session/state', { token: session.token, body: { state: 'available' } });
  const stayAvailable = setInterval(() => {
    if (phone.state()?.calls.some((call) => call.phase !== 'ended') === true) return;
    void api<Me>(backendUrl, '/api/session', { token: session.token })
      .then((me) => (me.state === 'available' ? me : makeAvailable()))
      .catch(() => undefined); // the backend may be away for a moment; the next tick asks again
  }, 500);
  await makeAvailable();
  if (options.behaviour === 'answer') answerCalls(phone, options.talkMs ?? 1_500);
  return {
    user: session.user,
    token: session.token,
    phone,
    stop: () => {
      clearInterval(stayAvailable);
      console.close();
      phone.close();
    },
  };
}

function registered(phone: PhoneClient): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new Error(`The phone did not register: ${JSON.stringify(phone.state()?.registration)}`)),
      30_000,
    );
    const look = (state: PhoneState | undefined): void => {
      if (state?.registration.phase !== 'registered') return;
      clearTimeout(timer);
      resolve();
    };
    phone.onState(look);
    look(phone.state());
  });
}

function answerCalls(phone: PhoneClient, talkMs: number): void {
  const answered = new Set<string>();
  const talking = new Set<string>();
  phone.onState((state) => {
    for (const call of ringing(state)) {
      if (answered.has(call.id)) continue;
      answered.add(call.id);
      void phone.ask('call.answer', { id: call.id }).catch(() => undefined);
    }
    for (const call of state.calls) {
      if (call.phase !== 'live' || talking.has(call.id)) continue;
      talking.add(call.id);
      setTimeout(() => void phone.ask('call.hangup', { id: call.id }).catch(() => undefined), talkMs);
    }
  });
}
