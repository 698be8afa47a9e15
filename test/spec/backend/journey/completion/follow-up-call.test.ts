/** What a call leaves to do: a callback when the lead wants it, and nothing beside what an agent has planned. */
import { randomUUID } from 'node:crypto';
import { DateTime } from 'luxon';
import { afterAll, describe, expect, it } from 'vitest';
import { inTransaction } from '../../../../../src/backend/store/database.ts';
import { createTask } from '../../../../../src/backend/store/tasks.ts';
import { callsUnderWay, type CallUnderWay } from '../../../../support/calls-under-way.ts';
import { testStores } from '../../../../support/stores.ts';
import { newAgent, startVapiBackend } from '../../../../support/vapi-backend.ts';
import { startVapiProvider } from '../../../../support/vapi-provider.ts';

const stores = await testStores();
const provider = await startVapiProvider();
const backend = await startVapiBackend(stores, provider);
const { callUnderWay, completed, tasks, report, line } = callsUnderWay(backend, provider);
const agentId = await newAgent(backend.db);
afterAll(async () => {
  await backend.stop();
  await provider.close();
});

describe('a call that is over', () => {
  /** Tomorrow at so many hours where the lead is. */
  const tomorrowAt = (hour: number): Date =>
    DateTime.now().setZone('America/Mexico_City').plus({ days: 1 }).startOf('day').set({ hour }).toJSDate();

  it.each<[string, Record<string, unknown>]>([
    ['in the lead’s words', { outcome: 'callback_promised' }],
    ['in the lead’s words, whatever else came of the call', { outcome: 'interested' }],
    ['as Vapi understood it', { outcome: 'callback_promised', callback_time: 'mañana a las 5' }],
  ])('is followed by a callback at the time that was asked for: %s', async (_, structuredData) => {
    const given = await callUnderWay();
    const own = 'callback_time' in structuredData ? 'Ya no puedo hablar' : 'Llámenme mañana a las cinco';
    await line(given, own);
    await report(given, { endedReason: 'customer-ended-call', analysis: { structuredData } });
    await completed(given.id);
    expect(await tasks(given.id)).toMatchObject([{ kind: 'callback', due_at: tomorrowAt(17) }]);
  });

  it('moves the callback of a hand-off to the time that was asked for after it was promised', async () => {
    const given = await callUnderWay();
    await backend.db.query(
      `INSERT INTO escalations (call_id, lead_id, status, outcome, reason, brief) VALUES ($1, $2, 'callback', 'callback', 'prueba', '{}')`,
      [given.id, given.leadId],
    );
    await inTransaction(backend.db, (tx) =>
      createTask(tx, {
        leadId: given.leadId,
        callId: given.id,
        kind: 'callback',
        title: 'Devolver la llamada a Ana',
        dueAt: new Date(Date.now() + 900_000),
        reasonKey: `callback:${given.id}`,
      }),
    );
    await line(given, 'Entonces mejor llámenme mañana, por favor.');
    await report(given, { endedReason: 'customer-ended-call', summary: 'Nadie pudo.' });
    await completed(given.id);
    expect(await tasks(given.id)).toMatchObject([{ kind: 'callback', due_at: tomorrowAt(10) }]);
  });

  describe('and was followed by a plan of the agent’s own', () => {
    const planned = (given: CallUnderWay, createdBefore = '0') =>
      backend.db.query(
        `INSERT INTO tasks (lead_id, kind, title, owner_id, created_by, due_at, reason_key, created_at)
         VALUES ($1, 'callback', 'Llamar el viernes', $2, $2, now() + interval '3 days', $3, now() - $4::interval)`,
        [given.leadId, agentId, `desk:${randomUUID()}`, createdBefore],
      );
    const finish = async (given: CallUnderWay): Promise<string[]> => {
      await line(given, 'Me interesa');
      await report(given, {
        endedReason: 'customer-ended-call',
        analysis: { structuredData: { outcome: 'interested' } },
      });
      await completed(given.id);
      const { rows } = await backend.db.query(
        `SELECT kind FROM tasks WHERE lead_id = $1 AND created_by IS NULL`,
        [given.leadId],
      );
      return rows.map(({ kind }) => kind as string);
    };

    it('leaves no follow-up beside it', async () => {
      const given = await callUnderWay();
      await planned(given);
      expect(await finish(given)).toEqual([]);
    });

    it('leaves none beside a visit that was booked meanwhile', async () => {
      const given = await callUnderWay();
      await backend.db.query(
        `INSERT INTO appointments (lead_id, property_id, host, during, booked_by)
         SELECT $1, id, 1, tstzrange(now() + interval '40 days', now() + interval '40 days 1 hour'), $2 FROM properties LIMIT 1`,
        [given.leadId, agentId],
      );
      expect(await finish(given)).toEqual([]);
    });

    it('leaves one where the plan was called off, or done before the call', async () => {
      for (const status of ['cancelled', 'done']) {
        const given = await callUnderWay();
        await planned(given, '1 day');
        await backend.db.query(`UPDATE tasks SET status = $2 WHERE lead_id = $1`, [given.leadId, status]);
        expect(await finish(given)).toEqual(['follow-up']);
      }
    });
  });
});
