/** The one place where a request is let in: the table of access decides, before any handler runs. */
import type { FastifyInstance, FastifyRequest, RouteOptions } from 'fastify';
import type pg from 'pg';
import { liveSession, type LiveSession } from '../store/sessions.ts';
import { accessOf, mayUse, type Access } from './access.ts';
import { ApiProblem } from './api-problem.ts';
import { tokenHash } from './tokens.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Set by the guard on every route that asks for a session. */
    session: LiveSession | null;
  }
}

const signInAgain = 'You are not signed in, or your session has ended. Sign in again.';

/** Adds the guard to the whole server. Throws at start for a route that the table does not name. */
export function addGuard(server: FastifyInstance, db: pg.Pool): void {
  server.decorateRequest('session', null);
  server.addHook('onRoute', requireEntry);
  server.addHook('onRequest', async (request) => {
    const { method, url } = request.routeOptions;
    if (url === undefined) return; // no such route: 404
    const access = accessOf(methodOf(request, method), url);
    if (access === undefined)
      throw new ApiProblem('forbidden', 'Nobody may use this.', { reason: 'not-allowed' });
    await admit(request, access, db);
  });
}

function requireEntry({ method, url }: RouteOptions): void {
  for (const one of [method].flat()) {
    if (accessOf(one, url) === undefined)
      throw new Error(`${one} ${url} has no entry in console-api/access.ts: say there who may use it.`);
  }
}

function methodOf(request: FastifyRequest, registered: string | string[] | undefined): string {
  return typeof registered === 'string' ? registered : request.method;
}

async function admit(request: FastifyRequest, access: Access, db: pg.Pool): Promise<void> {
  if (access === 'open' || access === 'provider') return;
  if (access === 'operator' && isFromThisMachine(request)) return;
  const session = await consoleSession(request, db);
  if (session === undefined) throw new ApiProblem('unauthorized', signInAgain, { reason: 'signed-out' });
  if (!mayUse(access === 'operator' ? ['admin'] : access, session))
    throw new ApiProblem(
      'forbidden',
      'Your role does not include this. Ask a supervisor or an administrator.',
      { reason: 'not-allowed' },
    );
  request.session = session;
}

/** A proxy on this machine also has a loopback address, but says for whom it asks. */
function isFromThisMachine(request: FastifyRequest): boolean {
  const forwarded = request.headers['x-forwarded-for'] ?? request.headers['forwarded'];
  return forwarded === undefined && /^(127\.|::1$|::ffff:127\.)/.test(request.ip);
}

async function consoleSession(request: FastifyRequest, db: pg.Pool): Promise<LiveSession | undefined> {
  const token = bearerToken(request.headers.authorization);
  const session = token === undefined ? undefined : await liveSession(db, tokenHash(token));
  return session?.kind === 'console' ? session : undefined;
}

/** The token of an `Authorization: Bearer` header (RFC 6750), or undefined. */
export function bearerToken(header: string | undefined): string | undefined {
  return /^Bearer ([\w.~+/=-]{16,512})$/i.exec(header ?? '')?.[1];
}

/** The session of a request that the guard has let in. */
export function sessionOf(request: FastifyRequest): LiveSession {
  if (request.session === null) throw new ApiProblem('unauthorized', signInAgain, { reason: 'signed-out' });
  return request.session;
}
