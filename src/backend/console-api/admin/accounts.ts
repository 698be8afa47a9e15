/** Who may sign in and as what: made, changed and closed by administrators, who can lock out neither themselves nor everybody. */
import type { FastifyPluginCallback } from 'fastify';
import type { z } from 'zod';
import { changeAccount as accountChange, newAccount, type Account } from '../../../shared/admin.ts';
import { toE164 } from '../../journey/lead/phone-locale.ts';
import { hashPassword, seal } from '../../seal.ts';
import {
  accountById,
  accountInTheWay,
  changeAccount,
  listAccounts,
  lockAccount,
  lockAdministrators,
  signOut,
  tellOfAccount,
  type AccountChange,
} from '../../store/accounts.ts';
import type { Tx } from '../../store/database.ts';
import { teamById } from '../../store/teams.ts';
import { createUser } from '../../store/users.ts';
import { ApiProblem, checked } from '../api-problem.ts';
import { asActor, idOf, note, type Actor, type AdminDeps } from './admin-scope.ts';

type NewAccount = z.output<typeof newAccount>;
type Change = z.output<typeof accountChange>;

/** `GET` and `POST /api/admin/users`, `PATCH /api/admin/users/:id`. */
export function accountRoutes({ db, env }: AdminDeps): FastifyPluginCallback {
  return (server, _options, done) => {
    server.get('/api/admin/users', async (): Promise<{ users: Account[] }> => ({
      users: await listAccounts(db),
    }));
    server.post('/api/admin/users', async (request): Promise<Account> => {
      const account = checked(newAccount, request.body);
      const passwordHash = await hashPassword(account.password);
      return asActor(db, request, (tx, actor) =>
        makeAccount(tx, actor, { account, passwordHash, secretKey: env.SECRET_KEY }),
      );
    });
    server.patch('/api/admin/users/:id', async (request): Promise<Account> => {
      const id = idOf(request);
      const change = checked(accountChange, request.body);
      const passwordHash = change.password === undefined ? undefined : await hashPassword(change.password);
      return asActor(db, request, (tx, actor) =>
        applyChange(tx, actor, { id, change, passwordHash, secretKey: env.SECRET_KEY }),
      );
    });
    done();
  };
}

async function makeAccount(
  tx: Tx,
  actor: Actor,
  { account, passwordHash, secretKey }: { account: NewAccount; passwordHash: string; secretKey: string },
): Promise<Account> {
  const { username, name, role, languages, skills, teamId, extension, sipAuthUser, sipPassword } = account;
  await refuseUnknownTeam(tx, teamId);
  const id = await createUser(tx, {
    username,
    name,
    role,
    passwordHash,
    ...(languages === undefined ? {} : { languages: [...new Set(languages)] }),
    ...(skills === undefined ? {} : { skills: [...new Set(skills)] }),
    extension: extension ?? undefined,
    sipAuthUser: sipAuthUser ?? undefined,
    sipPasswordSealed: sipPassword == null ? undefined : seal(sipPassword, secretKey, username),
  });
  if (id === undefined) throw await taken(tx, { username, extension: extension ?? null });
  await changeAccount(tx, id, { teamId, alertPhone: e164(account.alertPhone) });
  await note(tx, actor, {
    action: 'user.created',
    subject: { kind: 'user', id, name },
    detail: { username, role },
  });
  await tellOfAccount(tx, id);
  return found(await accountById(tx, id));
}

interface Wish {
  id: string;
  change: Change;
  passwordHash: string | undefined;
  secretKey: string;
}

async function applyChange(tx: Tx, actor: Actor, wish: Wish): Promise<Account> {
  const { id, change, passwordHash } = wish;
  const administrators = await lockAdministrators(tx);
  const before = found(await lockAccount(tx, id));
  refuseLockOut(before, change, { administrators, actor });
  await refuseUnknownTeam(tx, change.teamId);
  await refuseTaken(tx, id, change);
  await changeAccount(tx, id, fieldsOf(wish, before));
  if (mustSignInAgain(before, change)) await signOut(tx, id, { leaves: change.active === false });
  await tellOfAccount(tx, id);
  await note(tx, actor, {
    action: actionOf(before, change),
    subject: { kind: 'user', id, name: change.name ?? before.name },
    detail: detailOf(change, passwordHash !== undefined),
  });
  return found(await accountById(tx, id));
}

