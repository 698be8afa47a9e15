// "Call me tomorrow at five" is an appointment with us: nobody calls in five minutes, nor at night, nor not at all.
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { abandonEscalation } from '../../../../../src/backend/journey/escalation/abandon-escalation.ts';
import { wishedMoment, wishIn } from '../../../../../src/backend/journey/escalation/callback-wish.ts';
import { lockCall } from '../../../../../src/backend/store/calls.ts';
import { inTransaction } from '../../../../../src/backend/store/database.ts';
import { addTranscriptLine } from '../../../../../src/backend/store/transcripts.ts';
import { handOffFacts } from '../../../../support/hand-off-facts.ts';
import {
  askTool,
  newAgent,
  newCall,
  sendAgentsHome,
  startHandOffWorld,
  type NewPerson,
} from '../../../../support/hand-off-world.ts';
import { testStores } from '../../../../support/stores.ts';

const timeZone = 'America/Mexico_City';
const hours = { fromMinute: 9 * 60, toMinute: 20 * 60 };
/** Tuesday 24 November 2026, 12:30 in Mexico City. */
const noon = new Date('2026-11-24T18:30:00Z');
const scene = { timeZone, hours, now: noon };
const onTheWall = (at: Date | undefined): string | undefined =>
  at?.toLocaleString('sv-SE', { timeZone }).slice(0, 16);

describe('the lead’s newest word on being called', () => {
  const heard = (...lines: [author: 'lead' | 'ai', text: string][]): string | undefined =>
    wishIn(lines.map(([author, text]) => ({ author, text, at: noon })))?.said;

  it.each([
    ['Entonces mejor llámenme mañana, por favor.', 'mañana'],
    ['Then please call me back tomorrow.', 'tomorrow'],
    ['call me tomorrow at 5', 'tomorrow at 5'],
    ['¿Me pueden marcar el jueves a las 11?', 'el jueves a las 11'],
    ['que me llame un asesor mañana a las cinco', 'mañana a las cinco'],
  ])('is heard in “%s”', (text, said) => {
    expect(heard(['ai', '¿Hay algo más?'], ['lead', text])).toBe(said);
  });

  it('is heard in the answer to our offer, and an hour alone belongs to the day named before', () => {
    expect(heard(['ai', '¿Cuándo te llamamos?'], ['lead', 'Mañana por la tarde'])).toBe(
      'Mañana por la tarde',
    );
    expect(
      heard(
        ['lead', 'Mejor llámenme mañana'],
        ['ai', 'Claro, ¿a qué hora te llamamos?'],
        ['lead', 'A las cinco'],
      ),
    ).toBe('mañana A las cinco');
  });

  it('is neither the time of a visit nor a plan to buy', () => {
    expect(
      heard(['ai', 'Te llamamos en quince minutos.'], ['lead', 'Quiero visitar mañana']),
    ).toBeUndefined();
    expect(heard(['ai', '¿Para cuándo?'], ['lead', 'La próxima semana'])).toBeUndefined();
  });

  it('is taken back by a refusal', () => {
    expect(heard(['lead', 'Llámenme mañana'], ['lead', 'Mejor no me llamen'])).toBeUndefined();
  });
});

describe('the moment that was asked for', () => {
  it.each([
    ['mañana', '2026-11-25 10:00'],
    ['tomorrow at 5', '2026-11-25 17:00'],
    ['hoy a las 11 de la noche', '2026-11-25 09:00'],
    ['mañana a las 8 de la mañana', '2026-11-25 09:00'],
    ['2026-11-26T17:00', '2026-11-26 17:00'],
  ])('by “%s” lies within the hours of calling (%s)', (said, moment) => {
    expect(onTheWall(wishedMoment(said, noon, scene))).toBe(moment);
  });

  it('is on the lead’s own clock', () => {
    const there = wishedMoment('tomorrow at 5', noon, { ...scene, timeZone: 'America/Los_Angeles' });
    expect(there?.toISOString()).toBe('2026-11-26T01:00:00.000Z');
  });

  it.each([
    'ahorita',
    'right now',
    'lo antes posible',
    'cuando puedan',
    '',
    '2026-11-20T10:00',
    '2028-01-01',
  ])('is none in “%s”', (said) => {
    expect(wishedMoment(said, noon, scene)).toBeUndefined();
  });

  it('counts from when it was said, and is none once it has passed', () => {
    const yesterday = new Date(noon.getTime() - 86_400_000);
    expect(onTheWall(wishedMoment('mañana a las 5', yesterday, scene))).toBe('2026-11-24 17:00');
    expect(wishedMoment('mañana a las 10', yesterday, scene)).toBeUndefined();
  });
});

const stores = await testStores();
const world = await startHandOffWorld(stores, { env: { CALL_HOURS: '09:00-20:00' }, at: noon });
const { attempts, callbacks } = handOffFacts(world);
afterAll(() => world.stop());
beforeEach(async () => {
  world.commands.length = 0;
  world.clock.now = noon;
  await sendAgentsHome(world);
  await world.db.query(`UPDATE outbox SET done_at = now(), result = 'cancelled' WHERE done_at IS NULL`);
});

