import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testStores } from '../../../support/stores.ts';
import { until } from '../../../support/until.ts';
import {
  aboutCall,
  newAgent,
  startVapiBackend,
  takenCall,
  vapiSecret,
  type TestBackend,
} from '../../../support/vapi-backend.ts';
import { startVapiProvider, type VapiProvider } from '../../../support/vapi-provider.ts';

const stores = await testStores();
let provider: VapiProvider;
let backend: TestBackend;

beforeAll(async () => {
  provider = await startVapiProvider();
  backend = await startVapiBackend(stores, provider, { env: { VAPI_CONCURRENCY: '1000' } });
  await newAgent(backend.db);
});
afterAll(async () => {
  await backend.stop();
  await provider.close();
});

const types = [
  'status-update',
  'transcript',
  'end-of-call-report',
  'language-change-detected',
  'transfer-update',
  'user-interrupted',
  'tool-calls',
  'transfer-destination-request',
  'assistant-request',
];
const anything = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  fc.string({ unit: 'binary' }),
  fc.constantFrom(
    1e300,
    -1,
    '',
    '\u0000',
    '\ud800',
    '9999999999999999',
    '-271821-04-20T00:00:00Z',
    'constructor',
  ),
);
const known = fc.constantFrom(
  'status',
  'endedReason',
  'transcript',
  'role',
  'transcriptType',
  'timestamp',
  'startedAt',
  'endedAt',
  'durationSeconds',
  'durationMs',
  'cost',
  'summary',
  'analysis',
  'artifact',
  'messages',
  'recordingUrl',
  'language',
  'destination',
  'toolCallList',
  'customer',
);
const message = fc.record({
  type: fc.constantFrom(...types),
  fields: fc.dictionary(known, anything, { maxKeys: 8 }),
});

describe('whatever an authenticated Vapi may say', () => {
  it('is answered, stored, and understood or not with a reason; no job fails on it', async () => {
    const call = await takenCall(backend, provider);
    await fc.assert(
      fc.asyncProperty(message, async ({ type, fields }) => {
        const answer = await backend.app.inject({
          method: 'POST',
          url: '/webhooks/vapi',
          headers: { 'x-vapi-secret': vapiSecret, 'content-type': 'application/json' },
          payload: JSON.stringify({ message: { ...fields, ...aboutCall(call), type } }),
        });
        expect(answer.statusCode, answer.body).toBe(200);
      }),
      { numRuns: 300 },
    );
    await until(
      async () => {
        const { rows } = await backend.db.query(
          `SELECT count(*)::int AS n FROM outbox WHERE kind = 'vapi.process' AND done_at IS NULL AND last_error IS NULL`,
        );
        return rows[0].n === 0;
      },
      { what: 'every message to be understood' },
    );
    const failed = await backend.db.query(
      `SELECT last_error FROM outbox WHERE kind = 'vapi.process' AND last_error IS NOT NULL`,
    );
    expect(failed.rows).toEqual([]);
    const silent = await backend.db.query(`SELECT type FROM webhooks WHERE coalesce(effect, '') = ''`);
    expect(silent.rows).toEqual([]);
  });
});
