/** Meta would not deliver: what to do depends on why, and the same answer serves a refused POST and a late status. */
import type { Deps } from '../../deps.ts';
import type { Tx } from '../../store/database.ts';
import { schedule } from '../../store/outbox.ts';
import { createTask, ownerFor } from '../../store/tasks.ts';
import { changeMessage, type MessageError, type OutgoingRow } from '../../store/whatsapp-outgoing.ts';
import { OPT_OUT_REASON } from '../lead/opt-out.ts';

/** Cloud API error codes that mean something to us (developers.facebook.com, Cloud API: error codes). */
const WINDOW_CLOSED = 131047;
const UNDELIVERABLE = new Set([131026, 131021, 131030]);
/** "Not delivered to keep the ecosystem healthy": too soon is worse than never. */
const WITHHELD = 131049;
const THROTTLED = new Set([4, 80007, 130429, 131048, 131056]);
const SECOND_CHANCE_MS = 24 * 60 * 60 * 1000;
/** One message to one person every six seconds (pair rate limit); longer, because others wait too. */
const THROTTLE_MS = 30_000;
const CALLBACK_DUE_MS = 4 * 60 * 60 * 1000;

/** Applies a failure to a locked message. Returns what was decided, in words. */
export async function applyDeliveryFailure(
  tx: Tx,
  message: OutgoingRow,
  { error, now }: { error: MessageError; now: () => Date } & Partial<Deps>,
): Promise<string> {
  const code = error.code ?? 0;
  if (code === WINDOW_CLOSED && message.metadata.asTemplate !== true && !goesAsItIs(message))
    return sendAgain(tx, message, {
      error,
      at: now(),
      because: { asTemplate: true },
      effect: 'the window is closed: the template goes instead',
    });
  if (THROTTLED.has(code))
    return sendAgain(tx, message, {
      error,
      at: new Date(now().getTime() + THROTTLE_MS),
      because: {},
      effect: 'too fast for Meta: it goes again later',
    });
  if (code === WITHHELD && message.metadata.retried !== true)
    return sendAgain(tx, message, {
      error,
      at: new Date(now().getTime() + SECOND_CHANCE_MS),
      because: { retried: true },
      effect: 'withheld by Meta: it gets one more chance in a day',
    });
  await changeMessage(tx, message, { status: code === WITHHELD ? 'withheld' : 'failed', error });
  if (UNDELIVERABLE.has(code)) await askPerson(tx, message, now());
  return `not delivered: ${code} ${error.message}`.slice(0, 300);
}

/**
 * What a person typed or chose goes as it is or not at all: other words in their name would be a lie. And whoever
 * wants no more messages gets no other one in the stead of the goodbye.
 */
function goesAsItIs({ author, metadata, reasonKey }: OutgoingRow): boolean {
  return (
    author === 'agent' || metadata.template !== undefined || reasonKey?.startsWith(OPT_OUT_REASON) === true
  );
}

async function sendAgain(
  tx: Tx,
  message: OutgoingRow,
  again: {
    error: MessageError;
    at: Date;
    because: { asTemplate?: boolean; retried?: boolean };
    effect: string;
  },
): Promise<string> {
  const failedWamids = [...(message.metadata.failedWamids ?? []), ...(message.wamid ? [message.wamid] : [])];
  const metadata = { ...message.metadata, ...again.because, failedWamids };
  await changeMessage(tx, message, { status: 'pending', wamid: null, metadata, error: again.error });
  await schedule(tx, {
    kind: 'message.send',
    key: `message.send:${message.id}:${again.at.getTime()}`,
    lane: `whatsapp:${message.leadId}`,
    payload: { interactionId: message.id },
    runAt: again.at,
  });
  return again.effect;
}

/** WhatsApp does not reach this person: somebody should try another way. Without anybody to ask, the failed message stands for itself. */
async function askPerson(tx: Tx, message: OutgoingRow, now: Date): Promise<void> {
  const ownerId = await ownerFor(tx, message.leadId).catch(() => undefined);
  if (ownerId === undefined) return;
  await createTask(tx, {
    leadId: message.leadId,
    kind: 'review',
    title: 'WhatsApp no entrega los mensajes a este cliente: buscar otro medio',
    dueAt: new Date(now.getTime() + CALLBACK_DUE_MS),
    reasonKey: `undeliverable:${message.leadId}`,
    ownerId,
  });
}
