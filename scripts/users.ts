/**
 * `npm run users`: who may sign in. Passwords are never arguments, where every process of the machine could read
 * them: they are asked for on a terminal, or read from standard input, one a line.
 */
import { resolve } from 'node:path';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { parseArgs } from 'node:util';
import { pino } from 'pino';
import type pg from 'pg';
import { startEmbeddedPostgres } from '../src/backend/embedded/postgres.ts';
import { hashPassword, passwordFault, seal } from '../src/backend/seal.ts';
import { connectPostgres } from '../src/backend/store/connect.ts';
import { inTransaction } from '../src/backend/store/database.ts';
import { migrate } from '../src/backend/store/migrate.ts';
import {
  accountByUsername,
  createUser,
  disableUser,
  listUsers,
  setPassword,
  type Role,
} from '../src/backend/store/users.ts';

const usage = `npm run users -- list
npm run users -- add <username> --name "Full name" --role agent|supervisor|admin
                     [--extension 4127 [--sip-user name]] [--languages es,en] [--skills "Los Cabos,villa"]
npm run users -- password <username>
npm run users -- disable <username>

Passwords are asked for; without a terminal they are read from standard input, one a line:
first the person's, then (for an account with an extension) the line's SIP password.`;

/** What went wrong in words for whoever typed the command. */
class UsageError extends Error {}

const roles: readonly Role[] = ['agent', 'supervisor', 'admin'];

const options = {
  name: { type: 'string' },
  role: { type: 'string', default: 'agent' },
  extension: { type: 'string' },
  'sip-user': { type: 'string' },
  languages: { type: 'string', default: 'es' },
  skills: { type: 'string', default: '' },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

type Values = ReturnType<typeof parseArgs<{ options: typeof options; allowPositionals: true }>>['values'];

async function run(command: string | undefined, username: string, values: Values): Promise<void> {
  if (values.help) return console.log(usage);
  if (command === 'list') return withDatabase(list);
  if (!['add', 'password', 'disable'].includes(command ?? '')) throw new UsageError(usage);
  if (!/^[a-z0-9][a-z0-9._-]{1,60}$/.test(username))
    throw new UsageError('Choose a username of small letters, digits, dots, dashes and underscores.');
  if (command === 'add') return add(username, values);
  if (command === 'password') return changePassword(username);
  return withDatabase(async (db) => {
    found(await inTransaction(db, (tx) => disableUser(tx, username)), username);
    console.log(`${username} can no longer sign in; open sessions have ended.`);
  });
}

async function list(db: pg.Pool): Promise<void> {
  const rows = await listUsers(db);
  if (rows.length === 0) console.log('There is nobody yet. Add somebody with: npm run users -- add');
  for (const { username, name, role, extension, active, languages } of rows)
    console.log(
      [username, name, role, extension ?? '-', languages.join(','), active ? 'open' : 'closed'].join('\t'),
    );
}

async function add(username: string, values: Values): Promise<void> {
  const { name, role, extension } = values;
  if (name === undefined || name.trim() === '') throw new UsageError('Say who it is: --name "Full name".');
  if (!isRole(role)) throw new UsageError(`--role must be one of ${roles.join(', ')}.`);
  const sealKey = extension === undefined ? '' : secretKey();
  const ask = openPrompts();
  const passwordHash = await hashPassword(newPassword(await ask('Password: ')));
  const sipPassword = extension === undefined ? undefined : await ask('SIP password of the line: ');
  await withDatabase(async (db) => {
    const id = await createUser(db, {
      username,
      name,
      role,
      passwordHash,
      extension,
      languages: partsOf(values.languages),
      skills: partsOf(values.skills),
      sipAuthUser: values['sip-user'],
      sipPasswordSealed: sipPassword === undefined ? undefined : seal(sipPassword, sealKey, username),
    });
    if (id === undefined) throw new UsageError(await whyNot(db, username));
    console.log(`${username} can sign in now.`);
  });
}

async function whyNot(db: pg.Pool, username: string): Promise<string> {
  const taken = (await accountByUsername(db, username)) !== undefined;
  return taken ? `${username} exists already.` : 'Somebody else has this extension.';
}

async function changePassword(username: string): Promise<void> {
  const ask = openPrompts();
  const passwordHash = await hashPassword(newPassword(await ask('New password: ')));
  await withDatabase(async (db) => {
    found(await inTransaction(db, (tx) => setPassword(tx, username, passwordHash)), username);
    console.log(`${username} has a new password; open sessions have ended.`);
  });
}

function isRole(text: string): text is Role {
  return roles.includes(text as Role);
}

function partsOf(text: string): string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

function newPassword(password: string): string {
  const fault = passwordFault(password);
  if (fault !== undefined) throw new UsageError(fault);
  return password;
}

function found(id: string | undefined, username: string): void {
  if (id === undefined) throw new UsageError(`There is no account ${username}. See: npm run users -- list`);
}

function secretKey(): string {
  const key = process.env['SECRET_KEY'] ?? '';
  if (key.length < 32)
    throw new UsageError(
      'SECRET_KEY must be set as the backend has it: it seals SIP passwords. See .env.example.',
    );
  return key;
}

/** Asks on a terminal without showing what is typed; elsewhere takes the next line of standard input. */
function openPrompts(): (question: string) => Promise<string> {
  const terminal = process.stdin.isTTY;
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: process.stdin, output: nowhere, terminal });
  const next = lines[Symbol.asyncIterator]();
  return async (question) => {
    if (terminal) process.stderr.write(question);
    const line = await next.next();
    if (terminal) process.stderr.write('\n');
    if (line.done === true) throw new UsageError('A password is missing: standard input ended.');
    return line.value;
  };
}

/** The configured database, or the embedded one, which may be running at the same time. */
async function withDatabase(work: (db: pg.Pool) => Promise<void>): Promise<void> {
  const log = pino({ level: 'silent' });
  const given = process.env['DATABASE_URL'];
  const embedded =
    given === undefined || given === ''
      ? await startEmbeddedPostgres({ dir: resolve(process.env['DATA_DIR'] ?? '.data', 'postgres') })
      : undefined;
  const url = embedded?.url ?? given ?? '';
  try {
    await migrate(url, log);
    const db = await connectPostgres(url, { max: 2, log });
    await work(db).finally(() => db.end());
  } finally {
    await embedded?.stop();
  }
}

if (existsSync('.env')) process.loadEnvFile('.env');
try {
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  await run(positionals[0], (positionals[1] ?? '').toLowerCase(), values);
  process.exit(0);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
