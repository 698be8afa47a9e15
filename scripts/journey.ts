/** `npm run journey`: the main job, headless, proved step by step from the stores. Exits 0 only if every step happened. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { connectRedis } from '../src/backend/cache/connect.ts';
import { connectPostgres } from '../src/backend/store/connect.ts';
import { demoAccounts } from '../src/shared/demo.ts';
import { endsByPersona, mixedPersonas, scenarios, type Scenario } from './journey/scenarios.ts';
import type { Stores } from './journey/steps.ts';
import { watchSteps, type StepResult } from './journey/watch.ts';
import { api, startAgent, type Agent } from './lib/agent.ts';
import { startProduct, type Product } from './lib/product.ts';

const usage = `npm run journey -- [options]
  --scenario NAME   ${Object.keys(scenarios).join(', ')} (default buyer)
  --leads N         N leads of mixed personalities at once
  --json            one JSON object on standard output and nothing else (npm run -s, or npm adds its own lines)
  --backends N      so many backends on the same stores (default 1)
  --speed N         how many times faster than life people talk (default 20)
  --timeout S       give up after S seconds (default 120, more for many leads)
  --seed N          another set of people
  --keep            keep the data folder and say where it is
DATABASE_URL and REDIS_URL are used where they are set; otherwise embedded stores in a temporary folder.`;

interface Lead {
  id: string;
  phone: string;
  persona: string;
}
interface Options {
  scenario: string;
  leads: number | undefined;
  json: boolean;
  backends: number;
  speed: number;
  timeoutMs: number;
  seed: number;
  keep: boolean;
}

function readOptions(): Options {
  const { values } = parseArgs({
    options: {
      scenario: { type: 'string', default: 'buyer' },
      leads: { type: 'string' },
      json: { type: 'boolean', default: false },
      backends: { type: 'string', default: '1' },
      speed: { type: 'string', default: '20' },
      timeout: { type: 'string' },
      seed: { type: 'string', default: '1' },
      keep: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(`${usage}\n`);
    process.exit(0);
  }
  const leads = values.leads === undefined ? undefined : whole('--leads', values.leads);
  if (scenarios[values.scenario] === undefined) fail(`There is no scenario "${values.scenario}".\n${usage}`);
  const timeoutS = values.timeout === undefined ? 120 + 6 * (leads ?? 0) : whole('--timeout', values.timeout);
  return {
    scenario: values.scenario,
    leads,
    json: values.json,
    backends: whole('--backends', values.backends),
    speed: Number(values.speed) > 0 ? Number(values.speed) : fail('--speed must be a number above 0.'),
    timeoutMs: timeoutS * 1000,
    seed: whole('--seed', values.seed),
    keep: values.keep,
  };
}

function whole(name: string, text: string): number {
  return /^[1-9]\d{0,5}$/.test(text) ? Number(text) : fail(`${name} must be a whole number from 1 on.`);
}

function fail(message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(2);
}

async function main(): Promise<void> {
  const options = readOptions();
  const say = (line: string): void =>
    void (options.json ? process.stderr : process.stdout).write(`${line}\n`);
  const dataDir = mkdtempSync(join(tmpdir(), 'journey-'));
  const scenario = scenarios[options.scenario] ?? fail('no scenario');
  const many = options.leads !== undefined;
  const product = await startProduct({
    dataDir,
    databaseUrl: process.env.DATABASE_URL,
    redisUrl: process.env.REDIS_URL,
    speed: options.speed,
    seed: options.seed,
    backends: options.backends,
    phones: many ? 3 : scenario.agents === 'none' ? 0 : 1,
    env: { ...(many ? {} : scenario.env), LOG_LEVEL: 'info' },
    say,
  });
  process.once('SIGINT', () => void product.stop().then(() => process.exit(130)));
  let results: StepResult[] = [];
  try {
    results = many ? await runMany(product, options, say) : await runOne(product, scenario, options, say);
  } finally {
    await product.stop();
    if (options.keep) say(`Data and logs: ${dataDir}`);
    else rmSync(dataDir, { recursive: true, force: true });
  }
  const ok = results.length > 0 && results.every((result) => result.ok);
  if (options.json) process.stdout.write(`${JSON.stringify({ ok, steps: results })}\n`);
  say(
    ok
      ? `All ${results.length} steps happened.`
      : `${results.filter((r) => !r.ok).length} of ${results.length} steps did not happen.`,
  );
  process.exitCode = ok ? 0 : 1;
}

async function runOne(
  product: Product,
  scenario: Scenario,
  options: Options,
  say: (line: string) => void,
): Promise<StepResult[]> {
  const agents = await startAgents(product, scenario.agents);
  if (scenario.llm !== undefined) await control(product, '/llm', { fault: scenario.llm });
  const stores = await openStores(product);
  try {
    const [lead] = await startLeads(product, scenario.persona, 1);
    if (lead === undefined) throw new Error('The simulators started no lead.');
    const print = (step: StepResult): void =>
      say(`${step.ok ? '✓' : '✗'} ${step.name.padEnd(40)} ${String(step.ms).padStart(7)} ms`);
    const results = await watchSteps(stores, {
      phone: lead.phone,
      steps: scenario.steps,
      timeoutMs: options.timeoutMs,
      onStep: print,
      stop: product.failed.then(say),
    });
    for (const missed of results.filter((step) => !step.ok)) print(missed);
    return results;
  } finally {
    await closeAll(stores, agents);
  }
}

async function runMany(
  product: Product,
  options: Options,
  say: (line: string) => void,
): Promise<StepResult[]> {
  const agents = await startAgents(product, 'answer');
  const stores = await openStores(product);
  try {
    const count = options.leads ?? 1;
    const wanted = Array.from(
      { length: count },
      (_, index) => mixedPersonas[index % mixedPersonas.length] ?? 'buyer',
    );
    const groups = Map.groupBy(wanted, (persona) => persona);
    const leads = (
      await Promise.all([...groups].map(([persona, list]) => startLeads(product, persona, list.length)))
    ).flat();
    const stop = product.failed.then(say);
    const perLead = await Promise.all(
      leads.map(async (lead) => {
        const steps = await watchSteps(stores, {
          phone: lead.phone,
          steps: endsByPersona[lead.persona] ?? [],
          timeoutMs: options.timeoutMs,
          stop,
        });
        const missed = steps.filter((step) => !step.ok).map((step) => step.name);
        const ms = Math.max(...steps.map((step) => step.ms));
        say(
          `${missed.length === 0 ? '✓' : '✗'} ${lead.persona.padEnd(12)} ${String(ms).padStart(7)} ms${missed.length === 0 ? '' : `  missing: ${missed.join(', ')}`}`,
        );
        return { persona: lead.persona, steps };
      }),
    );
    if (perLead.some(({ steps }) => steps.some((step) => !step.ok)))
      await showMissed(product, leads, perLead, say);
    return perLead.flatMap(({ persona, steps }, index) =>
      steps.map((step) => ({ ...step, name: `lead ${index + 1} (${persona}): ${step.name}` })),
    );
  } finally {
    await closeAll(stores, agents);
  }
}

/** What the people whose journey stopped remember of it. */
async function showMissed(
  product: Product,
  leads: Lead[],
  perLead: { steps: StepResult[] }[],
  say: (line: string) => void,
): Promise<void> {
  const { leads: views } = await api<{ leads: { id: string; log: unknown[] }[] }>(
    product.simulators.controlUrl,
    '/leads',
  );
  for (const [index, lead] of leads.entries()) {
    if (perLead[index]?.steps.every((step) => step.ok) === true) continue;
    say(`  ${lead.persona}: ${JSON.stringify(views.find((view) => view.id === lead.id)?.log)}`);
  }
}

