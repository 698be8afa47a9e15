/** Two steps, and neither may lead us astray, keep us waiting, or fill our memory. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, describe, expect, it } from 'vitest';
import type { GatewayError } from '../../../../src/backend/gateways/gateway-error.ts';
import { isMetasAddress, openMedia } from '../../../../src/backend/gateways/whatsapp-media.ts';
import { testEnv } from '../../../support/whatsapp-backend.ts';

type Answer = (request: IncomingMessage, response: ServerResponse) => void;
const answers = new Map<string, Answer>();
const visits: { path: string; token: string | undefined }[] = [];
const server = createServer((request, response) => {
  const path = request.url ?? '';
  visits.push({ path, token: request.headers.authorization });
  (answers.get(path) ?? ((_request, out) => out.writeHead(500).end()))(request, response);
});
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const env = testEnv({ WHATSAPP_API_URL: base });
const described = (path: string, body: Record<string, unknown>): void =>
  void answers.set(path, (_request, response) => response.end(JSON.stringify(body)));
const redirect = (path: string, location: string): void =>
  void answers.set(path, (_request, response) => response.writeHead(302, { location }).end());
const open = (id: string, maxBytes = 1_000): ReturnType<typeof openMedia> =>
  openMedia(id, { env, timeoutMs: 400, maxBytes });
const failure = (id: string, maxBytes?: number): Promise<GatewayError> =>
  open(id, maxBytes).then(
    () => Promise.reject(new Error('it opened')),
    (error: unknown) => error as GatewayError,
  );

describe('an attachment', () => {
  it('is asked for and fetched with our token, through a redirect within the same host', async () => {
    described('/v26.0/1', { url: `${base}/file`, mime_type: 'image/png' });
    redirect('/file', '/file-2');
    answers.set('/file-2', (_request, response) => response.end('bytes'));
    const { stream, mimeType, sizeBytes } = await open('1');
    expect([mimeType, sizeBytes]).toEqual(['image/png', 5]);
    expect(Buffer.concat(await stream.toArray()).toString()).toBe('bytes');
    expect(visits.map(({ token }) => token)).toEqual(Array.from({ length: 3 }, () => 'Bearer token'));
  });

  it.each(['..', '../me?fields=x', '', 'a b'])('with the id %j is none, and nobody is asked', async (id) => {
    const before = visits.length;
    expect(await failure(id)).toMatchObject({ failure: 'rejected', code: 404 });
    expect(visits.length).toBe(before);
  });

  it.each([
    ['elsewhere', 'http://localhost:1/file'],
    ['with a name like the API’s', 'http://127.0.0.1.example:80/file'],
    ['in a file', 'file:///etc/passwd'],
  ])('is not fetched %s', async (_where, url) => {
    described('/v26.0/2', { url });
    expect(await failure('2')).toMatchObject({
      failure: 'unavailable',
      words: expect.stringMatching(/none of Meta/),
    });
    redirect('/astray', url);
    described('/v26.0/2', { url: `${base}/astray` });
    expect(await failure('2')).toMatchObject({
      failure: 'unavailable',
      words: expect.stringMatching(/none of Meta/),
    });
  });

  it('is given up when its address leads in circles', async () => {
    described('/v26.0/3', { url: `${base}/round` });
    redirect('/round', '/round');
    expect(await failure('3')).toMatchObject({ failure: 'unavailable' });
  });

  it('is given up when nobody answers in time', async () => {
    answers.set('/v26.0/4', () => undefined);
    expect(await failure('4')).toMatchObject({ failure: 'unavailable', words: 'no answer in time' });
  });

  it('is given up when the answer begins and does not end', async () => {
    answers.set('/v26.0/9', (_request, response) => void response.write('{"url":'));
    expect(await failure('9')).toMatchObject({ failure: 'unavailable' });
  });

  it('that is too large is refused by what Meta says of it, and by its own length', async () => {
    described('/v26.0/5', { url: `${base}/large`, file_size: '1001' });
    expect(await failure('5')).toMatchObject({ failure: 'rejected', code: 413 });
    described('/v26.0/5', { url: `${base}/large` });
    answers.set('/large', (_request, response) => response.end('x'.repeat(1_001)));
    expect(await failure('5')).toMatchObject({ failure: 'rejected', code: 413 });
  });

  it('that turns out larger than announced is cut off', async () => {
    described('/v26.0/6', { url: `${base}/liar` });
    answers.set('/liar', (_request, response) => {
      response.write('x'.repeat(900));
      response.end('x'.repeat(900));
    });
    const { stream } = await open('6');
    await expect(stream.toArray()).rejects.toMatchObject({ code: 413 });
  });

  it.each([
    [404, undefined, 'rejected'],
    [400, { code: 100, message: 'does not exist' }, 'rejected'],
    [401, { code: 190, message: 'token expired' }, 'unavailable'],
    [500, { code: 1, message: 'try again' }, 'unavailable'],
  ])('refused with %i %j is %s', async (status, error, kind) => {
    answers.set('/v26.0/7', (_request, response) =>
      response.writeHead(status).end(JSON.stringify({ error })),
    );
    expect(await failure('7')).toMatchObject({ failure: kind });
  });

  it('whose address is no longer good is gone', async () => {
    described('/v26.0/8', { url: `${base}/old` });
    answers.set('/old', (_request, response) => response.writeHead(404).end());
    expect(await failure('8')).toMatchObject({ failure: 'rejected', code: 404 });
  });
});

describe('Meta’s addresses', () => {
  const meta = new URL('https://graph.facebook.com');
  it.each([
    ['https://lookaside.fbsbx.com/whatsapp_business/attachments/?mid=1', true],
    ['https://scontent.xx.fbcdn.net/v/1', true],
    ['http://lookaside.fbsbx.com/x', false],
    ['https://lookaside.fbsbx.com:8443/x', false],
    ['https://fbsbx.com.example.org/x', false],
    ['https://evilfbsbx.com/x', false],
    ['https://127.0.0.1/x', false],
  ])('%s: %s', (url, isMetas) => expect(isMetasAddress(new URL(url), meta)).toBe(isMetas));

  it('are not good where the API is a simulator: only its own are', () =>
    expect(isMetasAddress(new URL('https://lookaside.fbsbx.com/x'), new URL(base))).toBe(false));
});
