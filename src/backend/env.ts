/** Configuration: read once, validated as a whole, frozen. `.env.example` explains every variable. */
import { existsSync } from 'node:fs';
import { IANAZone } from 'luxon';
import { z } from 'zod';
import { voiceCodec } from '../shared/phone.ts';

const flag = z
  .enum(['0', '1', 'true', 'false'])
  .default('0')
  .transform((v) => v === '1' || v === 'true');
const port = z.coerce.number().int().min(0).max(65_535);
const ms = (fallback: number) => z.coerce.number().int().min(1).default(fallback);
const clock = '(?:(?:[01]?\\d|2[0-3]):[0-5]\\d|24:00)';
const hours = z
  .string()
  .regex(new RegExp(`^${clock}-${clock}$`), 'write it as 09:00-20:00')
  .transform((text) => {
    const [from, to] = text.split('-').map(minutesOfDay);
    return { fromMinute: from ?? 0, toMinute: to ?? 1440 };
  });

function minutesOfDay(clock: string): number {
  const [hour, minute] = clock.split(':').map(Number);
  return (hour ?? 0) * 60 + (minute ?? 0);
}

/** What SIP knows as `host[:port]`; an address with a scheme or a blank would only fail when the first phone rings. */
const sipHost = /^(?:[\w.-]+|\[[\da-f:.]+\])(?::\d{1,5})?$/i;
/** The port of `host:port`, if it names one, is a port. */
const hasRealPort = (server: string): boolean => Number(/:(\d+)$/.exec(server)?.[1] ?? 1) <= 65_535;
const hostProblem = 'write it as pbx.example.com or 10.0.0.5:5060, without "sip:"';
const isWssUrl = (server: string): boolean => /^wss:\/\/[^\s,]+$/i.test(server);
const webUrl = z.url({ protocol: /^https?$/, error: 'must start with https:// or http://' });

