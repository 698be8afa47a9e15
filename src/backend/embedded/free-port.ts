/** Embedded servers share the machine with others, so each takes a port that nobody has. */
import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/**
 * Below every system's own range (Linux 32768, others 49152, RFC 6335): what the system gave could be given to somebody's
 * connection again before our server is up.
 */
const FIRST = 10_000;
const BEYOND = 20_000;
const MOST_TRIES = 20;

/** A TCP port that is free on loopback now; `preferred` if it is free. Someone else may take it before you do. */
export async function freePort(preferred = 0): Promise<number> {
  const wanted = preferred === 0 ? undefined : await tryPort(preferred);
  if (wanted !== undefined) return wanted;
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const port = await tryPort(randomInt(FIRST, BEYOND));
    if (port !== undefined) return port;
  }
  return (await tryPort(0)) ?? (await freePort());
}

function tryPort(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(undefined));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      const address = server.address();
      const taken = typeof address === 'object' && address !== null ? address.port : undefined;
      server.close(() => resolve(taken));
    });
  });
}
