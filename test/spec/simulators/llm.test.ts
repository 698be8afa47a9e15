/** The LLM simulator answers in the shape asked for, from what the lead really said, and fails in every way a model does. */
import { Ajv } from 'ajv';
import fc from 'fast-check';
import OpenAI from 'openai';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { fillSchema, type JsonSchema } from '../../../src/simulators/fill-schema.ts';
import { startLlmSimulator, type LlmSimulator } from '../../../src/simulators/llm/llm.ts';

let llm: LlmSimulator;
let client: OpenAI;
beforeEach(async () => {
  llm = await startLlmSimulator();
  client = new OpenAI({ baseURL: llm.url, apiKey: 'key', maxRetries: 0 });
});
afterEach(() => llm.close());

const extraction = z.object({
  budget: z.object({ min: z.number(), max: z.number(), currency: z.enum(['USD', 'MXN']) }).nullable(),
  timeline: z.object({ months: z.number().nullable(), text: z.string() }).nullable(),
  location: z.enum(['Nuevo Vallarta', 'Los Cabos']).nullable(),
  first_name: z.string().nullable(),
  wants_person: z.boolean().nullable(),
  objections: z.array(z.string()),
  topics: z.array(z.enum(['price', 'photos'])),
  language: z.enum(['es', 'en']).nullable(),
});

const ask = (content: unknown, schema?: z.ZodType) =>
  client.chat.completions.create({
    model: 'simulated',
    messages: [
      { role: 'system', content: 'Read.' },
      { role: 'user', content: typeof content === 'string' ? content : JSON.stringify(content) },
    ],
    ...(schema && {
      response_format: {
        type: 'json_schema',
        json_schema: { name: 'it', strict: true, schema: z.toJSONSchema(schema) },
      },
    }),
  });
const conversation = [
  { from: 'lead', text: 'Hola, busco en Los Cabos' },
  { from: 'us', text: '¿Qué presupuesto tienes en mente?' },
  { from: 'lead', text: 'Soy Mariana, entre 400 y 500. ¿Qué precios tienen?' },
];

describe('reading', () => {
  it('takes only what the newest messages say, in the strict shape', async () => {
    const answer = await ask({ known: {}, lastQuestion: 'budget', conversation }, extraction);
    const read = extraction.parse(JSON.parse(answer.choices[0]?.message.content ?? ''));
    expect(read).toEqual({
      budget: { min: 400_000, max: 500_000, currency: 'USD' },
      timeline: null,
      location: null,
      first_name: 'Mariana',
      wants_person: null,
      objections: [],
      topics: ['price'],
      language: 'es',
    });
    expect(answer.usage?.prompt_tokens).toBeGreaterThan(0);
  });

  it('finds the conversation in a transcript or in the chat itself', async () => {
    const transcript = await ask('Sofía: ¿Para cuándo?\nLead: en 3 meses\n', extraction);
    expect(JSON.parse(transcript.choices[0]?.message.content ?? '')).toMatchObject({
      timeline: { months: 3 },
    });
    const chat = await ask('quiero hablar con una persona', extraction);
    expect(JSON.parse(chat.choices[0]?.message.content ?? '')).toMatchObject({ wants_person: true });
  });

  it('obeys any schema', () => {
    const leaf = fc.constantFrom<JsonSchema>(
      { type: 'string' },
      { type: 'number' },
      { type: 'boolean' },
      { type: 'string', enum: ['a', 'b'] },
      { anyOf: [{ type: 'string' }, { type: 'null' }] },
      { type: 'array', items: { type: 'string' } },
    );
    const name = fc.constantFrom('budget', 'location', 'text', 'bedrooms', 'topics', 'other');
    const object = (part: fc.Arbitrary<JsonSchema>) =>
      fc
        .dictionary(name, part)
        .map((properties): JsonSchema => ({ type: 'object', properties, required: Object.keys(properties) }));
    const known: Record<string, unknown> = {
      budget: { min: 1, max: 2 },
      location: 'Los Cabos',
      text: 'x',
      bedrooms: 2,
      topics: ['price'],
    };
    fc.assert(
      fc.property(object(fc.oneof(leaf, object(leaf))), (schema) => {
        expect(
          new Ajv({ strict: false }).validate(
            schema,
            fillSchema(schema, (field) => known[field]),
          ),
        ).toBe(true);
      }),
    );
  });
});

describe('writing', () => {
  it('keeps every word of a draft and its question at the end', async () => {
    const draft = 'Tenemos 4 condominios desde 350,000 USD. ¿Para cuándo te gustaría comprar?';
    const answer = await ask(
      { language: 'es', leadName: null, conversation, draft },
      z.object({ text: z.string() }),
    );
    const { text } = JSON.parse(answer.choices[0]?.message.content ?? '') as { text: string };
    expect(text.endsWith(draft)).toBe(true);
  });
  it('writes in the language of the lead where nothing is drafted', async () => {
    expect((await ask('Hi, how much is a condo?')).choices[0]?.message.content).toContain('Thank you');
    expect((await ask('hola, cuánto cuesta')).choices[0]?.message.content).toContain('Gracias');
  });
});

describe('failing', () => {
  it.each([
    ['down', /connection/i],
    ['error', /500/],
    ['rate-limit', /429/],
  ] as const)('%s is an error for the client', async (fault, message) => {
    llm.fail(fault, 1);
    await expect(ask('hola')).rejects.toThrow(message);
    await expect(ask('hola')).resolves.toBeTruthy();
  });
  it('slow is later than any sensible limit', async () => {
    llm.fail('slow');
    const slow = client.chat.completions.create(
      { model: 'simulated', messages: [{ role: 'user', content: 'hola' }] },
      { signal: AbortSignal.timeout(300) },
    );
    await expect(slow).rejects.toThrow(/abort/i);
  });
  it('nonsense, another shape, half an answer and a refusal are no extraction', async () => {
    for (const fault of ['nonsense', 'wrong-shape', 'half', 'refusal'] as const) {
      llm.fail(fault, 1);
      const { message, finish_reason } = (await ask({ conversation }, extraction)).choices[0] ?? {};
      const parse = () => extraction.parse(JSON.parse(message?.content ?? ''));
      expect(parse).toThrow();
      expect([fault, finish_reason, typeof message?.refusal]).toEqual([
        fault,
        fault === 'half' ? 'length' : 'stop',
        fault === 'refusal' ? 'string' : 'object',
      ]);
    }
  });
});