const schema = z.object({
  HOST: z.string().default('127.0.0.1'),
  PORT: port.default(7300),
  /** Where the outside world reaches this backend; given to Vapi as the address of tools and server messages. */
  PUBLIC_URL: webUrl.optional(),
  TRUST_PROXY: flag,
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  DEMO: flag,
  /** Read by the launcher alone; named here so that nobody is told it is misspelt. */
  DEMO_HISTORY: z.string().optional(),
  DATA_DIR: z.string().default('.data'),
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'must start with postgres://')
    .optional(),
  DATABASE_POOL: z.coerce.number().int().min(2).max(200).default(15),
  REDIS_URL: z
    .string()
    .regex(/^rediss?:\/\//, 'must start with redis://')
    .optional(),
  /** 32 or more characters; seals SIP passwords at rest. */
  SECRET_KEY: z.string().min(32),
  /** Folder of the built console; served at / where it is set and exists. */
  RENDERER_DIR: z.string().default('dist/renderer'),
  ALLOWED_ORIGINS: z.string().default(''),

  WHATSAPP_API_URL: webUrl.default('https://graph.facebook.com'),
  WHATSAPP_API_VERSION: z
    .string()
    .regex(/^v\d+\.\d+$/)
    .default('v26.0'),
  WHATSAPP_PHONE_NUMBER_ID: z.string().min(1),
  WHATSAPP_ACCESS_TOKEN: z.string().min(1),
  WHATSAPP_APP_SECRET: z.string().min(1),
  WHATSAPP_VERIFY_TOKEN: z.string().min(1),
  WHATSAPP_TEMPLATE_FOLLOW_UP: z.string().default('seguimiento_vidanta'),
  /** After a crash in mid-send, wait this long for Meta's status before sending again. */
  WHATSAPP_CONFIRM_GRACE_MS: ms(60_000),

  VAPI_API_URL: webUrl.default('https://api.vapi.ai'),
  VAPI_API_KEY: z.string().min(1),
  VAPI_PHONE_NUMBER_ID: z.string().min(1),
  /** Legacy shared secret in `X-Vapi-Secret`; still the commonest. */
  VAPI_SERVER_SECRET: z.string().min(16).optional(),
  VAPI_HMAC_SECRET: z.string().min(16).optional(),
  VAPI_HMAC_SIGNATURE_HEADER: z.string().toLowerCase().default('x-signature'),
  VAPI_HMAC_TIMESTAMP_HEADER: z.string().toLowerCase().default('x-timestamp'),
  VAPI_CREDENTIAL_ID: z.string().optional(),
  VAPI_CONCURRENCY: z.coerce.number().int().min(1).max(1000).default(10),
  VAPI_MODEL: z.string().default('gpt-4.1'),
  VAPI_VOICE_ID: z.string().default('pNInz6obpgDQGcFmaJgB'),
  VAPI_MAX_CALL_S: z.coerce.number().int().min(10).max(43_200).default(900),
  VAPI_TRANSFER_VERB: z.enum(['dial', 'refer']).default('dial'),
  /** After a crash in mid-dial, or an answer that never came, wait this long before asking Vapi whether the call exists. */
  VAPI_RECONCILE_GRACE_MS: ms(10_000),

  OPENAI_BASE_URL: webUrl.default('https://api.openai.com/v1'),
  OPENAI_API_KEY: z.string().optional(),
  OPENAI_MODEL: z.string().default('gpt-4.1-mini'),
  LLM_TIMEOUT_MS: ms(8_000),
  /** US dollars per million tokens, for the cost record. */
  LLM_PROMPT_COST: z.coerce.number().min(0).default(0.4),
  LLM_COMPLETION_COST: z.coerce.number().min(0).default(1.6),

  /** When a lead may be called, in the lead's own time zone. */
  CALL_HOURS: hours.prefault('09:00-20:00'),
  /** Where the house is: days of figures begin at midnight there. */
  REPORTING_TIME_ZONE: z
    .string()
    .refine((zone) => IANAZone.isValidZone(zone), 'write it as America/Mexico_City')
    .default('America/Mexico_City'),
  /** Pesos for a US dollar: what sales, spend and prices in pesos come to in the figures. */
  MXN_PER_USD: z.coerce.number().min(1).max(1_000).default(18.4),
  /** Whether our own webhooks may go to addresses of the house (10.0.0.0/8, localhost, …), where n8n often is. */
  WEBHOOKS_ALLOW_PRIVATE: flag,
  /** Hours after which a lead who is not ready hears from us again. */
  FOLLOW_UP_HOURS: z
    .string()
    .regex(/^\d+(\.\d+)?(,\d+(\.\d+)?)*$/, 'write it as 24,72,168')
    .refine((text) => text.split(',').every((hours) => Number(hours) > 0), 'each must be more than 0 hours')
    .default('24,72,168')
    .transform((text) => text.split(',').map(Number)),

  /** SIP domain of the PBX as Vapi's trunk reaches it: `host[:port]`. */
  PBX_TRUNK: z.string().regex(sipHost, hostProblem).default('127.0.0.1:5060'),
  /** `direct`: phones register at the PBX (SIP, RTP). `gateway`: at an SBC (SIP over WSS, WebRTC). */
  PBX_PROFILE: z.enum(['direct', 'gateway']).default('direct'),
  /** The PBX as the agents' phones reach it: `host[:port]`, or `wss://…` for a gateway; several in order, separated by commas. */
  PBX_SERVER: z
    .string()
    .default('127.0.0.1:5060')
    .transform((list) => list.split(',').map((server) => server.trim()))
    .refine(
      (servers) =>
        servers.length <= 5 &&
        servers.every((server) => (sipHost.test(server) && hasRealPort(server)) || isWssUrl(server)),
      'one to five, each a host, a host:port or (for a gateway) a wss:// address, separated by commas',
    ),
  /** Without it TCP, or WSS for a gateway. */
  PBX_TRANSPORT: z.enum(['tcp', 'udp', 'tls', 'wss']).optional(),
  /** Host part of the agents' SIP addresses, where it is not the first server's. */
  PBX_DOMAIN: z.string().regex(sipHost, hostProblem).optional(),
  /** SDES-SRTP between phone and PBX: never, if the PBX can, or not without. */
  PBX_MEDIA_ENCRYPTION: z.enum(['off', 'offered', 'required']).default('off'),
  /** Voice codecs in order of preference. */
  PBX_CODECS: z
    .string()
    .default('PCMU,PCMA,G722')
    .transform((list) => list.split(',').map((codec) => codec.trim().toUpperCase()))
    .pipe(z.array(voiceCodec).min(1)),
  /** A number of the PBX that plays back what it hears, for the line test. */
  PBX_ECHO_NUMBER: z.string().max(64).optional(),
  /** File with certificates (PEM) of authorities to trust for TLS and WSS beside the usual ones. */
  PBX_CA_FILE: z.string().optional(),
  /** Directory number that rings whoever is there when no agent could be reserved; empty to leave that step out. */
  PBX_HUNT_PILOT: z.string().default(''),
  RING_TIMEOUT_MS: ms(20_000),
  /** How many agents are tried before the hunt pilot. */
  LADDER_AGENTS: z.coerce.number().int().min(1).max(10).default(3),
  /** Seconds of wrap-up after a call before the agent is available again by itself; null where it never is. */
  WRAP_UP_SECONDS: z
    .string()
    .regex(/^(never|\d{1,4})$/, 'seconds from 0 to 9999, or never')
    .default('120')
    .transform((text) => (text === 'never' ? null : Number(text))),
});

