// What the backend says in a refusal must reach the screens whole, whichever version of it answers.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ActionError } from '../../../../src/renderer/stores/actions.ts';
import { createBackendHttp } from '../../../../src/renderer/wire/backend-http.ts';

let answer: unknown;
const backend = createServer((_request, response) => {
  response.writeHead(409, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
});
let url: string;

beforeAll(async () => {
  await new Promise<void>((resolve) => backend.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(backend.address() as AddressInfo).port}`;
});
afterAll(() => void backend.close());

async function refusalFor(error: object): Promise<ActionError> {
  answer = { error };
  const cause: unknown = await createBackendHttp(url, () => undefined)
    .ask('POST', '/api/leads/1/chat/take')
    .catch((thrown: unknown) => thrown);
  if (cause instanceof ActionError) return cause;
  throw new Error(`not refused: ${String(cause)}`);
}

it('keeps code, reason, parameters and free times of a refusal', async () => {
  const more = { reason: 'chat-taken', params: { name: 'Ana', minutes: 3 }, slots: ['2026-11-28T11:00:00Z'] };
  expect(await refusalFor({ code: 'taken', message: 'Ana has it.', ...more })).toMatchObject({
    code: 'taken',
    ...more,
  });
});

it('still knows the code of a backend that gives no reason, or parameters of another shape', async () => {
  const plain = { code: 'taken', message: 'Ana has it.' };
  expect(await refusalFor(plain)).toMatchObject({ code: 'taken', reason: undefined, params: {}, slots: [] });
  expect(await refusalFor({ ...plain, reason: 'chat-taken', params: [{ name: 1 }] })).toMatchObject({
    code: 'taken',
    reason: 'chat-taken',
    params: {},
  });
});
