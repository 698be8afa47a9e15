/** A chat has one voice at a time: while a person has it the AI is silent, whatever it was about to say. */
import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import type { LeadDetail } from '../../../../src/shared/api.ts';
import type { Chat, ChatList } from '../../../../src/shared/desk.ts';
import type { StreamEvent } from '../../../../src/shared/events.ts';
import { inTransaction } from '../../../../src/backend/store/database.ts';
import { gateFacts } from '../../../../src/backend/store/call-gate.ts';
import { passGate } from '../../../../src/backend/journey/call/pre-dial-gate.ts';
import { queueMessage } from '../../../../src/backend/store/messages.ts';
import { schedule } from '../../../../src/backend/store/outbox.ts';
import { startDesk, type DeskPerson } from '../../../support/chat-desk.ts';
import { testStores } from '../../../support/stores.ts';
import { until } from '../../../support/until.ts';

const stores = await testStores();
const desk = await startDesk(stores);
const { journey } = desk;
const andrea = await desk.person();
const beatriz = await desk.person();
afterAll(() => desk.close());
afterEach(async () => {
  journey.llm.slowMs = 0;
  journey.llm.fail('none');
  journey.whatsapp.faults.clear();
  await journey.restartWorker();
});

interface Row {
  author: string;
  status: string;
  content: string;
  error: { message: string } | null;
  reason_key: string | null;
}
const ours = async (leadId: string): Promise<Row[]> =>
  (
    await journey.db.query<Row>(
      `SELECT * FROM interactions WHERE lead_id = $1 AND author <> 'lead' ORDER BY position`,
      [leadId],
    )
  ).rows;
const eventsOf = async (leadId: string): Promise<StreamEvent[]> =>
  (
    await journey.db.query<StreamEvent>(
      'SELECT type, data FROM events WHERE stream = $1 ORDER BY stream_seq',
      [`lead:${leadId}`],
    )
  ).rows;
const write = (leadId: string, reasonKey: string): Promise<string | undefined> =>
  inTransaction(journey.db, (tx) => queueMessage(tx, { leadId, text: 'De la IA', reasonKey }));

