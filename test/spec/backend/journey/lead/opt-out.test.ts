/** "Stop" stops everything, at once and for good; only the same person's own word opens the door again. */
import { randomUUID } from 'node:crypto';
import { afterAll, describe, expect, it } from 'vitest';
import { optOut } from '../../../../../src/backend/journey/lead/opt-out.ts';
import { inTransaction } from '../../../../../src/backend/store/database.ts';
import { lockLead } from '../../../../../src/backend/store/leads.ts';
import { queueMessage } from '../../../../../src/backend/store/messages.ts';
import { testStores } from '../../../../support/stores.ts';
import { startWhatsAppBackend } from '../../../../support/whatsapp-backend.ts';
import { callRequestsOf, leadOf, talk, type Talk } from '../../../../support/whatsapp-talk.ts';

const stores = await testStores();
const backend = await startWhatsAppBackend(stores);
afterAll(() => backend.close());

const READY = 'Busco un condominio en Nuevo Vallarta, 12 millones de pesos, en dos meses';

async function consentsOf(who: Talk): Promise<Record<string, boolean>> {
  const { rows } = await backend.db.query<{ kind: string; granted: boolean }>(
    `SELECT DISTINCT ON (kind) kind, granted FROM consents WHERE lead_id = $1 ORDER BY kind, id DESC`,
    [(await leadOf(backend, who)).id],
  );
  return Object.fromEntries(rows.map(({ kind, granted }) => [kind, granted]));
}

async function isOnList(who: Talk): Promise<boolean> {
  const { phone } = await leadOf(backend, who);
  return (await backend.db.query('SELECT 1 FROM do_not_call WHERE phone = $1', [phone])).rowCount === 1;
}

async function sayNoByPhone(leadId: string): Promise<void> {
  await inTransaction(backend.db, async (tx) => {
    const lead = await lockLead(tx, leadId);
    await optOut(tx, lead!, { said: 'said so on the phone', wamid: `wrap-up:${leadId}` });
  });
  await backend.idle();
}

async function goodbyeOf(leadId: string): Promise<unknown> {
  const { rows } = await backend.db.query('SELECT status, error FROM interactions WHERE reason_key = $1', [
    `opt-out:wrap-up:${leadId}`,
  ]);
  return rows[0];
}

