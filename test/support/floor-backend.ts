/** A floor with a supervisor, an agent on a registered phone, and AI calls at a provider: for tests of stepping in. */
import { superviseRoutes } from '../../src/backend/console-api/supervise.ts';
import { callHandlers } from '../../src/backend/journey/call/call-handlers.ts';
import { dialNext } from '../../src/backend/journey/call/dial-call.ts';
import { startQueueRestore } from '../../src/backend/journey/call/restore-queue.ts';
import { escalationHandlers } from '../../src/backend/journey/escalation/escalation-handlers.ts';
import type { JobHandlers } from '../../src/backend/outbox/jobs.ts';
import type { Deps } from '../../src/backend/deps.ts';
import { startOutboxWorker } from '../../src/backend/outbox/worker.ts';
import { lockCall, signalCall } from '../../src/backend/store/calls.ts';
import { inTransaction } from '../../src/backend/store/database.ts';
import type { AuditEntry } from '../../src/shared/board.ts';
import type { StreamEvent } from '../../src/shared/events.ts';
import {
  addPerson,
  ask,
  connectConsole,
  connectPhone,
  signInAs,
  startConsoleBackend,
  type Answer,
} from './console-backend.ts';
import type { TestStores } from './stores.ts';
import { startVapiBackend, takenCall, type TakenCall } from './vapi-backend.ts';
import { startVapiProvider } from './vapi-provider.ts';

/** Starts it; the caller closes it. */
export async function startFloor(stores: TestStores) {
  const provider = await startVapiProvider();
  const vapi = await startVapiBackend(stores, provider, { working: false, env: { VAPI_CONCURRENCY: '50' } });
  const { deps, db } = vapi;
  const elsewhere = async (): Promise<void> => undefined;
  const known: Partial<JobHandlers<Deps>> = { ...callHandlers, ...escalationHandlers };
  const handlers = new Proxy(known, {
    get: (all, kind) => (Reflect.get(all, kind) as unknown) ?? elsewhere,
  }) as JobHandlers<Deps>;
  const worker = await startOutboxWorker({
    db,
    databaseUrl: stores.databaseUrl,
    handlers,
    deps,
    log: deps.log,
  });
  const stopRestore = startQueueRestore(deps, { everyMs: 300 });
  deps.queue.startWorker((_, signal) => dialNext(deps, signal), 4);
  const backend = await startConsoleBackend(stores, { plugins: [superviseRoutes(deps)] });
  const supervisorId = await addPerson(db, 'sara', 'supervisor');
  const supervisor = { id: supervisorId, token: (await signInAs(backend.url, 'sara')).token };
  const agentId = await addPerson(db, 'andrea', 'agent', '4127');
  const agent = { id: agentId, ...(await seatAt(backend.url, 'andrea')) };
  await agent.register(true);
  const signal = (callId: string, what: 'answer' | 'end'): Promise<void> =>
    inTransaction(db, async (tx) => void (await signalCall(tx, (await lockCall(tx, callId))!, what)));
  return {
    ...{ provider, vapi, db, backend, supervisor, agent, signal },
    setState: (state: string) =>
      ask(backend.url, '/api/session/state', { method: 'POST', token: agent.token, body: { state } }),
    act: (path: string, body: unknown, token = supervisor.token): Promise<Answer<Record<string, unknown>>> =>
      ask(backend.url, path, { method: 'POST', token, body }),
    /** The trail of one subject, newest first. */
    trail: async (subject: string): Promise<AuditEntry[]> => {
      const path = `/api/audit?subject=${subject}`;
      const { body } = await ask<{ entries: AuditEntry[] }>(backend.url, path, { token: supervisor.token });
      return body.entries;
    },
    talkingCall: async (): Promise<TakenCall> => {
      const call = await takenCall(vapi, provider);
      await signal(call.id, 'answer');
      return call;
    },
    eventsOf: async (callId: string, type: string): Promise<Record<string, unknown>[]> => {
      const { rows } = await db.query<{ data: Record<string, unknown> }>(
        `SELECT data FROM events WHERE stream = 'call:' || $1 AND type = $2 ORDER BY stream_seq`,
        [callId, type],
      );
      return rows.map(({ data }) => data);
    },
    close: async (): Promise<void> => {
      agent.leave();
      await backend.close();
      await stopRestore();
      await worker.stop(2_000);
      await vapi.stop();
      await provider.close();
    },
  };
}

/** Signs somebody in who has a line, at a console and a phone; `register` reports whether the PBX knows that phone. */
export async function seatAt(
  url: string,
  username: string,
): Promise<{ token: string; register: (registered: boolean) => Promise<void>; leave: () => void }> {
  const session = await signInAs(url, username);
  const console = await connectConsole(url, session.token);
  const phone = await connectPhone(url, session.phoneToken!);
  const register = async (registered: boolean): Promise<void> => {
    const report = { type: 'registration', registered, reason: '', at: Date.now() } as const;
    await phone.emitWithAck('report', { ...report, id: crypto.randomUUID() });
  };
  return { token: session.token, register, leave: () => [console, phone].forEach((each) => each.close()) };
}

/** Everything of a stream as this console gets it when it begins to watch. */
export async function watched(
  client: Awaited<ReturnType<typeof connectConsole>>,
  stream: string,
): Promise<StreamEvent[]> {
  const answer = await client.emitWithAck('watch', { stream, after: 0 });
  if (!answer.ok) throw new Error(answer.error);
  return answer.events;
}
