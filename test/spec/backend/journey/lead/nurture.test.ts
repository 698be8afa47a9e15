/** Follow-ups: in daylight, only to who may hear from us, and not for ever. */
import { afterAll, describe, expect, it } from 'vitest';
import { testStores } from '../../../../support/stores.ts';
import { until } from '../../../../support/until.ts';
import { startWhatsAppBackend } from '../../../../support/whatsapp-backend.ts';
import { leadOf, talk, type Talk } from '../../../../support/whatsapp-talk.ts';

const stores = await testStores();
const backend = await startWhatsAppBackend(stores, {
  env: { FOLLOW_UP_HOURS: '24,72', CALL_HOURS: '09:00-20:00' },
});
afterAll(() => backend.close());

interface Due {
  id: string;
  step: number;
  local_hour: number;
  hours: number;
}

/** Follow-ups that wait, with the hour on the lead's own clock. */
async function dueOf(who: Talk): Promise<Due[]> {
  const lead = await leadOf(backend, who);
  const { rows } = await backend.db.query<Due>(
    `SELECT id, (payload->>'step')::int AS step, extract(hour FROM run_at AT TIME ZONE $2)::int AS local_hour,
       extract(epoch FROM run_at - now()) / 3600 AS hours
     FROM outbox WHERE kind = 'lead.follow-up' AND payload->>'leadId' = $1 AND done_at IS NULL ORDER BY id`,
    [lead.id, lead['time_zone']],
  );
  return rows;
}

/** Lets the waiting follow-up be due now. */
async function passTime(who: Talk): Promise<void> {
  const [due] = await dueOf(who);
  await backend.db.query(
    `UPDATE leads SET last_inbound_at = last_inbound_at - interval '2 days' WHERE id = $1`,
    [(await leadOf(backend, who)).id],
  );
  await backend.db.query('UPDATE outbox SET run_at = now() WHERE id = $1', [due!.id]);
  await until(async () => !(await dueOf(who)).some(({ id }) => id === due!.id), {
    what: 'the follow-up to run',
  });
  await backend.idle();
}

describe('a lead who falls silent', () => {
  it('hears from us as often as configured, by template, in daylight, and is then quietly lost', async () => {
    const who = talk(backend);
    await who.say('Hola, solo estoy viendo');
    const [first] = await dueOf(who);
    expect(first).toMatchObject({ step: 0 });
    expect(Number(first!.hours)).toBeGreaterThan(23.9);
    expect(first!.local_hour).toBeGreaterThanOrEqual(9);
    expect(first!.local_hour).toBeLessThan(20);
    for (const step of [1, 2]) {
      await passTime(who);
      expect(who.heard()).toHaveLength(1 + step);
      expect(who.heard().at(-1)).toMatchObject({ type: 'template' });
      expect(await dueOf(who)).toMatchObject([{ step }]);
      expect(await leadOf(backend, who)).toMatchObject({ status: 'nurturing', follow_up_step: step });
    }
    await passTime(who);
    expect(who.heard()).toHaveLength(3);
    expect(await leadOf(backend, who)).toMatchObject({ status: 'lost' });
    expect(await dueOf(who)).toEqual([]);
  });

  it('starts anew by writing again, even when all hope was lost', async () => {
    const who = talk(backend);
    await who.say('Hola');
    await passTime(who);
    expect(await dueOf(who)).toMatchObject([{ step: 1 }]);
    await who.say('busco una villa');
    expect(await dueOf(who)).toMatchObject([{ step: 0 }]);
    expect(await leadOf(backend, who)).toMatchObject({ follow_up_step: 0, status: 'discovering' });
  });

  it('is left alone by the AI once a person looks after them', async () => {
    const who = talk(backend);
    await who.say('Hola');
    await backend.db.query(`UPDATE leads SET handled_by = 'human' WHERE id = $1`, [
      (await leadOf(backend, who)).id,
    ]);
    await passTime(who);
    expect(who.heard()).toHaveLength(1);
  });

  it('after agreeing to a call is not followed up as well', async () => {
    const who = talk(backend);
    await who.say('llámame por favor');
    expect(await dueOf(who)).toEqual([]);
  });

  it('without an answer to the question about the call is followed up', async () => {
    const who = talk(backend);
    await who.say('Busco un condominio en Nuevo Vallarta, 12 millones de pesos, en dos meses');
    expect(await dueOf(who)).toMatchObject([{ step: 0 }]);
    await passTime(who);
    expect(await leadOf(backend, who)).toMatchObject({ status: 'nurturing' });
  });
});
