/** Two leads that are one person: everything of both is kept, under one roof. */
import { randomUUID } from 'node:crypto';
import { afterAll, describe, expect, it } from 'vitest';
import { joinIdentities } from '../../../../src/backend/journey/lead/lead-identity.ts';
import { RunAgain } from '../../../../src/backend/outbox/jobs.ts';
import { recordConsent } from '../../../../src/backend/store/consents.ts';
import { inTransaction } from '../../../../src/backend/store/database.ts';
import { insertLead, lockByIdentity, type Identity } from '../../../../src/backend/store/lead-identity.ts';
import { leadById } from '../../../../src/backend/store/leads.ts';
import { createTask } from '../../../../src/backend/store/tasks.ts';
import { openPool, testStores } from '../../../support/stores.ts';
import { newPhone } from '../../../support/whatsapp-bodies.ts';
import { addAgent } from '../../../support/whatsapp-staff.ts';

const stores = await testStores();
const db = openPool(stores.databaseUrl);
await addAgent(db);
afterAll(() => db.end());

const lead = (identity: Identity): Promise<string> =>
  inTransaction(db, async (tx) => {
    const row = await insertLead(tx, {
      ...identity,
      source: 'whatsapp',
      language: 'es',
      timeZone: 'America/Mexico_City',
    });
    return row!.id;
  });
const join = (identity: Identity): Promise<string> =>
  inTransaction(
    db,
    async (tx) => (await joinIdentities(tx, await lockByIdentity(tx, identity), identity))!.id,
  );

async function eventsOf(leadId: string, type: string): Promise<unknown[]> {
  const { rows } = await db.query<{ data: unknown }>(
    'SELECT data FROM events WHERE stream = $1 AND type = $2 ORDER BY stream_seq',
    [`lead:${leadId}`, type],
  );
  return rows.map(({ data }) => data);
}

async function twoOfOne(): Promise<{ byPhone: string; byUserId: string; identity: Identity }> {
  const wa = newPhone();
  const identity = { phone: `+${wa}`, whatsappId: wa, userId: `MX.${wa}` };
  const byUserId = await lead({ userId: identity.userId });
  const byPhone = await lead({ phone: identity.phone, whatsappId: wa });
  return { byPhone, byUserId, identity };
}

