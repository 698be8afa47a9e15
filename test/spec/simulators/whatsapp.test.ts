/** The WhatsApp simulator must fail and succeed as the Cloud API does, or everything proved against it is worth nothing. */
import { createHmac } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { whatsappWebhookProblems } from '../../../src/simulators/contracts/whatsapp-contract.ts';
import { startWhatsAppSimulator, type WhatsAppSimulator } from '../../../src/simulators/whatsapp/whatsapp.ts';
import { startTinyBackend, type Arrived, type TinyBackend } from '../../support/tiny-backend.ts';
import { until } from '../../support/until.ts';

const secret = 'app-secret';
const payloads = join(import.meta.dirname, '../../payloads');
let backend: TinyBackend;
let whatsapp: WhatsAppSimulator;

beforeEach(async () => {
  backend = await startTinyBackend();
  whatsapp = await startWhatsAppSimulator({
    appSecret: secret,
    verifyToken: 'verify',
    accessToken: 'token',
    backendUrls: [backend.url],
    speed: 50,
  });
});
afterEach(async () => {
  await whatsapp.close();
  await backend.close();
});

const person = { phone: '+523225550101', name: 'Mariana Ruiz' };
const text = (body: string) => ({ type: 'text', text: { body } });
const message = (over: Record<string, unknown> = {}) => ({
  messaging_product: 'whatsapp',
  to: '523225550101',
  type: 'text',
  text: { body: 'Hola' },
  biz_opaque_callback_data: 'i-1',
  ...over,
});

