/** What Meta says of a message we sent: it only ever moves forward, however late and shuffled the news comes. */
import { z } from 'zod';
import type { Deps } from '../../deps.ts';
import type { Tx } from '../../store/database.ts';
import { lockLead } from '../../store/leads.ts';
import {
  changeMessage,
  lockOutgoing,
  outgoingById,
  outgoingByWamid,
  touchOutbound,
  type MessageError,
  type MessageStatus,
  type OutgoingRow,
} from '../../store/whatsapp-outgoing.ts';
import { applyDeliveryFailure } from './delivery-failure.ts';
import type { Effect } from '../lead/lead-in.ts';

const statusItem = z.looseObject({
  status: z.looseObject({
    id: z.string(),
    status: z.string(),
    biz_opaque_callback_data: z.string().optional().catch(undefined),
    errors: z
      .array(
        z.looseObject({
          code: z.coerce.number().optional().catch(undefined),
          title: z.string().optional().catch(undefined),
          message: z.string().optional().catch(undefined),
          error_data: z.looseObject({ details: z.string().optional() }).optional().catch(undefined),
        }),
      )
      .optional()
      .catch(undefined),
  }),
});
type Status = z.output<typeof statusItem>['status'];

/** How far a message has come. A failure counts only before delivery; a played voice note was read. */
const rank: Record<MessageStatus, number> = {
  pending: 0,
  sending: 1,
  withheld: 2,
  failed: 2,
  sent: 3,
  delivered: 4,
  read: 5,
};
const known: Record<string, 'sent' | 'delivered' | 'read'> = {
  sent: 'sent',
  delivered: 'delivered',
  read: 'read',
  played: 'read',
};

/** The status a message has after Meta says `next`; the same one if that is older news. */
export function laterStatus(current: MessageStatus, next: 'sent' | 'delivered' | 'read'): MessageStatus {
  return rank[next] > rank[current] ? next : current;
}

/** Applies one stored status. */
export async function processStatus(tx: Tx, body: unknown, deps: Pick<Deps, 'now'>): Promise<Effect> {
  const item = statusItem.safeParse(body);
  if (!item.success) return { effect: 'none: the status has no shape we know' };
  const { status } = item.data;
  const message = await lockMessageOf(tx, status);
  if (message === undefined) return { effect: 'none: not a message of ours' };
  const about = { leadId: message.leadId };
  if (message.metadata.failedWamids?.includes(status.id))
    return { ...about, effect: 'none: of a copy that failed before' };
  if (message.wamid !== null && message.wamid !== status.id)
    return { ...about, effect: 'none: of a second copy of this message' };
  return { ...about, effect: await apply(tx, message, { status, deps }) };
}

/** By Meta's id; and where we crashed before we learned that, by our own, which comes back with every status. */
async function lockMessageOf(tx: Tx, status: Status): Promise<OutgoingRow | undefined> {
  const callback = status.biz_opaque_callback_data;
  const found =
    (await outgoingByWamid(tx, status.id)) ??
    (callback === undefined ? undefined : await outgoingById(tx, callback));
  if (found === undefined) return undefined;
  await lockLead(tx, found.leadId);
  return lockOutgoing(tx, found.id);
}

async function apply(
  tx: Tx,
  message: OutgoingRow,
  { status, deps }: { status: Status; deps: Pick<Deps, 'now'> },
): Promise<string> {
  if (status.status === 'failed') {
    if (rank[message.status] >= rank.delivered) return 'none: it was delivered all the same';
    if (message.status === 'failed') return 'none: failed already';
    Object.assign(message, { wamid: status.id });
    return applyDeliveryFailure(tx, message, { error: errorOf(status), now: deps.now });
  }
  const next = known[status.status];
  if (next === undefined) return `none: the status '${status.status.slice(0, 40)}' is unknown`;
  const later = laterStatus(message.status, next);
  if (later === message.status && message.wamid === status.id) return 'none: older news';
  const wasConfirmed = message.status === 'sending' || message.status === 'pending';
  await changeMessage(tx, message, { status: later, wamid: status.id });
  if (wasConfirmed) await touchOutbound(tx, message.leadId, deps.now());
  return wasConfirmed ? `${later}; this also confirms that it was sent` : later;
}

function errorOf({ errors }: Status): MessageError {
  const [error] = errors ?? [];
  return {
    code: error?.code,
    message: error?.error_data?.details ?? error?.message ?? error?.title ?? 'Meta gave no reason',
  };
}
