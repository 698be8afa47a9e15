import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testStores } from '../../../support/stores.ts';
import {
  startVapiBackend,
  vapiHmacSecret,
  vapiSecret,
  type TestBackend,
} from '../../../support/vapi-backend.ts';
import { startVapiProvider, type VapiProvider } from '../../../support/vapi-provider.ts';

const stores = await testStores();
const now = new Date('2026-11-22T17:00:00Z');
let provider: VapiProvider;
let backend: TestBackend;

beforeAll(async () => {
  provider = await startVapiProvider();
  backend = await startVapiBackend(stores, provider, { working: false, now: () => now });
});
afterAll(async () => {
  await backend.stop();
  await provider.close();
});

let bodies = 0;
/** A body that was never sent before, with odd spacing: a signature covers bytes. */
const newBody = (): string => `{ "message":  {"type":"hang", "n": ${(bodies += 1)}, "text": "ñ 🌊" } }`;
const sign = (timestamp: string, body: string, secret = vapiHmacSecret): string =>
  createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex');
const seconds = (offset = 0): string => String(Math.floor(now.getTime() / 1000) + offset);

async function post(headers: Record<string, string>, payload: string | Buffer = newBody()) {
  const answer = await backend.app.inject({
    method: 'POST',
    url: '/webhooks/vapi',
    headers: { 'content-type': 'application/json', ...headers },
    payload,
  });
  return { status: answer.statusCode, body: answer.body };
}
async function stored(): Promise<number> {
  return (await backend.db.query(`SELECT count(*)::int AS n FROM webhooks`)).rows[0].n;
}

describe('who may speak as Vapi', () => {
  it('takes the shared secret', async () => {
    const before = await stored();
    expect(await post({ 'x-vapi-secret': vapiSecret })).toEqual({ status: 200, body: '{}' });
    expect(await stored()).toBe(before + 1);
  });

  it.each([
    ['in seconds', seconds()],
    ['in milliseconds', String(now.getTime())],
    ['299 s old', seconds(-299)],
    ['299 s ahead', seconds(299)],
  ])('takes a signature over the raw bytes, with a timestamp %s', async (_, timestamp) => {
    const body = newBody();
    expect(
      (await post({ 'x-timestamp': timestamp, 'x-signature': sign(timestamp, body) }, body)).status,
    ).toBe(200);
  });

  it('takes either where both are configured', async () => {
    const body = newBody();
    const timestamp = seconds();
    expect(
      (
        await post(
          { 'x-vapi-secret': 'wrong', 'x-timestamp': timestamp, 'x-signature': sign(timestamp, body) },
          body,
        )
      ).status,
    ).toBe(200);
    expect(
      (await post({ 'x-vapi-secret': vapiSecret, 'x-timestamp': timestamp, 'x-signature': 'wrong' })).status,
    ).toBe(200);
  });

  const body = newBody();
  it.each<[string, Record<string, string>, RegExp]>([
    ['nothing', {}, /X-Vapi-Secret is missing.*x-signature or x-timestamp is missing/],
    ['a wrong secret', { 'x-vapi-secret': `${vapiSecret}x` }, /X-Vapi-Secret is wrong/],
    ['an empty secret', { 'x-vapi-secret': '' }, /X-Vapi-Secret is missing/],
    [
      'a signature with another secret',
      { 'x-timestamp': seconds(), 'x-signature': sign(seconds(), body, 'another') },
      /the signature is wrong/,
    ],
    [
      'a signature over another body',
      { 'x-timestamp': seconds(), 'x-signature': sign(seconds(), `${body} `) },
      /the signature is wrong/,
    ],
    ['a signature without its timestamp', { 'x-signature': sign(seconds(), body) }, /x-timestamp is missing/],
    [
      'another timestamp than was signed',
      { 'x-timestamp': seconds(1), 'x-signature': sign(seconds(), body) },
      /the signature is wrong/,
    ],
    [
      'a signature of 301 s ago',
      { 'x-timestamp': seconds(-301), 'x-signature': sign(seconds(-301), body) },
      /not within five minutes/,
    ],
    [
      'a signature 301 s ahead',
      { 'x-timestamp': seconds(301), 'x-signature': sign(seconds(301), body) },
      /not within five minutes/,
    ],
    [
      'a timestamp that is none',
      { 'x-timestamp': 'now', 'x-signature': sign('now', body) },
      /not within five minutes/,
    ],
  ])('refuses %s, says why, and stores nothing', async (_, headers, why) => {
    const before = await stored();
    const answer = await post(headers, body);
    expect(answer.status).toBe(401);
    expect(answer.body).toMatch(why);
    expect(answer.body).not.toContain(vapiSecret);
    expect(await stored()).toBe(before);
  });

  it('reads the headers that the configuration names', async () => {
    const other = await startVapiBackend(stores, provider, {
      working: false,
      now: () => now,
      env: {
        VAPI_SERVER_SECRET: '',
        VAPI_HMAC_SIGNATURE_HEADER: 'X-Vidanta-Signature',
        VAPI_HMAC_TIMESTAMP_HEADER: 'X-Vidanta-Time',
      },
    });
    const payload = newBody();
    const headers = { 'x-vidanta-time': seconds(), 'x-vidanta-signature': sign(seconds(), payload) };
    const answer = await other.app.inject({
      method: 'POST',
      url: '/webhooks/vapi',
      headers: { 'content-type': 'application/json', ...headers },
      payload,
    });
    expect(answer.statusCode).toBe(200);
    const secretOnly = await other.app.inject({
      method: 'POST',
      url: '/webhooks/vapi',
      headers: { 'x-vapi-secret': vapiSecret },
      payload,
    });
    expect(secretOnly.statusCode).toBe(401);
    await other.stop();
  });
});

describe('what may be said', () => {
  it.each([
    ['no body', ''],
    ['half a body', '{"message": {"type": "hang"'],
    ['a list', '[]'],
    ['a text', '"hang"'],
    ['null', 'null'],
    ['bytes that are no text', Buffer.from([0xff, 0xfe, 0x00, 0x7b])],
    ['an endless nest', `${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}`],
  ])('answers 400 to %s and stores nothing', async (_, payload) => {
    const before = await stored();
    expect((await post({ 'x-vapi-secret': vapiSecret }, payload)).status).toBe(400);
    expect(await stored()).toBe(before);
  });

  it('answers 413 to five megabytes, and takes three', async () => {
    const big = (megabytes: number): string =>
      JSON.stringify({ message: { type: 'conversation-update', text: 'x'.repeat(megabytes * 1024 * 1024) } });
    expect((await post({ 'x-vapi-secret': vapiSecret }, big(5))).status).toBe(413);
    expect((await post({ 'x-vapi-secret': vapiSecret }, big(3))).status).toBe(200);
  });

  it('stores characters that PostgreSQL does not take', async () => {
    const payload = '{"message":{"type":"hang","text":"a\\u0000b \\ud800 c"}}';
    expect((await post({ 'x-vapi-secret': vapiSecret }, payload)).status).toBe(200);
  });
});