async function startAgents(product: Product, behaviour: Scenario['agents']): Promise<Agent[]> {
  if (behaviour === 'none') return [];
  const accounts = demoAccounts.filter((account) => account.role === 'agent');
  return Promise.all(
    product.phones.map((phone, index) => {
      const account = accounts[index];
      if (account === undefined) throw new Error('There are more phones than demonstration agents.');
      return startAgent({
        backendUrl: product.backendUrl,
        phone,
        username: account.username,
        password: account.password,
        behaviour,
      });
    }),
  );
}

async function openStores(product: Product): Promise<Stores> {
  const log = { warn: () => undefined };
  return {
    db: await connectPostgres(product.databaseUrl, { max: 5, log }),
    redis: await connectRedis(product.redisUrl, { log }),
  };
}

async function closeAll(stores: Stores, agents: Agent[]): Promise<void> {
  for (const agent of agents) agent.stop();
  await stores.db.end();
  stores.redis.disconnect();
}

async function startLeads(product: Product, persona: string, count: number): Promise<Lead[]> {
  const { leads } = await control<{ leads: { id: string; phone: string }[] }>(product, '/leads', {
    persona,
    count,
  });
  return leads.map((lead) => ({ ...lead, persona }));
}

function control<T = unknown>(product: Product, path: string, body: unknown): Promise<T> {
  return api<T>(product.simulators.controlUrl, path, { body });
}

await main();