async function send(body: unknown, token = 'token') {
  const answer = await fetch(`${whatsapp.url}/v26.0/106540352242922/messages`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  return {
    status: answer.status,
    body: (await answer.json()) as {
      error?: { code: number; error_data?: { details: string } };
      messages?: { id: string }[];
    },
  };
}
const webhooks = (): Arrived[] => backend.at('/webhooks/whatsapp');
interface Value {
  messages?: Record<string, unknown>[];
  contacts?: Record<string, unknown>[];
  statuses?: Record<string, unknown>[];
}
const values = (): Value[] =>
  webhooks().flatMap(({ body }) =>
    (body['entry'] as { changes: { value: Value }[] }[]).flatMap(({ changes }) =>
      changes.map(({ value }) => value),
    ),
  );
const statuses = () => values().flatMap((value) => value.statuses ?? []);
const messages = () => values().flatMap((value) => value.messages ?? []);

describe('webhooks', () => {
  it('are signed over the very bytes and fit the schema Meta publishes', async () => {
    whatsapp.receive(person, text('¡Hola! ¿Cuánto cuestan?'));
    await until(() => webhooks().length === 1);
    const [{ raw, headers, body }] = webhooks() as [Arrived];
    expect(headers['x-hub-signature-256']).toBe(
      `sha256=${createHmac('sha256', secret).update(raw).digest('hex')}`,
    );
    expect(whatsappWebhookProblems(body)).toEqual([]);
    expect(messages()[0]).toMatchObject({
      from: '523225550101',
      type: 'text',
      text: { body: '¡Hola! ¿Cuánto cuestan?' },
    });
  });

  it('come again until the answer is 200, and each message arrives', async () => {
    let refusals = 3;
    backend.override = () => (refusals-- > 0 ? { status: 503 } : undefined);
    const wamid = whatsapp.receive(person, text('uno'));
    whatsapp.receive(person, text('dos'));
    await until(
      () => messages().filter(({ text: body }) => (body as { body: string }).body === 'dos').length > 0,
    );
    expect(messages().filter(({ id }) => id === wamid)).toHaveLength(4);
  });

  it('wait for a backend that is not there yet', async () => {
    whatsapp.backendUrls = [];
    whatsapp.receive(person, text('temprano'));
    whatsapp.backendUrls = [backend.url];
    await until(() => messages().length === 1);
  });

  it('come twice and in batches when told to', async () => {
    whatsapp.habits = { duplicateRate: 1, batchSize: 3 };
    for (const word of ['uno', 'dos', 'tres']) whatsapp.receive(person, text(word));
    await until(() => webhooks().length === 2);
    const [first, second] = webhooks();
    expect(first?.raw.equals(second?.raw ?? Buffer.alloc(0))).toBe(true);
    expect(messages()).toHaveLength(6);
  });

  it('know people who have no phone number for us', async () => {
    whatsapp.receive({ userId: 'US.13491208655302741918', name: 'Tom' }, text('hi'));
    await until(() => messages().length === 1);
    expect(messages()[0]).toMatchObject({ from_user_id: 'US.13491208655302741918' });
    expect(messages()[0]).not.toHaveProperty('from');
    expect((await send(message({ to: undefined, recipient: 'US.13491208655302741918' }))).status).toBe(200);
  });

  it('can be verified with the token alone', async () => {
    backend.override = ({ path }) => (path === '/webhooks/whatsapp' ? { status: 403 } : undefined);
    expect(await whatsapp.verify(backend.url)).toBe(false);
  });
});

describe('sending', () => {
  it('is answered with a wamid, and sent, delivered and read follow with our own data', async () => {
    whatsapp.receive(person, text('hola'));
    const { status, body } = await send(message());
    expect(status).toBe(200);
    const wamid = body.messages?.[0]?.id ?? '';
    expect(wamid).toMatch(/^wamid\./);
    await until(() => statuses().length >= 2);
    whatsapp.markRead(wamid);
    await until(() => statuses().length === 3);
    expect(statuses().map(({ status: each }) => each)).toEqual(['sent', 'delivered', 'read']);
    for (const each of statuses())
      expect(each).toMatchObject({
        id: wamid,
        biz_opaque_callback_data: 'i-1',
        recipient_id: '523225550101',
      });
    expect(webhooks().flatMap(({ body: sent }) => whatsappWebhookProblems(sent))).toEqual([]);
  });

  it('keeps the 24-hour window: text is refused outside it, templates are not', async () => {
    expect((await send(message())).body.error?.code).toBe(131047);
    whatsapp.receive(person, text('viejo'), new Date(Date.now() - 25 * 3_600_000));
    expect((await send(message())).body.error?.code).toBe(131047);
    const template = {
      name: 'seguimiento_vidanta',
      language: { code: 'es_MX' },
      components: [{ type: 'body', parameters: [{ type: 'text', text: 'Mariana' }] }],
    };
    expect((await send(message({ type: 'template', text: undefined, template }))).status).toBe(200);
    whatsapp.receive(person, text('nuevo'));
    expect((await send(message())).status).toBe(200);
  });

  it.each([
    ['no token', message(), 'other', 190],
    ['a field it does not know', message({ txt: 1 }), 'token', 100],
    ['no recipient', message({ to: undefined }), 'token', 100],
    ['no text', message({ text: undefined }), 'token', 100],
    ['too long a text', message({ text: { body: 'x'.repeat(4097) } }), 'token', 131009],
    ['no JSON', '{"messaging_product":', 'token', 100],
  ])('refuses %s and says why', async (_, body, token, code) => {
    const answer = await send(body, token);
    expect(answer.body.error?.code).toBe(code);
    expect(answer.body.error?.error_data?.details).toBeTruthy();
  });

  it.each([130429, 131056, 131026, 131049])(
    'answers %d once when told to, then works again',
    async (code) => {
      whatsapp.receive(person, text('hola'));
      whatsapp.faults.arm({ kind: 'error', code });
      expect((await send(message())).body.error?.code).toBe(code);
      expect((await send(message())).status).toBe(200);
      expect(whatsapp.messages).toHaveLength(1);
    },
  );

  it('can fail later, by status', async () => {
    whatsapp.receive(person, text('hola'));
    whatsapp.faults.arm({ kind: 'failed', code: 131026 });
    expect((await send(message())).status).toBe(200);
    await until(() => statuses().length === 1);
    expect(statuses()[0]).toMatchObject({ status: 'failed', errors: [{ code: 131026 }] });
  });

  it('can take a message and lose the answer, so that whoever sends again is seen to have sent twice', async () => {
    whatsapp.receive(person, text('hola'));
    whatsapp.faults.arm({ kind: 'accept-then-drop' });
    await expect(send(message())).rejects.toThrow();
    expect((await send(message())).status).toBe(200);
    expect(whatsapp.sendsByCallbackData().get('i-1')).toBe(2);
  });

  it('marks read and shows typing for a message it knows', async () => {
    const wamid = whatsapp.receive(person, text('hola'));
    const receipts: unknown[] = [];
    whatsapp.on('read', (receipt) => receipts.push(receipt));
    const read = {
      messaging_product: 'whatsapp',
      status: 'read',
      message_id: wamid,
      typing_indicator: { type: 'text' },
    };
    expect((await send(read)).body).toEqual({ success: true });
    expect(receipts).toEqual([{ wamid, typing: true }]);
    expect((await send({ ...read, message_id: 'wamid.none' })).body.error?.code).toBe(100);
  });
});

describe("Meta's own examples", () => {
  const read = (folder: string, file: string) =>
    JSON.parse(readFileSync(join(payloads, folder, file), 'utf8')) as Record<string, unknown>;
  // Group changes and shared contacts are beyond the simulator, and the schema refuses Meta's own examples of them.
  const ours = readdirSync(join(payloads, 'meta-openapi')).filter(
    (file) => !/^(?:group|contact)-/.test(file),
  );
  it.each(ours)('webhook %s fits the schema', (file) => {
    expect(whatsappWebhookProblems(read('meta-openapi', file))).toEqual([]);
  });
  it('of sending are accepted once their placeholders are filled', async () => {
    whatsapp.receive(person, text('hola'));
    for (const file of [
      'request-send-text-message.json',
      'request-send-reply-button.json',
      'request-send-list-message.json',
    ])
      expect([
        file,
        (
          await send({
            ...read('meta-openapi-send', file),
            to: '523225550101',
            ...(file.includes('button') ? { interactive: buttons } : {}),
            ...(file.includes('list') ? { interactive: list } : {}),
          })
        ).status,
      ]).toEqual([file, 200]);
  });
  const buttons = {
    type: 'button',
    body: { text: '¿Le llamamos?' },
    action: { buttons: [{ type: 'reply', reply: { id: 'yes', title: 'Sí' } }] },
  };
  const list = {
    type: 'list',
    body: { text: '¿Dónde?' },
    action: {
      button: 'Ver',
      sections: [{ title: 'Destinos', rows: [{ id: 'nv', title: 'Nuevo Vallarta' }] }],
    },
  };
});
