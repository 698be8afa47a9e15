/** The hunt pilot rings whoever is there: everybody who may be rung reads the brief, until one of them has answered. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { inTransaction } from '../../../../src/backend/store/database.ts';
import { appendCallEvent } from '../../../../src/backend/store/events.ts';
import type { EscalationOffer } from '../../../../src/shared/escalation.ts';
import {
  addPerson,
  ask,
  connectConsole,
  signInAs,
  startConsoleBackend,
  type ConsoleBackend,
} from '../../../support/console-backend.ts';
import { reserve, writeStory, type Story } from '../../../support/console-story.ts';
import { testStores } from '../../../support/stores.ts';
import { until } from '../../../support/until.ts';

const stores = await testStores();
let backend: ConsoleBackend;
let andrea: string;
beforeAll(async () => {
  backend = await startConsoleBackend(stores);
  andrea = await addPerson(backend.db, 'andrea', 'agent', '4127');
  await addPerson(backend.db, 'beatriz', 'agent', '4128');
  await addPerson(backend.db, 'sofia', 'supervisor');
});
afterAll(() => backend.close());

interface Listener {
  token: string;
  offers: EscalationOffer[];
  withdrawn: string[];
  close: () => void;
}

async function listen(username: string): Promise<Listener> {
  const { token } = await signInAs(backend.url, username);
  const socket = await connectConsole(backend.url, token);
  const offers: EscalationOffer[] = [];
  const withdrawn: string[] = [];
  socket.on('escalation.offered', (offer) => offers.push(offer));
  socket.on('escalation.withdrawn', ({ attemptId }) => withdrawn.push(attemptId));
  return { token, offers, withdrawn, close: () => socket.close() };
}

async function answer(story: Story, attempt: { escalationId: string; attemptId: string }): Promise<void> {
  await inTransaction(backend.db, async (tx) => {
    await tx.query(
      `UPDATE escalation_attempts SET status = 'answered', outcome = 'answered', answered_at = now(), agent_id = $2 WHERE id = $1`,
      [attempt.attemptId, andrea],
    );
    await tx.query(`UPDATE escalations SET status = 'answered' WHERE id = $1`, [attempt.escalationId]);
    await appendCallEvent(tx, { id: story.callId, leadId: story.leadId }, 'escalation.answered', {
      ...attempt,
      agentId: andrea,
      agentName: 'Andrea',
    });
  });
}

test('everybody with a line has the brief when the hunt pilot rings, and only who answered keeps it', async () => {
  const [one, other, supervisor] = await Promise.all(['andrea', 'beatriz', 'sofia'].map(listen));
  if (!one || !other || !supervisor) throw new Error('three were to listen');
  const story = await writeStory(backend.db, 'Elena Escala');
  const attempt = await reserve(backend.db, story, null);
  for (const { offers } of [one, other])
    expect(await until(() => offers[0], { what: 'the offer' })).toMatchObject({
      attemptId: attempt.attemptId,
      agentId: null,
      leadName: 'Elena Escala',
      brief: { opening: 'Hola Lucía' },
    });
  const late = await listen('beatriz');
  await until(() => late.offers[0], { what: 'the offer for who comes later' });
  expect(await mine(other)).toEqual([attempt.attemptId]);
  expect(await mine(supervisor)).toEqual([]);

  await answer(story, attempt);
  await until(() => other.withdrawn.includes(attempt.attemptId), { what: 'the withdrawal' });
  await until(() => one.offers.at(-1)?.agentId === andrea, { what: 'the offer of her own' });
  expect(one.withdrawn).toEqual([]);
  expect(await mine(one)).toEqual([attempt.attemptId]);
  expect(await mine(other)).toEqual([]);
  expect(supervisor.offers).toEqual([]);
  for (const { close } of [one, other, supervisor, late]) close();
});

async function mine({ token }: Listener): Promise<string[]> {
  const { body } = await ask<{ offers: EscalationOffer[] }>(backend.url, '/api/escalations/mine', { token });
  return body.offers.map(({ attemptId }) => attemptId);
}
