// Against the real backend: what is pushed turns the screen to where the matter stands now.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { notifyChoicesChanged } from '../../../../src/backend/store/choices.ts';
import { inTransaction } from '../../../../src/backend/store/database.ts';
import { appendCallEvent, appendLeadEvent } from '../../../../src/backend/store/events.ts';
import { mergeLeads } from '../../../../src/backend/store/lead-merge.ts';
import { lockLead } from '../../../../src/backend/store/leads.ts';
import { conversation } from '../../../../src/renderer/stores/conversation.ts';
import { connection } from '../../../../src/renderer/stores/connection.ts';
import { desk } from '../../../../src/renderer/stores/desk.ts';
import { merges, survivorOf } from '../../../../src/renderer/stores/merged-lead.ts';
import { work } from '../../../../src/renderer/stores/work.ts';
import { createBackendHttp } from '../../../../src/renderer/wire/backend-http.ts';
import { LiveBackend } from '../../../../src/renderer/wire/live-backend.ts';
import {
  addPerson,
  signInAs,
  startConsoleBackend,
  type ConsoleBackend,
} from '../../../support/console-backend.ts';
import { writeStory } from '../../../support/console-story.ts';
import { testStores } from '../../../support/stores.ts';
import { until } from '../../../support/until.ts';

const stores = await testStores();
let backend: ConsoleBackend;
let live: LiveBackend;
beforeAll(async () => {
  backend = await startConsoleBackend(stores);
  await addPerson(backend.db, 'sofia', 'supervisor');
  const { token } = await signInAs(backend.url, 'sofia');
  const http = createBackendHttp(backend.url, () => undefined);
  http.setToken(token);
  live = new LiveBackend({ backendUrl: backend.url, token, http, onRevoked: () => undefined });
  await until(() => connection.getState().backend.phase === 'up');
});
afterAll(async () => {
  live.close();
  await backend.close();
});

const merge = (keptId: string, goneId: string): Promise<void> =>
  inTransaction(backend.db, async (tx) => {
    const [k, d] = [await lockLead(tx, keptId), await lockLead(tx, goneId)];
    await mergeLeads(tx, k!, d!);
  });

it('a lead that went into another while nobody told us is found where they are now', async () => {
  const [kept, gone, first] = [
    await writeStory(backend.db, 'Nora'),
    await writeStory(backend.db, 'Nora otra vez'),
    await writeStory(backend.db, 'Nora la primera'),
  ];
  await backend.db.query(`UPDATE calls SET status = 'ended' WHERE lead_id <> $1`, [kept.leadId]);
  await inTransaction(backend.db, async (tx) => {
    for (const { leadId } of [gone, first])
      await appendLeadEvent(tx, leadId, 'lead.created', { source: null });
  });
  await merge(gone.leadId, first.leadId);
  await merge(kept.leadId, gone.leadId);
  // As if both pushes had been missed.
  await until(() => survivorOf(gone.leadId) === kept.leadId);
  merges.setState({ into: {}, last: undefined });
  await live.openLead(first.leadId);
  expect(conversation.getState()).toMatchObject({
    leadId: kept.leadId,
    detailStatus: 'ready',
    itemsStatus: 'ready',
  });
  expect(survivorOf(first.leadId)).toBe(kept.leadId);
});

it('a lead on screen that went into another is that other, with everything of both', async () => {
  const [kept, gone] = [
    await writeStory(backend.db, 'Marta'),
    await writeStory(backend.db, 'Marta por WhatsApp'),
  ];
  await backend.db.query(`UPDATE calls SET status = 'ended' WHERE lead_id = $1`, [gone.leadId]);
  await live.openLead(gone.leadId);
  await live.load();
  expect(conversation.getState().detail?.name).toBe('Marta por WhatsApp');
  await merge(kept.leadId, gone.leadId);
  await until(() => conversation.getState().detail?.id === kept.leadId, { what: 'the lead that is left' });
  expect(
    conversation
      .getState()
      .detail?.calls.map(({ id }) => id)
      .toSorted(),
  ).toEqual([kept.callId, gone.callId].toSorted());
  expect(Object.keys(work.getState().leads)).not.toContain(gone.leadId);
  // A list that was read before goes on naming the other.
  await live.openLead(gone.leadId);
  expect(conversation.getState()).toMatchObject({ leadId: kept.leadId, detailStatus: 'ready' });
});

it('what the administrator changes is on the desk without a reload', async () => {
  await until(() => desk.getState().choices.reasons.length > 0);
  await inTransaction(backend.db, async (tx) => {
    await tx.query(`UPDATE state_reasons SET label_es = 'Pausa' WHERE key = 'break'`);
    await tx.query(`INSERT INTO directory_entries (kind, name, number) VALUES ('number', 'Taxis', '4777')`);
    await notifyChoicesChanged(tx);
  });
  await until(() => desk.getState().choices.reasons.some(({ label }) => label.es === 'Pausa'));
  await until(() => desk.getState().directory.some(({ name }) => name === 'Taxis'));
});

it('a summary that comes when the wrap-up stands open already is proposed there', async () => {
  const { leadId, callId } = await writeStory(backend.db, 'Irma');
  await backend.db.query(
    `INSERT INTO wrap_ups (agent_id, phone_call_id, lead_id, call_id, number, direction, talk_ms, ended_at)
     SELECT id, 'p1', $1, $2, '6642184790', 'in', 900, now() FROM users WHERE username = 'sofia'`,
    [leadId, callId],
  );
  await live.load();
  const proposal = () => desk.getState().wrapUps.find((one) => one.callId === callId)?.proposal;
  await until(() => proposal() === null, { what: 'the wrap-up without a proposal' });
  await inTransaction(backend.db, async (tx) => {
    await tx.query(`UPDATE calls SET summary = 'Busca una villa.' WHERE id = $1`, [callId]);
    await appendCallEvent(tx, { id: callId, leadId }, 'call.completed', { summary: 'Busca una villa.' });
  });
  await until(() => proposal()?.by === 'ai', { what: 'the proposal' });
});
