import { readdir } from 'node:fs/promises';
import { pino } from 'pino';
import { describe, expect, it, onTestFinished } from 'vitest';
import { migrate, migrationsFolder } from '../../../../src/backend/store/migrate.ts';
import { freePort } from '../../../support/ports.ts';
import { withClient } from '../../../support/shared-postgres.ts';
import { testDatabase } from '../../../support/stores.ts';

const log = pino({ level: 'silent' });
const names = (await readdir(migrationsFolder())).toSorted().map((file) => file.replace(/\.sql$/, ''));

async function emptyDatabase(): Promise<string> {
  const database = await testDatabase({ empty: true });
  onTestFinished(database.drop);
  return database.url;
}

describe('migrating', () => {
  it('runs every migration once, in the order of their names', async () => {
    const url = await emptyDatabase();
    expect(await migrate(url, log)).toEqual(names);
    expect(await migrate(url, log)).toEqual([]);
  });

  it('is done by one of five backends that start at once while the others wait', async () => {
    const url = await emptyDatabase();
    const ran = await Promise.all(Array.from({ length: 5 }, () => migrate(url, log)));
    expect(ran.filter((list) => list.length > 0)).toEqual([names]);
  });

  it('leaves nothing behind when one of them fails', async () => {
    const url = await emptyDatabase();
    await withClient(url, (client) => client.query('CREATE TABLE outbox (in_the_way int)'));
    await expect(migrate(url, log)).rejects.toThrow('outbox');
    const tables = await withClient(url, (client) =>
      client.query(
        "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY 1",
      ),
    );
    expect(tables.rows).toEqual([{ relname: 'migrations' }, { relname: 'outbox' }]);
  });

  it('refuses a database that a later version has migrated', async () => {
    const url = await emptyDatabase();
    await migrate(url, log);
    await withClient(url, (client) =>
      client.query("INSERT INTO migrations (name, run_on) VALUES ('9999_from-the-future', now())"),
    );
    await expect(migrate(url, log)).rejects.toMatchObject({
      code: 'too-new',
      message: expect.stringMatching(/9999_from-the-future.*start that version or a newer one/s) as string,
    });
  });

  it('says that the server is unreachable, without the password', async () => {
    const attempt = migrate(`postgres://someone:hunter2@127.0.0.1:${await freePort()}/db`, log);
    await expect(attempt).rejects.toMatchObject({ code: 'unreachable' });
    await expect(attempt).rejects.not.toThrow('hunter2');
  });
});
