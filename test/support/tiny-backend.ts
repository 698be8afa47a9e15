/** A receiver that plays the backend in tests of the simulators: keeps what arrives and answers as told. */
import { readMessage, mergeReading } from '../../src/shared/reader/read-message.ts';
import type { DiscoveryQuestion, Language, LeadProfile } from '../../src/shared/lead.ts';
import { jsonOf, serve, type Answered, type Asked } from '../../src/simulators/http/serve.ts';

export interface Arrived {
  path: string;
  headers: Asked['headers'];
  raw: Buffer;
  body: Record<string, unknown>;
}

export interface TinyBackend {
  url: string;
  arrived: Arrived[];
  /** Bodies that came to this path. */
  at: (path: string) => Arrived[];
  /** Vapi's server messages so far, or those of one type. */
  vapiMessages: (type?: string) => Record<string, unknown>[];
  /** Decides an answer before the usual one; undefined leaves it to the usual. */
  override: ((arrived: Arrived) => Answered | Promise<Answered> | undefined) | undefined;
  close: () => Promise<void>;
}

/** What each tool says, unless overridden. */
const toolAnswers: Record<string, string> = {
  '/api/tools/availability': 'Hay tres departamentos disponibles en Nuevo Vallarta.',
  '/api/tools/pricing': 'Los precios van de 450 mil a 600 mil dólares.',
  '/api/tools/schedule': 'Listo, su visita queda para el sábado a las once.',
  '/api/tools/escalate': 'Claro, le comunico con un asesor, no cuelgue por favor.',
};

export async function startTinyBackend(): Promise<TinyBackend> {
  const arrived: Arrived[] = [];
  const served = await serve(async (asked) => {
    const entry: Arrived = {
      path: asked.path,
      headers: asked.headers,
      raw: asked.raw,
      body: (jsonOf(asked.raw) ?? {}) as Record<string, unknown>,
    };
    arrived.push(entry);
    const special = await backend.override?.(entry);
    if (special) return special;
    const said = toolAnswers[asked.path];
    return {
      status: 200,
      body: said === undefined ? {} : { results: [{ toolCallId: toolCallOf(entry).id, result: said }] },
    };
  });
  const backend: TinyBackend = {
    url: served.url,
    arrived,
    at: (path) => arrived.filter((each) => each.path === path),
    vapiMessages: (type) =>
      arrived
        .filter(({ path }) => path === '/webhooks/vapi')
        .map(({ body }) => body['message'] as Record<string, unknown>)
        .filter((message) => type === undefined || message['type'] === type),
    override: undefined,
    close: served.close,
  };
  return backend;
}

/** The one tool call of a `tool-calls` body, whatever shape it has. */
export function toolCallOf({ body }: Arrived): { id: string; name: string; args: Record<string, unknown> } {
  const message = body['message'] as { toolCallList?: Record<string, unknown>[] } | undefined;
  const call = message?.toolCallList?.[0] ?? {};
  const inner = (call['function'] ?? {}) as Record<string, unknown>;
  const args = inner['arguments'] ?? call['arguments'] ?? call['parameters'] ?? {};
  return {
    id: String(call['id']),
    name: String(inner['name'] ?? call['name']),
    args: (typeof args === 'string' ? JSON.parse(args) : args) as Record<string, unknown>,
  };
}

