/** How another process steers the simulated world: starts leads, arms faults, and looks at what was sent. */
import { z } from 'zod';
import { jsonOf, serve, type Answered, type Asked, type Served } from './http/serve.ts';
import type { Lead } from './leads/lead.ts';
import { personaNames, type PersonaName } from './leads/personas.ts';
import { llmFaults } from './llm/llm.ts';
import type { SipCall } from './pbx/sip-caller.ts';
import { vapiFault } from './vapi/faults.ts';
import type { SimulatedCall } from './vapi/simulated-call.ts';
import { attachmentContent, attachments } from './whatsapp/sample-media.ts';
import type { InboundContent } from './whatsapp/webhook-bodies.ts';
import { sendFault } from './whatsapp/faults.ts';
import type { World } from './world.ts';

const backend = z.object({ url: z.url().optional(), urls: z.array(z.url()).optional() });
const newLeads = z.object({
  persona: z.enum(personaNames as [PersonaName, ...PersonaName[]]),
  count: z.number().int().min(1).max(1000).default(1),
  language: z.enum(['es', 'en']).optional(),
  phone: z
    .string()
    .regex(/^\+[1-9]\d{6,14}$/)
    .optional(),
  name: z.string().optional(),
  behaviour: z.record(z.string(), z.unknown()).optional(),
});
const whatsappHabits = z
  .object({
    duplicateRate: z.number().min(0).max(1),
    shuffle: z.boolean(),
    batchSize: z.number().int().min(1),
    batchWaitMs: z.number().int().min(1),
  })
  .partial();
const vapiSettings = z
  .object({
    duplicateRate: z.number().min(0).max(1),
    lossRate: z.number().min(0).max(1),
    shuffle: z.boolean(),
    concurrencyLimit: z.number().int().min(0),
  })
  .partial();
const llmFault = z.object({
  fault: z.enum(llmFaults).nullable(),
  times: z.number().int().positive().optional(),
  slowMs: z.number().int().positive().optional(),
});
/** `away`: its ports are closed and its calls are over, as after a power cut; `back`: it listens again and knows nobody. */
const pbxState = z.object({ state: z.enum(['away', 'back']) });
const written = z.object({
  phone: z.string().optional(),
  userId: z.string().optional(),
  name: z.string().default('Sin Nombre'),
  text: z.string().optional(),
  content: z.looseObject({ type: z.string() }).optional(),
  /** A sample picture, voice note, sticker or document; `text` is its caption. */
  attachment: z.enum(attachments).optional(),
});

function contentOf({
  text,
  content,
  attachment,
}: Pick<z.output<typeof written>, 'text' | 'content' | 'attachment'>): InboundContent {
  if (attachment !== undefined) return attachmentContent(attachment, { caption: text });
  return content ?? { type: 'text', text: { body: text ?? '' } };
}

const leadView = (lead: Lead) => ({
  id: lead.id,
  phone: lead.phone,
  name: lead.name,
  persona: lead.persona,
  phase: lead.phase,
  end: lead.end ?? null,
  log: lead.log,
});

/** What the person on one transferred call says and hears; `heard.toneShare` is how much of it is `hz` (0 to 1). */
const handoverView = (call: SimulatedCall, leg: SipCall, hz: number) => ({
  callId: call.id,
  phone: call.request.customer.number,
  phase: leg.phase,
  toneHz: call.behaviour.toneHz,
  packets: leg.rtp.reception,
  streams: leg.rtp.streams.size,
  heard: { frames: leg.ear.frames, level: leg.ear.level, toneShare: leg.ear.toneShare(hz) },
});

type Action = (world: World, asked: Asked) => unknown;

/** An action that checks its body first. */
const taking =
  <T>(schema: z.ZodType<T>, act: (world: World, input: T) => unknown): Action =>
  (world, { raw }) =>
    act(world, schema.parse(raw.length === 0 ? {} : jsonOf(raw)));

