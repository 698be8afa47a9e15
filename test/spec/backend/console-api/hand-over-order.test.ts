/** Whoever takes a call and the ladder that gives them another one at the same moment never wait for each other. */
import { afterAll, expect, test } from 'vitest';
import { ask } from '../../../support/console-backend.ts';
import { startFloor } from '../../../support/floor-backend.ts';
import { testStores } from '../../../support/stores.ts';
import { until } from '../../../support/until.ts';

const floor = await startFloor(await testStores());
const { db, backend, supervisor, act, talkingCall } = floor;
afterAll(floor.close);

test('a supervisor who takes a call waits for the ladder that is reserving them, which gets their row at once', async () => {
  const [mine, other] = [await talkingCall(), await talkingCall()];
  await db.query(
    `UPDATE users SET extension = '4200', state = 'available', phone_registered = TRUE,
       phone_seen_at = now() + interval '1 hour', console_seen_at = now() + interval '1 hour' WHERE id = $1`,
    [supervisor.id],
  );
  const ladder = await db.connect();
  try {
    await ladder.query('BEGIN');
    await ladder.query(
      `WITH e AS (INSERT INTO escalations (call_id, lead_id, reason, brief) VALUES ($1, $2, 'x', '{}') RETURNING id)
       INSERT INTO escalation_attempts (escalation_id, step, target, agent_id, sip_uri, expires_at)
       SELECT id, 1, 'agent', $3, 'sip:4200@pbx', now() + interval '1 hour' FROM e`,
      [other.id, other.leadId, supervisor.id],
    );
    const answer = act(`/api/calls/${mine.id}/hand-over`, { agentId: 'me' });
    await until(
      async () => {
        const { rows } = await db.query(
          `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE 'INSERT INTO escalation_attempts%'`,
        );
        return rows.length > 0;
      },
      { what: 'the supervisor to wait for the reservation' },
    );
    // As the ladder does after its reservation; whoever held the row here would wait for us, and we for them.
    await ladder.query(`SELECT state FROM users WHERE id = $1 FOR NO KEY UPDATE NOWAIT`, [supervisor.id]);
    await ladder.query('COMMIT');
    expect((await answer).status).toBe(409);
  } finally {
    ladder.release(true);
  }
  const { body } = await ask(backend.url, `/api/calls/${mine.id}/events`, { token: supervisor.token });
  expect(JSON.stringify(body)).not.toContain('escalation.requested');
});
