/** Saying whether a lead came to their visit: who may, when, and all that follows from it, back and forth. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ApiError } from '../../../../src/shared/api.ts';
import type { Appointment } from '../../../../src/shared/desk.ts';
import { all, single } from '../../../../src/backend/store/database.ts';
import {
  addPerson,
  ask,
  signInAs,
  startConsoleBackend,
  type ConsoleBackend,
} from '../../../support/console-backend.ts';
import { writeStory } from '../../../support/console-story.ts';
import { testStores } from '../../../support/stores.ts';

const stores = await testStores();
/** A Sunday noon at the property. */
const now = new Date('2026-11-22T18:00:00Z');
let backend: ConsoleBackend;
const people: Record<string, { id: string; token: string }> = {};

beforeAll(async () => {
  backend = await startConsoleBackend(stores, { publish: false, now: () => now });
  for (const [name, role, extension] of [
    ['andrea', 'agent', '4127'],
    ['beatriz', 'agent', '4128'],
    ['laura', 'supervisor', undefined],
  ] as const) {
    const id = await addPerson(backend.db, name, role, extension);
    people[name] = { id, token: (await signInAs(backend.url, name)).token };
  }
});
afterAll(() => backend.close());

const idOf = (name: string): string => people[name]?.id ?? '';

/** A lead of `owner` with a visit that began then, booked by `by`. */
async function newVisit(
  startsAt: string,
  {
    owner = null,
    by = null,
    status = 'booked',
  }: { owner?: string | null; by?: string | null; status?: string } = {},
): Promise<{ leadId: string; id: string }> {
  const { leadId } = await writeStory(backend.db, 'María');
  await backend.db.query(`UPDATE leads SET status = 'appointment', owner_id = $2 WHERE id = $1`, [
    leadId,
    owner === null ? null : idOf(owner),
  ]);
  const { id } = await single<{ id: string }>(
    backend.db,
    `INSERT INTO appointments (lead_id, property_id, host, during, status, booked_by)
     SELECT $1, p.id, 1 + (SELECT count(*) FROM appointments)::int, tstzrange($2::timestamptz, $2::timestamptz + interval '1 hour'), $3, $4
     FROM properties p WHERE slug = 'grand-luxxe-nuevo-vallarta' RETURNING id`,
    [leadId, startsAt, status, by === null ? null : idOf(by)],
  );
  return { leadId, id };
}

const mark = (id: string, outcome: string, as = 'andrea') =>
  ask<Appointment & ApiError>(backend.url, `/api/appointments/${id}/outcome`, {
    method: 'POST',
    token: people[as]?.token ?? '',
    body: { outcome },
  });
const eventsOf = async (leadId: string) =>
  (
    await all<{ type: string }>(
      backend.db,
      `SELECT type FROM events WHERE stream = 'lead:' || $1::text AND type LIKE 'appointment.%' ORDER BY stream_seq`,
      [leadId],
    )
  ).map(({ type }) => type);
const tasksOf = (leadId: string) =>
  all<{ kind: string; status: string; ownerId: string; title: string }>(
    backend.db,
    `SELECT kind, status, owner_id AS "ownerId", title FROM tasks WHERE lead_id = $1 ORDER BY created_at`,
    [leadId],
  );
const statusOf = async (leadId: string) =>
  (await single<{ status: string }>(backend.db, `SELECT status FROM leads WHERE id = $1`, [leadId])).status;

const yesterday = '2026-11-21T17:00:00Z';

test('a visit that took place is told once, and saying it again changes nothing', async () => {
  const { id, leadId } = await newVisit(yesterday);
  expect((await mark(id, 'done')).body).toMatchObject({ id, status: 'done' });
  expect((await mark(id, 'done')).status).toBe(200);
  expect(await eventsOf(leadId)).toEqual(['appointment.held']);
  expect(await statusOf(leadId)).toBe('appointment');
  expect(await tasksOf(leadId)).toEqual([]);
});

