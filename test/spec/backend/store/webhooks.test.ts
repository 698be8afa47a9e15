/** What a call leaves in passing is forgotten after a week; what somebody may still ask about is not. */
import { pino } from 'pino';
import { afterAll, expect, it } from 'vitest';
import { connectPostgres } from '../../../../src/backend/store/connect.ts';
import { all } from '../../../../src/backend/store/database.ts';
import { prunePassingMessages, recordEffect, storeWebhook } from '../../../../src/backend/store/webhooks.ts';
import { testStores } from '../../../support/stores.ts';

const stores = await testStores();
const db = await connectPostgres(stores.databaseUrl, { log: pino({ level: 'silent' }) });
afterAll(() => db.end());

async function received(naturalKey: string, effect: string | undefined, daysAgo: number): Promise<void> {
  const { id } = await storeWebhook(db, { source: 'vapi', naturalKey, type: 'transcript', body: {} });
  if (effect !== undefined) await recordEffect(db, id, effect);
  await db.query(`UPDATE webhooks SET received_at = now() - make_interval(days => $2) WHERE id = $1`, [
    id,
    daysAgo,
  ]);
}

it('forgets unsettled speech and repetitions of it after the given days, and nothing else', async () => {
  await received('old speech', 'pushed: speech that may still change', 8);
  await received('old repetition', 'kept: the lines come as transcript messages', 8);
  await received('new speech', 'pushed: speech that may still change', 1);
  await received('old line', 'line added', 8);
  await received('old refusal', 'none: not about a call of ours', 8);
  await received('old and unread', undefined, 8);
  await prunePassingMessages(db, 7);
  const left = await all<{ key: string }>(db, 'SELECT natural_key AS key FROM webhooks ORDER BY id');
  expect(left.map(({ key }) => key)).toEqual(['new speech', 'old line', 'old refusal', 'old and unread']);
});