/** A body of POST /call as the backend composes it. */
export function callRequest(
  backendUrl: string,
  number: string,
  over: Record<string, unknown> = {},
): Record<string, unknown> {
  const tool = (
    name: string,
    path: string,
    properties: Record<string, unknown>,
    required: string[] = [],
  ) => ({
    type: 'function',
    function: { name, description: name, parameters: { type: 'object', properties, required } },
    server: { url: `${backendUrl}/api/tools/${path}`, timeoutSeconds: 20 },
  });
  const text = { type: 'string' };
  return {
    phoneNumberId: '42b4b25d-031e-4786-857f-63b346c9580f',
    customer: { number, name: 'Mariana Ruiz', externalId: '3f6f0f0e-3d0c-4a58-9a50-6a3f2c6f1c11' },
    assistant: {
      firstMessage: '¡Hola! Soy Sofía, asistente de Vidanta.',
      model: {
        provider: 'openai',
        model: 'gpt-4.1',
        temperature: 0.7,
        maxTokens: 500,
        messages: [{ role: 'system', content: 'Eres Sofía.' }],
        tools: [
          tool(
            'check_availability',
            'availability',
            {
              destination: text,
              property_type: text,
              bedrooms: { type: 'number' },
              budget_max: { type: 'number' },
            },
            ['destination'],
          ),
          tool('get_pricing', 'pricing', {
            destination: text,
            currency: { type: 'string', enum: ['USD', 'MXN'] },
          }),
          tool('schedule_appointment', 'schedule', { destination: text, date: text, time: text }, [
            'date',
            'time',
          ]),
          tool('escalate_to_human', 'escalate', { reason: text, mood: text }, ['reason']),
          { type: 'endCall' },
        ],
      },
      voice: { provider: '11labs', voiceId: 'pNInz6obpgDQGcFmaJgB', stability: 0.5, similarityBoost: 0.8 },
      server: { url: `${backendUrl}/webhooks/vapi`, timeoutSeconds: 20 },
      serverMessages: [
        'status-update',
        'transcript',
        'conversation-update',
        'speech-update',
        'tool-calls',
        'user-interrupted',
        'language-change-detected',
        'transfer-update',
        'hang',
        'end-of-call-report',
      ],
      maxDurationSeconds: 900,
      ...over,
    },
  };
}

const questions: [DiscoveryQuestion, Record<Language, string>][] = [
  ['location', { es: '¿Qué destino le interesa?', en: 'Which destination are you interested in?' }],
  [
    'property_type',
    { es: '¿Qué tipo de propiedad busca?', en: 'What kind of property are you looking for?' },
  ],
  ['budget', { es: '¿Qué presupuesto tiene en mente?', en: 'What budget do you have in mind?' }],
  ['timeline', { es: '¿Para cuándo piensa comprar?', en: 'When are you planning to buy?' }],
  [
    'call_consent',
    {
      es: '¿Le podemos llamar para platicar las opciones?',
      en: 'May we call you to talk about the options?',
    },
  ],
];

interface Session {
  profile: LeadProfile;
  language: Language;
  asked: DiscoveryQuestion[];
  silent: boolean;
}

/** The smallest bot that holds a conversation on WhatsApp and calls whoever agrees to it. */
export function startTinyBot(
  backend: TinyBackend,
  urls: { whatsapp: string; vapi: string },
): Map<string, Session> {
  const sessions = new Map<string, Session>();
  const post = async (url: string, body: unknown): Promise<void> => {
    await fetch(url, {
      method: 'POST',
      headers: { authorization: 'Bearer token', 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  };
  const reply = (to: string, text: string) =>
    post(`${urls.whatsapp}/v26.0/106540352242922/messages`, {
      messaging_product: 'whatsapp',
      to,
      type: 'text',
      text: { body: text },
    });

  async function take(from: string, text: string): Promise<void> {
    const session = sessions.get(from) ?? { profile: {}, language: 'es', asked: [], silent: false };
    sessions.set(from, session);
    const reading = readMessage(text, {
      known: session.profile,
      lastQuestion: session.asked.at(-1),
      language: session.language,
    });
    session.profile = mergeReading(session.profile, reading);
    session.language = reading.language ?? session.language;
    if (reading.optOut) session.silent = true;
    if (session.silent) return;
    if (session.profile.wants_call) {
      session.silent = true;
      return post(`${urls.vapi}/call`, callRequest(backend.url, `+${from}`));
    }
    const next = questions.find(
      ([topic]) =>
        (topic === 'call_consent' || session.profile[topic] === undefined) && !session.asked.includes(topic),
    );
    if (next) session.asked.push(next[0]);
    await reply(
      from,
      next
        ? next[1][session.language]
        : session.language === 'es'
          ? 'Gracias, quedo al pendiente.'
          : 'Thank you, I am here whenever you need.',
    );
  }

  backend.override = ({ path, body }) => {
    if (path !== '/webhooks/whatsapp') return undefined;
    const entries = (body['entry'] ?? []) as {
      changes: { value: { messages?: { from: string; text?: { body: string } }[] } }[];
    }[];
    for (const message of entries.flatMap(({ changes }) =>
      changes.flatMap(({ value }) => value.messages ?? []),
    ))
      void take(message.from, message.text?.body ?? '');
    return undefined;
  };
  return sessions;
}
