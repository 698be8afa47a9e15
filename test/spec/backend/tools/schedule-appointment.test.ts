import { randomUUID } from 'node:crypto';
import { DateTime } from 'luxon';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import {
  askTool,
  newAgent,
  newCall,
  startHandOffWorld,
  type HandOffWorld,
} from '../../../support/hand-off-world.ts';
import { testStores } from '../../../support/stores.ts';

const stores = await testStores();
// A Sunday noon in Mexico.
const sunday = new Date('2026-11-22T18:00:00Z');
const world = await startHandOffWorld(stores, { at: sunday });
await newAgent(world, { name: 'Andrea' });
afterAll(() => world.stop());
beforeEach(async () => {
  await world.db.query(`UPDATE appointments SET status = 'cancelled'`);
});

const grandLuxxe = { property: 'Grand Luxxe Nuevo Vallarta' };
const saturday = { ...grandLuxxe, date: '2026-11-28', time: '11:00' };

interface Booked {
  id: string;
  starts: Date;
  property: string;
  unit: string | null;
  host: number;
}
const booked = (leadId: string): Promise<Booked[]> =>
  world.rows<Booked>(
    `SELECT a.id, lower(a.during) AS starts, p.slug AS property, u.code AS unit, a.host FROM appointments a JOIN properties p ON p.id = a.property_id
     LEFT JOIN units u ON u.id = a.unit_id WHERE a.lead_id = $1 AND a.status = 'booked' ORDER BY 2`,
    [leadId],
  );

async function book(
  where: HandOffWorld,
  vapiCallId: string,
  args: Record<string, unknown>,
  id?: string,
): Promise<string> {
  const { result, error } = await askTool(where, vapiCallId, {
    name: 'schedule_appointment',
    args,
    ...(id && { id }),
  });
  return result ?? `refused: ${error}`;
}

describe('booking a visit', () => {
  it('books at the property’s own time, tells of it, and says it in words', async () => {
    const { vapiCallId, leadId, callId } = await newCall(world);
    const said = await book(world, vapiCallId, { ...saturday, unit: 'B-304', notes: 'viene con su esposo' });
    expect(said).toBe(
      'Listo, la visita a Grand Luxxe Nuevo Vallarta, para ver la B 304, quedó agendada para el sábado veintiocho de noviembre a las once de la mañana, hora de Nuevo Vallarta. La confirmación va por WhatsApp.',
    );
    const [visit] = await booked(leadId);
    // Bahía de Banderas is six hours behind UTC.
    expect(visit).toMatchObject({
      starts: new Date('2026-11-28T17:00:00Z'),
      unit: 'B-304',
      property: 'grand-luxxe-nuevo-vallarta',
    });
    const [event] = await world.rows(
      `SELECT data FROM events WHERE lead_id = $1 AND type = 'appointment.booked'`,
      [leadId],
    );
    expect(event).toMatchObject({ data: { appointmentId: visit?.id, startsAt: '2026-11-28T17:00:00.000Z' } });
    const tasks = await world.rows(`SELECT kind, reason_key, call_id FROM tasks WHERE lead_id = $1`, [
      leadId,
    ]);
    expect(tasks).toEqual([
      { kind: 'confirm-appointment', reason_key: `appointment:${visit?.id}`, call_id: callId },
    ]);
    expect(await world.row('SELECT status FROM leads WHERE id = $1', [leadId])).toEqual({
      status: 'appointment',
    });
  });

  it('is confirmed by one WhatsApp message in the lead’s language', async () => {
    const { vapiCallId, leadId } = await newCall(world, { language: 'en', firstName: 'John' });
    await book(world, vapiCallId, {
      destination: 'Cancun',
      property: 'Jungala',
      date: 'next Saturday',
      time: '3 pm',
    });
    await world.work();
    await world.db.query(`UPDATE outbox SET done_at = NULL WHERE kind = 'appointment.confirm'`);
    await world.work();
    const messages = await world.rows(
      `SELECT content, reason_key FROM interactions WHERE lead_id = $1 AND type = 'whatsapp'`,
      [leadId],
    );
    expect(messages).toEqual([
      {
        content: expect.stringMatching(
          /^All set John! Your visit to Jungala Residences is booked: Saturday, November 28, 3:00 PM \(local time\)/,
        ),
        reason_key: expect.stringMatching(/^appointment:/),
      },
    ]);
  });

  it.each([
    ['America/Hermosillo', 'Rocky Point', '2026-11-25T17:00:00Z'],
    ['America/Cancun', 'Riviera Maya', '2026-11-25T15:00:00Z'],
    ['America/Mazatlan', 'Los Cabos', '2026-11-25T17:00:00Z'],
    ['America/Mexico_City', 'Acapulco', '2026-11-25T16:00:00Z'],
  ])('knows the clock of %s', async (_zone, destination, starts) => {
    const { vapiCallId, leadId } = await newCall(world);
    await book(world, vapiCallId, { destination, date: 'miércoles', time: 'diez de la mañana' });
    expect(await booked(leadId)).toMatchObject([{ starts: new Date(starts) }]);
  });

  it.each([
    [{ date: 'mañana a las 11' }, '2026-11-23T17:00:00Z'],
    [{ date: 'sábado 28', time: 'a las cuatro y media de la tarde' }, '2026-11-28T22:30:00Z'],
    [{ datetime: '2026-11-28T11:00' }, '2026-11-28T17:00:00Z'],
    [{ datetime: '2026-11-28T12:00:00-05:00' }, '2026-11-28T17:00:00Z'],
    [{ fecha: '28/11/2026', hora: '11' }, '2026-11-28T17:00:00Z'],
    [{ preferred_date: 'pasado mañana', preferred_time: 'mediodía' }, '2026-11-24T18:00:00Z'],
    [{ date: 'primero de diciembre', time: 'una' }, '2026-12-01T19:00:00Z'],
  ])('understands %j', async (when, starts) => {
    const { vapiCallId, leadId } = await newCall(world);
    expect(await book(world, vapiCallId, { ...grandLuxxe, ...when })).toContain('Listo');
    expect(await booked(leadId)).toMatchObject([{ starts: new Date(starts) }]);
  });

  it('takes the place from what the lead said where the model names none', async () => {
    const { vapiCallId, leadId } = await newCall(world, {
      profile: { location: 'Mazatlán', property_type: 'residence' },
    });
    await book(world, vapiCallId, { date: 'viernes', time: '11:00' });
    expect(await booked(leadId)).toMatchObject([{ property: 'estrella-del-mar-mazatlan' }]);
  });
});

