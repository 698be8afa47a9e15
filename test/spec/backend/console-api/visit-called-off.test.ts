/** A visit that is called off is told to the lead, by whichever way is open. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Appointment } from '../../../../src/shared/desk.ts';
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
const sunday = new Date('2026-11-22T18:00:00Z');
let backend: ConsoleBackend;
let agentId: string;
let token: string;
beforeAll(async () => {
  backend = await startConsoleBackend(stores, { publish: false, now: () => sunday });
  agentId = await addPerson(backend.db, 'andrea', 'agent', '4127');
  token = (await signInAs(backend.url, 'andrea')).token;
});
afterAll(() => backend.close());

async function calledOff(change: string): Promise<unknown[]> {
  const { leadId } = await writeStory(backend.db, 'María');
  const post = (path: string, body?: object) =>
    ask<Appointment>(backend.url, path, { method: 'POST', token, ...(body === undefined ? {} : { body }) });
  const { body } = await post(`/api/leads/${leadId}/appointments`, {
    property: 'grand-luxxe-nuevo-vallarta',
    startsAt: '2026-11-28T11:00:00-06:00',
    confirm: false,
  });
  await backend.db.query(`UPDATE leads SET ${change} WHERE id = $1`, [leadId]);
  for (let times = 0; times < 2; times += 1)
    expect((await post(`/api/appointments/${body.id}/cancel`)).status).toBe(200);
  const { rows } = await backend.db.query(
    `SELECT kind, title, owner_id, created_by FROM tasks WHERE lead_id = $1 AND status = 'open'`,
    [leadId],
  );
  return rows;
}

test('whoever calls off a visit of a lead who cannot be written to has to call them, once', async () => {
  expect(await calledOff(`last_inbound_at = '2026-11-20T00:00:00Z'`)).toEqual([
    {
      kind: 'callback',
      title: expect.stringMatching(/^Avisar a María que se canceló su visita a .* 28 de noviembre/) as string,
      owner_id: agentId,
      created_by: agentId,
    },
  ]);
});

test.each(["last_inbound_at = '2026-11-22T17:00:00Z'", "status = 'opted-out'"])(
  'a lead who can be written to, or wants no contact, is not called for it (%s)',
  async (change) => {
    expect(await calledOff(change)).toEqual([]);
  },
);
