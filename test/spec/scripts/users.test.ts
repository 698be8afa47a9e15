/** Accounts are made on the command line, and no password may stand where other processes can read it. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { isPassword, unseal } from '../../../src/backend/seal.ts';
import { connectPostgres } from '../../../src/backend/store/connect.ts';
import { accountByUsername, sipLineOf } from '../../../src/backend/store/users.ts';
import { testStores } from '../../support/stores.ts';

const stores = await testStores();
const secretKey = 'a key of thirty-two characters or more';
const script = join(import.meta.dirname, '../../../scripts/users.ts');

async function users(args: string[], input = ''): Promise<{ code: number | null; output: string }> {
  const env = { ...process.env, DATABASE_URL: stores.databaseUrl, SECRET_KEY: secretKey };
  const child = spawn(process.execPath, [script, ...args], { env, cwd: join(script, '../..') });
  let output = '';
  child.stdout.on('data', (chunk) => (output += String(chunk)));
  child.stderr.on('data', (chunk) => (output += String(chunk)));
  child.stdin.end(input);
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, output };
}

test('an account is added with a line, signs in with its password, gets a new one and is closed', async () => {
  const db = await connectPostgres(stores.databaseUrl, { log: pino({ level: 'silent' }) });
  const added = await users(
    [
      'add',
      'lucia',
      '--name',
      'Lucía Prueba',
      '--extension',
      '4130',
      '--sip-user',
      'lucia.sip',
      '--languages',
      'es,en',
    ],
    'a long password\nthe sip password\n',
  );
  expect(added).toMatchObject({
    code: 0,
    output: expect.stringContaining('lucia can sign in now') as string,
  });
  const account = await accountByUsername(db, 'lucia');
  expect(account).toMatchObject({ role: 'agent', extension: '4130', languages: ['es', 'en'] });
  expect(await isPassword('a long password', account?.passwordHash)).toBe(true);
  const line = await sipLineOf(db, account!.id);
  expect(line).toMatchObject({ sipAuthUser: 'lucia.sip' });
  expect(unseal(line!.sipPasswordSealed!, secretKey, 'lucia')).toBe('the sip password');
  expect((await users(['list'])).output).toMatch(/lucia\tLucía Prueba\tagent\t4130\tes,en\topen/);
  const again = ['add', '--name', 'X', '--extension', '4130'];
  const input = 'a long password\nsip\n';
  expect((await users([...again, 'lucia'], input)).output).toContain('lucia exists already');
  expect((await users([...again, 'otra'], input)).output).toContain('has this extension');
  expect((await users(['password', 'lucia'], 'another password\n')).code).toBe(0);
  expect(await isPassword('another password', (await accountByUsername(db, 'lucia'))?.passwordHash)).toBe(
    true,
  );
  expect((await users(['disable', 'lucia'])).code).toBe(0);
  expect((await accountByUsername(db, 'lucia'))?.active).toBe(false);
  await db.end();
});

test('what is wrong is said in words, and nothing is written', async () => {
  const cases: [string[], string, string][] = [
    [[], '', 'npm run users -- list'],
    [['add', 'Ñandú', '--name', 'X'], 'a long password\n', 'Choose a username'],
    [['add', 'corta', '--name', 'X'], 'short\n', '10 characters or more'],
    [['add', 'vacia', '--name', 'X'], '', 'A password is missing'],
    [['add', 'sinnombre'], 'a long password\n', '--name'],
    [['add', 'rol', '--name', 'X', '--role', 'king'], 'a long password\n', 'agent, supervisor, admin'],
    [['password', 'nadie'], 'a long password\n', 'There is no account nadie'],
    [['disable', 'nadie'], '', 'There is no account nadie'],
    [['list', '--password', 'x'], '', "Unknown option '--password'"],
  ];
  for (const [args, input, words] of cases) {
    const { code, output } = await users(args, input);
    expect(code, args.join(' ')).toBe(1);
    expect(output, args.join(' ')).toContain(words);
  }
  expect((await users(['list'])).output).not.toMatch(/corta|vacia|sinnombre|rol\t/);
});
