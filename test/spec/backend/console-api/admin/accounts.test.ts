/** Accounts and teams: who may sign in, and that nobody can lock themselves or everybody out. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Account, Team } from '../../../../../src/shared/admin.ts';
import type { ApiError } from '../../../../../src/shared/api.ts';
import { unseal } from '../../../../../src/backend/seal.ts';
import { ask, connectConsole, testSecretKey } from '../../../../support/console-backend.ts';
import { startAdminBackend, type AdminBackend } from '../../../../support/admin-backend.ts';
import { testStores } from '../../../../support/stores.ts';
import { until } from '../../../../support/until.ts';

const stores = await testStores();
let house: AdminBackend;

beforeAll(async () => {
  house = await startAdminBackend(stores);
});
afterAll(() => house.close());

const reasonOf = ({ body }: { body: unknown }): string | undefined => (body as ApiError).error.reason;
const someone = { name: 'Nora Díaz', role: 'agent', password: 'a password of nora' };
const signIn = (username: string, password: string) =>
  ask<{ token: string }>(house.url, '/api/session', { method: 'POST', body: { username, password } });

describe('an account', () => {
  test('is made with a line, can sign in, and shows no secret', async () => {
    const made = await house.as<Account>('POST', '/api/admin/users', {
      ...someone,
      username: 'Nora',
      extension: '4201',
      sipAuthUser: 'nora4201',
      sipPassword: 'the line of nora',
      languages: ['en', 'es'],
      skills: ['villa'],
      alertPhone: '55 1234 5678',
    });
    expect(made.status).toBe(200);
    expect(made.body).toMatchObject({
      username: 'nora',
      extension: '4201',
      hasSipPassword: true,
      alertPhone: '+525512345678',
      languages: ['en', 'es'],
    });
    expect(JSON.stringify(made.body)).not.toContain('the line of nora');
    expect((await signIn('nora', someone.password)).status).toBe(200);
    const { rows } = await house.db.query<{ sealed: string }>(
      `SELECT sip_password_sealed AS sealed FROM users WHERE id = $1`,
      [made.body.id],
    );
    expect(unseal(rows[0]!.sealed, testSecretKey, 'nora')).toBe('the line of nora');
    const trail = await house.trail('user.created');
    expect(trail[0]).toMatchObject({ userId: house.people.admin.id, subjectId: made.body.id });
    expect(JSON.stringify(trail)).not.toMatch(/password of nora|line of nora/);
  });

  test('is refused with a username or an extension that somebody has', async () => {
    const same = await house.as('POST', '/api/admin/users', { ...someone, username: 'agente' });
    expect([same.status, reasonOf(same)]).toEqual([409, 'username-taken']);
    const line = await house.as('POST', '/api/admin/users', {
      ...someone,
      username: 'otra',
      extension: '4101',
    });
    expect([line.status, reasonOf(line)]).toEqual([409, 'extension-taken']);
    const change = await house.as('PATCH', `/api/admin/users/${house.people.jefa.id}`, { extension: '4101' });
    expect([change.status, reasonOf(change)]).toEqual([409, 'extension-taken']);
  });

  test('with a new password is signed out everywhere and keeps its other fields', async () => {
    const { body: made } = await house.as<Account>('POST', '/api/admin/users', {
      ...someone,
      username: 'olga',
      skills: ['condo'],
      extension: '4203',
    });
    const { body: session } = await signIn('olga', someone.password);
    const socket = await connectConsole(house.url, session.token);
    const revoked = new Promise((resolve) => socket.on('revoked', () => resolve(true)));
    const changed = await house.as<Account>('PATCH', `/api/admin/users/${made.id}`, {
      password: 'another password of olga',
    });
    expect(changed.body).toMatchObject({ skills: ['condo'], extension: '4203', active: true });
    expect(await revoked).toBe(true);
    socket.close();
    const old = await ask(house.url, '/api/session', { token: session.token });
    expect(old.status).toBe(401);
    expect((await signIn('olga', someone.password)).status).toBe(401);
    expect((await signIn('olga', 'another password of olga')).status).toBe(200);
  });

  test('that is closed is offline, signed out, and cannot sign in until it is opened again', async () => {
    const { body: made } = await house.as<Account>('POST', '/api/admin/users', {
      ...someone,
      username: 'pia',
    });
    const { body: session } = await signIn('pia', someone.password);
    await house.db.query(`UPDATE users SET state = 'available' WHERE id = $1`, [made.id]);
    await house.as('PATCH', `/api/admin/users/${made.id}`, { active: false });
    expect((await ask(house.url, '/api/session', { token: session.token })).status).toBe(401);
    expect((await signIn('pia', someone.password)).status).toBe(401);
    const { rows } = await house.db.query(`SELECT state FROM users WHERE id = $1`, [made.id]);
    expect(rows[0]).toEqual({ state: 'offline' });
    await house.as('PATCH', `/api/admin/users/${made.id}`, { active: true });
    expect((await signIn('pia', someone.password)).status).toBe(200);
    expect((await house.trail('user.disabled'))[0]).toMatchObject({ subjectId: made.id });
    expect((await house.trail('user.enabled'))[0]).toMatchObject({ subjectId: made.id });
  });

  test('takes its line and its team away with null, and leaves alone what is not named', async () => {
    const { body: team } = await house.as<Team>('POST', '/api/admin/teams', { name: 'Cabos' });
    const { body: made } = await house.as<Account>('POST', '/api/admin/users', {
      ...someone,
      username: 'rita',
      extension: '4210',
      sipPassword: 'x',
      teamId: team.id,
    });
    expect(made.teamId).toBe(team.id);
    const { body: changed } = await house.as<Account>('PATCH', `/api/admin/users/${made.id}`, {
      extension: null,
      sipPassword: null,
    });
    expect(changed).toMatchObject({
      extension: null,
      hasSipPassword: false,
      teamId: team.id,
      name: 'Nora Díaz',
    });
  });
});

describe('the last administrator', () => {
  test('can be neither demoted nor closed', async () => {
    for (const change of [{ role: 'supervisor' }, { active: false }]) {
      const answer = await house.as('PATCH', `/api/admin/users/${house.people.admin.id}`, change);
      expect([answer.status, reasonOf(answer)]).toEqual([409, 'last-administrator']);
    }
  });

  test('is still there when two administrators take each other’s role away at the same moment', async () => {
    const { body: other } = await house.as<Account>('POST', '/api/admin/users', {
      ...someone,
      username: 'segunda',
      role: 'admin',
    });
    const { body: session } = await signIn('segunda', someone.password);
    const own = await house.as('PATCH', `/api/admin/users/${house.people.admin.id}`, { active: false });
    expect([own.status, reasonOf(own)]).toEqual([409, 'own-account']);
    const answers = await Promise.all([
      house.as('PATCH', `/api/admin/users/${other.id}`, { role: 'agent' }),
      ask(house.url, `/api/admin/users/${house.people.admin.id}`, {
        method: 'PATCH',
        token: session.token,
        body: { role: 'agent' },
      }),
    ]);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    const { rows } = await house.db.query<{ id: string }>(
      `SELECT id FROM users WHERE role = 'admin' AND active`,
    );
    expect(rows).toHaveLength(1);
    await house.db.query(`UPDATE users SET role = 'admin' WHERE id = $1`, [house.people.admin.id]);
    await house.db.query(`UPDATE sessions SET revoked_at = NULL WHERE user_id = $1`, [house.people.admin.id]);
  });
});

describe('a team', () => {
  test('has one name whatever its accents, counts its members, and leaves them behind when it is dissolved', async () => {
    const { body: team } = await house.as<Team>('POST', '/api/admin/teams', { name: 'Ríviera' }, 'jefa');
    const again = await house.as('POST', '/api/admin/teams', { name: 'RIVIERA' }, 'jefa');
    expect([again.status, reasonOf(again)]).toEqual([409, 'team-exists']);
    await house.as('PATCH', `/api/admin/users/${house.people.agente.id}`, { teamId: team.id });
    const { body: renamed } = await house.as<Team>(
      'PATCH',
      `/api/admin/teams/${team.id}`,
      { name: 'Maya' },
      'jefa',
    );
    expect(renamed).toEqual({ id: team.id, name: 'Maya', members: 1 });
    expect((await house.as('DELETE', `/api/admin/teams/${team.id}`, undefined, 'jefa')).status).toBe(204);
    const { body } = await house.as<{ users: Account[] }>('GET', '/api/admin/users');
    expect(body.users.find(({ id }) => id === house.people.agente.id)?.teamId).toBeNull();
    expect((await house.trail('team.deleted'))[0]).toMatchObject({ detail: { members: 1 } });
    const gone = await house.as('PATCH', `/api/admin/teams/${team.id}`, { name: 'x' }, 'jefa');
    expect([gone.status, reasonOf(gone)]).toEqual([404, 'no-such-team']);
  });
});

describe('whoever is not an administrator', () => {
  test('sees and changes no account; an agent no team either', async () => {
    for (const [method, path] of [
      ['GET', '/api/admin/users'],
      ['POST', '/api/admin/users'],
      ['PATCH', `/api/admin/users/${house.people.agente.id}`],
      ['GET', '/api/admin/settings'],
      ['GET', '/api/admin/webhooks'],
    ] as const)
      for (const who of ['agente', 'jefa'] as const)
        expect((await house.as(method, path, method === 'GET' ? undefined : {}, who)).status).toBe(403);
    expect((await house.as('GET', '/api/admin/teams', undefined, 'agente')).status).toBe(403);
  });

  test('has changes of their own account on their screen at once', async () => {
    const socket = await connectConsole(house.url, house.people.jefa.token);
    const names: string[] = [];
    socket.on('agent.changed', ({ name }) => names.push(name));
    await house.as('PATCH', `/api/admin/users/${house.people.agente.id}`, { name: 'Nombre Nuevo' });
    await until(() => names.includes('Nombre Nuevo'));
    socket.close();
  });
});
