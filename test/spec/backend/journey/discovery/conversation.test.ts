/** Whole conversations, from the first message to a decision: real stores, simulated WhatsApp and model. */
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { inTransaction } from '../../../../../src/backend/store/database.ts';
import { createTask } from '../../../../../src/backend/store/tasks.ts';
import { testStores } from '../../../../support/stores.ts';
import { startWhatsAppBackend } from '../../../../support/whatsapp-backend.ts';
import { callRequestsOf, leadOf, talk } from '../../../../support/whatsapp-talk.ts';
import { addAgent } from '../../../../support/whatsapp-staff.ts';

const stores = await testStores();
const backend = await startWhatsAppBackend(stores);
await addAgent(backend.db);
afterAll(() => backend.close());
beforeEach(() => backend.llm.fail('none'));

describe.each(['none', 'down', 'error', 'nonsense', 'wrong-shape', 'refusal', 'half'] as const)(
  'with a model whose fault is "%s"',
  (fault) => {
    beforeEach(() => backend.llm.fail(fault));

    it('a ready buyer gets from the first word to an agreed call, one question at a time', async () => {
      const ana = talk(backend, { name: 'Ana López' });
      expect(await ana.say('Hola, vi su anuncio')).toMatch(/Sofía.*destino/s);
      expect(await ana.say('Nuevo Vallarta')).toMatch(/condominio/);
      expect(await ana.say('un condominio de 2 recámaras')).toMatch(/presupuesto/);
      expect(await ana.say('unos 12 millones de pesos')).toMatch(/Para cuándo/i);
      expect(await ana.say('en dos meses')).toMatch(/Te marco ahora/);
      expect(await ana.say('sí, claro')).toMatch(/Te marco en unos minutos/);
      const lead = await leadOf(backend, ana);
      expect(lead).toMatchObject({ status: 'qualified', next_action: 'schedule_call', language: 'es' });
      expect(callRequestsOf(backend, lead.id)).toMatchObject([{ mode: 'qualify', leadId: lead.id }]);
      expect(lead['asked']).toEqual(['location', 'property_type', 'budget', 'timeline', 'call_consent']);
    });

    it('an English-speaking buyer who tells everything at once is asked only for the call', async () => {
      const tom = talk(backend, { name: 'Tom Baker', phone: `1415${String(Date.now()).slice(-7)}` });
      const answer = await tom.say(
        'Hi! We are looking for a condo in Los Cabos, around 900k USD, we want to buy within 3 months.',
      );
      expect(answer).toMatch(/call you now/);
      expect(await tom.say('Yes please')).toMatch(/I will call you in a few minutes/);
      const lead = await leadOf(backend, tom);
      expect(lead).toMatchObject({ language: 'en', next_action: 'schedule_call' });
      expect(callRequestsOf(backend, lead.id)).toHaveLength(1);
    });
  },
);

