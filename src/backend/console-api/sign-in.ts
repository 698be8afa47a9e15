/** Signing in gives the same answer, after the same work, whether the account is unknown, closed or the password wrong. */
import type pg from 'pg';
import { signIn as signInSchema, type Session, type SignIn } from '../../shared/api.ts';
import { isPassword } from '../seal.ts';
import { isConsoleThere, meById } from '../store/console-agents.ts';
import { inTransaction } from '../store/database.ts';
import { openSession, pruneSessions, sessionEnd } from '../store/sessions.ts';
import { accountByUsername, setUserState, type UserRow } from '../store/users.ts';
import { ApiProblem, checked } from './api-problem.ts';
import { AttemptLimit } from './attempt-limit.ts';
import { newToken, phoneTokenOf, tokenHash } from './tokens.ts';

/** How long a session lasts, in milliseconds: a long shift. */
export const sessionMs = 12 * 60 * 60_000;

/** Ended sessions are kept for so long, for whoever looks into an incident. */
const keptDays = 30;
const windowMs = 5 * 60_000;

/** Wrong passwords that are borne within five minutes: an account from one address, an account, an address. */
export class SignInLimits {
  readonly #limits = [
    {
      keyOf: (username: string, address: string) => `${username} ${address}`,
      limit: new AttemptLimit(8, windowMs),
    },
    { keyOf: (username: string) => username, limit: new AttemptLimit(60, windowMs) },
    { keyOf: (_username: string, address: string) => address, limit: new AttemptLimit(120, windowMs) },
  ];

  /** Counts an attempt. Throws ApiProblem `too-many` where there were too many wrong ones. */
  take(username: string, address: string, now: number): void {
    for (const { keyOf, limit } of this.#limits) {
      const waitMs = limit.take(keyOf(username, address), now);
      if (waitMs === 0) continue;
      const minutes = Math.ceil(waitMs / 60_000);
      throw new ApiProblem('too-many', `Too many wrong passwords. Wait ${minutes} min and try again.`, {
        reason: 'too-many-passwords',
        params: { minutes },
      });
    }
  }

  /** The attempt was right and does not count. */
  giveBack(username: string, address: string, now: number): void {
    for (const { keyOf, limit } of this.#limits) limit.giveBack(keyOf(username, address), now);
  }
}

/** Opens a console session, and a phone session for whoever has a line. Throws ApiProblem. */
export async function signIn(
  db: pg.Pool,
  input: unknown,
  { limits, address, now }: { limits: SignInLimits; address: string; now: Date },
): Promise<Session> {
  const { username, password } = checked<typeof signInSchema>(
    signInSchema,
    input satisfies unknown as SignIn,
  );
  limits.take(username, address, now.getTime());
  const account = await accountByUsername(db, username);
  if (!(await isPassword(password, account?.passwordHash)) || account?.active !== true)
    throw new ApiProblem(
      'unauthorized',
      'The user name or the password is wrong. Check both and try again.',
      { reason: 'wrong-password' },
    );
  limits.giveBack(username, address, now.getTime());
  return openSessions(db, account);
}

async function openSessions(db: pg.Pool, user: UserRow): Promise<Session> {
  const token = newToken();
  const expiresAt = await sessionEnd(db, sessionMs);
  const phoneToken = user.extension === null ? null : phoneTokenOf(token);
  await inTransaction(db, async (tx) => {
    await pruneSessions(tx, keptDays);
    await openSession(tx, { tokenHash: tokenHash(token), userId: user.id, kind: 'console', expiresAt });
    if (phoneToken !== null)
      await openSession(tx, { tokenHash: tokenHash(phoneToken), userId: user.id, kind: 'phone', expiresAt });
    // Whoever comes back after being gone decides anew when to take calls; a call that goes on stays a call.
    if (!(await isConsoleThere(tx, user.id)) && (await meById(tx, user.id))?.state !== 'busy')
      await setUserState(tx, user.id, { state: 'away', setBy: user.id });
  });
  const me = await meById(db, user.id);
  if (me === undefined)
    throw new ApiProblem('unauthorized', 'This account has just been removed.', { reason: 'no-account' });
  return { token, phoneToken, expiresAt: expiresAt.toISOString(), user: me };
}