const askPerson = async (callbackTime?: string, person: NewPerson = {}) => {
  const call = await newCall(world, person);
  const args = { reason: 'Quiere hablar de pagos', callback_time: callbackTime };
  const answer = await askTool(world, call.vapiCallId, { name: 'escalate_to_human', args });
  return { ...call, answer };
};
const say = (call: { callId: string; leadId: string }, role: 'lead' | 'ai', text: string) =>
  inTransaction(world.db, (tx) =>
    addTranscriptLine(tx, {
      call: { id: call.callId, leadId: call.leadId },
      role,
      text,
      at: world.clock.now,
      key: `${call.callId}:${text}`,
    }),
  );
const hangUp = (callId: string) =>
  inTransaction(world.db, async (tx) => {
    const call = await lockCall(tx, callId);
    if (call) await abandonEscalation(tx, call, { at: world.clock.now, hours: world.deps.env.CALL_HOURS });
  });
const dueOf = async (callId: string): Promise<string | undefined> => {
  const rows = await world.rows<{ due_at: Date }>(
    `SELECT due_at FROM tasks WHERE call_id = $1 AND kind = 'callback' AND status = 'open'`,
    [callId],
  );
  expect(rows).toHaveLength(1);
  return onTheWall(rows[0]?.due_at);
};

describe('a person asked for with callback_time', () => {
  it('is not rung although free: the call is noted down, and said back in words', async () => {
    await newAgent(world);
    const { callId, answer } = await askPerson('mañana a las cinco');
    expect(answer.result).toBe(
      'Con gusto, ya quedó anotado: te llamamos el miércoles veinticinco de noviembre a las cinco de la tarde. ¿Hay algo que quieras que les adelante?',
    );
    expect(await dueOf(callId)).toBe('2026-11-25 17:00');
    const [escalation] = await world.rows<{ id: string; status: string }>(
      'SELECT id, status FROM escalations WHERE call_id = $1',
      [callId],
    );
    expect(escalation?.status).toBe('callback');
    expect(await attempts(escalation?.id ?? '')).toEqual([]);
  });

  it('is rung at once where it means now, or nothing', async () => {
    for (const time of ['ahorita', 'as soon as possible', 'null', '']) {
      await newAgent(world);
      const { callId, answer } = await askPerson(time);
      expect(answer.result).toContain('toma la llamada');
      expect(await callbacks(callId)).toEqual([]);
    }
  });

  it('is asked for again where the time cannot be read or has passed, and nothing is done', async () => {
    await newAgent(world);
    for (const time of ['un día de estos', '2026-11-01T10:00']) {
      const { callId, answer } = await askPerson(time);
      expect(answer.error).toContain('Pregunta qué día y a qué hora');
      expect(await world.rows('SELECT id FROM escalations WHERE call_id = $1', [callId])).toEqual([]);
    }
  });

  it('moves the callback that was promised earlier in the call', async () => {
    const call = await askPerson();
    expect(await dueOf(call.callId)).toBe('2026-11-24 12:45');
    const args = { reason: 'Prefiere mañana', callback_time: 'mañana' };
    await askTool(world, call.vapiCallId, { name: 'escalate_to_human', args });
    expect(await dueOf(call.callId)).toBe('2026-11-25 10:00');
  });
});

describe('a callback', () => {
  it('comes at the time that was said where nobody is free, and Sofía says so', async () => {
    const call = await newCall(world);
    await say(call, 'lead', 'Comuníqueme con alguien, o llámenme el jueves a las 11');
    const args = { reason: 'Quiere una persona' };
    const { result } = await askTool(world, call.vapiCallId, { name: 'escalate_to_human', args });
    expect(await dueOf(call.callId)).toBe('2026-11-26 11:00');
    expect(result).toContain('el jueves veintiséis de noviembre a las once de la mañana');
  });

  it('comes when the lead asked for it before hanging up', async () => {
    await newAgent(world);
    const call = await askPerson();
    await say(call, 'lead', 'Ya no puedo esperar, llámenme mañana a las 5');
    await hangUp(call.callId);
    expect(await dueOf(call.callId)).toBe('2026-11-25 17:00');
  });

  it('comes in five minutes where no time was said, but never at night', async () => {
    await newAgent(world);
    const early = await askPerson();
    await hangUp(early.callId);
    expect(await dueOf(early.callId)).toBe('2026-11-24 12:35');
    await sendAgentsHome(world);
    await newAgent(world);
    world.clock.now = new Date('2026-11-25T04:00:00Z');
    const late = await askPerson();
    await hangUp(late.callId);
    expect(await dueOf(late.callId)).toBe('2026-11-25 09:00');
  });

  it('follows the lead’s wish although one was promised for sooner in an earlier call', async () => {
    const first = await askPerson();
    const [{ lead_id: leadId } = { lead_id: '' }] = await world.rows<{ lead_id: string }>(
      'SELECT lead_id FROM calls WHERE id = $1',
      [first.callId],
    );
    await world.db.query(`UPDATE calls SET status = 'ended' WHERE id = $1`, [first.callId]);
    const second = await newCall(world);
    await world.db.query('UPDATE calls SET lead_id = $2 WHERE id = $1', [second.callId, leadId]);
    const args = { reason: 'Mejor mañana', callback_time: 'mañana por la tarde' };
    await askTool(world, second.vapiCallId, { name: 'escalate_to_human', args });
    expect(await dueOf(second.callId)).toBe('2026-11-25 16:00');
    expect(await callbacks(first.callId)).toEqual([]);
  });
});
