/** JSON lines for machines, without the people in them: personal data and secrets are taken out here, not where a line is written. */
import { createHash } from 'node:crypto';
import {
  pino,
  stdTimeFunctions,
  type DestinationStream,
  type LogFn,
  type Logger,
  type LoggerOptions,
} from 'pino';
import type { Env } from './env.ts';

/** Values under these names are never written, however deep they stand. Compared in lower case without `_` and `-`. */
const secretNames = new Set(
  `phone phonenumber customernumber number caller to from waid whatsappid whatsappuserid recipientid email
   name firstname lastname leadname whatsappname displayname username profile
   text body content caption message messages transcript summary notes title query prompt brief
   token phonetoken accesstoken password passwordhash sippassword secret apikey authorization cookie headers
   databaseurl redisurl parameters payload config referral detail`
    .trim()
    .split(/\s+/),
);

const patterns: readonly [RegExp, string | ((found: string) => string)][] = [
  // A message id holds the sender's number in base64; its digest still tells two messages apart.
  [/wamid\.[A-Za-z0-9+/=_-]+/g, (found) => `wamid#${digest(found)}`],
  [/[\w.+-]+@[\w-]+\.[\w.-]+\w/g, '[e-mail]'],
  [/\b(Bearer|Basic)\s+[\w.~+/=-]+/gi, '$1 [secret]'],
  [/\b(postgres(?:ql)?|rediss?|https?):\/\/[^\s/@"]+@/g, '$1://[secret]@'],
  [/\b(?:sk|EAA)[-\w]{16,}/g, '[secret]'],
  [/(?<![\w.-])\+\d[\d ().-]{6,18}\d/g, '[phone]'],
  [/(?<![\w.-])\d{10,15}(?![\w-]|\.\d)/g, '[phone]'],
  // PostgreSQL and JSON.parse repeat what they could not read.
  [/: ".*"$/gs, ': [text]'],
  [/"[^"]*"(?:\.\.\.)? is not valid JSON/gs, '[text] is not valid JSON'],
];

/** The product's logger at `LOG_LEVEL`, to standard output unless told otherwise. */
export function createLog(env: Pick<Env, 'LOG_LEVEL'>, destination?: DestinationStream): Logger {
  const options: LoggerOptions = {
    level: env.LOG_LEVEL,
    timestamp: stdTimeFunctions.isoTime,
    base: { pid: process.pid },
    // Errors were made plain before serializers run.
    serializers: { err: (error: unknown) => error },
    formatters: {
      level: (label) => ({ level: label }),
      log: (entry) => withoutSecrets(entry, 0) as Record<string, unknown>,
    },
    hooks: {
      logMethod(args, method) {
        method.apply(this, scrubbedArguments(args));
      },
    },
  };
  const log = destination === undefined ? pino(options) : pino(options, destination);
  return withCleanChildren(log);
}

/** pino writes a child's bindings without asking a formatter; children inherit this method in turn. */
function withCleanChildren(log: Logger): Logger {
  const original = log.child as unknown as (this: Logger, ...args: unknown[]) => Logger;
  return Object.assign(log, {
    child(this: Logger, bindings: object, options?: object): Logger {
      return original.call(this, withoutSecrets(bindings, 0), options);
    },
  });
}

/** pino takes an error's own message for the line's where none is given: it must be scrubbed too. */
function scrubbedArguments(args: Parameters<LogFn>): Parameters<LogFn> {
  const [head, message, ...rest] = args as unknown[];
  const clean = [message, ...rest].map((value) => (typeof value === 'string' ? scrub(value) : value));
  if (typeof head === 'string') return [scrub(head), ...clean] as unknown as Parameters<LogFn>;
  const error = head instanceof Error ? head : (head as { err?: unknown } | undefined)?.err;
  if (message === undefined && error instanceof Error) clean[0] = scrub(error.message);
  return [head instanceof Error ? { err: head } : head, ...clean] as unknown as Parameters<LogFn>;
}

/** A text without numbers, addresses, tokens and quoted contents. */
export function scrub(text: string): string {
  return patterns.reduce((rest, [pattern, instead]) => rest.replace(pattern, instead as string), text);
}

function withoutSecrets(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return scrub(value);
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  if (value instanceof Error) return plainError(value, depth);
  if (depth > 6) return '[deep]';
  if (Array.isArray(value)) return value.slice(0, 50).map((item) => withoutSecrets(item, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [
      name,
      isSecretName(name) && item !== null && item !== undefined
        ? '[redacted]'
        : withoutSecrets(item, depth + 1),
    ]),
  );
}

function isSecretName(name: string): boolean {
  return secretNames.has(name.toLowerCase().replaceAll(/[_-]/g, ''));
}

/** Only what tells where and why: a driver's error also carries rows, parameters and answers. */
function plainError(error: Error, depth: number): Record<string, unknown> {
  const { code, constraint, table, statusCode, status } = error as unknown as Record<string, unknown>;
  const told = { code, constraint, table, statusCode, status };
  return {
    type: error.name,
    message: scrub(error.message),
    stack: error.stack === undefined ? undefined : stackOf(error),
    ...Object.fromEntries(
      Object.entries(told).filter(([, value]) => typeof value === 'string' || typeof value === 'number'),
    ),
    ...(error.cause === undefined || depth > 4 ? {} : { cause: withoutSecrets(error.cause, depth + 1) }),
  };
}

/** The frames without the message above them, which was scrubbed on its own. */
function stackOf(error: Error): string {
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return frames.slice(0, 20).join('\n');
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 10);
}
