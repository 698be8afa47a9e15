/** Which pages may speak to this backend: its own, the desktop application's, and those the configuration names. */
import type { FastifyInstance } from 'fastify';

/** Origin of the page in the desktop application (src/main serves it under its own protocol). */
export const desktopOrigin = 'app://console';

const allowedMethods = 'GET, POST, PATCH, DELETE';
const preflightS = 600;

/** The set of foreign origins that are let in; `allowed` is separated by commas. */
export function originsFrom(allowed: string): Set<string> {
  const named = allowed.split(',').map((origin) => origin.trim());
  return new Set([desktopOrigin, ...named.filter((origin) => origin !== '')]);
}

/** Whether a page of `origin` may speak to the server it reached as `host`. No origin: not a page. */
export function isWelcome(
  origin: string | undefined,
  host: string | undefined,
  allowed: Set<string>,
): boolean {
  if (origin === undefined || allowed.has(origin)) return true;
  return URL.canParse(origin) && new URL(origin).host === host;
}

/** Answers preflights and lets allowed pages read answers (Fetch standard, CORS protocol). */
export function addOrigins(server: FastifyInstance, allowed: string): void {
  const origins = originsFrom(allowed);
  server.addHook('onRequest', async (request, reply) => {
    const { origin } = request.headers;
    if (origin === undefined) return;
    void reply.header('vary', 'Origin');
    if (!origins.has(origin)) return;
    void reply.headers({
      'access-control-allow-origin': origin,
      'cross-origin-resource-policy': 'cross-origin',
    });
    if (request.method !== 'OPTIONS') return;
    await reply
      .code(204)
      .headers({
        'access-control-allow-methods': allowedMethods,
        'access-control-allow-headers': 'authorization, content-type',
        'access-control-max-age': preflightS,
      })
      .send();
  });
}
