/** One box for leads, calls, chats and notes: found however it is written, shown where it stands, by an index. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LeadList } from '../../../../src/shared/api.ts';
import type { SearchAnswer } from '../../../../src/shared/desk.ts';
import { excerptAround } from '../../../../src/backend/store/excerpt.ts';
import { holds, plainText, wantedIn, wordsOfLead } from '../../../../src/backend/store/plain-text.ts';
import {
  addPerson,
  ask,
  signInAs,
  startConsoleBackend,
  type ConsoleBackend,
} from '../../../support/console-backend.ts';
import { testStores } from '../../../support/stores.ts';

const stores = await testStores();
let backend: ConsoleBackend;
let token: string;
let lucia: string;

beforeAll(async () => {
  backend = await startConsoleBackend(stores, { publish: false });
  await addPerson(backend.db, 'ana');
  token = (await signInAs(backend.url, 'ana')).token;
  lucia = await addLead('+526642184790', 'LUCÍA', 'Peña Ortega', '2026-11-20T18:00:00Z');
  await addLead('+13055550123', 'Lucius', 'O’Neill', '2026-11-21T18:00:00Z');
  await say('whatsapp', 'Busco un depa con vista al MAR, ¿cuánto es el enganche?', '2026-11-20T18:00:00Z');
  await say('call', 'El enganche es del treinta por ciento', '2026-11-21T05:30:00Z', 'ai');
  await say('note', 'Su teléfono de casa: 55 1234 5678', '2026-11-22T18:00:00Z', 'agent');
});
afterAll(() => backend.close());

async function addLead(phone: string, first: string, last: string, updatedAt: string): Promise<string> {
  const { rows } = await backend.db.query<{ id: string }>(
    `INSERT INTO leads (phone, first_name, last_name, updated_at) VALUES ($1, $2, $3, $4) RETURNING id`,
    [phone, first, last, updatedAt],
  );
  return rows[0]!.id;
}
const say = (type: string, content: string, at: string, author = 'lead') =>
  backend.db.query(
    `INSERT INTO interactions (lead_id, type, content, author, created_at) VALUES ($1, $2, $3, $4, $5)`,
    [lucia, type, content, author, at],
  );
const search = async (q: string, more = '') =>
  (await ask<SearchAnswer>(backend.url, `/api/search?q=${encodeURIComponent(q)}${more}`, { token })).body;
const leadNames = async (q: string, more = '') => (await search(q, more)).leads.map(({ name }) => name);
const places = async (q: string, more = '') =>
  (await search(q, more)).hits.map(({ excerpt, from, to }) => excerpt.slice(from, to));

describe('leads', () => {
  test.each(['lucia pena', 'PEÑA lucía', 'ortega', 'peña ort', 'Lucía Peña Ortega'])(
    'are found by the name as “%s”',
    async (q) => {
      expect(await leadNames(q)).toEqual(['LUCÍA Peña Ortega']);
    },
  );

  test.each([
    '664 218 4790',
    '6642184790',
    '+52 664 218 4790',
    '+52 1 664 218 4790',
    '(664) 218-4790',
    '044 664 218 4790',
    '664.218.4790',
    '218 4790',
    '4790',
  ])('are found by the number as %s', async (q) => {
    expect(await leadNames(q)).toEqual(['LUCÍA Peña Ortega']);
  });

  test('are not found by a number whose groups only stand somewhere in theirs', async () => {
    expect(await leadNames('4790 664')).toEqual([]);
  });

  test('are listed with the newest change first, those of some days alone if asked', async () => {
    expect(await leadNames('luci')).toEqual(['Lucius O’Neill', 'LUCÍA Peña Ortega']);
    expect(await leadNames('luci', '&to=2026-11-20')).toEqual(['LUCÍA Peña Ortega']);
    expect(await leadNames('luci', '&from=2026-11-21')).toEqual(['Lucius O’Neill']);
    expect(await leadNames('luci', '&limit=1')).toEqual(['Lucius O’Neill']);
    const list = await ask<LeadList>(backend.url, '/api/leads?q=664%20218%204790', { token });
    expect(list.body.leads.map(({ id }) => id)).toEqual([lucia]);
  });

  test('of nobody are none, and what looks like SQL is a text', async () => {
    for (const q of ['nadie así', "'; DROP TABLE leads; --", '%%', '__', '\\\\', '999 999 9999'])
      expect(await leadNames(q)).toEqual([]);
  });
});

describe('conversations', () => {
  test('are found without regard to accents and case, the newest first, with the place in its sentence', async () => {
    const { hits } = await search('ENGANCHE');
    expect(hits.map(({ channel, author, leadName }) => [channel, author, leadName])).toEqual([
      ['call', 'ai', 'LUCÍA Peña Ortega'],
      ['whatsapp', 'lead', 'LUCÍA Peña Ortega'],
    ]);
    expect(hits.map(({ excerpt, from, to }) => excerpt.slice(from, to))).toEqual(['enganche', 'enganche']);
    expect(await places('cuanto es')).toEqual(['cuánto es']);
    expect(await places('mar vista')).toEqual(['MAR']);
    expect(await places('telefono')).toEqual(['teléfono']);
    expect(await places('vista al lago')).toEqual([]);
    expect(await places('55-1234-5678')).toEqual([]);
    expect(await places('55 1234 5678')).toEqual(['55 1234 5678']);
  });

  test('of one kind, and of some days as the house counts them, are found alone', async () => {
    const kinds = async (more: string) => (await search('el', more)).hits.map(({ channel }) => channel);
    expect(await kinds('')).toEqual(['note', 'call', 'whatsapp']);
    expect(await kinds('&in=calls')).toEqual(['call']);
    expect(await kinds('&in=chats')).toEqual(['whatsapp']);
    expect(await kinds('&in=notes')).toEqual(['note']);
    expect(await kinds('&in=leads')).toEqual([]);
    expect((await search('luci', '&in=chats')).leads).toEqual([]);
    // Half past five UTC is still the evening before.
    expect(await kinds('&to=2026-11-20')).toEqual(['call', 'whatsapp']);
    expect(await kinds('&from=2026-11-21')).toEqual(['note']);
  });

  test('asked for wrongly are refused in words', async () => {
    for (const query of ['q=a', 'q=ab&in=mails', 'q=ab&limit=51', 'q=ab&from=yesterday'])
      expect((await ask(backend.url, `/api/search?${query}`, { token })).status).toBe(400);
    expect((await ask(backend.url, '/api/search?q=%20a%20', { token })).body).toMatchObject({
      error: { reason: 'search-too-short', params: { least: 2 } },
    });
  });
});

describe('an excerpt', () => {
  test('holds at most 160 characters around the place, wherever it stands', () => {
    const filler = 'palabra '.repeat(60);
    for (const text of [
      `enganche ${filler}`,
      `${filler}enganche ${filler}`,
      `${filler}enganche`,
      'enganche',
    ]) {
      const { excerpt, from, to } = excerptAround(text, wantedIn('enganche'));
      expect(excerpt.length).toBeLessThanOrEqual(160);
      expect(excerpt.slice(from, to)).toBe('enganche');
      expect(text).toContain(excerpt);
    }
  });

  test('is one line and cuts no emoji in two', () => {
    const text = `${'😀'.repeat(100)}\ncasa\n${'😀'.repeat(100)}`;
    const { excerpt, from, to } = excerptAround(text, wantedIn('casa'));
    expect(excerpt.slice(from, to)).toBe('casa');
    expect(excerpt).not.toContain('\n');
    expect(excerpt.isWellFormed()).toBe(true);
  });
});

test('a rare word is found beyond the newest lines, a common one among them', async () => {
  await backend.db.query(
    `INSERT INTO interactions (lead_id, type, content, author, created_at) SELECT $1, 'whatsapp', 'Gracias ' || i, 'lead', '2026-11-23T00:00:00Z'::timestamptz + i * interval '1 second'
     FROM generate_series(1, 6000) i`,
    [lucia],
  );
  expect(await places('vista al mar')).toEqual(['vista al MAR']);
  expect((await search('gracias', '&limit=3')).hits.map(({ excerpt }) => excerpt)).toEqual([
    'Gracias 6000',
    'Gracias 5999',
    'Gracias 5998',
  ]);
  // Fewer than asked for are there on that day, and all of them beyond the newest lines.
  expect((await search('enganche', '&to=2026-11-20')).hits).toHaveLength(2);
});

test('text is folded here exactly as the database folds it', async () => {
  for (const text of ['ÁÉÍÓÚÜÑ áéíóúüñ', 'Peña ÇÀÈÌÒÙ çàèìòù', 'ÂÊÎÔÛ ÄËÏÖ äëïö', 'a\u0130b 😀 100 %']) {
    const { rows } = await backend.db.query<{ plain: string }>('SELECT plain_text($1) AS plain', [text]);
    expect(plainText(text)).toHaveLength(text.length);
    if (!text.includes('\u0130')) expect(plainText(text)).toBe(rows[0]?.plain);
  }
});

test('names, numbers and sentences are looked up by the trigram indexes', async () => {
  await backend.db.query(
    `INSERT INTO leads (phone, first_name, last_name) SELECT '+5299' || (10000000 + i), 'Nombre' || i, 'Apellido' || i FROM generate_series(1, 20000) i`,
  );
  await backend.db.query(
    `INSERT INTO interactions (lead_id, type, content, author) SELECT $1, 'whatsapp', 'Mensaje ' || md5(i::text), 'lead' FROM generate_series(1, 20000) i`,
    [lucia],
  );
  await backend.db.query('VACUUM ANALYZE leads, interactions');
  // Whether an index can serve, not whether it pays with so few rows.
  const client = await backend.db.connect();
  await client.query('BEGIN; SET LOCAL enable_seqscan = off; SET LOCAL enable_indexscan = off');
  const planOf = async (rows: string, column: string, q: string) => {
    const values: unknown[] = [];
    const condition = holds(column, wantedIn(q), values);
    const plan = await client.query<{ 'QUERY PLAN': string }>(
      `EXPLAIN SELECT t.id FROM ${rows} t WHERE ${condition}`,
      values,
    );
    return plan.rows.map((row) => row['QUERY PLAN']).join('\n');
  };
  for (const q of ['apellido777', 'nombre19 apellido19', '664 218 4790'])
    expect(await planOf('leads', wordsOfLead('t'), q)).toContain('leads_words');
  const lines = `(SELECT * FROM interactions WHERE type IN ('whatsapp', 'call', 'note'))`;
  expect(await planOf(lines, 'plain_text(t.content)', 'enganche treinta')).toContain('interactions_words');
  await client.query('ROLLBACK');
  client.release();
});
