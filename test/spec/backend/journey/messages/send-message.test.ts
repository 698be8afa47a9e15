/** One reason, one message: through every refusal, every cut line, and our own death at the worst moment. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import type { Deps } from '../../../../../src/backend/deps.ts';
import { createWhatsAppGateway } from '../../../../../src/backend/gateways/whatsapp.ts';
import { inTransaction } from '../../../../../src/backend/store/database.ts';
import { queueMessage } from '../../../../../src/backend/store/messages.ts';
import type { SentMessage } from '../../../../../src/simulators/whatsapp/whatsapp.ts';
import { freePort } from '../../../../support/ports.ts';
import { testStores } from '../../../../support/stores.ts';
import { until } from '../../../../support/until.ts';
import { startWhatsAppBackend } from '../../../../support/whatsapp-backend.ts';
import { envelope } from '../../../../support/whatsapp-bodies.ts';
import { addAgent } from '../../../../support/whatsapp-staff.ts';
import { leadOf, talk, type Talk } from '../../../../support/whatsapp-talk.ts';

const stores = await testStores();
const backend = await startWhatsAppBackend(stores);
await addAgent(backend.db);
afterAll(() => backend.close());
beforeEach(() => backend.whatsapp.faults.clear());

interface MessageRow {
  id: string;
  status: string;
  external_id: string | null;
  metadata: Record<string, unknown>;
  error: { code?: number } | null;
}

async function rowOf(id: string): Promise<MessageRow> {
  const { rows } = await backend.db.query<MessageRow>('SELECT * FROM interactions WHERE id = $1', [id]);
  return rows[0]!;
}

/** Somebody in conversation with us, and a message of ours to them. */
async function somebody(): Promise<{ who: Talk; queue: (text?: string) => Promise<string> }> {
  const who = talk(backend);
  await who.say('Hola');
  const { id: leadId } = await leadOf(backend, who);
  const queue = (text = 'Una cosa más'): Promise<string> =>
    inTransaction(backend.db, (tx) =>
      queueMessage(tx, { leadId, text, reasonKey: `test:${randomUUID()}` }),
    ).then(String);
  return { who, queue };
}

const jobOf = async (key: string): Promise<{ result: string | null } | undefined> =>
  (await backend.db.query<{ result: string | null }>('SELECT result FROM outbox WHERE key = $1', [key]))
    .rows[0];
const settled = (id: string, status: string): Promise<MessageRow> =>
  until(
    async () => {
      const row = await rowOf(id);
      return row.status === status && row;
    },
    { what: `message ${status}` },
  );
const copies = (id: string): SentMessage[] =>
  backend.whatsapp.messages.filter(({ callbackData }) => callbackData === id);

