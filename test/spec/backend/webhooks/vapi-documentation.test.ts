import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testStores } from '../../../support/stores.ts';
import {
  aboutCall,
  effectOf,
  newAgent,
  startVapiBackend,
  takenCall,
  vapiSecret,
  type TestBackend,
} from '../../../support/vapi-backend.ts';
import { startVapiProvider, type VapiProvider } from '../../../support/vapi-provider.ts';

const stores = await testStores();
const folder = join(import.meta.dirname, '../../../payloads/vapi-docs');
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

async function post(body: unknown): Promise<number> {
  const answer = await backend.app.inject({
    method: 'POST',
    url: '/webhooks/vapi',
    headers: { 'x-vapi-secret': vapiSecret, 'content-type': 'application/json' },
    payload: JSON.stringify(body),
  });
  return answer.statusCode;
}

describe("every body of Vapi's documentation that Vapi would send", () => {
  const files = readdirSync(folder).filter((name) => /^events-(?!.*response).*\.json$/.test(name));

  it.each(files)(
    '%s is accepted, stored, counted when it comes again, and leaves an effect or a reason',
    async (name) => {
      const body = JSON.parse(readFileSync(join(folder, name), 'utf8')) as {
        message?: { type?: string };
        type?: string;
      };
      const type = body.message?.type ?? body.type ?? 'unknown';
      expect(await post(body)).toBe(200);
      const first = await effectOf(backend, { type });
      expect(first.effect).not.toBe('');
      expect(await post(body)).toBe(200);
      const { rows } = await backend.db.query(
        `SELECT deliveries, processed_at FROM webhooks WHERE type = $1 ORDER BY deliveries DESC LIMIT 1`,
        [type],
      );
      expect(rows[0].deliveries).toBeGreaterThanOrEqual(2);
    },
  );

  it.each(files.filter((name) => name.includes('request')))(
    '%s has its effect, or the same reason, when it speaks of a call of ours',
    async (name) => {
      const call = await takenCall(backend, provider);
      const { message } = JSON.parse(readFileSync(join(folder, name), 'utf8')) as {
        message: Record<string, unknown>;
      };
      expect(await post({ message: { ...message, ...aboutCall(call) } })).toBe(200);
      const { effect } = await effectOf(backend, { type: String(message['type']), callId: call.vapiId });
      expect(effect).not.toContain('not about a call of ours');
      await backend.db.query(`UPDATE calls SET status = 'ended', outcome = 'completed' WHERE id = $1`, [
        call.id,
      ]);
    },
  );
});
