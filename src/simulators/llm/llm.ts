/** An OpenAI-compatible endpoint: POST /v1/chat/completions with structured output, usage, and every way to fail. */
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { JsonSchema } from '../fill-schema.ts';
import { fieldsOf, jsonOf, serve, type Answered, type Asked, type Served } from '../http/serve.ts';
import { completePrompt } from './complete.ts';

export const llmFaults = [
  'none',
  'down', // the connection is cut
  'error', // HTTP 500
  'rate-limit', // HTTP 429
  'slow', // an answer after `slowMs`
  'nonsense', // words where JSON was asked for
  'wrong-shape', // JSON of another shape
  'refusal', // `message.refusal`
  'half', // cut off in the middle (`finish_reason: length`)
] as const;
export type LlmFault = (typeof llmFaults)[number];

export interface LlmOptions {
  /** Bearer token that callers must show; any where undefined. */
  apiKey?: string | undefined;
  port?: number | undefined;
}

const request = z.looseObject({
  model: z.string(),
  messages: z
    .array(
      z.looseObject({ role: z.string(), content: z.union([z.string(), z.array(z.unknown())]).nullish() }),
    )
    .min(1),
  response_format: z
    .looseObject({
      type: z.string(),
      json_schema: z.looseObject({ name: z.string(), schema: z.record(z.string(), z.unknown()) }).optional(),
    })
    .optional(),
  stream: z.boolean().nullish(),
});

/** One request as it was answered. */
export interface LlmCall {
  purpose: string | undefined;
  fault: LlmFault;
  content: string;
}

/** Starts the endpoint on loopback. */
export async function startLlmSimulator(options: LlmOptions = {}): Promise<LlmSimulator> {
  const simulator = new LlmSimulator(options);
  await simulator.open(options.port ?? 0);
  return simulator;
}

const failed = (status: number, message: string, type: string): Answered => ({
  status,
  body: { error: { message, type, param: null, code: null } },
});
const tokens = (text: string): number => Math.ceil(text.length / 4);

export class LlmSimulator {
  readonly calls: LlmCall[] = [];
  slowMs = 30_000;
  readonly #options: LlmOptions;
  #fault: { kind: LlmFault; left: number } = { kind: 'none', left: 0 };
  #served: Served | undefined;

  constructor(options: LlmOptions) {
    this.#options = options;
  }

  async open(port: number): Promise<void> {
    this.#served = await serve((asked) => this.#handle(asked), port);
  }

  /** Base address for `OPENAI_BASE_URL`. */
  get url(): string {
    return `${this.#served?.url ?? ''}/v1`;
  }

  /** Fails like this from now on, or for so many requests; `none` works again. */
  fail(kind: LlmFault, times = Infinity): void {
    this.#fault = { kind, left: times };
  }

  async close(): Promise<void> {
    await this.#served?.close();
  }

  async #handle(asked: Asked): Promise<Answered> {
    const { apiKey } = this.#options;
    if (apiKey !== undefined && asked.headers.authorization !== `Bearer ${apiKey}`)
      return failed(401, 'Incorrect API key provided.', 'invalid_request_error');
    if (asked.method === 'GET' && asked.path === '/v1/models')
      return {
        status: 200,
        body: {
          object: 'list',
          data: [{ id: 'simulated', object: 'model', created: 0, owned_by: 'simulator' }],
        },
      };
    if (asked.method !== 'POST' || asked.path !== '/v1/chat/completions')
      return failed(404, `Unknown request URL: ${asked.method} ${asked.path}.`, 'invalid_request_error');
    const parsed = request.safeParse(jsonOf(asked.raw));
    if (!parsed.success)
      return failed(400, parsed.error.issues[0]?.message ?? 'invalid', 'invalid_request_error');
    return this.#answer(parsed.data);
  }

  async #answer(asked: z.infer<typeof request>): Promise<Answered> {
    const fault = this.#take();
    const format =
      asked.response_format?.type === 'json_schema' ? asked.response_format.json_schema : undefined;
    const messages = asked.messages.map(({ role, content }) => ({ role, content: plainText(content) }));
    const content = completePrompt(messages, format?.schema as JsonSchema | undefined);
    this.calls.push({ purpose: format?.name, fault, content });
    if (fault === 'down') return 'drop';
    if (fault === 'error')
      return failed(500, 'The server had an error while processing your request.', 'server_error');
    if (fault === 'rate-limit') return failed(429, 'Rate limit reached for requests.', 'requests');
    if (fault === 'slow') await new Promise((resolve) => setTimeout(resolve, this.slowMs).unref());
    return { status: 200, body: completion(asked.model, messages, spoil(content, fault)) };
  }

  #take(): LlmFault {
    if (this.#fault.left <= 0) return 'none';
    this.#fault.left -= 1;
    return this.#fault.kind;
  }
}

const plainText = (content: unknown): string =>
  typeof content === 'string'
    ? content
    : Array.isArray(content)
      ? content.map((part) => String(fieldsOf(part)['text'] ?? '')).join('\n')
      : '';

interface Message {
  content: string | null;
  refusal: string | null;
  finish: 'stop' | 'length';
}

function spoil(content: string, fault: LlmFault): Message {
  const message: Message = { content, refusal: null, finish: 'stop' };
  if (fault === 'nonsense')
    return { ...message, content: 'Sure! Here is what I found: the lead seems nice.' };
  if (fault === 'wrong-shape')
    return { ...message, content: JSON.stringify({ answer: 42, budget: 'plenty' }) };
  if (fault === 'refusal')
    return { ...message, content: null, refusal: "I'm sorry, I can't help with that." };
  if (fault === 'half')
    return { ...message, content: content.slice(0, Math.floor(content.length / 2)), finish: 'length' };
  return message;
}

function completion(
  model: string,
  prompt: { content: string }[],
  { content, refusal, finish }: Message,
): Record<string, unknown> {
  const prompt_tokens = prompt.reduce((sum, each) => sum + tokens(each.content) + 4, 3);
  const completion_tokens = tokens(content ?? refusal ?? '');
  return {
    id: `chatcmpl-${randomUUID()}`,
    object: 'chat.completion',
    created: Math.floor(Date.now() / 1000),
    model,
    choices: [
      { index: 0, message: { role: 'assistant', content, refusal }, logprobs: null, finish_reason: finish },
    ],
    usage: { prompt_tokens, completion_tokens, total_tokens: prompt_tokens + completion_tokens },
    system_fingerprint: 'simulated',
  };
}