/** What an open socket may hear was decided when it opened: another role signs in anew, as does a new password. */
function mustSignInAgain(before: Account, { active, password, role }: Change): boolean {
  return active === false || password !== undefined || (role !== undefined && role !== before.role);
}

function refuseLockOut(
  before: Account,
  { active, role }: Change,
  { administrators, actor }: { administrators: string[]; actor: Actor },
): void {
  const stays = active !== false && (role ?? before.role) === 'admin';
  if (stays || !administrators.includes(before.id)) return;
  if (administrators.length === 1)
    throw new ApiProblem('conflict', 'This is the last administrator. Make somebody else one first.', {
      reason: 'last-administrator',
    });
  if (before.id === actor.id)
    throw new ApiProblem('conflict', 'You cannot lock yourself out. Ask another administrator.', {
      reason: 'own-account',
    });
}

async function refuseTaken(tx: Tx, id: string, { extension }: Change): Promise<void> {
  if (extension == null) return;
  if ((await accountInTheWay(tx, { extension, except: id })) !== undefined)
    throw new ApiProblem('conflict', 'Somebody else has this extension.', { reason: 'extension-taken' });
}

async function taken(tx: Tx, account: { username: string; extension: string | null }): Promise<ApiProblem> {
  const other = await accountInTheWay(tx, account);
  return other?.username === account.username
    ? new ApiProblem('conflict', 'There is such a username already.', { reason: 'username-taken' })
    : new ApiProblem('conflict', 'Somebody else has this extension.', { reason: 'extension-taken' });
}

async function refuseUnknownTeam(tx: Tx, teamId: string | null | undefined): Promise<void> {
  if (teamId == null || (await teamById(tx, teamId)) !== undefined) return;
  throw new ApiProblem('invalid', 'There is no such team. Choose another.', { reason: 'no-such-team' });
}

function fieldsOf({ change, passwordHash, secretKey }: Wish, before: Account): AccountChange {
  const { password: _password, sipPassword, alertPhone, languages, skills, ...rest } = change;
  return {
    ...rest,
    passwordHash,
    languages: languages && [...new Set(languages)],
    skills: skills && [...new Set(skills)],
    alertPhone: e164(alertPhone),
    sipPasswordSealed: sipPassword == null ? sipPassword : seal(sipPassword, secretKey, before.username),
  };
}

/** WhatsApp wants the number with its country; ten digits are Mexican. */
function e164(phone: string | null | undefined): string | null | undefined {
  if (phone == null) return phone;
  const digits = phone.replace(/\D/g, '');
  const number = toE164(digits.length === 10 && !phone.trim().startsWith('+') ? `52${digits}` : digits);
  if (number === undefined)
    throw new ApiProblem('invalid', 'alertPhone: write the number with its country code.', {
      reason: 'incorrect',
      params: { fields: 'alertPhone' },
    });
  return number;
}

function actionOf(before: Account, { active }: Change): string {
  if (active === false && before.active) return 'user.disabled';
  return active === true && !before.active ? 'user.enabled' : 'user.changed';
}

/** What was changed, without any secret. */
function detailOf(change: Change, hasNewPassword: boolean): Record<string, unknown> {
  const { password: _password, sipPassword, alertPhone, ...rest } = change;
  return {
    ...rest,
    ...(hasNewPassword ? { password: 'changed' } : {}),
    ...(sipPassword === undefined ? {} : { sipPassword: 'changed' }),
    ...(alertPhone === undefined ? {} : { alertPhone: 'changed' }),
  };
}

function found(account: Account | undefined): Account {
  if (account !== undefined) return account;
  throw new ApiProblem('not-found', 'There is no such account. Load the list again.', {
    reason: 'no-such-person',
  });
}