describe('taking a chat over', () => {
  it('makes it the agent’s, is told in the lead’s stream and on every screen, and twice is once', async () => {
    const { leadId } = await desk.lead();
    const told = new Promise<Chat>((resolve) =>
      beatriz.console?.on('chat.changed', (chat) => chat.leadId === leadId && resolve(chat)),
    );
    const taken = await andrea.take(leadId);
    expect(taken.status).toBe(200);
    expect(taken.body).toMatchObject({
      leadId,
      handledBy: 'human',
      ownerId: andrea.id,
      ownerName: andrea.name,
    });
    expect(taken.body.ownerPresent).toBe(true);
    expect(Date.parse(taken.body.windowUntil ?? '')).toBeGreaterThan(Date.now());
    expect(await told).toMatchObject({ handledBy: 'human', ownerId: andrea.id });
    expect((await andrea.take(leadId)).status).toBe(200);
    const takes = (await eventsOf(leadId)).filter(({ type }) => type === 'chat.taken');
    expect(takes.map(({ data }) => data)).toEqual([{ agentId: andrea.id, agentName: andrea.name }]);
  });

  it('silences the AI: the lead’s next message is stored and not answered', async () => {
    const { who, leadId } = await desk.lead();
    await andrea.take(leadId);
    expect(await who.sayAndWait('¿Y cuánto cuesta?')).toEqual([]);
  });

  it('withholds replies that wait to be sent, and says why where they stand', async () => {
    const { who, leadId } = await desk.lead();
    await journey.stopWorker();
    await write(leadId, 'reply:waiting');
    await andrea.take(leadId);
    await journey.restartWorker();
    await journey.idle();
    expect(who.heard().map(({ text }) => text)).not.toContain('De la IA');
    const item = (await desk.timeline(leadId, andrea)).find(({ text }) => text === 'De la IA');
    expect(item).toMatchObject({ author: 'ai', status: 'withheld', why: 'chat-taken' });
    expect(item?.error).toMatch(/person took the chat over/);
  });

  it('withholds a reply that is claimed after the take-over although it was written in another moment', async () => {
    const { who, leadId } = await desk.lead();
    await andrea.take(leadId);
    const id = await write(leadId, 'reply:late');
    await journey.idle();
    expect(who.heard().filter(({ callbackData }) => callbackData === id)).toEqual([]);
    expect((await ours(leadId)).at(-1)).toMatchObject({ status: 'withheld' });
  });

  it('throws away what the model was still composing', async () => {
    const { who, leadId } = await desk.lead();
    const asked = journey.llm.calls.length;
    const before = who.heard().length;
    journey.llm.slowMs = 1_500;
    journey.llm.fail('slow', 10);
    journey.whatsapp.receive(
      { phone: `+${who.phone}`, name: 'Ana Prueba' },
      { type: 'text', text: { body: '¿Cuánto cuestan?' } },
    );
    await until(() => journey.llm.calls.length > asked, { what: 'the model to be asked' });
    await andrea.take(leadId);
    await journey.idle();
    expect(who.heard().length).toBe(before);
  });

  it('keeps follow-ups and the AI’s calls away', async () => {
    const { who, leadId } = await desk.lead();
    const before = who.heard().length;
    await andrea.take(leadId);
    await schedule(journey.db, {
      kind: 'lead.follow-up',
      key: `lead.follow-up:${leadId}:test:0`,
      payload: { leadId, step: 0 },
    });
    await journey.idle();
    expect(who.heard().length).toBe(before);
    const { rows } = await journey.db.query<{ id: string }>(
      `INSERT INTO calls (lead_id, intent_key, reason) VALUES ($1, $2, 'test') RETURNING id`,
      [leadId, randomUUID()],
    );
    const facts = await gateFacts(journey.db, rows[0]!.id);
    const verdicts = passGate(facts, new Date(), { fromMinute: 0, toMinute: 1440 }).verdicts;
    expect(verdicts.find(({ rule }) => rule === 'not-with-a-person')?.passed).toBe(false);
  });

  it('lets a visit’s confirmation through: it is somebody’s errand, not talk', async () => {
    const { who, leadId } = await desk.lead();
    await andrea.take(leadId);
    await write(leadId, `appointment:${randomUUID()}`);
    await journey.idle();
    expect(who.heard().at(-1)?.text).toBe('De la IA');
  });

  it('leaves "stop" in force: the lead is out, hears so once, and nobody can write any more', async () => {
    const { who, leadId } = await desk.lead();
    await andrea.take(leadId);
    expect(await who.sayAndWait('STOP')).toHaveLength(1);
    const refused = await andrea.write(leadId, 'Espere');
    expect(refused.status).toBe(409);
    expect(refused.body).toMatchObject({ error: { code: 'opted-out', reason: 'opted-out' } });
  });
});

describe('whose a chat is', () => {
  it('is for its agent to say while they are there; a supervisor may take it nevertheless', async () => {
    const { leadId } = await desk.lead();
    const supervisor = await desk.person('supervisor');
    await andrea.take(leadId);
    for (const refused of [
      await beatriz.take(leadId),
      await beatriz.handBack(leadId),
      await beatriz.write(leadId, 'Hola'),
    ]) {
      expect(refused.status).toBe(409);
      expect(refused.body).toMatchObject({
        error: { code: 'taken', reason: 'chat-taken', params: { name: andrea.name } },
      });
    }
    expect((await supervisor.take(leadId)).body.ownerId).toBe(supervisor.id);
  });

  it('is anybody’s once its agent is gone, and stands in everybody’s list while it is unanswered', async () => {
    const gone = await desk.person('agent', { present: false });
    const { who, leadId } = await desk.lead();
    await gone.take(leadId);
    await who.sayAndWait('¿Sigues ahí?');
    const { chats } = (await beatriz.get<ChatList>('/api/chats')).body;
    expect(chats.find((chat) => chat.leadId === leadId)).toMatchObject({
      lastText: '¿Sigues ahí?',
      absentOwner: { name: gone.name },
    });
    const ownerPresent = async () =>
      (await beatriz.get<LeadDetail>(`/api/leads/${leadId}`)).body.ownerPresent;
    expect(await ownerPresent()).toBe(false);
    const taken = await beatriz.take(leadId);
    expect(taken.status).toBe(200);
    expect(taken.body).toMatchObject({ ownerId: beatriz.id, ownerPresent: true });
    expect(await ownerPresent()).toBe(true);
  });

  it('is not found for a lead that does not exist', async () => {
    expect((await andrea.take(randomUUID())).status).toBe(404);
    expect((await andrea.take('nonsense')).status).toBe(400);
  });
});

