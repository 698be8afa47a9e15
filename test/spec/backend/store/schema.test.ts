import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { describeSchema } from '../../../../scripts/lib/describe-schema.ts';
import { migrationsFolder } from '../../../../src/backend/store/migrate.ts';
import { withClient } from '../../../support/shared-postgres.ts';
import { testDatabase } from '../../../support/stores.ts';

const written = await readFile(join(dirname(migrationsFolder()), 'schema.sql'), 'utf8');

describe('sql/schema.sql', () => {
  it('is what the migrations make; run `npm run schema` after adding one', async () => {
    const database = await testDatabase();
    const made = await withClient(database.url, describeSchema);
    await database.drop();
    expect(made).toBe(written);
  });

  it('makes the same database when it is loaded into an empty one', async () => {
    const database = await testDatabase({ empty: true });
    const made = await withClient(database.url, async (client) => {
      await client.query(written);
      return describeSchema(client);
    });
    await database.drop();
    expect(made).toBe(written);
  });
});
