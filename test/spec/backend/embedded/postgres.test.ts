import { chmod, chown, copyFile, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { findPlace } from '../../../../src/backend/embedded/place.ts';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '../../../../src/backend/embedded/postgres.ts';
import { findPrograms } from '../../../../src/backend/embedded/postgres-programs.ts';
import { keepStore, type KeptStore, type OtherUser } from '../../../support/keep-store.ts';
import { freePort } from '../../../support/ports.ts';
import { withClient } from '../../../support/shared-postgres.ts';
import { tempFolder } from '../../../support/temp-folder.ts';

// Only root can become somebody else; for an ordinary user the tests above show their own case.
const asRoot = process.getuid?.() === 0;
const nobody = { uid: 65_534, gid: 65_534 };

/** A server whose data, should root have moved it, goes with the test. */
async function start(dir: string, port?: number): Promise<EmbeddedPostgres> {
  const postgres = await startEmbeddedPostgres({
    dir,
    ...(port === undefined ? {} : { port }),
    settings: { fsync: 'off' },
  });
  onTestFinished(async () => {
    await postgres.stop();
    if (!postgres.home.startsWith(dir)) await rm(postgres.home, { recursive: true, force: true });
  });
  return postgres;
}

/** An ordinary user, who may be unable to run programs from this checkout. */
async function ordinaryUser(): Promise<OtherUser> {
  const place = await findPlace(await tempFolder(), await findPrograms());
  return { ...nobody, programs: place.programs };
}

async function keep(dir: string, as?: OtherUser): Promise<KeptStore> {
  const kept = await keepStore('postgres', dir, as);
  onTestFinished(kept.leave);
  return kept;
}

const remember = (url: string) =>
  withClient(url, (client) => client.query('CREATE TABLE note AS SELECT 42 AS remembered'));
const recall = (url: string) =>
  withClient(url, async (client) => (await client.query('SELECT remembered FROM note')).rows);
const setting = (url: string, name: string) =>
  withClient(
    url,
    async (client) =>
      (await client.query<{ value: string }>('SELECT current_setting($1) AS value', [name])).rows[0]?.value,
  );

const collation = (url: string) =>
  withClient(url, async (client) => {
    const sql = 'SELECT datcollate AS name FROM pg_database WHERE datname = current_database()';
    return (await client.query<{ name: string }>(sql)).rows[0]?.name;
  });

async function serverPid(home: string): Promise<number> {
  return Number((await readFile(join(home, 'data', 'postmaster.pid'), 'utf8')).split('\n')[0]);
}

describe('the embedded PostgreSQL', () => {
  it('speaks UTF8 in locale C, on loopback only, and keeps its data over a stop', async () => {
    const dir = await tempFolder();
    const first = await start(dir);
    expect(await setting(first.url, 'server_encoding')).toBe('UTF8');
    expect(await collation(first.url)).toBe('C');
    expect(await setting(first.url, 'listen_addresses')).toBe('127.0.0.1');
    expect(await setting(first.url, 'unix_socket_directories')).toBe('');
    await remember(first.url);
    await first.stop();
    const second = await start(dir);
    expect(second.adopted).toBe(false);
    expect(await recall(second.url)).toEqual([{ remembered: 42 }]);
  });

  it('lets nobody in without its password, which only its owner can read', async () => {
    const { url, home } = await start(await tempFolder());
    const guess = new URL(url);
    guess.password = 'guess';
    await expect(recall(guess.href)).rejects.toMatchObject({ code: '28P01' });
    expect((await stat(join(home, 'password'))).mode & 0o077).toBe(0);
    expect(await setting(url, 'password_encryption')).toBe('scram-sha-256');
  });

  it('comes back with its data after the server was killed', async () => {
    const dir = await tempFolder();
    const first = await start(dir);
    await remember(first.url);
    process.kill(await serverPid(first.home), 'SIGKILL');
    const second = await start(dir);
    expect(await recall(second.url)).toEqual([{ remembered: 42 }]);
  });

  it('is adopted, still running, by the next start after its program was killed', async () => {
    const dir = await tempFolder();
    const killed = await keep(dir);
    await remember(killed.url);
    await killed.kill();
    const next = await start(dir);
    expect(next).toMatchObject({ adopted: true, url: killed.url });
    expect(await recall(next.url)).toEqual([{ remembered: 42 }]);
    await next.stop();
    await expect(recall(next.url)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  it('is started once by two programs that begin at the same moment on a new folder', async () => {
    const dir = await tempFolder();
    const [one, other] = await Promise.all([keep(dir), keep(dir)]);
    expect(one.url).toBe(other.url);
    expect([one.adopted, other.adopted].toSorted()).toEqual([false, true]);
    await remember(one.url);
    await one.leave();
    expect(await recall(other.url)).toEqual([{ remembered: 42 }]);
    await other.leave();
    await expect(recall(other.url)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    if (one.home !== undefined) await rm(one.home, { recursive: true, force: true });
  });

  it('takes another port when the one it was asked for is in use', async () => {
    const taken = await freePort();
    const squatter = createServer().listen(taken, '127.0.0.1');
    await once(squatter, 'listening');
    onTestFinished(() => void squatter.close());
    const { url } = await start(await tempFolder(), taken);
    expect(Number(new URL(url).port)).not.toBe(taken);
  });

  it('takes the port it was asked for when that is free', async () => {
    const wanted = await freePort();
    expect((await start(await tempFolder(), wanted)).url).toContain(`:${wanted}/`);
  });

  it('starts although an old lock file names a process that is something else by now', async () => {
    const dir = await tempFolder();
    const first = await start(dir);
    await remember(first.url);
    const lock = join(first.home, 'data', 'postmaster.pid');
    const lines = (await readFile(lock, 'utf8')).split('\n');
    await first.stop();
    const { uid, gid } = await stat(join(first.home, 'data'));
    await writeFile(lock, [String(process.pid), ...lines.slice(1)].join('\n'));
    await chown(lock, uid, gid);
    const second = await start(dir);
    expect(second.adopted).toBe(false);
    expect(await recall(second.url)).toEqual([{ remembered: 42 }]);
  });

  it('begins anew where a first start was killed half-way', async () => {
    const dir = await tempFolder();
    await mkdir(join(dir, 'data.new'), { recursive: true });
    await writeFile(join(dir, 'data.new', 'PG_VERSION'), '18\n');
    await writeFile(join(dir, 'password'), 'of-the-half-made-one\n');
    const { url } = await start(dir);
    expect(url).not.toContain('of-the-half-made-one');
    await remember(url);
  });

  it('refuses data of another PostgreSQL version and says how to bring it over', async () => {
    const dir = await tempFolder();
    await mkdir(join(dir, 'data'));
    await writeFile(join(dir, 'data', 'PG_VERSION'), '12\n');
    await expect(start(dir)).rejects.toThrow(/was made by PostgreSQL 12, this version brings 18: .*pg_dump/);
  });
});

if (asRoot)
  describe('the embedded PostgreSQL started by root', () => {
    it('runs as an unprivileged account', async () => {
      const { home } = await start(await tempFolder());
      const status = await readFile(`/proc/${await serverPid(home)}/status`, 'utf8');
      expect(Number(/^Uid:\s+(\d+)/m.exec(status)?.[1])).toBeGreaterThan(0);
    });

    it('moves its data out of a folder that only root can enter, says where, and finds it again', async () => {
      const parent = await tempFolder();
      await chmod(parent, 0o700);
      const dir = join(parent, 'postgres');
      const first = await start(dir);
      expect(first.home.startsWith(parent)).toBe(false);
      expect((await readFile(join(dir, 'moved-to'), 'utf8')).trim()).toBe(first.home);
      await remember(first.url);
      await first.stop();
      const second = await start(dir);
      expect(second.home).toBe(first.home);
      expect(await recall(second.url)).toEqual([{ remembered: 42 }]);
    });

    it('removes the moved data of a temporary folder that is gone', async () => {
      const [gone, other] = [await tempFolder(), await tempFolder()];
      await Promise.all([gone, other].map((dir) => chmod(dir, 0o700)));
      const first = await start(join(gone, 'postgres'));
      await first.stop();
      await rm(gone, { recursive: true });
      await start(join(other, 'postgres'));
      await expect(stat(first.home)).rejects.toMatchObject({ code: 'ENOENT' });
    });

    it('keeps its data where it was asked to when others may pass', async () => {
      const parent = await tempFolder();
      await chmod(parent, 0o755);
      const dir = join(parent, 'postgres');
      expect((await start(dir)).home).toBe(dir);
    });

    it('copies programs that only root can read to where the account can run them', async () => {
      const dir = await tempFolder();
      const version = `test-${process.pid}-${Date.now()}`;
      await mkdir(join(dir, 'native', 'bin'), { recursive: true });
      await copyFile('/bin/true', join(dir, 'native', 'bin', 'postgres'));
      await chmod(join(dir, 'native', 'bin', 'postgres'), 0o700);
      await chmod(dir, 0o700);
      const home = join(dir, 'data');
      await mkdir(home);
      const place = await findPlace(home, { folder: join(dir, 'native'), version, major: 18 });
      onTestFinished(() => rm(place.programs, { recursive: true, force: true }));
      onTestFinished(() => rm(place.home, { recursive: true, force: true }));
      expect(place.programs).not.toContain(dir);
      expect((await stat(join(place.programs, 'bin', 'postgres'))).mode & 0o777).toBe(0o755);
    });

    it('goes on with the data of an ordinary user as that user', async () => {
      const parent = await tempFolder();
      await chmod(parent, 0o755);
      await chown(parent, nobody.uid, nobody.gid);
      const dir = join(parent, 'postgres');
      const theirs = await keep(dir, await ordinaryUser());
      expect(theirs.error).toBeUndefined();
      await remember(theirs.url);
      await theirs.leave();
      const ours = await start(dir);
      expect(ours.home).toBe(dir);
      expect(await recall(ours.url)).toEqual([{ remembered: 42 }]);
    });
  });

if (asRoot)
  describe('the embedded PostgreSQL started by an ordinary user', () => {
    it('runs as that user in a folder of theirs', async () => {
      const dir = await tempFolder();
      await chown(dir, nobody.uid, nobody.gid);
      const theirs = await keep(dir, await ordinaryUser());
      expect(theirs).toMatchObject({ adopted: false, home: dir });
      const status = await readFile(`/proc/${await serverPid(dir)}/status`, 'utf8');
      expect(/^Uid:\s+65534\b/m.test(status)).toBe(true);
      await theirs.leave();
    });

    it('says that the folder belongs to somebody else', async () => {
      const dir = await tempFolder();
      const theirs = await keep(join(dir, 'postgres'), await ordinaryUser());
      expect(theirs.error).toMatch(/belongs to another user of this machine.*DATA_DIR/);
    });
  });
