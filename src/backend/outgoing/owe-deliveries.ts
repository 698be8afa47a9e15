/** The one thing that the publisher has to do for the outside: say what is owed, in its own transaction. */
import type { Tx } from '../store/database.ts';
import type { UnpublishedEvent } from '../store/events.ts';
import { recordDeliveries } from '../store/webhook-deliveries.ts';
import { offeredTypes, publicTypes } from './event-types.ts';

const offered = new Set<string>(offeredTypes);

/** Writes a delivery for each endpoint that wants one of these events. */
export async function oweDeliveries(tx: Tx, events: readonly UnpublishedEvent[]): Promise<void> {
  const wanted = events
    .filter(({ type }) => offered.has(type))
    .map((event) => ({ ...event, limitKey: limitOf(event) }));
  if (wanted.length > 0) await recordDeliveries(tx, wanted, publicTypes);
}

function limitOf(event: UnpublishedEvent): string | null {
  return event.type === 'alert.raised' || event.type === 'alert.cleared' ? event.data.key : null;
}
