/** Brings the database up to date by hand: `npm run migrate`, for deployments that do it before starting a backend. */
import { pino } from 'pino';
import { migrate } from '../src/backend/store/migrate.ts';
import { StoreError } from '../src/backend/store-error.ts';

const databaseUrl = process.env['DATABASE_URL'];
if (databaseUrl === undefined || databaseUrl === '') {
  console.error(
    'DATABASE_URL is not set. Embedded stores need no migration by hand: the backend runs it when it starts.',
  );
  process.exit(1);
}
try {
  const ran = await migrate(databaseUrl, pino({ level: 'silent' }));
  console.log(ran.length === 0 ? 'The database is up to date.' : `Ran ${ran.join(', ')}.`);
} catch (error) {
  console.error(error instanceof StoreError ? error.message : error);
  process.exit(1);
}
