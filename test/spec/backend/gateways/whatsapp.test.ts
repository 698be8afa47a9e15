/** What we send is what Meta's examples show; what comes back says whether we may try again. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { GatewayError } from '../../../../src/backend/gateways/gateway-error.ts';
import { createWhatsAppGateway, type WhatsAppGateway } from '../../../../src/backend/gateways/whatsapp.ts';
import { jsonOf, serve, type Answered, type Asked } from '../../../../src/simulators/http/serve.ts';
import { freePort } from '../../../support/ports.ts';
import { testEnv } from '../../../support/whatsapp-backend.ts';

let answer: () => Promise<Answered> | Answered = () => ok('wamid.1');
const asked: Asked[] = [];
const graph = await serve((request) => {
  asked.push(request);
  return answer();
});
afterAll(() => graph.close());
const gateway = createWhatsAppGateway(testEnv({ WHATSAPP_API_URL: graph.url }), { timeoutMs: 400 });

const ok = (id: string): Answered => ({
  status: 200,
  body: { messaging_product: 'whatsapp', messages: [{ id }] },
});
const no = (status: number, code: number, headers: Record<string, string> = {}): Answered => ({
  status,
  body: { error: { message: 'no', type: 'OAuthException', code, error_data: { details: 'because' } } },
  headers,
});
const example = (file: string): Record<string, unknown> =>
  JSON.parse(
    readFileSync(join(import.meta.dirname, '../../../payloads/meta-openapi-send', file), 'utf8'),
  ) as Record<string, unknown>;
const lastBody = (): Record<string, unknown> => jsonOf(asked.at(-1)!.raw) as Record<string, unknown>;
const text = { address: { to: '5215512345678' }, text: 'Hola', callbackData: 'our-id' };

async function failureOf(
  send: (whatsapp: WhatsAppGateway) => Promise<unknown>,
  whatsapp = gateway,
): Promise<GatewayError> {
  const error: unknown = await send(whatsapp).then(
    () => new Error('it was sent'),
    (reason: unknown) => reason,
  );
  if (error instanceof GatewayError) return error;
  throw new Error(`expected a GatewayError, got ${String(error)}`);
}

describe('what is sent', () => {
  it('as a text has the shape of Meta’s example, our id, and our token', async () => {
    answer = () => ok('wamid.1');
    expect(await gateway.sendText(text)).toEqual({ wamid: 'wamid.1' });
    expect(asked.at(-1)).toMatchObject({ method: 'POST', path: '/v26.0/106540352242922/messages' });
    expect(asked.at(-1)!.headers['authorization']).toBe('Bearer token');
    const { text: _text, ...frame } = example('request-send-text-message.json');
    expect(lastBody()).toEqual({
      ...frame,
      to: '5215512345678',
      text: { body: 'Hola' },
      biz_opaque_callback_data: 'our-id',
    });
  });

  it('to a person without a phone names the recipient, and nobody else', async () => {
    await gateway.sendText({ ...text, address: { recipient: 'US.13491208655302741918' } });
    expect(lastBody()).toMatchObject({ recipient: 'US.13491208655302741918' });
    expect(lastBody()).not.toHaveProperty('to');
  });

  it('as a template has the shape of Meta’s example', async () => {
    const template = { name: 'seguimiento_vidanta', language: 'es_MX' as const, parameters: ['Ana'] };
    await gateway.sendTemplate({ address: text.address, callbackData: 'our-id', template });
    expect(lastBody()).toMatchObject({
      type: example('request-send-message-template-text.json')['type'],
      template: {
        name: 'seguimiento_vidanta',
        language: { code: 'es_MX' },
        components: [{ type: 'body', parameters: [{ type: 'text', text: 'Ana' }] }],
      },
    });
  });

  it('as a read receipt with typing is Meta’s example to the letter', async () => {
    answer = () => ({ status: 200, body: { success: true } });
    const expected = example('request-send-typing-indicator-and-read-receipt.json');
    await gateway.markReadAndTyping(String(expected['message_id']));
    expect(lastBody()).toEqual(expected);
  });
});

describe('a failure', () => {
  it.each<[string, Answered, GatewayError['failure'], number]>([
    ['a closed window', no(400, 131047), 'rejected', 131047],
    ['an undeliverable number', no(400, 131026), 'rejected', 131026],
    ['a throughput limit', no(400, 130429), 'rate-limited', 130429],
    ['a pair limit', no(400, 131056), 'rate-limited', 131056],
    ['an application limit', no(403, 4), 'rate-limited', 4],
    ['an expired token', no(401, 190), 'unavailable', 190],
    ['a failure of Meta’s', no(500, 131000), 'ambiguous', 131000],
    ['a gateway before Meta', { status: 502, body: 'Bad gateway' }, 'ambiguous', 502],
  ])('by %s says whether we may try again', async (_what, reply, failure, code) => {
    answer = () => reply;
    expect(await failureOf((whatsapp) => whatsapp.sendText(text))).toMatchObject({ failure, code });
  });

  it('that names a time to wait tells it', async () => {
    answer = () => no(429, 130429, { 'retry-after': '7' });
    expect(await failureOf((whatsapp) => whatsapp.sendText(text))).toMatchObject({ retryAfterMs: 7_000 });
  });

  it('by a cut line, by silence, or by an answer without an id leaves it open whether it was sent', async () => {
    const replies: (() => Promise<Answered> | Answered)[] = [
      () => 'drop',
      () => new Promise((resolve) => setTimeout(resolve, 1_500, ok('late'))),
      () => ({ status: 200, body: { messages: [] } }),
      () => ({ status: 200, body: 'fine' }),
    ];
    for (const reply of replies) {
      answer = reply;
      expect(await failureOf((whatsapp) => whatsapp.sendText(text))).toMatchObject({ failure: 'ambiguous' });
    }
  });

  it('to connect means that it certainly was not sent', async () => {
    const nobody = createWhatsAppGateway(
      testEnv({ WHATSAPP_API_URL: `http://127.0.0.1:${await freePort()}` }),
    );
    expect(await failureOf((whatsapp) => whatsapp.sendText(text), nobody)).toMatchObject({
      failure: 'unavailable',
    });
  });
});
