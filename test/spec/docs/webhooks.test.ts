/** What the guides tell others to copy works against what we really send. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { newSecret, sealContext, signedHeaders } from '../../../src/backend/outgoing/signed-headers.ts';
import { offeredTypes } from '../../../src/backend/outgoing/event-types.ts';
import { seal } from '../../../src/backend/seal.ts';

const docs = new URL('../../../docs/', import.meta.url);
const secretKey = 'a key of thirty-two characters or more';
const secret = newSecret();
const body = JSON.stringify({ type: 'sale.recorded', timestamp: 'now', data: { day: '2026-11-23', x: 'ñ' } });
const headersAt = (now: Date): Record<string, string> =>
  signedHeaders(
    { messageId: 'msg_1', body, now },
    { endpointId: 'e', secretsSealed: [seal(secret, secretKey, sealContext('e'))], secretKey },
  );
const dir = await mkdtemp(join(tmpdir(), 'webhooks-'));
afterAll(() => rm(dir, { recursive: true, force: true }));

test('the ten lines of Node accept our signature, and no other body, secret or time', async () => {
  const guide = await readFile(new URL('webhooks.md', docs), 'utf8');
  const [, code = ''] = /```js\n([\s\S]*?)```/.exec(guide) ?? [];
  const file = join(dir, 'check.mjs');
  await writeFile(file, code);
  const { isFromVidanta } = (await import(file)) as {
    isFromVidanta: (raw: string, headers: Record<string, string>, secret: string) => boolean;
  };
  const headers = headersAt(new Date());
  expect(isFromVidanta(body, headers, secret)).toBe(true);
  expect(isFromVidanta(`${body} `, headers, secret)).toBe(false);
  expect(isFromVidanta(body, headers, newSecret())).toBe(false);
  expect(isFromVidanta(body, headersAt(new Date(Date.now() - 3_600_000)), secret)).toBe(false);
});

interface Workflow {
  nodes: { name: string; type: string; parameters: { jsCode?: string } }[];
  connections: Record<string, { main: { node: string }[][] }>;
}

test('the n8n workflow is whole, and its code lets in what we sign and nothing else', async () => {
  const workflow = JSON.parse(await readFile(new URL('n8n-workflow.json', docs), 'utf8')) as Workflow;
  const names = workflow.nodes.map(({ name }) => name);
  for (const [from, { main }] of Object.entries(workflow.connections))
    expect(names).toEqual(expect.arrayContaining([from, ...main.flat().map(({ node }) => node)]));
  const { jsCode = '' } = workflow.nodes.find(({ type }) => type.endsWith('.code'))!.parameters;
  const file = join(dir, 'n8n.cjs');
  await writeFile(
    file,
    `module.exports = async function ($input) {${jsCode.replace(/whsec_REPLACE\w+/, secret)}};`,
  );
  const run = createRequire(import.meta.url)(file) as (
    this: object,
    input: object,
  ) => Promise<{ json: Record<string, unknown> }[]>;
  const checkWith = async (headers: Record<string, string>, raw = body) => {
    const world = { helpers: { getBinaryDataBuffer: () => Promise.resolve(Buffer.from(raw)) } };
    return (await run.call(world, { all: () => [{ json: { headers } }] }))[0]!.json;
  };
  expect(await checkWith(headersAt(new Date()))).toMatchObject({
    signed: true,
    type: 'sale.recorded',
    id: 'msg_1',
  });
  expect(await checkWith(headersAt(new Date()), `${body} `)).toEqual({ signed: false });
  expect(await checkWith({ ...headersAt(new Date()), 'webhook-signature': 'v1,AAAA' })).toEqual({
    signed: false,
  });
  expect(await checkWith(headersAt(new Date(0)))).toEqual({ signed: false });
});

test('every event that the guide and the workflow name is one of ours', async () => {
  const guide = await readFile(new URL('webhooks.md', docs), 'utf8');
  const named = [...guide.matchAll(/^\| ((?:`[a-z-]+\.[a-z-]+`(?:, )?)+)/gm)]
    .flatMap(([, cell]) => (cell ?? '').split(', '))
    .map((name) => name.replaceAll('`', ''));
  expect(named.length).toBeGreaterThan(12);
  expect(named.filter((name) => !offeredTypes.some((type) => type === name))).toEqual([]);
});
