/** Every socket event by role: who may, is answered; who may not, is not, and the socket lives on. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { socketAccess } from '../../../../src/backend/console-api/access.ts';
import {
  addPerson,
  connectConsole,
  connectPhone,
  openSocket,
  signInAs,
  startConsoleBackend,
  type ConsoleBackend,
} from '../../../support/console-backend.ts';
import { writeStory, type Story } from '../../../support/console-story.ts';
import { testStores } from '../../../support/stores.ts';
import { until } from '../../../support/until.ts';
import type { Socket } from 'socket.io-client';
import type { Session } from '../../../../src/shared/api.ts';

const stores = await testStores();
const roles = ['agent', 'supervisor', 'admin'] as const;
let backend: ConsoleBackend;
let story: Story;
const sessions = new Map<string, Session>();

beforeAll(async () => {
  backend = await startConsoleBackend(stores);
  for (const [i, role] of roles.entries()) {
    await addPerson(backend.db, role, role, `41${i}0`);
    sessions.set(role, await signInAs(backend.url, role));
  }
  story = await writeStory(backend.db);
});
afterAll(() => backend.close());

/** What each event is asked with; `answers` where it has an acknowledgement. */
const asked: Record<string, { with: () => unknown[]; answers: boolean }> = {
  watch: { with: () => [{ stream: `call:${story.callId}`, after: 0 }], answers: true },
  unwatch: { with: () => [{ stream: `call:${story.callId}` }], answers: false },
  'board.join': { with: () => [], answers: true },
  'board.leave': { with: () => [], answers: false },
  listen: { with: () => [{ callId: story.callId }], answers: true },
  'listen.stop': { with: () => [], answers: false },
  report: {
    with: () => [
      { type: 'registration', id: crypto.randomUUID(), at: Date.now(), registered: false, reason: 'test' },
    ],
    answers: true,
  },
  account: { with: () => [], answers: true },
  quality: { with: () => [{ phoneCallId: 'p', mos: 4, lossPct: 0, jitterMs: 1 }], answers: false },
};
/** Asked after another event, its answer says that the other was dealt with. */
const anyOf = { '/console': 'watch', '/phone': 'account' } as const;

const cases = Object.entries(socketAccess).flatMap(([namespace, { events }]) =>
  Object.entries(events).flatMap(([event, allowed]) =>
    roles.map((role) => [role, namespace, event, (allowed as readonly string[]).includes(role)] as const),
  ),
);

async function connect(namespace: string, role: string): Promise<Socket> {
  const session = sessions.get(role)!;
  const socket =
    namespace === '/console'
      ? await connectConsole(backend.url, session.token)
      : await connectPhone(backend.url, session.phoneToken!);
  return socket as unknown as Socket;
}

test('the table of this test names every event of the table of access', () => {
  const all = Object.values(socketAccess).flatMap(({ events }) => Object.keys(events));
  expect(Object.keys(asked).toSorted()).toEqual(all.toSorted());
});

test.each(cases)('%s on %s: %s is allowed: %s', async (role, namespace, event, allowed) => {
  const socket = await connect(namespace, role);
  const probe = anyOf[namespace as keyof typeof anyOf];
  let answered = false;
  const ask = asked[event]!;
  socket.emit(event, ...ask.with(), () => (answered = true));
  // Whatever is asked later on the same socket is answered: neither refusal nor consent breaks it.
  for (let i = 0; i < 5; i += 1) await socket.emitWithAck(probe, ...asked[probe]!.with());
  if (allowed && ask.answers) await until(() => answered, { what: 'the answer' });
  else expect(answered).toBe(false);
  socket.close();
});

test.each(['/console', '/phone'])('an event that nobody named is refused on %s', async (namespace) => {
  const socket = await connect(namespace, 'admin');
  let answered = false;
  socket.emit('constructor', {}, () => (answered = true));
  socket.emit('board.everything', {}, () => (answered = true));
  const probe = anyOf[namespace as keyof typeof anyOf];
  for (let i = 0; i < 5; i += 1) await socket.emitWithAck(probe, ...asked[probe]!.with());
  expect(answered).toBe(false);
  socket.close();
});

test.each(['/console', '/phone'])(
  'nobody enters %s without a session, or with one of the other kind',
  async (namespace) => {
    const session = sessions.get('admin')!;
    const other = namespace === '/console' ? session.phoneToken : session.token;
    for (const token of [undefined, '', 'made-up-token-of-nobody', other]) {
      const socket = openSocket(backend.url, namespace, { auth: token === undefined ? {} : { token } });
      const reason = await new Promise((resolve) => {
        socket.once('connect', () => resolve('let in'));
        socket.once('connect_error', (error) => resolve(error.message));
      });
      expect(reason).toBe('unauthorized');
      socket.close();
    }
  },
);
