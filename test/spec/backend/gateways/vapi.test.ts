import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { GatewayError, GatewayFailure } from '../../../../src/backend/gateways/gateway-error.ts';
import { createVapiGateway, type VapiGateway } from '../../../../src/backend/gateways/vapi.ts';

type Answer =
  { status: number; body?: string; headers?: Record<string, string> } | 'cut' | 'silence' | 'half';
let server: Server;
let gateway: VapiGateway;
let url: string;
let answer: Answer = { status: 200, body: '{}' };
const asked: { method: string; path: string; authorization: string | undefined; body: string }[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    void read(request).then((body) => {
      const { method = '', url: path = '', headers } = request;
      asked.push({ method, path, authorization: headers.authorization, body });
      if (answer === 'silence') return;
      if (answer === 'cut') return void request.socket.destroy();
      if (answer === 'half') {
        response.writeHead(201, { 'content-type': 'application/json', 'content-length': '100' });
        response.write('{"id": "x"');
        return void setImmediate(() => request.socket.destroy());
      }
      response.writeHead(answer.status, { 'content-type': 'application/json', ...answer.headers });
      response.end(answer.body ?? '{}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  gateway = gatewayAt(url);
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

function gatewayAt(base: string): VapiGateway {
  const env = { VAPI_API_URL: base, VAPI_API_KEY: 'key', VAPI_PHONE_NUMBER_ID: 'number' };
  return createVapiGateway(env, { dialTimeoutMs: 300, timeoutMs: 300 });
}
/** An address at which nobody listens (any more). */
async function closedPort(): Promise<string> {
  const closed = createServer();
  await new Promise<void>((resolve) => closed.listen(0, '127.0.0.1', resolve));
  const { port } = closed.address() as AddressInfo;
  await new Promise((resolve) => closed.close(resolve));
  return `http://127.0.0.1:${port}`;
}
async function read(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString();
}
async function failureOf(work: Promise<unknown>): Promise<GatewayError> {
  return work.then(
    () => {
      throw new Error('it did not fail');
    },
    (error: unknown) => error as GatewayError,
  );
}

describe('placing a call', () => {
  it('is one POST with the key, whose answer is given back', async () => {
    asked.length = 0;
    answer = { status: 201, body: '{"id":"call-1","monitor":{"controlUrl":"https://c"}}' };
    expect(await gateway.createCall({ phoneNumberId: 'number' })).toEqual({
      id: 'call-1',
      monitor: { controlUrl: 'https://c' },
    });
    expect(asked).toEqual([
      { method: 'POST', path: '/call', authorization: 'Bearer key', body: '{"phoneNumberId":"number"}' },
    ]);
  });

  it.each<[string, Answer, GatewayFailure]>([
    ['400', { status: 400, body: '{"message":["customer.number must be E.164"]}' }, 'rejected'],
    ['401', { status: 401 }, 'rejected'],
    ['402', { status: 402 }, 'rejected'],
    ['408', { status: 408 }, 'ambiguous'],
    ['429', { status: 429, headers: { 'retry-after': '7' } }, 'rate-limited'],
    ['500', { status: 500 }, 'ambiguous'],
    ['502 from something in between', { status: 502, body: '<html>Bad Gateway</html>' }, 'ambiguous'],
    ['503', { status: 503 }, 'ambiguous'],
    ['201 without an id', { status: 201, body: '{}' }, 'ambiguous'],
    ['201 with half a body', 'half', 'ambiguous'],
    ['201 with a body that is no JSON', { status: 201, body: 'ok' }, 'ambiguous'],
    ['a cut connection', 'cut', 'ambiguous'],
    ['silence', 'silence', 'ambiguous'],
    ['a redirect', { status: 302, headers: { location: 'http://127.0.0.1:1/' } }, 'ambiguous'],
  ])('is never repeated, and says of %s whether it can have happened', async (_, given, failure) => {
    asked.length = 0;
    answer = given;
    const error = await failureOf(gateway.createCall({}));
    expect(error).toMatchObject({ name: 'GatewayError', gateway: 'vapi', operation: 'call.create', failure });
    expect(asked).toHaveLength(1);
  });

  it("tells Vapi's own words and when to come back", async () => {
    answer = { status: 400, body: '{"message":["customer.number must be E.164","name too long"]}' };
    expect((await failureOf(gateway.createCall({}))).message).toContain(
      'customer.number must be E.164; name too long',
    );
    answer = { status: 429, headers: { 'retry-after': '7' } };
    expect((await failureOf(gateway.createCall({}))).retryAfterMs).toBe(7_000);
  });

  it('knows that nothing happened where nobody listens', async () => {
    for (const nowhere of [await closedPort(), 'http://a-host-that-does-not-exist.invalid'])
      expect((await failureOf(gatewayAt(nowhere).createCall({}))).failure).toBe('unavailable');
  });
});

describe('asking', () => {
  it('lists calls between two moments', async () => {
    asked.length = 0;
    answer = { status: 200, body: '[{"id":"a"}]' };
    expect(
      await gateway.listCalls(new Date('2026-11-22T17:00:00Z'), new Date('2026-11-22T17:05:00Z')),
    ).toEqual([{ id: 'a' }]);
    expect(asked[0]?.path).toBe(
      '/call?limit=1000&createdAtGe=2026-11-22T17%3A00%3A00.000Z&createdAtLe=2026-11-22T17%3A05%3A00.000Z',
    );
  });

  it('knows a call that does not exist from one that cannot be asked after', async () => {
    answer = { status: 404 };
    expect(await gateway.getCall('gone')).toBeUndefined();
    for (const given of [{ status: 503 }, 'cut', 'silence'] as Answer[]) {
      answer = given;
      expect((await failureOf(gateway.getCall('there'))).failure).toBe('unavailable');
    }
  });

  it.each([
    ['byo-phone-number', true, 'own SIP trunk'],
    ['twilio', false, 'cannot transfer'],
  ])('says plainly whether a number of kind %s can be transferred over SIP', async (provider, ok, words) => {
    answer = { status: 200, body: JSON.stringify({ id: 'number', provider }) };
    expect(await gateway.checkTrunk()).toEqual({ ok, detail: expect.stringContaining(words) });
  });

  it('does not fail on a trunk that cannot be checked', async () => {
    expect(await gatewayAt(await closedPort()).checkTrunk()).toEqual({
      ok: false,
      detail: expect.stringContaining('could not be checked'),
    });
  });
});

describe('a live instruction', () => {
  it("goes to the call's own address, with the key only to Vapi's own hosts", async () => {
    asked.length = 0;
    answer = { status: 200 };
    await gateway.control(`${url}/control`, { type: 'say', content: 'Un momento' });
    await gatewayAt('https://api.vapi.ai').control(`${url}/control`, { type: 'end-call' });
    expect(asked).toEqual([
      {
        method: 'POST',
        path: '/control',
        authorization: 'Bearer key',
        body: '{"type":"say","content":"Un momento"}',
      },
      { method: 'POST', path: '/control', authorization: undefined, body: '{"type":"end-call"}' },
    ]);
  });
});