const actions: Record<string, Action> = {
  'GET /health': () => ({ ok: true }),
  'POST /backend': taking(backend, (world, { url, urls }) => {
    world.whatsapp.backendUrls = urls ?? (url === undefined ? [] : [url]);
    return { ok: true };
  }),
  'POST /leads': taking(newLeads, (world, { persona, count, ...overrides }) => ({
    leads: Array.from({ length: count }, () => leadView(world.leads.start(persona, overrides as object))),
  })),
  'GET /leads': (world) => ({ leads: world.leads.all.map(leadView) }),
  'GET /whatsapp/messages': (world, { query }) => {
    const to = query.get('to')?.replace(/\D/g, '');
    return {
      messages: world.whatsapp.messages.filter((message) => to === undefined || message.to === to),
      repeated: [...world.whatsapp.sendsByCallbackData()]
        .filter(([, count]) => count > 1)
        .map(([callbackData, count]) => ({ callbackData, count })),
    };
  },
  'POST /whatsapp/faults': taking(sendFault, (world, fault) => {
    world.whatsapp.faults.arm(fault);
    return { ok: true };
  }),
  'DELETE /whatsapp/faults': (world) => {
    world.whatsapp.faults.clear();
    return { ok: true };
  },
  'POST /whatsapp/habits': taking(whatsappHabits, (world, habits) => {
    world.whatsapp.habits = present(habits);
    return { ok: true };
  }),
  'POST /whatsapp/inbound': taking(written, (world, { phone, userId, name, ...said }) => ({
    wamid: world.whatsapp.receive({ phone, userId, name }, contentOf(said)),
  })),
  'GET /vapi/calls': (world) => ({
    calls: world.vapi.calls.map((call) => ({ ...call.record(), assistant: undefined })),
  }),
  'GET /vapi/handovers': (world, { query }) => {
    const hz = z.coerce
      .number()
      .positive()
      .default(1_000)
      .parse(query.get('toneHz') ?? undefined);
    return {
      handovers: world.vapi.calls.flatMap((call) => call.legs.map((leg) => handoverView(call, leg, hz))),
    };
  },
  'POST /vapi/faults': taking(vapiFault, (world, fault) => {
    world.vapi.faults.arm(fault);
    return { ok: true };
  }),
  'DELETE /vapi/faults': (world) => {
    world.vapi.faults.clear();
    return { ok: true };
  },
  'POST /vapi/habits': taking(vapiSettings, (world, { concurrencyLimit, ...habits }) => {
    world.vapi.habits = present(habits);
    world.vapi.concurrencyLimit = concurrencyLimit ?? world.vapi.concurrencyLimit;
    return { ok: true };
  }),
  'POST /llm': taking(llmFault, (world, { fault, times, slowMs }) => {
    world.llm.slowMs = slowMs ?? world.llm.slowMs;
    world.llm.fail(fault ?? 'none', times);
    return { ok: true };
  }),
  'GET /llm': (world) => ({ calls: world.llm.calls.length, last: world.llm.calls.slice(-20) }),
  'POST /pbx': taking(pbxState, async ({ pbx }, { state }) => {
    await (state === 'away' ? pbx.stop({ calls: 'lost' }) : pbx.start());
    return { ok: true };
  }),
  'GET /pbx': (world) => ({ registered: world.pbx.registrations().length, calls: world.pbx.callCount }),
};

const present = <T extends object>(fields: T): { [K in keyof T]-?: NonNullable<T[K]> } =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]-?: NonNullable<T[K]>;
  };

async function answer(world: World, asked: Asked): Promise<Answered> {
  const action = actions[`${asked.method} ${asked.path}`];
  if (!action)
    return {
      status: 404,
      body: {
        error: `There is no ${asked.method} ${asked.path}. There are: ${Object.keys(actions).join(', ')}`,
      },
    };
  try {
    return { status: 200, body: await action(world, asked) };
  } catch (error) {
    return {
      status: 400,
      body: { error: error instanceof z.ZodError ? z.prettifyError(error) : String(error) },
    };
  }
}

/** Serves the control of `world` on loopback. */
export const serveControl = (world: World, port: number): Promise<Served> =>
  serve((asked) => answer(world, asked), port);
