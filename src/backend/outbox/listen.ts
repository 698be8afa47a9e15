/** LISTEN on a connection of its own that comes back by itself. A lost connection only delays: the clock also wakes. */
import pg from 'pg';
import type { Logger } from 'pino';

const RECONNECT_MS = 1_000;

export interface Listener {
  close: () => Promise<void>;
}

/** Calls `wake` on each notification of `channel`, and once after each (re)connection, since some may be lost. */
export async function listen(
  databaseUrl: string,
  channel: 'outbox' | 'events' | 'settings' | 'deliveries',
  wake: () => void,
  log: Logger,
): Promise<Listener> {
  let closed = false;
  let client: pg.Client | undefined;
  let timer: NodeJS.Timeout | undefined;

  const connect = async (): Promise<void> => {
    const next = new pg.Client({
      connectionString: databaseUrl,
      application_name: `listen ${channel}`,
      keepAlive: true,
    });
    next.on('error', (error) => log.warn({ err: error, channel }, 'listen: connection lost'));
    next.on('end', retryLater);
    next.on('notification', wake);
    await next.connect();
    await next.query(`LISTEN ${channel}`);
    client = next;
    wake();
  };
  const retry = (): void => {
    connect().catch((error: unknown) => {
      log.warn({ err: error, channel }, 'listen: still no connection');
      retryLater();
    });
  };
  const retryLater = (): void => {
    clearTimeout(timer);
    if (!closed) timer = setTimeout(retry, RECONNECT_MS);
  };

  await connect();
  return {
    close: async () => {
      closed = true;
      clearTimeout(timer);
      await client?.end().catch(() => undefined);
    },
  };
}
