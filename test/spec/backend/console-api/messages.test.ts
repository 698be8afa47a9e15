/** What an agent writes goes the AI's way out: once, within the window, with every state to be seen. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import type { StreamEvent } from '../../../../src/shared/events.ts';
import type { TimelineItem } from '../../../../src/shared/timeline.ts';
import { inTransaction } from '../../../../src/backend/store/database.ts';
import { queueMessage } from '../../../../src/backend/store/messages.ts';
import { startDesk } from '../../../support/chat-desk.ts';
import { testStores } from '../../../support/stores.ts';
import { until } from '../../../support/until.ts';
import type { Talk } from '../../../support/whatsapp-talk.ts';

const stores = await testStores();
const desk = await startDesk(stores);
const { journey } = desk;
const andrea = await desk.person();
afterAll(() => desk.close());
beforeEach(() => journey.whatsapp.faults.clear());

const texts = (who: Talk): string[] => who.heard().map(({ text }) => text);
const itemOf = async (leadId: string, id: string): Promise<TimelineItem | undefined> =>
  (await desk.timeline(leadId, andrea)).find((item) => item.id === id);
const inState = (leadId: string, id: string, status: string): Promise<TimelineItem> =>
  until(
    async () => {
      const item = await itemOf(leadId, id);
      return item?.status === status ? item : undefined;
    },
    { what: `the message to be ${status}` },
  );
/** The lead wrote last so long ago that WhatsApp's window has closed. */
async function closeWindow(leadId: string): Promise<void> {
  await journey.db.query(`UPDATE leads SET last_inbound_at = now() - interval '25 hours' WHERE id = $1`, [
    leadId,
  ]);
}
const template = (over: Record<string, unknown> = {}): Record<string, unknown> => ({
  ...{ kind: 'template', key: randomUUID(), name: 'retomar_conversacion', language: 'es' },
  parameters: ['Ana', 'Andrea Luna'],
  ...over,
});

describe('a text', () => {
  it('reaches the lead, takes the chat over, and stands in stream and story with its author’s name', async () => {
    const { who, leadId } = await desk.lead();
    const seen: StreamEvent[] = [];
    andrea.console?.on('event', (event) => seen.push(event));
    await andrea.console?.emitWithAck('watch', { stream: `lead:${leadId}`, after: 0 });
    const accepted = await andrea.write(leadId, 'Hola, soy Andrea');
    expect(accepted.status).toBe(200);
    const { interactionId } = accepted.body;
    expect(await itemOf(leadId, interactionId)).toMatchObject({
      ...{
        channel: 'whatsapp',
        author: 'agent',
        agentName: andrea.name,
        text: 'Hola, soy Andrea',
        kind: 'text',
      },
    });
    await until(() => texts(who).includes('Hola, soy Andrea'), { what: 'the message to arrive' });
    await inState(leadId, interactionId, 'delivered');
    const queued = await until(
      () =>
        seen.find(
          ({ type, data }) => type === 'message.queued' && 'author' in data && data.author === 'agent',
        ),
      { what: 'the event of the message' },
    );
    expect(queued.data).toMatchObject({
      ...{ interactionId, author: 'agent', agentName: andrea.name, kind: 'text' },
    });
    expect(seen.map(({ type }) => type)).toContain('chat.taken');
    who.heard().forEach(({ wamid }) => journey.whatsapp.markRead(wamid));
    await inState(leadId, interactionId, 'read');
  });

  it('goes once however often its key comes', async () => {
    const { who, leadId } = await desk.lead();
    const key = randomUUID();
    const answers = await Promise.all([1, 2, 3].map(() => andrea.write(leadId, 'Solo una vez', key)));
    expect(new Set(answers.map(({ body }) => body.interactionId)).size).toBe(1);
    await journey.idle();
    await andrea.write(leadId, 'Solo una vez', key);
    await journey.idle();
    expect(texts(who).filter((text) => text === 'Solo una vez')).toHaveLength(1);
    const other = await desk.lead();
    expect((await andrea.write(other.leadId, 'Otra', key)).body).toMatchObject({
      error: { code: 'conflict', reason: 'key-used' },
    });
  });

  it('is refused when the window has closed, and the same key is still the same message then', async () => {
    const { leadId } = await desk.lead();
    const key = randomUUID();
    const first = await andrea.write(leadId, 'A tiempo', key);
    await closeWindow(leadId);
    const late = await andrea.write(leadId, 'Tarde');
    expect(late.status).toBe(409);
    expect(late.body).toMatchObject({ error: { code: 'window-closed', reason: 'window-closed' } });
    expect((await andrea.write(leadId, 'A tiempo', key)).body).toEqual(first.body);
  });

  it('fails in words, and is not sent as something else, when the window closes before it goes', async () => {
    const { who, leadId } = await desk.lead();
    await journey.stopWorker();
    const { interactionId } = (await andrea.write(leadId, 'Casi a tiempo')).body;
    await closeWindow(leadId);
    const before = who.heard().length;
    await journey.restartWorker();
    const failed = await inState(leadId, interactionId, 'failed');
    expect(failed.error).toMatch(/24 hours/);
    expect(failed.why).toBe('window-closed');
    await journey.idle();
    expect(who.heard().length).toBe(before);
  });

  it('fails in Meta’s words where Meta closes the window, and no template goes in its stead', async () => {
    const { who, leadId } = await desk.lead();
    const before = who.heard().length;
    journey.whatsapp.faults.arm({ kind: 'error', code: 131047 });
    const { interactionId } = (await andrea.write(leadId, 'Según Meta es tarde')).body;
    const failed = await inState(leadId, interactionId, 'failed');
    expect(failed.code).toBe(131047);
    expect(failed.error).toBe(
      'Message failed to send because more than 24 hours have passed since the customer last replied to this number.',
    );
    await journey.idle();
    expect(who.heard().length).toBe(before);
  });

  it.each([{ text: '' }, { text: ' ' }, { text: 'x'.repeat(4_097) }, { key: 'mine' }, { kind: 'picture' }])(
    'is refused as %j',
    async (wrong) => {
      const { leadId } = await desk.lead();
      const body = { kind: 'text', key: randomUUID(), text: 'Hola', ...wrong };
      expect((await andrea.post(`/api/leads/${leadId}/messages`, body)).status).toBe(400);
    },
  );
});

