/** `npm run history`: a plausible year in an empty database, to try dashboards and to measure them. */
import { parseArgs } from 'node:util';
import { migrate } from '../src/backend/store/migrate.ts';
import { writeHistory } from './lib/write-history.ts';

const usage = `npm run history -- --database postgres://… [options]
  --leads N    (default 500000)
  --calls N    (default 200000)
  --events N   at least so many (default 2000000)
  --agents N   (default 60)
  --to DAY     the year's last day (default yesterday)
  --zone NAME  (default America/Mexico_City)
  --seed N     the same seed gives the same year (default 1)`;

const { values } = parseArgs({
  options: {
    database: { type: 'string' },
    leads: { type: 'string', default: '500000' },
    calls: { type: 'string', default: '200000' },
    events: { type: 'string', default: '2000000' },
    agents: { type: 'string', default: '60' },
    to: { type: 'string', default: new Date(Date.now() - 86_400_000).toISOString().slice(0, 10) },
    zone: { type: 'string', default: 'America/Mexico_City' },
    seed: { type: 'string', default: '1' },
    help: { type: 'boolean', default: false },
  },
});
const say = (line: string): void => void process.stdout.write(`${line}\n`);
const database = values.database ?? process.env['DATABASE_URL'];
const counts = [values.leads, values.calls, values.events, values.agents, values.seed].map(Number);
const isRight =
  counts.every((count) => Number.isSafeInteger(count) && count > 0) &&
  /^\d{4}-\d\d-\d\d$/.test(values.to) &&
  /^[\w+/-]+$/.test(values.zone);
if (values.help || database === undefined || !isRight) {
  say(usage);
  process.exit(values.help ? 0 : 2);
}
const [leads = 1, calls = 1, events = 1, agents = 1, seed = 1] = counts;
await migrate(database, { info: say, warn: say });
const size = { leads, calls, events, agents, seed, to: values.to, timeZone: values.zone };
say(JSON.stringify(await writeHistory(database, size, say), null, 2));