describe('opting out', () => {
  it.each(['STOP', 'baja', 'Ya no me escriban por favor', 'unsubscribe', 'Please remove me from your list'])(
    'by "%s" ends all contact with one confirmation, and silence after it',
    async (words) => {
      const who = talk(backend);
      await who.say('Hola, busco en Los Cabos');
      const answers = await who.sayAndWait(words);
      expect(answers).toHaveLength(1);
      expect(answers[0]).toMatch(/no te escribiremos|we will not message/);
      expect(await leadOf(backend, who)).toMatchObject({ status: 'opted-out' });
      expect(await consentsOf(who)).toEqual({ whatsapp: false, marketing: false, call: false });
      expect(await isOnList(who)).toBe(true);
      for (const more of ['¿hola?', 'busco una villa', words]) expect(await who.sayAndWait(more)).toEqual([]);
    },
  );

  it('by a template’s button counts; a button of ours that says "Cancel" does not', async () => {
    const [tia, leo] = [talk(backend), talk(backend)];
    await tia.sayAndWait({ type: 'button', button: { text: 'Unsubscribe', payload: 'Unsubscribe' } });
    expect(await leadOf(backend, tia)).toMatchObject({ status: 'opted-out' });
    await leo.sayAndWait({
      type: 'interactive',
      interactive: { type: 'button_reply', button_reply: { id: 'c', title: 'Cancel' } },
    });
    expect((await leadOf(backend, leo))['status']).not.toBe('opted-out');
  });

  it('said outside the window is obeyed without a word: no template goes in the stead of the goodbye', async () => {
    const who = talk(backend);
    await who.say('Hola, busco en Los Cabos');
    const { id } = await leadOf(backend, who);
    await backend.db.query(`UPDATE leads SET last_inbound_at = now() - interval '25 hours' WHERE id = $1`, [
      id,
    ]);
    const before = who.heard().length;
    await sayNoByPhone(id);
    expect(await goodbyeOf(id)).toMatchObject({ status: 'withheld', error: { why: 'opted-out' } });
    expect(who.heard().length).toBe(before);
  });

  it('where Meta closes the window first, fails rather than goes as a template', async () => {
    const who = talk(backend);
    await who.say('Hola, busco en Los Cabos');
    const { id } = await leadOf(backend, who);
    const before = who.heard().length;
    backend.whatsapp.faults.arm({ kind: 'error', code: 131047 });
    await sayNoByPhone(id);
    expect(await goodbyeOf(id)).toMatchObject({ status: 'failed' });
    expect(who.heard().length).toBe(before);
  });

  it('tells the screens of every message that it holds back', async () => {
    const who = talk(backend);
    await who.say('Hola, busco en Los Cabos');
    const { id } = await leadOf(backend, who);
    const waiting = await inTransaction(backend.db, (tx) =>
      queueMessage(tx, {
        leadId: id,
        text: 'mañana',
        reasonKey: randomUUID(),
        runAt: new Date(Date.now() + 86_400_000),
      }),
    );
    await who.sayAndWait('STOP');
    const { rows } = await backend.db.query(
      `SELECT data FROM events WHERE stream = $1 AND type = 'message.changed' AND data->>'interactionId' = $2`,
      [`lead:${id}`, waiting],
    );
    expect(rows).toMatchObject([{ data: { status: 'withheld', why: 'opted-out' } }]);
  });

  it('is obeyed whatever the model says', async () => {
    const who = talk(backend);
    const before = backend.llm.calls.length;
    await who.sayAndWait('STOP');
    expect(backend.llm.calls.length).toBe(before);
  });

  it('cancels calls that wait, follow-ups, and messages on their way', async () => {
    const who = talk(backend);
    await who.say(READY);
    const { id } = await leadOf(backend, who);
    await backend.db.query(
      `INSERT INTO calls (lead_id, intent_key, reason, status) VALUES ($1, $2, 'x', 'queued')`,
      [id, randomUUID()],
    );
    const pending = await inTransaction(backend.db, (tx) =>
      queueMessage(tx, {
        leadId: id,
        text: 'más tarde',
        reasonKey: randomUUID(),
        runAt: new Date(Date.now() + 3_600_000),
      }),
    );
    await who.sayAndWait('STOP');
    const { rows: calls } = await backend.db.query('SELECT status FROM calls WHERE lead_id = $1', [id]);
    expect(calls).toEqual([{ status: 'cancelled' }]);
    const { rows: message } = await backend.db.query('SELECT status FROM interactions WHERE id = $1', [
      pending,
    ]);
    expect(message).toEqual([{ status: 'withheld' }]);
    const { rows: jobs } = await backend.db.query(
      `SELECT kind FROM outbox WHERE done_at IS NULL AND (key LIKE $1 OR key LIKE $2)`,
      [`lead.follow-up:${id}:%`, `call.request:${id}:%`],
    );
    expect(jobs).toEqual([]);
  });

  it('withholds whatever anybody still tries to send', async () => {
    const who = talk(backend);
    await who.sayAndWait('STOP');
    const { id } = await leadOf(backend, who);
    const late = await inTransaction(backend.db, (tx) =>
      queueMessage(tx, { leadId: id, text: 'hola', reasonKey: randomUUID(), author: 'agent' }),
    );
    await backend.idle();
    const { rows } = await backend.db.query('SELECT status FROM interactions WHERE id = $1', [late]);
    expect(rows).toEqual([{ status: 'withheld' }]);
    expect(who.heard()).toHaveLength(1);
  });
});

describe('opting in again', () => {
  it('opens the conversation, and the lead is asked anew before anybody calls', async () => {
    const who = talk(backend);
    await who.say(READY);
    await who.sayAndWait('STOP');
    expect(await who.sayAndWait('alta')).toHaveLength(1);
    expect((await leadOf(backend, who))['status']).not.toBe('opted-out');
    expect(await consentsOf(who)).toEqual({ whatsapp: true, marketing: true, call: false });
    expect(await isOnList(who)).toBe(true);
    const { id } = await leadOf(backend, who);
    expect(callRequestsOf(backend, id)).toEqual([]);
    expect(await who.say('llámame por favor')).toMatch(/Te marco/);
    expect(await consentsOf(who)).toMatchObject({ call: true });
    expect(await isOnList(who)).toBe(false);
    expect(callRequestsOf(backend, id)).toHaveLength(1);
  });

  it('lifts nothing that a public register says', async () => {
    const who = talk(backend);
    await who.say('Hola');
    const { phone } = await leadOf(backend, who);
    await backend.db.query(`INSERT INTO do_not_call (phone, source) VALUES ($1, 'repep')`, [phone]);
    await who.say('llámame por favor');
    expect(await isOnList(who)).toBe(true);
  });
});
