/** Visits from the desk: the same hosts and hours as the AI's tool, and everything that follows from booking and calling off. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { ApiError, TaskList } from '../../../../src/shared/api.ts';
import type { Appointment, AppointmentList, PropertyList, SlotList } from '../../../../src/shared/desk.ts';
import { toolRoutes } from '../../../../src/backend/tools/tool-routes.ts';
import {
  addPerson,
  ask,
  signInAs,
  startConsoleBackend,
  type ConsoleBackend,
} from '../../../support/console-backend.ts';
import { writeStory } from '../../../support/console-story.ts';
import { askTool, newCall, startHandOffWorld } from '../../../support/hand-off-world.ts';
import { testStores } from '../../../support/stores.ts';

const stores = await testStores();
// A Sunday noon in Mexico; the property is six hours behind UTC.
const sunday = new Date('2026-11-22T18:00:00Z');
const slug = 'grand-luxxe-nuevo-vallarta';
const saturday = '2026-11-28T11:00:00-06:00';
const world = await startHandOffWorld(stores, { at: sunday });
let backend: ConsoleBackend;
let agentId: string;
let token: string;

beforeAll(async () => {
  backend = await startConsoleBackend(stores, {
    publish: false,
    now: () => sunday,
    plugins: [toolRoutes(world.deps)],
  });
  agentId = await addPerson(backend.db, 'andrea', 'agent', '4127');
  token = (await signInAs(backend.url, 'andrea')).token;
});
beforeEach(async () => {
  await backend.db.query(`UPDATE appointments SET status = 'cancelled'`);
});
afterAll(async () => {
  await backend.close();
  await world.stop();
});

const book = (leadId: string, body: object = {}) =>
  ask<Appointment & ApiError>(backend.url, `/api/leads/${leadId}/appointments`, {
    method: 'POST',
    token,
    body: { property: slug, startsAt: saturday, ...body },
  });
const byAndrea = () => ({ agentId, agentName: 'Persona andrea' });
const cancel = (id: string) =>
  ask<Appointment & ApiError>(backend.url, `/api/appointments/${id}/cancel`, { method: 'POST', token });
const get = async <T>(path: string) => (await ask<T>(backend.url, path, { token })).body;
const newLead = async (status = 'with-agent') => {
  const { leadId } = await writeStory(backend.db, 'María');
  await backend.db.query(`UPDATE leads SET status = $2, last_inbound_at = $3 WHERE id = $1`, [
    leadId,
    status,
    new Date(sunday.getTime() - 3_600_000),
  ]);
  return leadId;
};
const statusOf = async (leadId: string) =>
  (await world.row<{ status: string }>('SELECT status FROM leads WHERE id = $1', [leadId])).status;
const tasksOf = (leadId: string) =>
  world.rows(`SELECT kind, status, owner_id, created_by FROM tasks WHERE lead_id = $1`, [leadId]);
const messagesOf = async (leadId: string) =>
  (
    await world.rows<{ content: string }>(
      `SELECT content FROM interactions WHERE lead_id = $1 AND type = 'whatsapp' AND author <> 'lead'`,
      [leadId],
    )
  ).map(({ content }) => content);

test('properties come with their hours and what is for sale there', async () => {
  const { properties } = await get<PropertyList>('/api/properties');
  const grandLuxxe = properties.find((property) => property.slug === slug);
  expect(grandLuxxe).toMatchObject({ destination: 'Nuevo Vallarta', visitMinutes: 60 });
  expect(grandLuxxe?.timeZone).toMatch(/^America\//);
  expect(grandLuxxe?.units.find(({ code }) => code === 'B-304')).toMatchObject({
    type: expect.any(String) as string,
    bedrooms: expect.any(Number) as number,
    usd: expect.any(Number) as number,
    mxn: expect.any(Number) as number,
  });
});

describe('free slots', () => {
  test('are the property’s own hours on the days asked for, none of them past', async () => {
    const { slots } = await get<SlotList>(`/api/properties/${slug}/slots?from=2026-11-22&days=2`);
    // Today only what is still to come; tomorrow from opening to the last start.
    expect(slots[0]).toBe('2026-11-22T12:30:00-06:00');
    expect(slots.filter((slot) => slot.startsWith('2026-11-23'))).toEqual(
      Array.from({ length: 15 }, (_, i) => {
        const minutes = 600 + i * 30;
        const clock = `${String(Math.floor(minutes / 60))}:${String(minutes % 60).padStart(2, '0')}`;
        return `2026-11-23T${clock}:00-06:00`;
      }),
    );
  });

  test('disappear when every host is taken, whoever booked', async () => {
    const { vapiCallId } = await newCall(world);
    const said = await askTool(world, vapiCallId, {
      name: 'schedule_appointment',
      args: { property: 'Grand Luxxe Nuevo Vallarta', date: '2026-11-28', time: '11:00' },
    });
    expect(said.result).toContain('quedó agendada');
    for (let i = 0; i < 2; i += 1) expect((await book(await newLead())).status).toBe(200);
    const { slots } = await get<SlotList>(`/api/properties/${slug}/slots?from=2026-11-28&days=1`);
    expect(slots).not.toContain(saturday);
    expect(slots).toContain('2026-11-28T10:00:00-06:00');
    expect(slots).not.toContain('2026-11-28T10:30:00-06:00');
    const refused = await book(await newLead());
    expect(refused.status).toBe(409);
    expect(refused.body.error.reason).toBe('slot-taken');
    expect(refused.body.error.slots).toHaveLength(5);
    expect(refused.body.error.slots).toContain('2026-11-28T10:00:00-06:00');
    expect((await book(await newLead(), { startsAt: refused.body.error.slots?.[0] })).status).toBe(200);
  });

  test('of a property that does not exist are 404, of a day that does not exist 400', async () => {
    const of = (path: string) => ask(backend.url, `/api/properties/${path}`, { token });
    expect((await of('atlantis/slots?from=2026-11-28')).status).toBe(404);
    expect((await of(`${slug}/slots?from=2026-02-30`)).status).toBe(400);
    expect((await of(`${slug}/slots?from=2026-11-28&days=15`)).status).toBe(400);
  });
});

describe('booking', () => {
  test('is told, moves the lead on, is confirmed by WhatsApp and leaves a task to confirm', async () => {
    const leadId = await newLead();
    const { status, body } = await book(leadId, { unit: 'B-304', notes: 'con su esposo' });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      leadId,
      leadName: 'María',
      unit: 'B-304',
      startsAt: '2026-11-28T17:00:00.000Z',
      endsAt: '2026-11-28T18:00:00.000Z',
      status: 'booked',
    });
    expect(
      await world.rows(`SELECT data FROM events WHERE lead_id = $1 AND type = 'appointment.booked'`, [
        leadId,
      ]),
    ).toMatchObject([
      { data: { appointmentId: body.id, startsAt: '2026-11-28T17:00:00.000Z', ...byAndrea() } },
    ]);
    expect(await statusOf(leadId)).toBe('appointment');
    expect(await tasksOf(leadId)).toEqual([
      { kind: 'confirm-appointment', status: 'open', owner_id: agentId, created_by: agentId },
    ]);
    expect((await get<TaskList>(`/api/tasks?lead=${leadId}`)).tasks[0]?.title).toContain(
      'Confirmar visita de María',
    );
    await world.work();
    expect(await messagesOf(leadId)).toEqual([
      expect.stringContaining('quedó agendada: sábado 28 de noviembre'),
    ]);
    expect(
      await world.row(`SELECT author, agent_id FROM interactions WHERE lead_id = $1 AND author <> 'lead'`, [
        leadId,
      ]),
    ).toEqual({ author: 'agent', agent_id: agentId });
    expect(await world.row('SELECT booked_by, notes FROM appointments WHERE id = $1', [body.id])).toEqual({
      booked_by: agentId,
      notes: 'con su esposo',
    });
  });

  test('is to be confirmed before it, even if it is tomorrow or today', async () => {
    for (const [startsAt, due] of [
      ['2026-11-23T11:00:00-06:00', '2026-11-23T14:00:00.000Z'],
      ['2026-11-22T15:00:00-06:00', '2026-11-22T20:00:00.000Z'],
    ]) {
      const leadId = await newLead();
      expect((await book(leadId, { startsAt })).status).toBe(200);
      const [task] = (await get<TaskList>(`/api/tasks?lead=${leadId}`)).tasks;
      expect(task?.dueAt).toBe(due);
    }
  });

  test('supersedes the follow-up that the call had left', async () => {
    const leadId = await newLead();
    const { id } = await world.row<{ id: string }>(
      `INSERT INTO tasks (lead_id, kind, title, owner_id, due_at, reason_key) VALUES ($1, 'follow-up', 'Dar seguimiento', $2, now(), $3) RETURNING id`,
      [leadId, agentId, `call-over:${randomUUID()}`],
    );
    const { body } = await book(leadId);
    const task = await world.row<{ status: string }>('SELECT status FROM tasks WHERE id = $1', [id]);
    expect(task.status).toBe('cancelled');
    const event = await world.row<{ data: object }>(
      `SELECT data FROM events WHERE type = 'task.changed' AND data->>'taskId' = $1`,
      [id],
    );
    expect(event.data).toMatchObject({ why: 'superseded', by: { appointmentId: body.id } });
  });

  test('sends no confirmation where none is wanted', async () => {
    const leadId = await newLead();
    await book(leadId, { confirm: false });
    await world.work();
    expect(await messagesOf(leadId)).toEqual([]);
    expect(await tasksOf(leadId)).toHaveLength(1);
  });

  test.each(['new', 'nurturing', 'qualified', 'lost', 'follow-up'])(
    'a lead who was %s stands at appointment',
    async (status) => {
      const leadId = await newLead(status);
      await book(leadId);
      expect(await statusOf(leadId)).toBe('appointment');
    },
  );

  test.each([
    ['the past', { startsAt: '2026-11-22T11:00:00-06:00' }, { reason: 'visit-past' }],
    [
      'the night',
      { startsAt: '2026-11-28T22:00:00-06:00' },
      {
        reason: 'visit-closed',
        params: { name: 'Grand Luxxe Nuevo Vallarta', from: '10:00', to: '17:00' },
        message: expect.stringContaining('start between 10:00 and 17:00') as string,
      },
    ],
    ['next year’s autumn', { startsAt: '2027-11-28T11:00:00-06:00' }, { reason: 'visit-too-far' }],
    ['a unit of another place', { unit: 'Z-999' }, { reason: 'no-such-unit' }],
    ['a property that does not exist', { property: 'atlantis' }, { reason: 'no-such-property' }],
    ['no time', { startsAt: 'mañana' }, { reason: 'incorrect', params: { fields: 'startsAt' } }],
  ])('in %s is refused with 400 and its reason', async (_what, wish, why) => {
    const { status, body } = await book(await newLead(), wish);
    expect(status).toBe(400);
    expect(body.error).toMatchObject({ code: 'invalid', ...why });
  });

  test('refuses a second visit of the lead at the same time, with other times', async () => {
    const leadId = await newLead();
    await book(leadId);
    const { status, body } = await book(leadId, { startsAt: '2026-11-28T11:30:00-06:00' });
    expect(status).toBe(409);
    expect(body.error).toMatchObject({
      reason: 'lead-has-visit',
      params: { name: 'Grand Luxxe Nuevo Vallarta', at: saturday },
    });
    expect(body.error.slots?.length).toBeGreaterThan(0);
  });

  test('gives the last host to one of two who ask at once', async () => {
    const leads = await Promise.all(Array.from({ length: 6 }, () => newLead()));
    const statuses = (await Promise.all(leads.map((id) => book(id)))).map(({ status }) => status);
    expect(statuses.toSorted()).toEqual([200, 200, 200, 409, 409, 409]);
  });

  test('for a lead that does not exist is 404', async () => {
    expect((await book(randomUUID())).status).toBe(404);
  });
});

describe('calling off', () => {
  test('frees the host, is told, takes the task and the confirmation back, and tells the lead', async () => {
    const leadId = await newLead();
    const { id } = (await book(leadId)).body;
    const { status, body } = await cancel(id);
    expect([status, body.status]).toEqual([200, 'cancelled']);
    expect((await cancel(id)).status).toBe(200);
    expect(
      await world.rows(`SELECT data FROM events WHERE lead_id = $1 AND type = 'appointment.cancelled'`, [
        leadId,
      ]),
    ).toMatchObject([{ data: { appointmentId: id, ...byAndrea() } }]);
    expect(await tasksOf(leadId)).toMatchObject([{ status: 'cancelled' }]);
    expect(await statusOf(leadId)).toBe('follow-up');
    await world.work();
    expect(await messagesOf(leadId)).toEqual([
      expect.stringMatching(/^Hola María, tu visita a .* quedó cancelada/),
    ]);
    expect((await book(leadId)).status).toBe(200);
  });

  test('writes nothing to a lead whose window is closed or who wants nothing', async () => {
    for (const change of [`last_inbound_at = '2026-11-20T00:00:00Z'`, `status = 'opted-out'`]) {
      const leadId = await newLead();
      const { id } = (await book(leadId, { confirm: false })).body;
      await backend.db.query(`UPDATE leads SET ${change} WHERE id = $1`, [leadId]);
      expect((await cancel(id)).status).toBe(200);
      expect(await messagesOf(leadId)).toEqual([]);
    }
  });

  test('leaves a lead with another visit where they stand', async () => {
    const leadId = await newLead();
    const { id } = (await book(leadId)).body;
    await book(leadId, { startsAt: '2026-11-29T11:00:00-06:00' });
    await cancel(id);
    expect(await statusOf(leadId)).toBe('appointment');
  });

  test('is too late for a visit that is over, and 404 for one that never was', async () => {
    const leadId = await newLead();
    const { id } = (await book(leadId)).body;
    await backend.db.query(`UPDATE appointments SET status = 'done' WHERE id = $1`, [id]);
    expect(await cancel(id)).toMatchObject({ status: 409, body: { error: { reason: 'visit-over' } } });
    expect((await cancel(randomUUID())).status).toBe(404);
  });
});

test('the agenda holds the visits of its days, as days are at each place, soonest first', async () => {
  const leads = await Promise.all([newLead(), newLead(), newLead()]);
  const late = (await book(leads[0]!, { startsAt: '2026-11-28T17:00:00-06:00' })).body;
  const early = (await book(leads[1]!, { startsAt: '2026-11-28T10:00:00-06:00' })).body;
  const next = (await book(leads[2]!, { startsAt: '2026-11-29T10:00:00-06:00' })).body;
  const ids = async (query: string) =>
    (await get<AppointmentList>(`/api/appointments${query}`)).appointments
      .filter(({ status }) => status !== 'cancelled')
      .map(({ id }) => id);
  expect(await ids('?from=2026-11-28&to=2026-11-28')).toEqual([early.id, late.id]);
  expect(await ids('?from=2026-11-28&to=2026-11-29')).toEqual([early.id, late.id, next.id]);
  expect(await ids('')).toEqual([early.id, late.id]); // seven days from this Sunday on
  expect((await ask(backend.url, '/api/appointments?from=soon', { token })).status).toBe(400);
});
