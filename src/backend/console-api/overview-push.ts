/** The counters on top of every console: pushed when they change, at most twice a second. */
import type pg from 'pg';
import type { Logger } from 'pino';
import { readOverview } from '../store/console-overview.ts';
import { boardRoom } from './socket-types.ts';
import type { Sockets } from './sockets.ts';

const pauseMs = 500;

export interface OverviewPush {
  /** They may have changed. */
  soon: () => void;
  stop: () => Promise<void>;
}

/** Starts with nothing told. */
export function startOverviewPush({
  db,
  log,
  sockets,
}: {
  db: pg.Pool;
  log: Logger;
  sockets: Sockets;
}): OverviewPush {
  let timer: NodeJS.Timeout | undefined;
  let told = '';
  let toldAt = 0;
  let telling: Promise<void> = Promise.resolve();
  let stopped = false;

  const tell = async (): Promise<void> => {
    timer = undefined;
    toldAt = Date.now();
    const overview = await readOverview(db);
    if (JSON.stringify(overview) === told) return;
    told = JSON.stringify(overview);
    sockets.consoles.to(boardRoom).emit('overview', overview);
  };
  return {
    soon: () => {
      if (timer !== undefined || stopped) return;
      timer = setTimeout(
        () => {
          telling = tell().catch((error: unknown) =>
            log.warn({ err: error }, 'publisher: counters were not pushed'),
          );
        },
        Math.max(0, toldAt + pauseMs - Date.now()),
      );
    },
    stop: async () => {
      stopped = true;
      clearTimeout(timer);
      await telling;
    },
  };
}