describe('the list of chats', () => {
  it('has mine with the longest unanswered first, and says since when', async () => {
    const carla = await desk.person();
    const [first, second, third] = [await desk.lead(), await desk.lead(), await desk.lead()] as const;
    for (const { leadId } of [first, second, third]) await carla.take(leadId);
    await second.who.sayAndWait('¿Hola?');
    await third.who.sayAndWait('¿Precio?');
    expect(await list(carla)).toEqual([
      [second.leadId, '¿Hola?', true],
      [third.leadId, '¿Precio?', true],
      [first.leadId, expect.any(String), false],
    ]);
    const answered = new Promise<Chat>((resolve) =>
      andrea.console?.on('chat.changed', (chat) => chat.leadId === second.leadId && resolve(chat)),
    );
    await carla.write(second.leadId, 'Aquí estoy');
    expect((await answered).ownerId).toBe(carla.id);
    expect((await list(carla)).map(([id, , waits]) => [id, waits])).toEqual([
      [third.leadId, true],
      [second.leadId, false],
      [first.leadId, false],
    ]);
  });
});

async function list(person: DeskPerson): Promise<[string, string, boolean][]> {
  const { chats } = (await person.get<ChatList>('/api/chats')).body;
  return chats
    .filter(({ absentOwner }) => absentOwner === undefined)
    .map(({ leadId, lastText, unansweredSince }) => [leadId, lastText, unansweredSince !== null]);
}

describe('handing a chat back', () => {
  it('lets the AI answer what nobody has answered', async () => {
    const { who, leadId } = await desk.lead();
    await andrea.take(leadId);
    await who.sayAndWait('¿Cuánto cuestan los condos en Nuevo Vallarta?');
    const before = who.heard().length;
    expect((await andrea.handBack(leadId)).body.handledBy).toBe('ai');
    await until(() => who.heard().length > before, { what: 'the answer that was due' });
    await journey.idle();
    expect(who.heard().length).toBe(before + 1);
  });

  it('answers anew where the AI’s own reply was withheld', async () => {
    const { who, leadId } = await desk.lead();
    const before = who.heard().length;
    journey.llm.slowMs = 0;
    await journey.stopWorker();
    journey.whatsapp.receive(
      { phone: `+${who.phone}`, name: 'Ana Prueba' },
      { type: 'text', text: { body: '¿Cuánto cuestan?' } },
    );
    await journey.whatsapp.settled();
    // The reply is composed and waits, because nothing sends it.
    journey.whatsapp.faults.arm({ kind: 'error', code: 130429, times: 1 });
    await journey.restartWorker();
    await until(
      async () => (await ours(leadId)).some(({ status, error }) => status === 'pending' && error !== null),
      { what: 'a reply that waits for its next try' },
    );
    await andrea.take(leadId);
    await journey.idle();
    expect(who.heard().length).toBe(before);
    await andrea.handBack(leadId);
    await until(() => who.heard().length > before, { what: 'the answer composed anew' });
    await journey.idle();
    expect(who.heard().length).toBe(before + 1);
  });

  it('says nothing where a person has answered, and answers the next message only', async () => {
    const { who, leadId } = await desk.lead();
    await andrea.take(leadId);
    await who.sayAndWait('¿Cuánto cuestan?');
    await andrea.write(leadId, 'Desde 300 mil dólares');
    await journey.idle();
    const before = who.heard().length;
    await andrea.handBack(leadId);
    await journey.idle();
    expect(who.heard().length).toBe(before);
    await who.say('Gracias, ¿y de 2 recámaras?');
    expect(who.heard().length).toBe(before + 1);
  });

  it('starts the follow-ups again, and is told', async () => {
    const { leadId } = await desk.lead();
    await andrea.write(leadId, 'Con gusto');
    await journey.idle();
    await andrea.handBack(leadId);
    await andrea.handBack(leadId);
    const types = (await eventsOf(leadId)).map(({ type }) => type);
    expect(types.filter((type) => type === 'chat.handed-back')).toHaveLength(1);
    const { rows } = await journey.db.query<{ waiting: number }>(
      `SELECT count(*)::int AS waiting FROM outbox WHERE kind = 'lead.follow-up' AND done_at IS NULL AND payload->>'leadId' = $1`,
      [leadId],
    );
    expect(rows[0]?.waiting).toBe(1);
  });
});
