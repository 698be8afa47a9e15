/**
 * Carries committed events to screens, phones and counters. Whichever backend finds them unpublished first takes
 * them; if it dies in the middle they are still unpublished, and a screen that gets one twice knows its number.
 */
import type { Redis } from 'ioredis';
import type pg from 'pg';
import type { Logger } from 'pino';
import type { StreamEvent } from '../../shared/events.ts';
import { markChanged } from '../analytics/counted-events.ts';
import type { Metrics } from '../metrics.ts';
import { listen } from '../outbox/listen.ts';
import { oweDeliveries } from '../outgoing/owe-deliveries.ts';
import { inTransaction, isDataError, type Tx } from '../store/database.ts';
import { takeUnpublished, type UnpublishedEvent } from '../store/events.ts';
import { DayCounters } from './day-counters.ts';
import { startLocalRelay, startRepeating } from './local-relay.ts';
import { startOverviewPush } from './overview-push.ts';
import { changesOverview, pushEvents } from './pushes.ts';
import type { Sockets } from './sockets.ts';

const batchSize = 200;
const pollMs = 1_000;
const reconcileMs = 600_000;

export interface PublisherOptions {
  db: pg.Pool;
  redis: Redis;
  databaseUrl: string;
  log: Logger;
  sockets: Sockets;
  metrics: Metrics;
}

export interface Publisher {
  /** Finishes the batch in hand. */
  close: () => Promise<void>;
}

/** Starts publishing; woken by NOTIFY and by the clock. */
export async function createPublisher(options: PublisherOptions): Promise<Publisher> {
  const { log, sockets } = options;
  const counters = new DayCounters(options);
  const overview = startOverviewPush(options);
  sockets.onAgentsChanged(overview.soon);
  const relay = startLocalRelay(options);
  const stopRepeating = startRepeating(options);
  let closed = false;
  let again = false;
  let working: Promise<void> | undefined;

  const work = async (): Promise<void> => {
    for (let events = await publishBatch(options); ; events = await publishBatch(options)) {
      if (events.some(changesOverview)) overview.soon();
      observeTools(options.metrics, events);
      await counters.count(events);
      if (closed || events.length < batchSize) return;
    }
  };
  const wake = (): void => {
    if (closed) return;
    relay.wake();
    if (working !== undefined) {
      again = true;
      return;
    }
    working = work()
      .catch((error: unknown) => log.warn({ err: error }, 'publisher: will try again'))
      .finally(() => {
        working = undefined;
        if (!again) return;
        again = false;
        wake();
      });
  };

  const listener = await listen(options.databaseUrl, 'events', wake, log);
  const poll = setInterval(wake, pollMs);
  void counters.reconcile(new Date());
  const reconcile = setInterval(() => void counters.reconcile(new Date()), reconcileMs);
  return {
    close: async () => {
      closed = true;
      clearInterval(poll);
      clearInterval(reconcile);
      relay.stop();
      stopRepeating();
      await listener.close();
      await working;
      await overview.stop();
    },
  };
}

/**
 * Pushes before the mark is committed: a crash in between repeats a push, which screens recognise by its number,
 * where the other order would lose one.
 */
function publishBatch(options: PublisherOptions): Promise<UnpublishedEvent[]> {
  return inTransaction(options.db, async (tx) => {
    const events = await takeUnpublished(tx, batchSize);
    await pushEvents(options, events);
    if (events.length > 0) await keepBooks(tx, events, options.log);
    return events;
  });
}

/**
 * Notes for figures and webhooks what these events are to them. One that cannot be noted, or an endpoint that is gone
 * this moment, must not keep every later event from the screens: then each is noted by itself, and that one left out.
 */
async function keepBooks(tx: Tx, events: readonly UnpublishedEvent[], log: Logger): Promise<void> {
  if ((await noted(tx, events)) === undefined) return;
  for (const event of events) {
    const problem = await noted(tx, [event]);
    if (problem !== undefined)
      log.error({ err: problem, event: event.id }, 'publisher: left out of figures and webhooks');
  }
}

/** Undefined, or what is wrong with the data; whatever else fails has the whole batch tried again. */
async function noted(tx: Tx, events: readonly UnpublishedEvent[]): Promise<unknown> {
  await tx.query('SAVEPOINT books');
  try {
    await markChanged(tx, events);
    await oweDeliveries(tx, events);
    await tx.query('RELEASE SAVEPOINT books');
    return undefined;
  } catch (error) {
    if (!isDataError(error)) throw error;
    await tx.query('ROLLBACK TO SAVEPOINT books');
    return error;
  }
}

function observeTools(metrics: Metrics, events: readonly StreamEvent[]): void {
  for (const event of events) if (event.type === 'tool.called') metrics.observeTool(event.data);
}