describe('a message', () => {
  it('is sent once, and follows what WhatsApp says of it up to "read"', async () => {
    const { queue } = await somebody();
    const id = await queue();
    const { external_id } = await settled(id, 'delivered');
    backend.whatsapp.markRead(external_id!);
    await settled(id, 'read');
    expect(copies(id)).toHaveLength(1);
  });

  it('of a reason that was answered before is not written again', async () => {
    const { who } = await somebody();
    const { id: leadId } = await leadOf(backend, who);
    const say = (): Promise<string | undefined> =>
      inTransaction(backend.db, (tx) => queueMessage(tx, { leadId, text: 'x', reasonKey: `once:${leadId}` }));
    expect(await say()).toBeDefined();
    expect(await say()).toBeUndefined();
  });

  it('goes as a template once the window is closed, by our clock', async () => {
    const { who, queue } = await somebody();
    await backend.db.query(
      `UPDATE leads SET last_inbound_at = now() - interval '25 hours' WHERE whatsapp_id = $1`,
      [who.phone],
    );
    const id = await queue();
    await settled(id, 'delivered');
    expect(copies(id).map(({ type }) => type)).toEqual(['template']);
    expect((await rowOf(id)).metadata).toMatchObject({ kind: 'template' });
  });

  it('goes as a template when WhatsApp says that the window is closed (131047), at once or later', async () => {
    const { who, queue } = await somebody();
    backend.whatsapp.faults.arm({ kind: 'error', code: 131047, to: who.phone! });
    const first = await queue();
    await settled(first, 'delivered');
    expect(copies(first).map(({ type }) => type)).toEqual(['template']);
    backend.whatsapp.faults.arm({ kind: 'failed', code: 131047, to: who.phone! });
    const second = await queue();
    await settled(second, 'delivered');
    expect(copies(second).map(({ type }) => type)).toEqual(['text', 'template']);
  });

  it('that cannot be delivered (131026) is marked, and somebody is asked to find another way', async () => {
    const { who, queue } = await somebody();
    backend.whatsapp.faults.arm({ kind: 'failed', code: 131026, to: who.phone! });
    const id = await queue();
    expect((await settled(id, 'failed')).error).toMatchObject({ code: 131026 });
    const { rows } = await backend.db.query('SELECT kind FROM tasks WHERE lead_id = $1', [
      (await leadOf(backend, who)).id,
    ]);
    expect(rows).toEqual([{ kind: 'review' }]);
  });

  it('that WhatsApp withholds (131049) gets one more chance a day later', async () => {
    const { who, queue } = await somebody();
    backend.whatsapp.faults.arm({ kind: 'failed', code: 131049, times: 2, to: who.phone! });
    const id = await queue();
    const job = await until(async () => {
      const { rows } = await backend.db.query<{ id: string; hours: number }>(
        `SELECT id, extract(epoch FROM run_at - now())::int / 3600 AS hours FROM outbox WHERE key LIKE $1 AND done_at IS NULL AND run_at > now()`,
        [`message.send:${id}:%`],
      );
      return rows[0];
    });
    expect([23, 24]).toContain(job.hours);
    await backend.db.query('UPDATE outbox SET run_at = now() WHERE id = $1', [job.id]);
    await settled(id, 'withheld');
    expect(copies(id)).toHaveLength(2);
    await backend.idle();
    const { rows } = await backend.db.query(`SELECT 1 FROM outbox WHERE key LIKE $1 AND done_at IS NULL`, [
      `message.send:${id}%`,
    ]);
    expect(rows).toEqual([]);
  });

  it('whose failure is told before Meta answers gets its second chance all the same', async () => {
    const { who, queue } = await somebody();
    backend.whatsapp.faults.arm({ kind: 'failed', code: 131049, times: 2, to: who.phone! });
    const { whatsapp } = backend.deps;
    const slow: Deps['whatsapp'] = {
      ...whatsapp,
      sendText: async (message) => {
        const answer = await whatsapp.sendText(message);
        const heard = async (): Promise<boolean> => (await rowOf(message.callbackData)).error !== null;
        await until(heard, { what: 'the status before the answer' });
        return answer;
      },
    };
    await backend.restartWorker({ whatsapp: slow });
    const id = await queue();
    await until(async () => (await rowOf(id)).error !== null);
    await until(async () => (await jobOf(`message.send:${id}`))?.result === 'done');
    await backend.db.query(`UPDATE outbox SET run_at = now() WHERE key LIKE $1 AND done_at IS NULL`, [
      `message.send:${id}:%`,
    ]);
    await settled(id, 'withheld');
    expect(copies(id)).toHaveLength(2);
    await backend.restartWorker();
  });

  it('that WhatsApp will never take is marked failed with its reason', async () => {
    const { who, queue } = await somebody();
    backend.whatsapp.faults.arm({ kind: 'error', code: 131051, to: who.phone! });
    expect((await settled(await queue(), 'failed')).error).toMatchObject({ code: 131051 });
  });

  it.each([130429, 131056])('that came too fast (%i) goes later, once', async (code) => {
    const { who, queue } = await somebody();
    backend.whatsapp.faults.arm({ kind: 'error', code, to: who.phone! });
    const id = await queue();
    await settled(id, 'delivered');
    expect(copies(id)).toHaveLength(1);
  });

  it('keeps its place while an earlier one is tried again', async () => {
    const { who, queue } = await somebody();
    backend.whatsapp.faults.arm({ kind: 'error', code: 131056, to: who.phone! });
    const [first, second] = [await queue('uno'), await queue('dos')];
    await settled(second, 'delivered');
    const order = backend.whatsapp.messages.map(({ callbackData }) => callbackData);
    expect(order.indexOf(first)).toBeLessThan(order.indexOf(second));
  });
});

