/** Calls of people and of the AI in one list: whose they were, how they ended, and page by page without a gap. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { LeadDetail } from '../../../../src/shared/api.ts';
import type { History } from '../../../../src/shared/desk.ts';
import {
  addPerson,
  ask,
  signInAs,
  startConsoleBackend,
  type ConsoleBackend,
} from '../../../support/console-backend.ts';
import { reserve, writeStory, type Story } from '../../../support/console-story.ts';
import { testStores } from '../../../support/stores.ts';

const stores = await testStores();
let backend: ConsoleBackend;
let ana: string;
let bruno: string;
let token: string;

beforeAll(async () => {
  backend = await startConsoleBackend(stores, { publish: false });
  ana = await addPerson(backend.db, 'ana', 'agent', '4127');
  bruno = await addPerson(backend.db, 'bruno', 'agent', '4128');
  token = (await signInAs(backend.url, 'ana')).token;
});
beforeEach(async () => {
  await backend.db.query(
    `TRUNCATE phone_calls, wrap_ups, escalation_attempts, escalations, calls, interactions, leads CASCADE`,
  );
});
afterAll(() => backend.close());

const read = async (query = '') =>
  (await ask<History>(backend.url, `/api/history${query}`, { token })).body.calls;
const idsOf = async (query = '') => (await read(query)).map(({ id }) => id);

interface PhoneCall {
  id: string;
  by?: string;
  number?: string;
  direction?: 'in' | 'out';
  at?: string;
  outcome?: string;
  attemptId?: string;
  answered?: boolean;
}
async function phoned({
  id,
  at = '2026-11-20T18:00:00Z',
  answered = true,
  ...call
}: PhoneCall): Promise<void> {
  await backend.db.query(
    `INSERT INTO phone_calls (agent_id, phone_call_id, sip_call_id, direction, number, match, attempt_id, rang_at, answered_at, ended_at, outcome, talk_ms, quality)
     VALUES ($1, $2, $2, $3, $4, 'none', $5, $6, $7, $6::timestamptz + interval '2 minutes', $8, 61500, '{"mosAverage": 4.2}')`,
    [
      call.by ?? ana,
      id,
      call.direction ?? 'out',
      call.number ?? '+526642184790',
      call.attemptId ?? null,
      at,
      answered ? at : null,
      call.outcome ?? 'answered',
    ],
  );
}
async function aiCall(name: string, at: string, change = ''): Promise<Story> {
  const story = await writeStory(backend.db, name);
  await backend.db.query(
    `UPDATE calls SET status = 'ended', started_at = $2, ended_at = $2, duration_seconds = 95, outcome = 'interested' ${change} WHERE id = $1`,
    [story.callId, at],
  );
  return story;
}

test('a call of mine says with whom, how long, how it sounded and what came of it', async () => {
  const { leadId } = await writeStory(backend.db, 'Lucía');
  await backend.db.query(`UPDATE leads SET phone = '+526642184790' WHERE id = $1`, [leadId]);
  await phoned({ id: 'p1', number: '6642184790' });
  await backend.db.query(
    `INSERT INTO wrap_ups (agent_id, phone_call_id, number, direction, ended_at, disposition, saved_at) VALUES ($1, 'p1', '6642184790', 'out', now(), 'quote', now())`,
    [ana],
  );
  expect(await read()).toEqual([
    {
      id: `${ana}:p1`,
      kind: 'phone',
      direction: 'out',
      at: '2026-11-20T18:00:00.000000Z',
      number: '6642184790',
      leadId,
      leadName: 'Lucía',
      agentName: 'Persona ana',
      talkSeconds: 62,
      outcome: 'answered',
      disposition: { es: 'Cotización', en: 'Quote to send' },
      mos: 4.2,
      callId: null,
      call: null,
      hasRecording: false,
    },
  ]);
});

test('a call of the AI says how it ended and whether it was recorded; one that was never placed is none', async () => {
  const story = await aiCall(
    'Marta',
    '2026-11-20T18:00:00Z',
    `, recording_url = 'https://example.com/a.mp3'`,
  );
  await writeStory(backend.db, 'En espera').then(({ callId }) =>
    backend.db.query(`UPDATE calls SET status = 'queued', started_at = NULL WHERE id = $1`, [callId]),
  );
  expect(await read()).toEqual([]); // not mine: nobody's
  const [call, ...others] = await read('?owner=all');
  expect(others).toEqual([]);
  expect(call).toMatchObject({
    id: story.callId,
    kind: 'ai',
    direction: 'out',
    leadName: 'Marta',
    agentName: null,
    talkSeconds: 95,
    outcome: 'interested',
    callId: story.callId,
    call: { id: story.callId, outcome: 'interested' },
    hasRecording: true,
  });
  await backend.db.query(`UPDATE leads SET owner_id = $1 WHERE id = $2`, [ana, story.leadId]);
  expect(await idsOf()).toEqual([story.callId]);
});

test('a conversation that the AI handed over is one call, with the AI’s part; so is one that was missed', async () => {
  const taken = await aiCall('Marta', '2026-11-20T18:00:00Z');
  const missed = await aiCall('Nora', '2026-11-20T19:00:00Z');
  for (const [story, answered] of [
    [taken, true],
    [missed, false],
  ] as const) {
    const { attemptId } = await reserve(backend.db, story, ana);
    await backend.db.query(
      `UPDATE escalation_attempts SET status = 'ended', answered_at = CASE WHEN $2 THEN now() END WHERE id = $1`,
      [attemptId, answered],
    );
    const outcome = answered ? 'answered' : 'no-answer';
    await phoned({ id: story.callId, attemptId, answered, outcome, direction: 'in', number: 'anonymous' });
  }
  const phoneOf = ({ callId }: Story) => `${ana}:${callId}`;
  expect((await idsOf()).toSorted()).toEqual([phoneOf(taken), phoneOf(missed)].toSorted());
  const everybodys = await read('?owner=all');
  expect(everybodys.map(({ id }) => id).toSorted()).toEqual([phoneOf(taken), missed.callId].toSorted());
  expect(await idsOf('?owner=all&outcome=no-answer')).toEqual([phoneOf(missed)]);
  expect(everybodys.find(({ id }) => id === phoneOf(taken))).toMatchObject({
    leadName: 'Marta',
    callId: taken.callId,
    call: { id: taken.callId, agentName: 'Persona ana' },
  });
  // Asked for the AI's direction, its calls are there again.
  expect((await idsOf('?owner=all&direction=out')).toSorted()).toEqual(
    [taken.callId, missed.callId].toSorted(),
  );
});

test('a call of a lead of mine that rang at me twice in vain is one line; one that I took at last is the one I took', async () => {
  const [missed, taken] = [
    await aiCall('Nora', '2026-11-20T18:00:00Z'),
    await aiCall('Olga', '2026-11-20T19:00:00Z'),
  ];
  await backend.db.query(`UPDATE leads SET owner_id = $1`, [ana]);
  for (const story of [missed, taken])
    for (const [second, answered] of [
      [10, false],
      [40, story === taken],
    ] as const) {
      const { attemptId } = await reserve(backend.db, story, null);
      await backend.db.query(`UPDATE escalation_attempts SET status = 'ended' WHERE id = $1`, [attemptId]);
      await backend.db.query(`UPDATE escalations SET status = 'closed'`);
      const outcome = answered ? 'answered' : 'no-answer';
      const at = `2026-11-20T20:00:${second}Z`;
      const leg = { attemptId, answered, outcome, direction: 'in', at } as const;
      await phoned({ ...leg, id: `${story.callId}/${second}` });
    }
  expect((await idsOf()).toSorted()).toEqual(
    [`${ana}:${missed.callId}/40`, `${ana}:${taken.callId}/40`].toSorted(),
  );
  expect((await read()).map(({ callId }) => callId).toSorted()).toEqual(
    [missed.callId, taken.callId].toSorted(),
  );
});

test('a call to the group that rang at two phones is one line for everybody, and one for each of the two', async () => {
  const ring = { number: '5588880001', direction: 'in', answered: false, outcome: 'no-answer' } as const;
  await phoned({ ...ring, id: 'at-ana', at: '2026-11-20T18:00:00Z' });
  await phoned({ ...ring, id: 'at-bruno', by: bruno, at: '2026-11-20T18:00:01Z' });
  expect(await idsOf()).toEqual([`${ana}:at-ana`]);
  expect(await idsOf('?owner=all')).toEqual([`${bruno}:at-bruno`]);
  // The same person, later, is another call; a leg that was answered is the call.
  await phoned({ ...ring, id: 'again-ana', at: '2026-11-20T19:00:00Z' });
  await phoned({
    ...ring,
    id: 'again-bruno',
    by: bruno,
    at: '2026-11-20T19:00:01Z',
    answered: true,
    outcome: 'answered',
  });
  expect(await idsOf('?owner=all')).toEqual([`${bruno}:again-bruno`, `${bruno}:at-bruno`]);
  expect(await idsOf()).toEqual([`${ana}:again-ana`, `${ana}:at-ana`]);
});

test('pages follow each other without a gap or a repetition, through calls of one and the same moment', async () => {
  const moments = [
    '18:00:00.123456',
    '18:00:00.123457',
    '18:00:00.123457',
    '18:00:00.123457',
    '18:00:00.999999',
  ];
  for (const [i, moment] of moments.entries()) await phoned({ id: `p${i}`, at: `2026-11-20T${moment}Z` });
  await aiCall('Marta', '2026-11-20T18:00:00.123457Z');
  const all = await idsOf('?owner=all');
  expect(all).toHaveLength(6);
  const seen: string[] = [];
  for (let before = ''; ;) {
    const page = await read(`?owner=all&limit=2${before}`);
    if (page.length === 0) break;
    seen.push(...page.map(({ id }) => id));
    before = `&before=${page.at(-1)!.at}`;
    expect(seen.length).toBeLessThanOrEqual(6);
  }
  expect(seen).toEqual(all);
});

describe('filters', () => {
  beforeEach(async () => {
    const { leadId } = await writeStory(backend.db, 'José Núñez');
    await backend.db.query(`UPDATE leads SET phone = '+526642184790' WHERE id = $1`, [leadId]);
    await phoned({ id: 'nunez', number: '+526642184790', at: '2026-11-20T18:00:00Z' });
    await phoned({ id: 'short', number: '6642184790', direction: 'in', at: '2026-11-21T05:30:00Z' });
    await phoned({
      id: 'missed',
      number: '5588889999',
      direction: 'in',
      outcome: 'no-answer',
      at: '2026-11-22T18:00:00Z',
    });
    await phoned({ id: 'bruno', by: bruno, number: '4127', at: '2026-11-22T19:00:00Z' });
    await backend.db.query(`UPDATE calls SET started_at = NULL, status = 'cancelled'`);
  });
  const of = async (query: string) => (await idsOf(query)).map((id) => id.split(':')[1]);

  test('by owner, direction, outcome and day', async () => {
    expect(await of('')).toEqual(['missed', 'short', 'nunez']);
    expect(await of('?owner=all')).toEqual(['bruno', 'missed', 'short', 'nunez']);
    expect(await of('?direction=in')).toEqual(['missed', 'short']);
    expect(await of('?outcome=no-answer')).toEqual(['missed']);
    // Half past five UTC is still the evening before at the house.
    expect(await of('?to=2026-11-20')).toEqual(['short', 'nunez']);
    expect(await of('?from=2026-11-21')).toEqual(['missed']);
  });

  test('by name without accents, and by number in any writing', async () => {
    expect(await of('?q=jose nunez')).toEqual(['short', 'nunez']);
    expect(await of(`?q=${encodeURIComponent('+52 1 664 218 4790')}`)).toEqual(['short', 'nunez']);
    expect(await of('?q=8888 9999')).toEqual(['missed']);
    expect(await of('?q=nadie')).toEqual([]);
  });

  test('by lead, as the lead’s own card shows it', async () => {
    const { rows } = await backend.db.query<{ id: string }>('SELECT id FROM leads');
    expect(await of(`?owner=all&lead=${rows[0]!.id}`)).toEqual(['short', 'nunez']);
    const { body } = await ask<LeadDetail>(backend.url, `/api/leads/${rows[0]!.id}`, { token });
    expect(body.contacts?.map(({ id }) => id.split(':')[1])).toEqual(['short', 'nunez']);
  });

  test('that say nothing are refused', async () => {
    for (const query of ['owner=me', 'direction=up', 'before=now', 'limit=101', 'lead=1'])
      expect((await ask(backend.url, `/api/history?${query}`, { token })).status).toBe(400);
  });
});