test('a visit nobody came to leaves the owner one follow-up, which goes again when it is taken back and comes again', async () => {
  const { id, leadId } = await newVisit(yesterday, { owner: 'andrea' });
  const task = {
    kind: 'follow-up',
    ownerId: idOf('andrea'),
    title: 'Retomar con María: no llegó a su visita a Grand Luxxe Nuevo Vallarta',
  };
  expect((await mark(id, 'no-show')).body.status).toBe('no-show');
  expect(await tasksOf(leadId)).toEqual([{ ...task, status: 'open' }]);
  expect(await statusOf(leadId)).toBe('follow-up');
  expect((await mark(id, 'booked')).body.status).toBe('booked');
  expect(await tasksOf(leadId)).toEqual([{ ...task, status: 'cancelled' }]);
  expect(await statusOf(leadId)).toBe('appointment');
  await mark(id, 'no-show');
  expect(await tasksOf(leadId)).toEqual([{ ...task, status: 'open' }]);
  await mark(id, 'done');
  expect(await tasksOf(leadId)).toEqual([{ ...task, status: 'cancelled' }]);
  expect(await eventsOf(leadId)).toEqual([
    'appointment.missed',
    'appointment.reopened',
    'appointment.missed',
    'appointment.held',
  ]);
});

test('no follow-up is left where somebody is to speak to the lead anyway', async () => {
  const { id, leadId } = await newVisit(yesterday, { owner: 'andrea' });
  await backend.db.query(
    `INSERT INTO tasks (lead_id, kind, title, owner_id, due_at, reason_key) VALUES ($1, 'callback', 'Llamar', $2, now(), $3)`,
    [leadId, idOf('andrea'), randomUUID()],
  );
  await mark(id, 'no-show');
  expect((await tasksOf(leadId)).map(({ kind }) => kind)).toEqual(['callback']);
});

test('whoever booked it, without looking after the lead, may say it and gets the follow-up of a lead nobody looks after', async () => {
  const theirs = await newVisit(yesterday, { owner: 'beatriz', by: 'andrea' });
  expect((await mark(theirs.id, 'done')).status).toBe(200);
  const nobodys = await newVisit(yesterday, { by: 'beatriz' });
  await mark(nobodys.id, 'no-show');
  expect((await tasksOf(nobodys.leadId))[0]?.ownerId).toBe(idOf('beatriz'));
});

test('a supervisor says it for an agent, and the trail has it', async () => {
  const { id, leadId } = await newVisit(yesterday, { owner: 'beatriz' });
  expect((await mark(id, 'done', 'laura')).status).toBe(200);
  const { rows } = await backend.db.query(
    `SELECT action, user_id, detail FROM audit WHERE subject_kind = 'lead' AND subject_id = $1`,
    [leadId],
  );
  expect(rows).toEqual([
    {
      action: 'appointment.outcome',
      user_id: idOf('laura'),
      detail: { appointmentId: id, outcome: 'done' },
    },
  ]);
});

describe('refused with its reason is', () => {
  const refusal = async (answer: ReturnType<typeof mark>) => {
    const { status, body } = await answer;
    return [status, body.error.reason];
  };

  test('an agent who neither looks after the lead nor booked the visit', async () => {
    const { id, leadId } = await newVisit(yesterday, { owner: 'beatriz' });
    expect(await refusal(mark(id, 'done'))).toEqual([403, 'visit-of-another']);
    expect(await eventsOf(leadId)).toEqual([]);
  });

  test('a visit of tomorrow, while one of this evening may be said', async () => {
    const ahead = await newVisit('2026-11-23T16:00:00Z');
    expect(await refusal(mark(ahead.id, 'done'))).toEqual([409, 'visit-ahead']);
    const tonight = await newVisit('2026-11-22T23:00:00Z');
    expect((await mark(tonight.id, 'done')).status).toBe(200);
  });

  test('a visit that was called off, and one that there is not', async () => {
    const { id } = await newVisit(yesterday, { status: 'cancelled' });
    expect(await refusal(mark(id, 'done'))).toEqual([409, 'visit-called-off']);
    expect(await refusal(mark(randomUUID(), 'done'))).toEqual([404, 'no-such-visit']);
    expect(await refusal(mark(id, 'confirmed'))).toEqual([400, 'incorrect']);
  });

  test('taking back what freed an hour that somebody else has now', async () => {
    const { id } = await newVisit('2026-11-22T22:00:00Z');
    await mark(id, 'done');
    await backend.db.query(
      `INSERT INTO appointments (lead_id, property_id, host, during) SELECT $2, property_id, host, during FROM appointments WHERE id = $1`,
      [id, (await writeStory(backend.db)).leadId],
    );
    expect(await refusal(mark(id, 'booked'))).toEqual([409, 'slot-taken']);
    const { status } = await single<{ status: string }>(
      backend.db,
      `SELECT status FROM appointments WHERE id = $1`,
      [id],
    );
    expect(status).toBe('done');
  });
});