describe('a template', () => {
  it('goes after the window has closed, with its parameters, and its words are the message', async () => {
    const { who, leadId } = await desk.lead();
    await closeWindow(leadId);
    const accepted = await andrea.post<{ interactionId: string }>(
      `/api/leads/${leadId}/messages`,
      template(),
    );
    expect(accepted.status).toBe(200);
    await until(() => texts(who).some((text) => text.startsWith('[retomar_conversacion]')), {
      what: 'the template to arrive',
    });
    const sent = who.heard().at(-1);
    expect(sent?.body.template).toMatchObject({
      name: 'retomar_conversacion',
      language: { code: 'es_MX' },
      components: [{ type: 'body', parameters: [{ text: 'Ana' }, { text: 'Andrea Luna' }] }],
    });
    expect(await inState(leadId, accepted.body.interactionId, 'delivered')).toMatchObject({
      ...{ kind: 'template', author: 'agent', agentName: andrea.name },
      text: 'Hola Ana, soy Andrea Luna de Vidanta. Me gustaría retomar nuestra conversación. ¿Te viene bien que sigamos por aquí?',
    });
  });

  it('is refused where there is no such one, or with too few values', async () => {
    const { leadId } = await desk.lead();
    for (const wrong of [{ name: 'nada' }, { parameters: ['Ana'] }, { parameters: ['Ana', ''] }]) {
      const answer = await andrea.post(`/api/leads/${leadId}/messages`, template(wrong));
      expect([answer.status, answer.body]).toMatchObject([400, { error: { code: 'invalid' } }]);
    }
  });

  it('that Meta does not know fails with what Meta says (132001)', async () => {
    const { leadId } = await desk.lead();
    await journey.db.query(
      `INSERT INTO message_templates (name, language, body) VALUES ('olvidada', 'es', 'Hola') ON CONFLICT DO NOTHING`,
    );
    const { interactionId } = (
      await andrea.post<{ interactionId: string }>(
        `/api/leads/${leadId}/messages`,
        template({ name: 'olvidada', parameters: [] }),
      )
    ).body;
    expect((await inState(leadId, interactionId, 'failed')).error).toBe(
      'template name does not exist in the given language',
    );
  });
});

describe('another try', () => {
  it('sends what failed, once, and refuses what did not fail', async () => {
    const { who, leadId } = await desk.lead();
    journey.whatsapp.faults.arm({ kind: 'failed', code: 131026 });
    const { interactionId } = (await andrea.write(leadId, 'Otra vez')).body;
    expect((await inState(leadId, interactionId, 'failed')).error).toMatch(/Unable to deliver/);
    const arrived = who.heard().length;
    const tries = await Promise.all([1, 2].map(() => andrea.post(`/api/messages/${interactionId}/retry`)));
    expect(tries.map(({ status }) => status).toSorted()).toEqual([200, 409]);
    const delivered = await inState(leadId, interactionId, 'delivered');
    expect(delivered.error).toBeUndefined();
    expect(who.heard().length).toBe(arrived + 1);
    expect((await andrea.post(`/api/messages/${interactionId}/retry`)).body).toMatchObject({
      error: { code: 'conflict', reason: 'not-failed' },
    });
  });

  it('sends the AI’s failed message although a person has the chat by now, because a person asked for it', async () => {
    const { who, leadId } = await desk.lead();
    journey.whatsapp.faults.arm({ kind: 'error', code: 131026 });
    const id = await inTransaction(journey.db, (tx) =>
      queueMessage(tx, { leadId, text: 'De la IA', reasonKey: `reply:${randomUUID()}` }),
    );
    await inState(leadId, String(id), 'failed');
    await andrea.take(leadId);
    expect((await andrea.post(`/api/messages/${id}/retry`)).status).toBe(200);
    await until(() => texts(who).includes('De la IA'), { what: 'the message to arrive' });
  });

  it('goes in its own words where it had been given up as a template', async () => {
    const { who, leadId } = await desk.lead();
    journey.whatsapp.faults.arm({ kind: 'error', code: 131047 });
    journey.whatsapp.faults.arm({ kind: 'error', code: 131026 });
    const id = await inTransaction(journey.db, (tx) =>
      queueMessage(tx, { leadId, text: 'Palabra por palabra', reasonKey: `reply:${randomUUID()}` }),
    );
    await inState(leadId, String(id), 'failed');
    expect((await andrea.post(`/api/messages/${id}/retry`)).status).toBe(200);
    await until(() => texts(who).includes('Palabra por palabra'), { what: 'the message to arrive' });
  });

  it('keeps the window, and knows no message of nobody’s', async () => {
    const { leadId } = await desk.lead();
    journey.whatsapp.faults.arm({ kind: 'error', code: 131026 });
    const { interactionId } = (await andrea.write(leadId, 'Tarde')).body;
    await inState(leadId, interactionId, 'failed');
    await closeWindow(leadId);
    expect((await andrea.post(`/api/messages/${interactionId}/retry`)).body).toMatchObject({
      error: { code: 'window-closed' },
    });
    expect((await andrea.post(`/api/messages/${randomUUID()}/retry`)).status).toBe(404);
  });
});