describe('a visit that cannot be', () => {
  it.each([
    [{ date: '30 de febrero', time: '11:00' }, /no existe en el calendario.*Pregunta/],
    [{ date: '2026-02-30', time: '11:00' }, /no existe en el calendario/],
    [{ date: 'ayer', time: '11:00' }, /Falta el día/],
    [{ date: '2026-11-20', time: '11:00' }, /^refused: El viernes veinte de noviembre .* ya pasó/],
    [{ date: 'hoy', time: '10:00' }, /ya pasó/],
    [{ date: '2028-01-01', time: '11:00' }, /seis meses/],
    [{ date: 'sábado 27', time: '11:00' }, /cae en viernes veintisiete de noviembre, no/],
    [
      { date: 'sábado', time: '8 de la noche' },
      /no hay visitas.*entre las diez de la mañana y las cinco de la tarde.*Pregunta/,
    ],
    [{ date: 'sábado', time: '25:00' }, /Esa hora no existe/],
    [{ date: 'sábado' }, /Falta la hora/],
    [{ date: 'sábado', time: 'por la tarde' }, /Falta la hora/],
    [{ time: '11:00' }, /Falta el día/],
    [{}, /Falta el día/],
  ])('is refused with what to ask: %j', async (when, words) => {
    const { vapiCallId, leadId, callId } = await newCall(world);
    expect(await book(world, vapiCallId, { ...grandLuxxe, ...when })).toMatch(words);
    expect(await booked(leadId)).toEqual([]);
    expect(await world.rows('SELECT success FROM tool_calls WHERE call_id = $1', [callId])).toEqual([
      { success: false },
    ]);
  });

  it('is refused for a place we do not have, and asked for where none is known', async () => {
    const { vapiCallId } = await newCall(world);
    expect(await book(world, vapiCallId, { destination: 'Oaxaca', date: 'sábado', time: '11' })).toMatch(
      /Ese lugar no lo tenemos/,
    );
    expect(await book(world, vapiCallId, { date: 'sábado', time: '11' })).toMatch(
      /Falta el lugar de la visita/,
    );
  });
});

