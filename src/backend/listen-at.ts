/** The one door of the backend; where it cannot be opened, the reason names the variable to change. */
import type { FastifyInstance } from 'fastify';
import type { Env } from './env.ts';

/** HOST and PORT cannot be listened on; `message` says what to do. */
export class ListenError extends Error {
  override readonly name = 'ListenError';
}

const remedies: Record<string, string> = {
  EADDRINUSE: 'is in use: stop what uses it, or set PORT to another',
  EACCES: 'may be opened by the administrator only: set PORT to 1024 or above',
  EADDRNOTAVAIL: 'is not on this machine: set HOST to an address of its own, or to 0.0.0.0 for all of them',
  ENOTFOUND: 'has a name that nobody knows: set HOST to an address of this machine',
};

/** Listens at HOST and PORT. Throws a ListenError that says what to do. */
export async function listenAt(
  server: FastifyInstance,
  { HOST, PORT }: Pick<Env, 'HOST' | 'PORT'>,
): Promise<void> {
  try {
    await server.listen({ host: HOST, port: PORT });
  } catch (cause) {
    const remedy = remedies[String((cause as NodeJS.ErrnoException).code)];
    if (remedy === undefined) throw cause;
    throw new ListenError(`The backend's address ${HOST}:${PORT} ${remedy}.`, { cause });
  }
}
