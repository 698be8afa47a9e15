/** Sends what is due, a few at once to each endpoint: woken by NOTIFY, by the clock, and by itself while there is more. */
import type { Logger } from 'pino';
import { listen } from '../outbox/listen.ts';
import { claimDeliveries, releaseDeliveries, type ClaimedDelivery } from '../store/webhook-deliveries.ts';
import { attemptDelivery, timeoutMs, type AttemptDeps } from './attempt-delivery.ts';

const perEndpoint = 4;
const pollMs = 1_000;
/** Longer than an attempt can take; another backend takes over after that. */
const leaseMs = timeoutMs * 2;

export interface DeliveryWorker {
  /** Takes no more, waits for what is in hand for at most `graceMs`, and lets the rest go. */
  stop: (graceMs?: number) => Promise<void>;
}

/** Starts delivering; works until stopped, whatever fails. */
export async function startDeliveryWorker(
  deps: AttemptDeps & { databaseUrl: string; log: Logger },
): Promise<DeliveryWorker> {
  const { db, databaseUrl, log } = deps;
  const inHand = new Map<string, { endpointId: string; done: Promise<void> }>();
  let stopping = false;
  let claiming: Promise<void> | undefined;
  let again = false;

  const take = (delivery: ClaimedDelivery): void => {
    const done = attemptDelivery(delivery, deps)
      .catch((error: unknown) =>
        log.warn({ err: error, delivery: delivery.id }, 'webhooks: will run out and be tried again'),
      )
      .then(() => void inHand.delete(delivery.id))
      .then(wake);
    inHand.set(delivery.id, { endpointId: delivery.endpointId, done });
  };
  const claim = async (): Promise<void> => {
    do {
      again = false;
      const busy = [...inHand.values()].map(({ endpointId }) => endpointId);
      for (const delivery of await claimDeliveries(db, { perEndpoint, busy, leaseMs })) take(delivery);
    } while (again && !stopping);
  };
  const wake = (): void => {
    again = true;
    if (stopping || claiming !== undefined) return;
    claiming = claim()
      .catch((error: unknown) => log.warn({ err: error }, 'webhooks: could not claim'))
      .finally(() => (claiming = undefined));
  };

  const listener = await listen(databaseUrl, 'deliveries', wake, log);
  const poll = setInterval(wake, pollMs);
  return {
    stop: async (graceMs = 5_000) => {
      stopping = true;
      clearInterval(poll);
      await listener.close();
      await claiming;
      const grace = new Promise((resolve) => setTimeout(resolve, graceMs).unref());
      await Promise.race([Promise.all([...inHand.values()].map(({ done }) => done)), grace]);
      await releaseDeliveries(db, [...inHand.keys()]).catch((error: unknown) =>
        log.warn({ err: error }, 'webhooks: could not let go'),
      );
    },
  };
}
