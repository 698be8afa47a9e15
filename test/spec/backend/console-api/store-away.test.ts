/** A database that is away is nobody's fault at the console: it is told so, and when to come back. */
import Fastify from 'fastify';
import pg from 'pg';
import { afterAll, expect, it } from 'vitest';
import { answerProblem } from '../../../../src/backend/console-api/api-problem.ts';
import { freePort } from '../../../support/ports.ts';

const nobody = new pg.Pool({ host: '127.0.0.1', port: await freePort(), user: 'x', password: 'x' });
const server = Fastify();
server.setErrorHandler(answerProblem);
server.get('/leads', () => nobody.query('SELECT 1'));
server.get('/fault', () => Promise.reject(new Error('a fault of ours')));
afterAll(async () => {
  await server.close();
  await nobody.end();
});

it('answers 503 with a time to come back while PostgreSQL is away', async () => {
  const answer = await server.inject('/leads');
  expect(answer.statusCode).toBe(503);
  expect(answer.headers['retry-after']).toBe('5');
  expect(answer.json()).toMatchObject({ error: { code: 'unavailable', reason: 'store-away' } });
  expect(answer.json<{ error: { message: string } }>().error.message).toContain('try again in a few seconds');
});

it('keeps 500 for faults of our own', async () => {
  expect((await server.inject('/fault')).statusCode).toBe(500);
});