describe('a slot that many want', () => {
  it('goes to exactly as many parties as there are hosts, of a hundred who ask at once', async () => {
    const calls = await Promise.all(Array.from({ length: 100 }, () => newCall(world)));
    const said = await Promise.all(calls.map(({ vapiCallId }) => book(world, vapiCallId, saturday)));
    const won = said.filter((words) => words.startsWith('Listo'));
    const lost = said.filter((words) => words.includes('ya está ocupado'));
    expect([won.length, lost.length]).toEqual([3, 97]);
    const rows = await world.rows<{ host: number }>(
      `SELECT host FROM appointments WHERE status = 'booked' ORDER BY host`,
    );
    expect(rows).toEqual([{ host: 1 }, { host: 2 }, { host: 3 }]);
  });

  it('offers the nearest free ones in words when it is taken', async () => {
    for (let host = 0; host < 3; host += 1) await book(world, (await newCall(world)).vapiCallId, saturday);
    const { vapiCallId, leadId } = await newCall(world);
    const said = await book(world, vapiCallId, saturday);
    expect(said).toBe(
      'Ese horario del sábado veintiocho de noviembre ya está ocupado. Tengo libre a las diez de la mañana, a las doce del día o a las doce y media de la tarde. ¿Cuál te queda mejor?',
    );
    expect(await booked(leadId)).toEqual([]);
    expect(await book(world, vapiCallId, { ...saturday, time: 'doce' })).toMatch(/^Listo/);
    expect(await booked(leadId)).toHaveLength(1);
  });

  it('offers the days after a day that is full', async () => {
    const property = await world.row<{ id: string }>(
      `SELECT id FROM properties WHERE slug = 'grand-luxxe-nuevo-vallarta'`,
    );
    const { leadId, vapiCallId } = await newCall(world);
    const other = await newCall(world);
    const day = DateTime.fromISO('2026-11-28', { zone: 'America/Bahia_Banderas' });
    for (const host of [1, 2, 3])
      await world.db.query(
        `INSERT INTO appointments (lead_id, property_id, host, during) SELECT $1, $2, $3, tstzrange($4, $5)
         ON CONFLICT DO NOTHING`,
        [
          host === 1 ? leadId : host === 2 ? other.leadId : (await newCall(world)).leadId,
          property.id,
          host,
          day.toJSDate(),
          day.plus({ days: 1 }).toJSDate(),
        ],
      );
    const guest = await newCall(world);
    expect(await book(world, guest.vapiCallId, saturday)).toContain(
      'el domingo veintinueve de noviembre a las once de la mañana',
    );
    expect(vapiCallId).not.toBe(guest.vapiCallId);
  });
});

describe('the same booking again', () => {
  it('with the same tool-call id is one booking, one task and one message', async () => {
    const { vapiCallId, leadId } = await newCall(world);
    const id = `call_${randomUUID()}`;
    const said = await Promise.all(Array.from({ length: 10 }, () => book(world, vapiCallId, saturday, id)));
    expect(new Set(said).size).toBe(1);
    await world.work();
    expect(await booked(leadId)).toHaveLength(1);
    expect(await world.rows('SELECT id FROM tasks WHERE lead_id = $1', [leadId])).toHaveLength(1);
    expect(
      await world.rows(`SELECT id FROM interactions WHERE lead_id = $1 AND type = 'whatsapp'`, [leadId]),
    ).toHaveLength(1);
  });

  it('with another id, for the same hour, stands as it was', async () => {
    const { vapiCallId, leadId } = await newCall(world);
    expect(await book(world, vapiCallId, saturday)).toMatch(/^Listo/);
    expect(await book(world, vapiCallId, saturday)).toMatch(/^Listo/);
    expect(await booked(leadId)).toHaveLength(1);
  });

  it('elsewhere at the same time is refused: nobody is in two places', async () => {
    const { vapiCallId, leadId } = await newCall(world);
    await book(world, vapiCallId, saturday);
    const said = await book(world, vapiCallId, {
      property: 'Sea Garden Nuevo Vallarta',
      date: 'sábado',
      time: '11:30',
    });
    expect(said).toContain('A esa hora ya tienes otra visita: Grand Luxxe Nuevo Vallarta');
    expect(await booked(leadId)).toHaveLength(1);
  });
});
