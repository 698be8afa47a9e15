/** One error for PostgreSQL and Redis alike, so that whoever starts the backend reads what to do, and never a password. */

/** What is wrong with a store; each calls for a different remedy. */
export type StoreErrorCode = 'unreachable' | 'auth' | 'too-old' | 'too-new' | 'misconfigured';

/** A store that cannot be used. `message` says what is wrong and what to do; it never holds a password. */
export class StoreError extends Error {
  readonly store: 'postgres' | 'redis';
  readonly code: StoreErrorCode;

  constructor(store: 'postgres' | 'redis', code: StoreErrorCode, message: string) {
    super(message);
    this.name = 'StoreError';
    this.store = store;
    this.code = code;
  }
}

/** A store's address for people: the user and the host, without the password and without parameters. */
export function addressWithoutSecrets(url: string): string {
  if (!URL.canParse(url)) return '(not a valid URL)';
  const { protocol, username, host, pathname } = new URL(url);
  return `${protocol}//${username === '' ? '' : `${username}@`}${host}${pathname}`;
}

/** Node's and PostgreSQL's codes (appendix A) for a server that is away, overloaded, failing over, or too slow just now. */
const awayCodes =
  /^(?:ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|08...|53...|57...|55P03|25006|25P03)$/;
/** What `pg` and `ioredis` say without a code. */
const awayWords =
  /^(?:Connection terminated|timeout exceeded when trying to connect|timeout expired|Query read timeout|Client has encountered a connection error|Connection is closed|Stream isn't writeable|Reached the max retries per request limit)/;

/** Whether an error of a store's driver means that the store is away for now: the same again may work later. */
export function isStoreAway(error: unknown): boolean {
  if (error instanceof AggregateError && error.errors.length > 0) return error.errors.every(isStoreAway);
  if (!(error instanceof Error)) return false;
  const { code } = error as { code?: unknown };
  return (typeof code === 'string' && awayCodes.test(code)) || awayWords.test(error.message);
}
