/** Every refusal of the API looks alike and says what to do. */
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import type { ApiRefusal } from '../../shared/api-refusal.ts';
import type { ApiError } from '../../shared/api.ts';
import { isStoreAway } from '../store-error.ts';

export type ProblemCode =
  | 'invalid'
  | 'unauthorized'
  | 'forbidden'
  | 'not-found'
  | 'conflict'
  | 'taken'
  | 'window-closed'
  | 'opted-out'
  | 'too-large'
  | 'unsupported'
  | 'too-many'
  | 'unavailable'
  | 'no-answer'
  | 'internal';

const statuses = {
  invalid: 400,
  unauthorized: 401,
  forbidden: 403,
  'not-found': 404,
  conflict: 409,
  taken: 409,
  'window-closed': 409,
  'opted-out': 409,
  'too-large': 413,
  unsupported: 415,
  'too-many': 429,
  internal: 500,
  'no-answer': 502,
  unavailable: 503,
} as const satisfies Record<ProblemCode, number>;

/** Why, as a screen can say it, and what the console may do about it, beside the words. */
export type ProblemMore = ApiRefusal & { slots?: string[] };

/** Thrown by handlers; becomes `{ error: { code, message, reason, params } }` with the matching status. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
  readonly code: ProblemCode;
  readonly statusCode: number;
  readonly more: ProblemMore;

  constructor(code: ProblemCode, message: string, more: ProblemMore) {
    super(message);
    this.code = code;
    this.more = more;
    this.statusCode = statuses[code];
  }
}

/** The console's key of something it made about one lead comes again about another. */
export function keyUsed(what: 'note' | 'task' | 'sale'): ApiProblem {
  return new ApiProblem('conflict', `This key belongs to a ${what} about somebody else. Write it anew.`, {
    reason: 'key-used',
  });
}

/** `input` as `schema` reads it. Throws ApiProblem `invalid` that names each field and what it should be. */
export function checked<S extends z.ZodType>(schema: S, input: unknown): z.output<S> {
  const result = schema.safeParse(storable(input ?? {}));
  if (result.success) return result.data;
  const faults = result.error.issues.map(({ path, message }) =>
    path.length === 0 ? message : `${path.join('.')}: ${message}`,
  );
  const fields = result.error.issues.map(({ path }) => path.join('.')).join(',');
  throw new ApiProblem('invalid', `Correct this and send it again. ${faults.join('. ')}.`, {
    reason: 'incorrect',
    params: { fields },
  });
}

/** `input` without what no text of PostgreSQL can hold: NUL, and halves of characters that were cut in two. */
function storable(input: unknown): unknown {
  if (typeof input === 'string') return input.replaceAll('\0', '').toWellFormed();
  if (Array.isArray(input)) return input.map(storable);
  if (typeof input !== 'object' || input === null) return input;
  return Object.fromEntries(Object.entries(input).map(([key, value]) => [key, storable(value)]));
}

const malformed = { reason: 'malformed' } as const;
/** What a refusal of Fastify itself (parser, router, plugins) means to the caller. */
const ofFastify: Record<string, ApiProblem> = {
  FST_ERR_CTP_INVALID_JSON_BODY: new ApiProblem(
    'invalid',
    'The body is not valid JSON. Correct it and send it again.',
    malformed,
  ),
  FST_ERR_CTP_EMPTY_JSON_BODY: new ApiProblem('invalid', 'The body is empty. Send a JSON object.', malformed),
  FST_ERR_CTP_INVALID_MEDIA_TYPE: new ApiProblem(
    'unsupported',
    'Send the body as application/json.',
    malformed,
  ),
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: new ApiProblem(
    'invalid',
    'The body is not as long as its Content-Length says.',
    malformed,
  ),
  FST_ERR_CTP_BODY_TOO_LARGE: new ApiProblem('too-large', 'The body is too large. Send less at once.', {
    reason: 'too-much',
  }),
  FST_ERR_BAD_URL: new ApiProblem('invalid', 'The address cannot be read. Check its escapes.', malformed),
  FST_UNDER_PRESSURE: new ApiProblem('unavailable', 'The server is very busy. Try again in a few seconds.', {
    reason: 'server-busy',
  }),
};

const retryAfterS = 5;
const away = new ApiProblem(
  'unavailable',
  'The database cannot be reached just now. Nothing was lost; try again in a few seconds.',
  { reason: 'store-away' },
);

/** Fastify's error handler: known refusals in words, everything else as 500 with only the request's id. */
export function answerProblem(
  error: FastifyError,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const problem = problemOf(error);
  if (problem === away) {
    request.log.warn({ err: error, reqId: request.id, route: request.routeOptions.url }, 'a store is away');
    void reply.header('retry-after', retryAfterS);
  }
  if (problem !== undefined) return reply.code(problem.statusCode).send(bodyOf(problem));
  request.log.error({ err: error, reqId: request.id, route: request.routeOptions.url }, 'request failed');
  return reply
    .code(500)
    .send(
      bodyOf(
        new ApiProblem(
          'internal',
          `Something went wrong here. Try again; the log has it under ${request.id}.`,
          { reason: 'fault', params: { requestId: request.id } },
        ),
      ),
    );
}

function problemOf(error: FastifyError): ApiProblem | undefined {
  if (error instanceof ApiProblem) return error;
  if (isStoreAway(error)) return away;
  const known = ofFastify[error.code];
  if (known !== undefined) return known;
  const code = codeOf(error.statusCode);
  return code === undefined ? undefined : new ApiProblem(code, error.message, { reason: reasonOf(code) });
}

/** What a plugin's refusal that we do not know comes to. */
function reasonOf(code: ProblemCode) {
  if (code === 'unavailable') return 'server-busy';
  if (code === 'too-many') return 'too-many';
  return code === 'not-found' ? 'nothing-here' : 'malformed';
}

function codeOf(status: number | undefined): ProblemCode | undefined {
  if (status === undefined || status === 500) return undefined;
  return (Object.keys(statuses) as ProblemCode[]).find((code) => statuses[code] === status);
}

/** The body of a refusal. */
export function bodyOf(problem: ApiProblem): ApiError {
  return { error: { code: problem.code, message: problem.message, ...problem.more } };
}
