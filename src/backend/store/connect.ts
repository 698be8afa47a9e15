/** The one way to PostgreSQL: says what is wrong before anything else starts, and survives what goes wrong later. */
import pg from 'pg';
import type { Logger } from 'pino';
import { addressWithoutSecrets, StoreError, type StoreErrorCode } from '../store-error.ts';

/**
 * `max` connections of this process (default 10); `houseZone` (IANA) is where the house's days begin, for all queries
 * (`startOfDay` in console-columns.ts).
 */
export interface PostgresOptions {
  max?: number;
  houseZone?: string;
  log: Pick<Logger, 'warn'>;
}

/** What the server says of itself; `versionNum` as in `SHOW server_version_num` (150004 is 15.4). */
export interface PostgresServer {
  versionNum: number;
  encoding: string;
  readOnly: boolean;
}

const oldestMajor = 14;
const connectTimeoutMs = 10_000;
/** Longer than any query of ours needs; a query that runs longer would only hold others up. */
const statementTimeoutMs = 30_000;
const lockTimeoutMs = 15_000;
const idleInTransactionTimeoutMs = 60_000;
/** A server that is cut off says nothing, not even that the statement took too long: then the connection is given up. */
const queryTimeoutMs = statementTimeoutMs + 10_000;

const int8 = 20;
const date = 1082;

/**
 * Connects and checks the server. Session time zone UTC. `int8` arrives as a number (a value beyond 2^53 fails
 * the query rather than lose digits), `numeric` as a string, `date` as `YYYY-MM-DD`, timestamps as Date.
 * Throws a StoreError (`unreachable`, `auth`, `too-old`, `misconfigured`) that names what to do.
 */
export async function connectPostgres(
  databaseUrl: string,
  { max = 10, houseZone, log }: PostgresOptions,
): Promise<pg.Pool> {
  const config = clientConfig(databaseUrl);
  const zone = houseZone === undefined ? '' : ` -c house.time_zone=${houseZone}`;
  const pool = new pg.Pool({ ...config, options: `${config.options ?? ''}${zone}`, max });
  // Without a listener a server restart would end the process; the pool replaces the connection by itself.
  pool.on('error', (error) => log.warn({ err: error }, 'PostgreSQL closed an idle connection'));
  // The pool looks after idle ones only: in a transaction the connection's own event would end the process.
  pool.on('connect', (client) => client.on('error', () => undefined));
  try {
    const { rows } = await pool.query<PostgresServer>(
      `SELECT current_setting('server_version_num')::int AS "versionNum",
              current_setting('server_encoding') AS encoding,
              pg_is_in_recovery() OR current_setting('default_transaction_read_only')::bool AS "readOnly"`,
    );
    if (rows[0] !== undefined) checkPostgres(rows[0], databaseUrl);
    return pool;
  } catch (error) {
    await pool.end();
    throw error instanceof StoreError ? error : explainPostgres(error, databaseUrl);
  }
}

/**
 * Runs `work` on a connection of its own to where the pool goes, without limits of time: for what takes minutes, or
 * must hold a lock of its session. What its session held is free when it is over.
 */
export async function withOwnClient<T>(db: pg.Pool, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const limits = { statement_timeout: 0, query_timeout: 0, lock_timeout: 0 };
  const own = new pg.Pool({ ...db.options, ...limits, max: 1 });
  own.on('error', () => undefined);
  own.on('connect', (client) => client.on('error', () => undefined));
  try {
    const client = await own.connect();
    try {
      return await work(client);
    } finally {
      client.release(true);
    }
  } finally {
    await own.end();
  }
}

/** How every connection of ours is made. Throws StoreError `misconfigured` if it is no postgres:// URL. */
export function clientConfig(databaseUrl: string): pg.ClientConfig {
  if (!URL.canParse(databaseUrl) || !/^postgres(ql)?:$/.test(new URL(databaseUrl).protocol)) {
    throw postgresError(
      'misconfigured',
      'DATABASE_URL must look like postgres://user:password@host:5432/database',
    );
  }
  // Options in the address would replace ours: pg takes the address's word before the configuration's.
  const address = new URL(databaseUrl);
  const asked = address.searchParams.get('options');
  address.searchParams.delete('options');
  return {
    connectionString: asked === null ? databaseUrl : address.href,
    application_name: 'vidanta-agent-console',
    connectionTimeoutMillis: connectTimeoutMs,
    keepAlive: true,
    options: asked === null ? '-c timezone=UTC' : `${asked} -c timezone=UTC`,
    statement_timeout: statementTimeoutMs,
    query_timeout: queryTimeoutMs,
    lock_timeout: lockTimeoutMs,
    idle_in_transaction_session_timeout: idleInTransactionTimeoutMs,
    types: { getTypeParser: parserFor as typeof pg.types.getTypeParser },
  };
}

/** Throws if the server cannot carry this product: older than 14, not UTF8, or read-only. */
export function checkPostgres(server: PostgresServer, databaseUrl: string): void {
  const where = addressWithoutSecrets(databaseUrl);
  const major = Math.floor(server.versionNum / 10_000);
  if (major < oldestMajor) {
    throw postgresError(
      'too-old',
      `PostgreSQL at ${where} is version ${major}; upgrade it to ${oldestMajor} or newer`,
    );
  }
  if (server.encoding !== 'UTF8') {
    const remedy =
      'create one with CREATE DATABASE … ENCODING UTF8 TEMPLATE template0 and name it in DATABASE_URL';
    throw postgresError(
      'misconfigured',
      `the database ${where} stores ${server.encoding}, not UTF8; ${remedy}`,
    );
  }
  if (server.readOnly) {
    throw postgresError(
      'misconfigured',
      `PostgreSQL at ${where} is read-only (a standby?); name the primary in DATABASE_URL`,
    );
  }
}

/** Turns what pg throws on connecting into a StoreError with a remedy. */
export function explainPostgres(error: unknown, databaseUrl: string): StoreError {
  const where = addressWithoutSecrets(databaseUrl);
  const { code, message } = causeOf(error);
  if (code === '28P01' || code === '28000') {
    return postgresError(
      'auth',
      `PostgreSQL at ${where} refuses the user or password: check both in DATABASE_URL, and pg_hba.conf`,
    );
  }
  if (code === '3D000') {
    return postgresError(
      'misconfigured',
      `the database in ${where} does not exist: create it with CREATE DATABASE, or correct DATABASE_URL`,
    );
  }
  if (code === '53300') {
    return postgresError(
      'misconfigured',
      `PostgreSQL at ${where} has no connection left: raise max_connections, or run fewer backends`,
    );
  }
  return postgresError(
    'unreachable',
    `PostgreSQL at ${where} cannot be reached (${code ?? message}): is it running, and is DATABASE_URL right?`,
  );
}

function causeOf(error: unknown): { code: string | undefined; message: string } {
  const first: unknown = error instanceof AggregateError ? error.errors[0] : error;
  if (!(first instanceof Error)) return { code: undefined, message: String(first) };
  return { code: (first as NodeJS.ErrnoException).code, message: first.message };
}

function postgresError(code: StoreErrorCode, message: string): StoreError {
  return new StoreError('postgres', code, message);
}

function parserFor(oid: number, format?: 'text' | 'binary'): unknown {
  if (oid === int8 && format !== 'binary') return parseInt8;
  if (oid === date && format !== 'binary') return String;
  return pg.types.getTypeParser(oid, format);
}

function parseInt8(text: string): number {
  const number = Number(text);
  if (!Number.isSafeInteger(number)) throw new RangeError(`${text} does not fit a number; select it as text`);
  return number;
}