describe('a conversation', () => {
  it('asks nothing twice, even if the lead never answers what is asked', async () => {
    const leo = talk(backend, { name: 'Leo' });
    const answers = [];
    for (const words of ['Hola', 'mmm', 'no sé', 'ok', 'jaja', 'pues', 'sí'])
      answers.push(await leo.say(words));
    for (const question of [/destino/, /condominio/, /presupuesto/, /Para cuándo/])
      expect(answers.filter((answer) => question.test(answer)).length).toBeLessThanOrEqual(1);
    expect(await leadOf(backend, leo)).toMatchObject({
      status: 'nurturing',
      next_action: 'nurture_sequence',
    });
  });

  it('answers in the language the lead changes to', async () => {
    const eva = talk(backend, { name: 'Eva' });
    expect(await eva.say('Hola, busco una villa en Riviera Maya')).toMatch(/presupuesto/);
    expect(await eva.say('Sorry, can we speak in English please?')).toMatch(
      /When would you|What budget|Riviera/,
    );
    expect(await leadOf(backend, eva)).toMatchObject({ language: 'en' });
  });

  it('tells prices of the inventory when asked, and goes on with its question', async () => {
    const max = talk(backend, { name: 'Max' });
    await max.say('Hola');
    const answer = await max.say('¿Qué precio tienen los condominios en Nuevo Vallarta?');
    const { rows } = await backend.db.query<{ min: string }>(
      `SELECT min(amount)::text AS min FROM unit_prices JOIN units ON units.id = unit_id JOIN properties ON properties.id = property_id
       WHERE currency = 'MXN' AND type = 'condo' AND destination = 'Nuevo Vallarta' AND units.status = 'available'`,
    );
    const cheapest = Number(rows[0]!.min).toLocaleString('es-MX', { maximumFractionDigits: 0 });
    expect(answer).toContain(cheapest);
    expect(answer).toMatch(/presupuesto/);
  });

  it('says so when the budget is below everything we have', async () => {
    const joe = talk(backend, { name: 'Joe' });
    await joe.say('Hola, busco un penthouse en Los Cabos');
    expect(await joe.say('tengo 500 mil pesos')).toMatch(/empiezan en [\d,]+ MXN/);
    expect((await leadOf(backend, joe))['score']).toMatchObject({ budget_fit: 'below' });
  });

  it('hands over directly whoever asks to talk to a person', async () => {
    const ida = talk(backend, { name: 'Ida' });
    expect(await ida.say('Quiero hablar con un asesor por favor')).toMatch(/Te marco en unos minutos/);
    const lead = await leadOf(backend, ida);
    expect(lead).toMatchObject({ next_action: 'direct_transfer', status: 'qualified' });
    expect(callRequestsOf(backend, lead.id)).toMatchObject([{ mode: 'direct' }]);
  });

  it('asks once whether to call whoever wants no robot but did not ask to talk', async () => {
    const ada = talk(backend, { name: 'Ada' });
    expect(await ada.say('no bots please')).toMatch(/put you through|comunicarte/);
    const lead = await leadOf(backend, ada);
    expect(callRequestsOf(backend, lead.id)).toEqual([]);
    await ada.say('yes');
    expect(callRequestsOf(backend, lead.id)).toMatchObject([{ mode: 'direct' }]);
  });

  it('calls nobody who said no, and goes on in writing', async () => {
    const noe = talk(backend, { name: 'Noé' });
    await noe.say('Busco un condominio en Nuevo Vallarta, 12 millones de pesos, en dos meses');
    expect(await noe.say('no, prefiero por aquí')).toMatch(/no te llamo/);
    const lead = await leadOf(backend, noe);
    expect(callRequestsOf(backend, lead.id)).toEqual([]);
    const { rows } = await backend.db.query('SELECT granted FROM consents WHERE lead_id = $1 AND kind = $2', [
      lead.id,
      'call',
    ]);
    expect(rows).toEqual([{ granted: false }]);
    expect(await noe.say('gracias')).not.toMatch(/Te marco/);
  });

  it('calls at the time the lead names, and says so', async () => {
    const bea = talk(backend, { name: 'Bea' });
    await bea.say('Busco un condominio en Nuevo Vallarta, 12 millones de pesos, en dos meses');
    expect(await bea.say('sí, mañana a las 5')).toMatch(/mañana a las 17:00/);
    const lead = await leadOf(backend, bea);
    const { rows } = await backend.db.query<{ hour: string }>(
      `SELECT to_char(run_at AT TIME ZONE 'America/Mexico_City', 'HH24:MI') AS hour FROM outbox WHERE kind = 'call.request' AND payload->>'leadId' = $1`,
      [lead.id],
    );
    expect(rows).toEqual([{ hour: '17:00' }]);
  });

  it('keeps a time that is no time in words that can be read later', async () => {
    const eva = talk(backend, { name: 'Eva' });
    await eva.say('Busco un condominio en Nuevo Vallarta, 12 millones de pesos, en dos meses');
    await eva.say('sí, me pueden llamar ahorita');
    expect((await leadOf(backend, eva))['profile']).toMatchObject({ call_time: 'lo antes posible' });
    const sue = talk(backend, { name: 'Sue' });
    await sue.say('Hi, I am looking for a villa in Los Cabos, please call me now');
    expect((await leadOf(backend, sue))['profile']).toMatchObject({ call_time: 'as soon as possible' });
  });

  it('lets a person who owes the lead a call make it when the lead asks for it, and does not call beside them', async () => {
    const ivo = talk(backend, { name: 'Ivo' });
    await ivo.say('Busco un condominio en Nuevo Vallarta, 12 millones de pesos, en dos meses');
    const { id: leadId } = await leadOf(backend, ivo);
    await inTransaction(backend.db, (tx) =>
      createTask(tx, {
        leadId,
        kind: 'callback',
        title: 'Devolver la llamada prometida',
        dueAt: new Date(Date.now() + 300_000),
        reasonKey: `test:${leadId}`,
      }),
    );
    expect(await ivo.say('mejor llámenme mañana a las 5')).toMatch(/mañana a las 17:00/);
    const { rows } = await backend.db.query(
      `SELECT to_char(due_at AT TIME ZONE 'America/Mexico_City', 'HH24:MI') AS hour, due_at > now() + interval '4 hours' AS later FROM tasks WHERE lead_id = $1`,
      [leadId],
    );
    expect(rows).toEqual([{ hour: '17:00', later: true }]);
    const calls = await backend.db.query(
      `SELECT 1 FROM outbox WHERE kind = 'call.request' AND payload->>'leadId' = $1 AND result IS DISTINCT FROM 'cancelled'`,
      [leadId],
    );
    expect(calls.rows).toEqual([]);
  });

  it('moves or takes back an agreed call in the lead’s own short words', async () => {
    const mia = talk(backend, { name: 'Mia' });
    await mia.say('please call me tomorrow at 10am');
    expect(await mia.say('actually make it now')).toMatch(/in a few minutes/);
    const { id } = await leadOf(backend, mia);
    expect(callRequestsOf(backend, id)).toHaveLength(1);
    const nel = talk(backend, { name: 'Nel' });
    await nel.say('llámame mañana a las 5 por favor');
    expect(await nel.say('mejor ya no')).toMatch(/no te llamo/);
    expect((await leadOf(backend, nel))['profile']).toMatchObject({ wants_call: false });
  });

  it('asks no more about a call once a person was asked for and the call is on its way', async () => {
    const jon = talk(backend, { name: 'Jon' });
    await jon.say('quiero hablar con un asesor');
    expect(await jon.say('sí')).not.toMatch(/llamemos|marco/);
    expect(callRequestsOf(backend, (await leadOf(backend, jon)).id)).toHaveLength(1);
  });

  it('is honest about being a machine', async () => {
    const uma = talk(backend, { name: 'Uma' });
    expect(await uma.say('Hola, ¿eres un robot?')).toMatch(/asistente virtual/);
    expect(await uma.say('are you human?')).toMatch(/virtual assistant/);
  });

  it('has information sent by mail to whoever asks for it', async () => {
    const lis = talk(backend, { name: 'Lis' });
    await lis.say('Hola');
    expect(await lis.say('mándame información a lis@ejemplo.com')).toMatch(/a tu correo/);
    const lead = await leadOf(backend, lis);
    expect(lead).toMatchObject({ email: 'lis@ejemplo.com' });
    const { rows } = await backend.db.query('SELECT kind FROM tasks WHERE lead_id = $1', [lead.id]);
    expect(rows).toEqual([{ kind: 'send-information' }]);
  });

  it('offers no call to a number that a register forbids, and somebody here writes instead', async () => {
    const gus = talk(backend, { name: 'Gus' });
    await gus.say('Hola');
    const { id, phone } = await leadOf(backend, gus);
    await backend.db.query(`INSERT INTO do_not_call (phone, source) VALUES ($1, 'repep')`, [phone]);
    expect(
      await gus.say('Busco un condominio en Nuevo Vallarta, 12 millones de pesos, en dos meses'),
    ).not.toMatch(/marco/);
    expect(await gus.say('márcame por favor')).toMatch(/un asesor que te escriba/);
    await gus.say('gracias');
    expect(callRequestsOf(backend, id)).toEqual([]);
    expect((await backend.db.query('SELECT kind FROM tasks WHERE lead_id = $1', [id])).rows).toEqual([
      { kind: 'follow-up' },
    ]);
  });

  it('calls once, now, whoever first wanted it tomorrow and then at once', async () => {
    const tea = talk(backend, { name: 'Tea' });
    await tea.say('llámame mañana a las 5 por favor');
    await tea.say('mejor llámame ahora');
    const { id } = await leadOf(backend, tea);
    expect(callRequestsOf(backend, id)).toHaveLength(1);
    const { rows } = await backend.db.query<{ result: string }>(
      `SELECT coalesce(result, 'waiting') AS result FROM outbox WHERE kind = 'call.request' AND payload->>'leadId' = $1 ORDER BY id`,
      [id],
    );
    expect(rows.map(({ result }) => result)).toEqual(['cancelled', 'done']);
  });

  it('takes a call back when the lead does', async () => {
    const val = talk(backend, { name: 'Val' });
    await val.say('llámame mañana a las 5 por favor');
    await val.say('no, ya no me llamen');
    const { id } = await leadOf(backend, val);
    const { rows } = await backend.db.query(
      `SELECT result FROM outbox WHERE kind = 'call.request' AND payload->>'leadId' = $1`,
      [id],
    );
    expect(rows).toEqual([{ result: 'cancelled' }]);
  });

  it('visits are arranged by phone, so a wish to see the place leads to the question about a call', async () => {
    const roy = talk(backend, { name: 'Roy' });
    await roy.say('Hello, I like Los Cabos');
    expect(await roy.say('I would love to visit')).toMatch(/May I call you now/);
  });

  it('gives a friendly word to pictures, stickers and voice notes, and no question twice', async () => {
    const sam = talk(backend, { name: 'Sam' });
    expect(await sam.say({ type: 'audio', audio: { id: '1', mime_type: 'audio/ogg', voice: true } })).toMatch(
      /nota de voz/,
    );
    expect(await sam.say({ type: 'sticker', sticker: { id: '2', mime_type: 'image/webp' } })).toMatch(
      /Gracias por compartirlo/,
    );
    expect(await sam.say({ type: 'unsupported', errors: [{ code: 131051 }] })).toMatch(/Gracias/);
    expect(
      await sam.say({ type: 'image', image: { id: '3', caption: 'busco algo así en Mazatlán' } }),
    ).toMatch(/Mazatlán/);
  });

  it('answers rudeness calmly once, asks a person to look, and calls nobody', async () => {
    const rex = talk(backend, { name: 'Rex' });
    expect(await rex.say('son unos rateros, pura estafa')).toMatch(/lo siento/);
    expect(await rex.sayAndWait('pinches ladrones')).toEqual([]);
    const lead = await leadOf(backend, rex);
    expect(callRequestsOf(backend, lead.id)).toEqual([]);
    const { rows } = await backend.db.query('SELECT kind FROM tasks WHERE lead_id = $1', [lead.id]);
    expect(rows).toEqual([{ kind: 'review' }]);
  });

  it('lets go of whoever is not interested', async () => {
    const lou = talk(backend, { name: 'Lou' });
    expect(await lou.say('ya no me interesa, gracias')).toMatch(/No te insisto/);
    expect(await leadOf(backend, lou)).toMatchObject({ status: 'lost' });
  });

  it('stays silent while a person looks after the lead', async () => {
    const kim = talk(backend, { name: 'Kim' });
    await kim.say('Hola');
    await backend.db.query(`UPDATE leads SET handled_by = 'human' WHERE id = $1`, [
      (await leadOf(backend, kim)).id,
    ]);
    expect(await kim.sayAndWait('¿siguen ahí?')).toEqual([]);
  });

  it('explains every point of the score', async () => {
    const pia = talk(backend, { name: 'Pía' });
    await pia.say('Busco un condominio en Nuevo Vallarta, 12 millones de pesos, en dos meses');
    const { score, qualification_score } = (await leadOf(backend, pia)) as unknown as {
      score: { total: number; reasons: { key: string; points: number }[] };
      qualification_score: number;
    };
    expect(score.reasons.reduce((sum, { points }) => sum + points, 0)).toBe(score.total);
    expect(qualification_score).toBe(score.total);
    expect(score.reasons.map(({ key }) => key)).toEqual(
      expect.arrayContaining(['score.budget.fits', 'score.timeline.soon', 'score.location', 'score.type']),
    );
  });
});
