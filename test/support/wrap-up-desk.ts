/** An agent's desk with a line and a day of calls: console backend and phone reports on the same stores. */
import type { Me, Session } from '../../src/shared/api.ts';
import type { WrapUp, WrapUpList } from '../../src/shared/desk.ts';
import { addPerson, ask, signInAs, startConsoleBackend, type ConsoleBackend } from './console-backend.ts';
import { reserve, writeStory, type Story } from './console-story.ts';
import { startHandOffWorld, type HandOffWorld } from './hand-off-world.ts';
import type { TestStores } from './stores.ts';

export interface WrapUpDesk {
  backend: ConsoleBackend;
  world: HandOffWorld;
  close: () => Promise<void>;
}

/** Starts both; the caller closes them. */
export async function startWrapUpDesk(
  stores: TestStores,
  env: Record<string, string> = {},
): Promise<WrapUpDesk> {
  const [backend, world] = await Promise.all([
    startConsoleBackend(stores),
    startHandOffWorld(stores, { env }),
  ]);
  return {
    backend,
    world,
    close: async () => {
      await backend.close();
      await world.stop();
    },
  };
}

/** A signed-in agent whose phone and console count as there for the next hour. */
export interface DeskAgent {
  id: string;
  session: Session;
  ask: <T>(method: string, path: string, body?: unknown) => Promise<{ status: number; body: T }>;
  me: () => Promise<Me>;
  wrapUps: () => Promise<WrapUp[]>;
  /** A call of this agent's phone from answer to end. */
  talk: (call: { number: string; talkMs?: number; direction?: 'in' | 'out' }) => Promise<void>;
  /** The same about a lead whom the AI handed over. */
  talkTo: (story: Story) => Promise<void>;
}

let lines = 4100;

/** Adds the person and makes them available. */
export async function sitDown({ backend, world }: WrapUpDesk, name: string): Promise<DeskAgent> {
  const id = await addPerson(backend.db, name, 'agent', String((lines += 1)));
  const session = await signInAs(backend.url, name);
  await backend.db.query(
    `UPDATE users SET phone_registered = TRUE, phone_seen_at = now() + interval '1 hour', console_seen_at = now() + interval '1 hour' WHERE id = $1`,
    [id],
  );
  const send: DeskAgent['ask'] = (method, path, body) =>
    ask(backend.url, path, { token: session.token, method, ...(body === undefined ? {} : { body }) });
  await send('POST', '/api/session/state', { state: 'available' });
  const talk = async (about: Record<string, unknown>, talkMs: number): Promise<void> => {
    world.clock.now = new Date();
    await world.report(id, { type: 'call.answered', ...about });
    world.clock.now = new Date();
    await world.report(id, { type: 'call.ended', ...about, outcome: 'answered', talkMs });
  };
  return {
    id,
    session,
    ask: send,
    me: async () => (await send<Me>('GET', '/api/session')).body,
    wrapUps: async () => (await send<WrapUpList>('GET', '/api/wrap-ups')).body.wrapUps,
    talk: ({ number, talkMs = 42_000, direction = 'in' }) => talk({ number, direction }, talkMs),
    talkTo: async (story) =>
      talk({ ...(await reserve(backend.db, story, id)), match: 'header', number: '+525500000000' }, 42_000),
  };
}

/** A lead whose call the AI has handed to this agent, talked with to the end; the wrap-up that it leaves. */
export async function talkedWithLead(
  desk: WrapUpDesk,
  agent: DeskAgent,
): Promise<{ story: Story; wrapUp: WrapUp }> {
  const story = await writeStory(desk.backend.db);
  await agent.talkTo(story);
  const wrapUp = (await agent.wrapUps()).find(({ leadId }) => leadId === story.leadId);
  if (wrapUp === undefined) throw new Error('the call left nothing to wrap up');
  return { story, wrapUp };
}
