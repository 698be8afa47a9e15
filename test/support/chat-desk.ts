/** An agent's desk for WhatsApp: the console's API beside the lead's half of the backend, on the same stores. */
import { randomUUID } from 'node:crypto';
import { chatRoutes } from '../../src/backend/console-api/chats.ts';
import { mediaRoutes } from '../../src/backend/console-api/media.ts';
import { messageRoutes } from '../../src/backend/console-api/messages.ts';
import { ensureDemoTemplates } from '../../src/backend/store/message-templates.ts';
import type { Role } from '../../src/backend/store/users.ts';
import type { Chat } from '../../src/shared/desk.ts';
import type { TimelineItem } from '../../src/shared/timeline.ts';
import { demoTemplates, templateLanguages } from '../../src/shared/demo-templates.ts';
import {
  addPerson,
  ask,
  connectConsole,
  signInAs,
  startConsoleBackend,
  type Answer,
  type ConsoleBackend,
  type ConsoleClient,
} from './console-backend.ts';
import type { TestStores } from './stores.ts';
import { until } from './until.ts';
import { startWhatsAppBackend, type WhatsAppBackend } from './whatsapp-backend.ts';
import { leadOf, talk, type Talk } from './whatsapp-talk.ts';

export interface Desk {
  journey: WhatsAppBackend;
  api: ConsoleBackend;
  /** Signs somebody new in, with an open console unless told otherwise. */
  person: (role?: Role, options?: { present?: boolean }) => Promise<DeskPerson>;
  /** Somebody who wrote, was answered by the AI, and the lead that they are. */
  lead: () => Promise<{ who: Talk; leadId: string }>;
  timeline: (leadId: string, person: DeskPerson) => Promise<TimelineItem[]>;
  close: () => Promise<void>;
}

export interface DeskPerson {
  id: string;
  name: string;
  token: string;
  console: ConsoleClient | undefined;
  post: <T = Record<string, unknown>>(path: string, body?: unknown) => Promise<Answer<T>>;
  get: <T = Record<string, unknown>>(path: string) => Promise<Answer<T>>;
  take: (leadId: string) => Promise<Answer<Chat>>;
  handBack: (leadId: string) => Promise<Answer<Chat>>;
  write: (leadId: string, text: string, key?: string) => Promise<Answer<{ interactionId: string }>>;
  leave: () => void;
}

/** Starts both halves. The simulated Meta has approved the demonstration's templates and the follow-up. */
export async function startDesk(stores: TestStores): Promise<Desk> {
  const journey = await startWhatsAppBackend(stores, { templates: approved });
  const { deps } = journey;
  const plugins = [chatRoutes(deps), messageRoutes(deps), mediaRoutes(deps)];
  const api = await startConsoleBackend(stores, { plugins });
  await ensureDemoTemplates(api.db);
  const people: DeskPerson[] = [];
  return {
    journey,
    api,
    person: async (role = 'agent', { present = true } = {}) => {
      const somebody = await signIn(api, role, present);
      people.push(somebody);
      return somebody;
    },
    lead: async () => {
      const who = talk(journey);
      await who.say('Hola, busco un condo en Nuevo Vallarta');
      return { who, leadId: (await leadOf(journey, who)).id };
    },
    timeline: async (leadId, { get }) =>
      (await get<{ items: TimelineItem[] }>(`/api/leads/${leadId}/timeline`)).body.items,
    close: async () => {
      for (const { leave } of people) leave();
      await api.close();
      await journey.close();
    },
  };
}

const approved = [
  'seguimiento_vidanta',
  ...demoTemplates.map(({ name, language, parameters }) => ({
    name,
    language: templateLanguages[language],
    parameters: parameters.length,
  })),
];

async function signIn(api: ConsoleBackend, role: Role, present: boolean): Promise<DeskPerson> {
  const username = `p-${randomUUID().slice(0, 8)}`;
  const id = await addPerson(api.db, username, role);
  const { token, user } = await signInAs(api.url, username);
  const console = present ? await connectConsole(api.url, token) : undefined;
  if (present) await until(() => wasSeen(api, id), { what: 'the console to be seen' });
  const post: DeskPerson['post'] = (path, body) =>
    ask(api.url, path, { method: 'POST', token, ...(body === undefined ? {} : { body }) });
  return {
    ...{ id, name: user.name, token, console, post },
    get: (path) => ask(api.url, path, { token }),
    take: (leadId) => post(`/api/leads/${leadId}/chat/take`),
    handBack: (leadId) => post(`/api/leads/${leadId}/chat/hand-back`),
    write: (leadId, text, key = randomUUID()) =>
      post(`/api/leads/${leadId}/messages`, { kind: 'text', key, text }),
    leave: () => void console?.close(),
  };
}

async function wasSeen({ db }: ConsoleBackend, id: string): Promise<boolean> {
  const { rowCount } = await db.query('SELECT 1 FROM users WHERE id = $1 AND console_seen_at IS NOT NULL', [
    id,
  ]);
  return rowCount === 1;
}