describe('joining two leads', () => {
  it.each(['byPhone', 'byUserId'] as const)('leaves a chat with the person who has it (%s)', async (held) => {
    const both = await twoOfOne();
    const other = held === 'byPhone' ? 'byUserId' : 'byPhone';
    const [holder, colleague] = [await addAgent(db), await addAgent(db)];
    await db.query(`UPDATE leads SET owner_id = $2, handled_by = 'human' WHERE id = $1`, [
      both[held],
      holder,
    ]);
    await db.query(`UPDATE leads SET owner_id = $2 WHERE id = $1`, [both[other], colleague]);
    const id = await join(both.identity);
    expect(await leadById(db, id)).toMatchObject({ ownerId: holder, handledBy: 'human' });
  });

  it('keeps messages, consents, tasks and calls of both, once each', async () => {
    const { byPhone, byUserId, identity } = await twoOfOne();
    await inTransaction(db, async (tx) => {
      for (const leadId of [byPhone, byUserId]) {
        await tx.query(
          `INSERT INTO interactions (lead_id, type, content, author) VALUES ($1, 'whatsapp', 'hola', 'lead')`,
          [leadId],
        );
        await tx.query(
          `INSERT INTO calls (lead_id, intent_key, reason, status) VALUES ($1, $2, 'x', 'ended')`,
          [leadId, randomUUID()],
        );
        await recordConsent(tx, {
          leadId,
          kind: 'whatsapp',
          granted: true,
          evidence: 'hola',
          evidenceKey: 'the-same',
        });
        await createTask(tx, {
          leadId,
          kind: 'review',
          title: 'x',
          dueAt: new Date(),
          reasonKey: randomUUID(),
        });
      }
      await recordConsent(tx, {
        leadId: byUserId,
        kind: 'call',
        granted: true,
        evidence: 'sí',
        evidenceKey: 'a',
      });
    });
    expect(await join(identity)).toBe(byPhone);
    expect(await leadById(db, byUserId)).toBeUndefined();
    expect(await leadById(db, byPhone)).toMatchObject({
      phone: identity.phone,
      whatsappUserId: identity.userId,
    });
    for (const [table, count] of [
      ['interactions', 2],
      ['calls', 2],
      ['tasks', 2],
      ['consents', 2],
    ] as const) {
      const { rowCount } = await db.query(`SELECT 1 FROM ${table} WHERE lead_id = $1`, [byPhone]);
      expect([table, rowCount]).toEqual([table, count]);
    }
  });

  it('keeps an opt-out of either', async () => {
    const { byPhone, byUserId, identity } = await twoOfOne();
    await db.query(`UPDATE leads SET status = 'discovering' WHERE id = $1`, [byPhone]);
    await db.query(`UPDATE leads SET status = 'opted-out' WHERE id = $1`, [byUserId]);
    await join(identity);
    expect(await leadById(db, byPhone)).toMatchObject({ status: 'opted-out' });
  });

  it('keeps one of two visits at the same time', async () => {
    const { byPhone, byUserId, identity } = await twoOfOne();
    for (const [leadId, host] of [
      [byPhone, 1],
      [byUserId, 2],
    ] as const)
      await db.query(
        `INSERT INTO appointments (lead_id, property_id, host, during) SELECT $1, id, $2, '[2027-01-05 17:00Z,2027-01-05 18:00Z)' FROM properties ORDER BY slug LIMIT 1`,
        [leadId, host],
      );
    await join(identity);
    const { rows } = await db.query('SELECT status FROM appointments WHERE lead_id = $1 ORDER BY host', [
      byPhone,
    ]);
    expect(rows).toEqual([{ status: 'booked' }, { status: 'cancelled' }]);
  });

  it('leaves nothing to do for the visit that was dropped, and says so', async () => {
    const { byPhone, byUserId, identity } = await twoOfOne();
    const visits: string[] = [];
    for (const [leadId, host] of [
      [byPhone, 1],
      [byUserId, 2],
    ] as const) {
      const { rows } = await db.query<{ id: string }>(
        `INSERT INTO appointments (lead_id, property_id, host, during) SELECT $1, id, $2, '[2027-02-05 17:00Z,2027-02-05 18:00Z)' FROM properties ORDER BY slug LIMIT 1 RETURNING id`,
        [leadId, host],
      );
      const { id } = rows[0]!;
      visits.push(id);
      await inTransaction(db, (tx) =>
        createTask(tx, {
          leadId,
          kind: 'confirm-appointment',
          title: 'Confirmar visita',
          dueAt: new Date(),
          reasonKey: `appointment:${id}`,
        }),
      );
    }
    await join(identity);
    const { rows } = await db.query(
      `SELECT reason_key, status FROM tasks WHERE lead_id = $1 AND kind = 'confirm-appointment' ORDER BY status`,
      [byPhone],
    );
    expect(rows).toEqual([
      { reason_key: `appointment:${visits[1]}`, status: 'cancelled' },
      { reason_key: `appointment:${visits[0]}`, status: 'open' },
    ]);
    expect(await eventsOf(byPhone, 'appointment.cancelled')).toMatchObject([{ appointmentId: visits[1] }]);
  });

  it('leaves one callback of two, at the sooner time and with the reasons of both, and lets people keep theirs', async () => {
    const { byPhone, byUserId, identity } = await twoOfOne();
    const [sooner, later] = [new Date('2027-03-01T17:00:00Z'), new Date('2027-03-02T17:00:00Z')];
    const ownerId = await addAgent(db);
    const reasons = [randomUUID(), randomUUID(), randomUUID()] as const;
    const callback = { kind: 'callback', title: 'Devolver la llamada' } as const;
    const [kept, dropped, own] = await inTransaction(db, async (tx) => [
      await createTask(tx, {
        ...{ ...callback, leadId: byPhone, notes: 'precio', dueAt: later },
        reasonKey: reasons[0],
      }),
      await createTask(tx, {
        ...{ ...callback, leadId: byUserId, notes: 'crédito', dueAt: sooner },
        reasonKey: reasons[1],
      }),
      await createTask(tx, {
        ...{ ...callback, leadId: byUserId, title: 'Lo prometí yo', dueAt: later },
        ...{ ownerId, createdBy: ownerId, reasonKey: randomUUID() },
      }),
    ]);
    // A reason that the callback about to go stands for as well.
    await inTransaction(db, (tx) =>
      createTask(tx, { ...callback, leadId: byPhone, dueAt: later, reasonKey: reasons[2] }),
    );
    await join(identity);
    const { rows } = await db.query<{ id: string; status: string; notes: string | null; due_at: Date }>(
      `SELECT id, status, notes, due_at FROM tasks WHERE lead_id = $1 ORDER BY created_at, id`,
      [byPhone],
    );
    const of = (id: string) => rows.find((row) => row.id === id);
    expect(of(dropped)).toMatchObject({ status: 'open', due_at: sooner });
    expect(of(dropped)?.notes).toMatch(/crédito[^]*precio/);
    expect(of(kept)).toMatchObject({ status: 'cancelled' });
    expect(of(own)).toMatchObject({ status: 'open', due_at: later });
    const again = await inTransaction(db, (tx) =>
      createTask(tx, { ...callback, leadId: byPhone, dueAt: later, reasonKey: reasons[2] }),
    );
    expect(again).toBe(dropped);
    expect(await eventsOf(byPhone, 'task.changed')).toEqual(
      expect.arrayContaining([expect.objectContaining({ taskId: kept, status: 'cancelled' })]),
    );
  });

  it('waits while both are on the phone', async () => {
    const { byPhone, byUserId, identity } = await twoOfOne();
    for (const leadId of [byPhone, byUserId])
      await db.query(
        `INSERT INTO calls (lead_id, intent_key, reason, status) VALUES ($1, $2, 'x', 'in-progress')`,
        [leadId, randomUUID()],
      );
    await expect(join(identity)).rejects.toThrow(RunAgain);
    expect(await leadById(db, byUserId)).toBeDefined();
  });
});