describe('a message whose fate is unknown', () => {
  it.each(['accept-then-drop'] as const)(
    'because the line was cut after it was taken (%s) is confirmed by its status and never sent again',
    async (kind) => {
      const { who, queue } = await somebody();
      backend.whatsapp.faults.arm({ kind, to: who.phone! });
      const id = await queue();
      const row = await settled(id, 'delivered');
      expect(row.external_id).toBe(copies(id)[0]?.wamid);
      await backend.idle();
      expect(copies(id)).toHaveLength(1);
    },
  );

  it.each([{ kind: 'drop' }, { kind: 'status', status: 503 }, { kind: 'status', status: 500 }] as const)(
    'and that WhatsApp never took (%o) is sent after the grace',
    async (fault) => {
      const { who, queue } = await somebody();
      backend.whatsapp.faults.arm({ ...fault, to: who.phone! });
      const id = await queue();
      await settled(id, 'delivered');
      expect(copies(id)).toHaveLength(1);
    },
  );

  it('because we died between the POST and its record is never sent twice', async () => {
    const { queue } = await somebody();
    let posts = 0;
    const dying: Deps['whatsapp'] = {
      ...backend.deps.whatsapp,
      // Dead: the message is out, and nothing of this process will ever be written again.
      sendText: async (message) => {
        posts += 1;
        await backend.deps.whatsapp.sendText(message);
        return new Promise(() => undefined);
      },
    };
    await backend.restartWorker({ whatsapp: dying });
    const id = await queue();
    await until(() => posts === 1);
    await backend.db.query(`UPDATE outbox SET locked_until = now() WHERE key = $1`, [`message.send:${id}`]);
    await backend.restartWorker();
    await settled(id, 'delivered');
    await until(async () => (await jobOf(`message.send:${id}`))?.result === 'done');
    expect(copies(id)).toHaveLength(1);
  });

  it('while WhatsApp cannot be reached at all goes as soon as it can', async () => {
    const { queue } = await somebody();
    const nobody = createWhatsAppGateway({
      ...backend.deps.env,
      WHATSAPP_API_URL: `http://127.0.0.1:${await freePort()}`,
    });
    await backend.restartWorker({ whatsapp: nobody });
    const id = await queue();
    await until(async () => (await rowOf(id)).error !== null, { what: 'a first failure' });
    expect((await rowOf(id)).status).toBe('pending');
    await backend.restartWorker();
    await settled(id, 'delivered');
    expect(copies(id)).toHaveLength(1);
  });
});

describe('statuses', () => {
  async function status(wamid: string, kind: string, more: Record<string, unknown> = {}): Promise<string> {
    const item = { id: wamid, status: kind, timestamp: '1', recipient_id: '5215500000000', ...more };
    await backend.post(envelope([{ statuses: [item] }]));
    await backend.idle();
    const { rows } = await backend.db.query<{ effect: string }>(
      `SELECT effect FROM webhooks WHERE natural_key = $1`,
      [`status:${wamid}:${kind}:5215500000000`],
    );
    return rows[0]!.effect;
  }

  it('never move backwards, in whatever order they come', async () => {
    const { queue } = await somebody();
    const id = await queue();
    const { external_id } = await settled(id, 'delivered');
    expect(await status(external_id!, 'read')).toBe('read');
    expect(await status(external_id!, 'delivered')).toBe('none: older news');
    expect(await status(external_id!, 'sent')).toBe('none: older news');
    expect(await status(external_id!, 'failed', { errors: [{ code: 131026 }] })).toBe(
      'none: it was delivered all the same',
    );
    expect((await rowOf(id)).status).toBe('read');
  });

  it('of messages that are not ours, of unknown kinds and without a shape leave their reason', async () => {
    const { queue } = await somebody();
    const { external_id } = await settled(await queue(), 'delivered');
    expect(await status(`wamid.${randomUUID()}`, 'read')).toBe('none: not a message of ours');
    expect(await status(external_id!, 'teleported')).toBe("none: the status 'teleported' is unknown");
    expect(await status(`wamid.${randomUUID()}`, 'read', { biz_opaque_callback_data: 'not-a-uuid' })).toBe(
      'none: not a message of ours',
    );
  });
});
