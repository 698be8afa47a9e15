import { pino } from 'pino';
import { describe, expect, inject, it } from 'vitest';
import { checkPostgres, connectPostgres } from '../../../../src/backend/store/connect.ts';
import { inTransaction } from '../../../../src/backend/store/database.ts';
import { StoreError } from '../../../../src/backend/store-error.ts';
import { freePort } from '../../../support/ports.ts';
import { databaseOf, withClient } from '../../../support/shared-postgres.ts';
import { testDatabase, testStores } from '../../../support/stores.ts';
import { until } from '../../../support/until.ts';

const log = pino({ level: 'silent' });
const stores = await testStores();

async function failure(url: string): Promise<StoreError> {
  const error: unknown = await connectPostgres(url, { log }).then(
    (pool) => pool.end(),
    (reason: unknown) => reason,
  );
  if (!(error instanceof StoreError)) throw new Error(`expected a StoreError, got ${String(error)}`);
  return error;
}

describe('connecting to PostgreSQL', () => {
  it('works in UTC and bounds every statement and lock', async () => {
    const pool = await connectPostgres(stores.databaseUrl, { log });
    const { rows } = await pool.query(
      `SELECT current_setting('timezone') AS zone, current_setting('statement_timeout') AS statement,
              current_setting('lock_timeout') AS lock`,
    );
    await pool.end();
    expect(rows).toEqual([{ zone: 'UTC', statement: '30s', lock: '15s' }]);
  });

  it('keeps its own options beside those in the address', async () => {
    const url = new URL(stores.databaseUrl);
    url.searchParams.set('options', '-c work_mem=5MB -c timezone=Asia/Tokyo');
    const pool = await connectPostgres(url.href, { houseZone: 'America/Cancun', log });
    const { rows } = await pool.query(
      `SELECT current_setting('timezone') AS zone, current_setting('work_mem') AS memory,
              current_setting('house.time_zone') AS house`,
    );
    await pool.end();
    expect(rows).toEqual([{ zone: 'UTC', memory: '5MB', house: 'America/Cancun' }]);
  });

  it('reads int8 as a number, numeric as text and a date as it is written', async () => {
    const pool = await connectPostgres(stores.databaseUrl, { log });
    const { rows } = await pool.query(
      "SELECT 42::int8 AS count, 12.30::numeric AS price, DATE '2026-11-22' AS day",
    );
    await pool.end();
    expect(rows).toEqual([{ count: 42, price: '12.30', day: '2026-11-22' }]);
  });

  it('fails a query rather than lose digits of an int8 beyond 2^53', async () => {
    const pool = await connectPostgres(stores.databaseUrl, { log });
    await expect(pool.query('SELECT 9007199254740993::int8 AS n')).rejects.toThrow(
      '9007199254740993 does not fit',
    );
    await pool.end();
  });

  it('lives on when the server ends its idle connections', async () => {
    const pool = await connectPostgres(stores.databaseUrl, { log });
    const { rows } = await pool.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
    await withClient(stores.databaseUrl, (client) =>
      client.query('SELECT pg_terminate_backend($1)', [rows[0]?.pid]),
    );
    await until(() => pool.totalCount === 0, { what: 'the pool to notice' });
    expect((await pool.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
    await pool.end();
  });

  it('fails a transaction whose connection the server ends, and nothing else', async () => {
    const pool = await connectPostgres(stores.databaseUrl, { log });
    const torn = inTransaction(pool, async (tx) => {
      const { rows } = await tx.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
      const ended = new Promise((resolve) => tx.once('end', resolve));
      await withClient(stores.databaseUrl, (client) =>
        client.query('SELECT pg_terminate_backend($1)', [rows[0]?.pid]),
      );
      await ended; // between two statements, as while a step thinks
      await tx.query('SELECT 1');
    });
    await expect(torn).rejects.toThrow();
    expect((await pool.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
    await pool.end();
  });
});

describe('a PostgreSQL that cannot be used', () => {
  it('is called unreachable when nothing listens', async () => {
    const error = await failure(`postgres://someone:hunter2@127.0.0.1:${await freePort()}/db`);
    expect(error.code).toBe('unreachable');
    expect(error.message).toMatch(/ECONNREFUSED.*is it running/);
    expect(error.message).not.toContain('hunter2');
  });

  it('refuses a wrong password without repeating it', async () => {
    const url = new URL(stores.databaseUrl);
    url.password = 'hunter2';
    const error = await failure(url.href);
    expect(error.code).toBe('auth');
    expect(error.message).toContain('check both in DATABASE_URL');
    expect(error.message).not.toContain('hunter2');
  });

  it('says how to create a database that does not exist', async () => {
    const error = await failure(databaseOf(inject('postgres').url, 'no_such_database'));
    expect([error.code, error.message]).toEqual([
      'misconfigured',
      expect.stringContaining('CREATE DATABASE'),
    ]);
  });

  it('is refused when it is read-only', async () => {
    const database = await testDatabase({ empty: true });
    const name = new URL(database.url).pathname.slice(1);
    await withClient(database.url, (client) =>
      client.query(`ALTER DATABASE ${name} SET default_transaction_read_only = on`),
    );
    const error = await failure(database.url);
    await database.drop();
    expect([error.code, error.message]).toEqual(['misconfigured', expect.stringContaining('read-only')]);
  });

  it('is refused when it is older than 14 or not in UTF8', () => {
    const url = 'postgres://someone:hunter2@db.example/console';
    const good = { versionNum: 140_000, encoding: 'UTF8', readOnly: false };
    expect(() => checkPostgres(good, url)).not.toThrow();
    expect(() => checkPostgres({ ...good, versionNum: 130_018 }, url)).toThrow(
      'is version 13; upgrade it to 14 or newer',
    );
    expect(() => checkPostgres({ ...good, encoding: 'SQL_ASCII' }, url)).toThrow(
      'stores SQL_ASCII, not UTF8',
    );
    expect(() => checkPostgres({ ...good, encoding: 'LATIN1' }, url)).not.toThrow('hunter2');
  });

  it('is told how DATABASE_URL must look when that is something else', async () => {
    const error = await failure('mysql://root:hunter2@localhost/db');
    expect([error.code, error.message]).toEqual([
      'misconfigured',
      expect.stringContaining('postgres://user'),
    ]);
  });
});
