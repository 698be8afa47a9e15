/** The model answers in shape and in time, or not at all; either way we know what it cost. */
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { GatewayError } from '../../../../src/backend/gateways/gateway-error.ts';
import { createLlmGateway, type LlmUsageEntry } from '../../../../src/backend/gateways/llm.ts';
import type { ReadingTask } from '../../../../src/backend/gateways/llm-tasks.ts';
import { startLlmSimulator } from '../../../../src/simulators/llm/llm.ts';
import { freePort } from '../../../support/ports.ts';
import { testEnv } from '../../../support/whatsapp-backend.ts';

const model = await startLlmSimulator({ apiKey: 'key' });
model.slowMs = 5_000;
afterAll(() => model.close());
const spent: LlmUsageEntry[] = [];
beforeEach(() => {
  spent.length = 0;
  model.fail('none');
});

function gatewayFor(changes: Record<string, string> = {}): ReturnType<typeof createLlmGateway> {
  const env = testEnv({ OPENAI_BASE_URL: model.url, LLM_TIMEOUT_MS: '800', ...changes });
  return createLlmGateway(env, (entry) => Promise.resolve(void spent.push(entry)));
}

const task: ReadingTask = {
  leadId: '00000000-0000-4000-8000-000000000000',
  conversation: [{ from: 'lead', text: 'Busco una villa en Mazatlán, tengo 2 millones de dólares' }],
  known: {},
  lastQuestion: undefined,
};

async function failureOf(work: Promise<unknown>): Promise<GatewayError> {
  const error: unknown = await work.then(
    () => new Error('it answered'),
    (reason: unknown) => reason,
  );
  if (error instanceof GatewayError) return error;
  throw new Error(`expected a GatewayError, got ${String(error)}`);
}

describe('the model', () => {
  it('reads what the lead says, in the shape we asked for', async () => {
    expect(await gatewayFor().extract(task)).toMatchObject({
      location: 'Mazatlán',
      property_type: 'villa',
      budget: { max: 2_000_000, currency: 'USD' },
      timeline: null,
    });
    expect(model.calls.at(-1)?.purpose).toBe('lead_extraction');
  });

  it('writes a draft anew', async () => {
    const text = await gatewayFor().write({ ...task, language: 'es', leadName: 'Ana', draft: 'Aquí estoy.' });
    expect(text).toContain('Aquí estoy.');
  });

  it('leaves what it cost at the configured prices', async () => {
    await gatewayFor({ LLM_PROMPT_COST: '1000', LLM_COMPLETION_COST: '2000' }).extract(task);
    const [entry] = spent;
    expect(entry).toMatchObject({
      purpose: 'extract',
      model: 'gpt-4.1-mini',
      error: null,
      leadId: task.leadId,
    });
    expect(entry!.costUsd).toBeCloseTo(
      (entry!.promptTokens * 1000 + entry!.completionTokens * 2000) / 1e6,
      9,
    );
  });

  it.each([
    ['nonsense', 'rejected'],
    ['wrong-shape', 'rejected'],
    ['refusal', 'rejected'],
    ['half', 'rejected'],
    ['down', 'unavailable'],
    ['error', 'unavailable'],
    ['rate-limit', 'unavailable'],
    ['slow', 'unavailable'],
  ] as const)(
    'whose fault is "%s" fails as %s, within its time, and on the record',
    async (fault, failure) => {
      model.fail(fault);
      expect(await failureOf(gatewayFor().extract(task))).toMatchObject({ failure });
      expect(spent).toMatchObject([{ error: expect.any(String) }]);
    },
  );

  it('that cannot be reached fails as unavailable', async () => {
    const gateway = gatewayFor({ OPENAI_BASE_URL: `http://127.0.0.1:${await freePort()}/v1` });
    expect(await failureOf(gateway.extract(task))).toMatchObject({ failure: 'unavailable' });
  });

  it('without a key is never asked, unless it is an endpoint of our own', async () => {
    const openai = gatewayFor({ OPENAI_BASE_URL: 'https://api.openai.com/v1', OPENAI_API_KEY: '' });
    expect((await failureOf(openai.extract(task))).message).toContain('OPENAI_API_KEY');
    expect(spent).toEqual([]);
    const own = await startLlmSimulator();
    const gateway = gatewayFor({ OPENAI_BASE_URL: own.url, OPENAI_API_KEY: '' });
    expect(await gateway.extract(task)).toMatchObject({ location: 'Mazatlán' });
    await own.close();
  });

  it('rests after three failures in a row, and nonsense is no reason to rest', async () => {
    const gateway = gatewayFor();
    model.fail('nonsense');
    for (let i = 0; i < 4; i += 1) await failureOf(gateway.extract(task));
    model.fail('error');
    for (let i = 0; i < 3; i += 1) await failureOf(gateway.extract(task));
    model.fail('none');
    const before = model.calls.length;
    expect((await failureOf(gateway.extract(task))).message).toContain('resting');
    expect(model.calls.length).toBe(before);
  });
});
