/** Only Vapi may speak as Vapi: the same check guards the server messages and the tools' addresses. */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Env } from '../env.ts';
import { storableJson } from '../json.ts';

/** A signed timestamp may differ from our clock by so much: later it would be a replay. */
const timestampToleranceMs = 300_000;
/** Reports carry whole transcripts and message histories. */
const bodyLimitBytes = 4 * 1024 * 1024;

export type VapiSecrets = Pick<
  Env,
  'VAPI_SERVER_SECRET' | 'VAPI_HMAC_SECRET' | 'VAPI_HMAC_SIGNATURE_HEADER' | 'VAPI_HMAC_TIMESTAMP_HEADER'
>;

export interface VapiRequest {
  headers: IncomingHttpHeaders;
  /** The body as it came: a signature covers bytes, not what they mean. */
  raw: Buffer;
  now: Date;
}

/**
 * Why a request is not from Vapi, in words, or undefined if it is. `X-Vapi-Secret` or a signature: either is
 * enough where both are configured. https://docs.vapi.ai/server-url/server-authentication
 */
export function vapiProblem(request: VapiRequest, secrets: VapiSecrets): string | undefined {
  const problems: string[] = [];
  if (secrets.VAPI_SERVER_SECRET !== undefined) {
    const problem = sharedSecretProblem(request.headers['x-vapi-secret'], secrets.VAPI_SERVER_SECRET);
    if (problem === undefined) return undefined;
    problems.push(problem);
  }
  if (secrets.VAPI_HMAC_SECRET !== undefined) {
    const problem = signatureProblem(request, secrets.VAPI_HMAC_SECRET, secrets);
    if (problem === undefined) return undefined;
    problems.push(problem);
  }
  return problems.join('; ') || 'no secret is configured';
}

function sharedSecretProblem(given: string | string[] | undefined, secret: string): string | undefined {
  if (typeof given !== 'string' || given === '') return 'X-Vapi-Secret is missing';
  return isSame(given, secret) ? undefined : 'X-Vapi-Secret is wrong';
}

function signatureProblem(
  { headers, raw, now }: VapiRequest,
  secret: string,
  names: VapiSecrets,
): string | undefined {
  const signature = headers[names.VAPI_HMAC_SIGNATURE_HEADER];
  const timestamp = headers[names.VAPI_HMAC_TIMESTAMP_HEADER];
  if (typeof signature !== 'string' || typeof timestamp !== 'string')
    return `${names.VAPI_HMAC_SIGNATURE_HEADER} or ${names.VAPI_HMAC_TIMESTAMP_HEADER} is missing`;
  const expected = createHmac('sha256', secret).update(`${timestamp}.`).update(raw).digest('hex');
  if (!isSame(signature.toLowerCase(), expected)) return 'the signature is wrong';
  const at = epochMs(timestamp);
  if (at === undefined || Math.abs(now.getTime() - at) > timestampToleranceMs)
    return 'the signed timestamp is not within five minutes of now';
  return undefined;
}

/** Seconds or milliseconds since 1970: anything before 2001 in milliseconds is taken for seconds. */
function epochMs(text: string): number | undefined {
  if (!/^\d{1,16}$/.test(text)) return undefined;
  const number = Number(text);
  return number < 1e12 ? number * 1000 : number;
}

/** Digests have one length, so that the comparison tells nothing of the secret, not even how long it is. */
function isSame(given: string, expected: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}

/**
 * Makes every route of this plugin scope accept Vapi alone: the raw body is checked, then parsed into
 * `request.body`. Anyone else gets 401 with the reason, a body that is not a JSON object gets 400; nothing is stored.
 */
export function guardVapi(app: FastifyInstance, deps: { env: VapiSecrets; now: () => Date }): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: bodyLimitBytes }, (_request, body, done) =>
    done(null, body),
  );
  app.addHook('preHandler', async (request: FastifyRequest, reply: FastifyReply) => {
    const raw = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
    const problem = vapiProblem({ headers: request.headers, raw, now: deps.now() }, deps.env);
    if (problem !== undefined) {
      request.log.warn({ problem }, 'vapi: refused');
      return reply.code(401).send({ error: { code: 'unauthorized', message: `Not from Vapi: ${problem}.` } });
    }
    const body = parseObject(raw);
    if (body === undefined)
      return reply.code(400).send({
        error: { code: 'invalid', message: 'The body is not a JSON object, or nested without end.' },
      });
    request.body = body;
    return undefined;
  });
}

/** An object that the database can hold, or undefined for anything else. */
function parseObject(raw: Buffer): Record<string, unknown> | undefined {
  try {
    const value = storableJson(JSON.parse(raw.toString('utf8')));
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
