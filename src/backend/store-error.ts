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
