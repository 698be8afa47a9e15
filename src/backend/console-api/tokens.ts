/** Bearer tokens: opaque and random; only their SHA-256 is kept, so that a copy of the database opens no session. */
import { createHash, createHmac, randomBytes } from 'node:crypto';

/** A new token of 256 random bits, base64url. */
export function newToken(): string {
  return randomBytes(32).toString('base64url');
}

/** What `sessions.token_hash` holds. */
export function tokenHash(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/**
 * The phone's token that belongs to a console's token: it cannot be turned back, and signing the console out
 * finds the phone's session without a link between the two rows.
 */
export function phoneTokenOf(consoleToken: string): string {
  return createHmac('sha256', consoleToken).update('phone').digest('base64url');
}