export type Env = Readonly<z.output<typeof schema>>;

/** Names every variable that is missing or wrong, at once. */
export class EnvError extends Error {
  override readonly name = 'EnvError';
}

/**
 * Reads and checks the configuration. Throws `EnvError` with one line for each variable that is missing or
 * wrong; values are never repeated in it, since some are secrets.
 */
export function readEnv(source: Record<string, string | undefined>): Env {
  const filled = Object.fromEntries(
    Object.entries(source).filter(([, value]) => value !== undefined && value !== ''),
  );
  const result = schema.safeParse(filled);
  if (result.success) return Object.freeze(checkTogether(result.data));
  const missing = result.error.issues.filter((issue) => filled[String(issue.path[0])] === undefined);
  const wrong = result.error.issues.filter((issue) => filled[String(issue.path[0])] !== undefined);
  const lines = [
    ...(missing.length > 0 ? [`missing: ${missing.map((issue) => String(issue.path[0])).join(', ')}`] : []),
    ...wrong.map((issue) => `${String(issue.path[0])}: ${issue.message}`),
  ];
  throw new EnvError(
    `The configuration is not complete.\n  ${lines.join('\n  ')}\n  See .env.example, which explains each variable.`,
  );
}

/** Names in `names` that mean nothing to us: most likely a variable that somebody misspelt, and that has no effect. */
export function unknownVariables(names: readonly string[]): string[] {
  return names.filter((name) => !Object.hasOwn(schema.shape, name));
}

function checkTogether(env: z.output<typeof schema>): z.output<typeof schema> {
  if (env.VAPI_SERVER_SECRET === undefined && env.VAPI_HMAC_SECRET === undefined)
    throw new EnvError(
      'missing: VAPI_SERVER_SECRET or VAPI_HMAC_SECRET. Without one, anybody could speak as Vapi. See .env.example.',
    );
  if (env.PBX_CA_FILE !== undefined && !existsSync(env.PBX_CA_FILE))
    throw new EnvError('PBX_CA_FILE: there is no such file.');
  const isGateway = env.PBX_PROFILE === 'gateway';
  const isOpen =
    env.PBX_TRANSPORT === undefined || env.PBX_TRANSPORT === 'tcp' || env.PBX_TRANSPORT === 'udp';
  if (!isGateway && isOpen && env.PBX_MEDIA_ENCRYPTION === 'required')
    throw new EnvError(
      'PBX_MEDIA_ENCRYPTION: what must be encrypted wants PBX_TRANSPORT=tls; over tcp and udp the keys themselves would be in clear.',
    );
  if (env.PBX_SERVER.some((server) => isWssUrl(server) !== isGateway))
    throw new EnvError(
      'PBX_SERVER: a gateway is reached at wss:// addresses, a PBX (PBX_PROFILE=direct) at host[:port].',
    );
  if (env.PBX_TRANSPORT !== undefined && (env.PBX_TRANSPORT === 'wss') !== isGateway)
    throw new EnvError('PBX_TRANSPORT: wss belongs to PBX_PROFILE=gateway; tcp, udp and tls to direct.');
  return env;
}
