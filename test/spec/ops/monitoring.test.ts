/** The dashboard and the alerts that IT imports ask for nothing that the backend does not say. */
import { readFile } from 'node:fs/promises';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createMetrics, type Metrics } from '../../../src/backend/metrics.ts';
import { connectPostgres } from '../../../src/backend/store/connect.ts';
import { testStores } from '../../support/stores.ts';

const stores = await testStores();
const db = await connectPostgres(stores.databaseUrl, { log: pino({ level: 'silent' }) });
let metrics: Metrics;
let exposed: Set<string>;

beforeAll(async () => {
  metrics = createMetrics({ db });
  metrics.observeTool({ name: 'get_pricing', success: true, cached: false, ms: 12 });
  metrics.observeGateway('vapi', 250, false);
  metrics.observeGateway('vapi', 4_000, true);
  metrics.observeSockets(() => ({ console: 3, phone: 2 }));
  const { text } = await metrics.read();
  exposed = new Set(text.split('\n').flatMap((line) => /^# TYPE (\S+)/.exec(line)?.[1] ?? []));
});
afterAll(() => db.end());

interface Panel {
  type: string;
  title: string;
  targets?: { expr: string }[];
}

/** Names in a PromQL expression, without its functions, labels and the suffixes of histograms. */
function namesIn(expr: string): string[] {
  return [...expr.matchAll(/\b((?:vidanta|process|nodejs)_[a-z0-9_]+)/g)].map(([, name]) =>
    (name ?? '').replace(/_(bucket|count|sum)$/, ''),
  );
}

test('every panel of the Grafana dashboard reads a metric that there is', async () => {
  const file = await readFile(new URL('../../../ops/grafana/vidanta.json', import.meta.url), 'utf8');
  const { panels } = JSON.parse(file) as { panels: Panel[] };
  const charts = panels.filter(({ type }) => type !== 'row');
  expect(charts.length).toBeGreaterThan(15);
  for (const { title, targets = [] } of charts) {
    const names = targets.flatMap(({ expr }) => namesIn(expr));
    expect([title, names.length > 0, names.filter((name) => !exposed.has(name))]).toEqual([title, true, []]);
  }
});

test('every alert rule does too, and says what is wrong', async () => {
  const file = await readFile(new URL('../../../ops/prometheus/vidanta.rules.yml', import.meta.url), 'utf8');
  const rules = file.split(/- alert: /).slice(1);
  expect(rules.length).toBeGreaterThan(5);
  for (const rule of rules) {
    expect(rule).toMatch(/expr: /);
    expect(rule).toMatch(/summary: /);
    expect(namesIn(rule).filter((name) => !exposed.has(name))).toEqual([]);
  }
});

test('every metric of ours is on the dashboard', async () => {
  const file = await readFile(new URL('../../../ops/grafana/vidanta.json', import.meta.url), 'utf8');
  const ours = [...exposed].filter((name) => name.startsWith('vidanta_'));
  expect(ours.length).toBeGreaterThan(18);
  expect(ours.filter((name) => !file.includes(name))).toEqual([]);
});

test('gateways are timed by outcome, sockets counted by kind, and every state of an agent is there', async () => {
  const { text } = await metrics.read();
  expect(text).toContain('vidanta_gateway_duration_seconds_count{gateway="vapi",outcome="failed"} 1');
  expect(text).toContain('vidanta_sockets{kind="console"} 3');
  for (const state of ['available', 'busy', 'wrap-up', 'away', 'offline'])
    expect(text).toContain(`vidanta_agents{state="${state}"} 0`);
});
