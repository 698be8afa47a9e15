/** Any OpenAI-compatible endpoint: it reads and writes language, answers in a given shape and in time, or not at all. */
import OpenAI, { APIConnectionError, APIError, APIUserAbortError } from 'openai';
import { z } from 'zod';
import type { Env } from '../env.ts';
import { GatewayError } from './gateway-error.ts';
import {
  extraction,
  readingMessages,
  writingMessages,
  writtenReply,
  type Extraction,
  type LlmMessage,
  type ReadingTask,
  type WritingTask,
} from './llm-tasks.ts';

/** Both throw `GatewayError`: `unavailable` (down, too slow, or resting after failures) or `rejected` (nonsense). */
export interface LlmGateway {
  /** Reads what the lead's newest messages say. */
  extract: (task: ReadingTask) => Promise<Extraction>;
  /** Puts a draft into kinder words. What it writes is to be checked against the draft. */
  write: (task: WritingTask) => Promise<string>;
}

/** One entry of the cost record; see store/llm-usage.ts. */
export interface LlmUsageEntry {
  leadId: string;
  purpose: 'extract' | 'write';
  model: string;
  promptTokens: number;
  completionTokens: number;
  costUsd: number;
  durationMs: number;
  error: string | null;
}

type LlmEnv = Pick<
  Env,
  | 'OPENAI_BASE_URL'
  | 'OPENAI_API_KEY'
  | 'OPENAI_MODEL'
  | 'LLM_TIMEOUT_MS'
  | 'LLM_PROMPT_COST'
  | 'LLM_COMPLETION_COST'
>;

interface Call<T> {
  purpose: LlmUsageEntry['purpose'];
  leadId: string;
  messages: LlmMessage[];
  shape: { name: string; schema: z.ZodType<T> };
  temperature: number;
}

/** After so many failures in a row the model gets a rest, so that no lead waits for it in vain. */
const FAILURES_BEFORE_REST = 3;
const REST_MS = 15_000;

/** The gateway as configured. `record` keeps what each call cost; its failure costs nobody an answer. */
export function createLlmGateway(env: LlmEnv, record: (entry: LlmUsageEntry) => Promise<void>): LlmGateway {
  const client = clientFor(env);
  const rest = { failures: 0, until: 0 };

  const ask = async <T>(call: Call<T>): Promise<T> => {
    if (client === undefined) throw unavailable(call, 'OPENAI_API_KEY is not set');
    if (Date.now() < rest.until) throw unavailable(call, 'resting after several failures');
    const startedAt = performance.now();
    const spent = { promptTokens: 0, completionTokens: 0 };
    const finish = (error: GatewayError | undefined): void => {
      rest.failures = error?.failure === 'unavailable' ? rest.failures + 1 : 0;
      if (rest.failures >= FAILURES_BEFORE_REST)
        Object.assign(rest, { failures: 0, until: Date.now() + REST_MS });
      void record(entryOf(env, call, { ...spent, startedAt, error })).catch(() => undefined);
    };
    try {
      const answer = await complete(client, env, { ...call, spent });
      finish(undefined);
      return answer;
    } catch (error) {
      const failure = toGatewayError(call, error);
      finish(failure);
      throw failure;
    }
  };

  return {
    extract: (task) =>
      ask({
        purpose: 'extract',
        leadId: task.leadId,
        messages: readingMessages(task),
        shape: { name: 'lead_extraction', schema: extraction },
        temperature: 0,
      }),
    write: async (task) =>
      (
        await ask({
          purpose: 'write',
          leadId: task.leadId,
          messages: writingMessages(task),
          shape: { name: 'reply', schema: writtenReply },
          temperature: 0.6,
        })
      ).text,
  };
}

/** OpenAI itself wants a key; an endpoint of one's own may want none. */
function clientFor(env: LlmEnv): OpenAI | undefined {
  const isOpenAi = new URL(env.OPENAI_BASE_URL).hostname.endsWith('openai.com');
  if (env.OPENAI_API_KEY === undefined && isOpenAi) return undefined;
  return new OpenAI({ baseURL: env.OPENAI_BASE_URL, apiKey: env.OPENAI_API_KEY ?? 'none', maxRetries: 1 });
}

async function complete<T>(
  client: OpenAI,
  env: LlmEnv,
  {
    messages,
    shape,
    temperature,
    spent,
  }: Call<T> & { spent: { promptTokens: number; completionTokens: number } },
): Promise<T> {
  const answer = await client.chat.completions.create(
    {
      model: env.OPENAI_MODEL,
      messages,
      temperature,
      max_completion_tokens: 600,
      response_format: {
        type: 'json_schema',
        json_schema: { name: shape.name, strict: true, schema: jsonSchemaOf(shape.schema) },
      },
    },
    { signal: AbortSignal.timeout(env.LLM_TIMEOUT_MS), timeout: env.LLM_TIMEOUT_MS },
  );
  spent.promptTokens = answer.usage?.prompt_tokens ?? 0;
  spent.completionTokens = answer.usage?.completion_tokens ?? 0;
  return shape.schema.parse(JSON.parse(answer.choices[0]?.message.content ?? ''));
}

/** Strict mode knows no bounds on texts; they are checked on what comes back. */
function jsonSchemaOf(schema: z.ZodType): Record<string, unknown> {
  return z.toJSONSchema(schema, {
    override: ({ jsonSchema }) => {
      delete jsonSchema.minLength;
      delete jsonSchema.maxLength;
    },
  });
}

function entryOf(
  env: LlmEnv,
  { purpose, leadId }: Call<unknown>,
  outcome: {
    promptTokens: number;
    completionTokens: number;
    startedAt: number;
    error: GatewayError | undefined;
  },
): LlmUsageEntry {
  const { promptTokens, completionTokens, startedAt, error } = outcome;
  return {
    leadId,
    purpose,
    model: env.OPENAI_MODEL,
    promptTokens,
    completionTokens,
    costUsd: (promptTokens * env.LLM_PROMPT_COST + completionTokens * env.LLM_COMPLETION_COST) / 1_000_000,
    durationMs: performance.now() - startedAt,
    error: error === undefined ? null : error.message.slice(0, 500),
  };
}

function unavailable({ purpose }: Call<unknown>, message: string): GatewayError {
  return new GatewayError('llm', purpose, { failure: 'unavailable', message });
}

function toGatewayError({ purpose }: Call<unknown>, cause: unknown): GatewayError {
  const isNonsense = cause instanceof SyntaxError || cause instanceof z.ZodError;
  if (isNonsense)
    return new GatewayError('llm', purpose, { failure: 'rejected', message: 'it answered nonsense', cause });
  const tooSlow = cause instanceof APIUserAbortError || (cause as Error).name === 'TimeoutError';
  const status =
    cause instanceof APIError && !(cause instanceof APIConnectionError) ? cause.status : undefined;
  return new GatewayError('llm', purpose, {
    failure: 'unavailable',
    message: tooSlow ? 'too slow' : status === undefined ? 'no connection' : `HTTP ${String(status)}`,
    code: typeof status === 'number' ? status : undefined,
    cause,
  });
}
