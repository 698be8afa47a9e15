/**
 * An alert to supervisors by WhatsApp. To whoever has not written to us for a day only an approved template may go;
 * without one, the alert on the board says whom it did not reach.
 */
import { alertTemplateName, templateLanguages } from '../../shared/demo-templates.ts';
import type { Alert } from '../../shared/board.ts';
import type { Deps } from '../deps.ts';
import { GatewayError } from '../gateways/gateway-error.ts';
import type { Job, JobHandlers } from '../outbox/jobs.ts';
import { alertById, alertReaders, noteUnsent, type AlertReader } from '../store/alerts.ts';
import { inTransaction } from '../store/database.ts';
import { appendEvent } from '../store/events.ts';
import { templateByName } from '../store/message-templates.ts';
import { claimEffect, disclaimEffect, schedule } from '../store/outbox.ts';
import { alertInWords } from './alert-words.ts';

type Unsent = NonNullable<Alert['unsent']>[number]['why'];
type AlertDeps = Pick<Deps, 'db' | 'log' | 'whatsapp'>;

/** Job `alert.send`: one message for each supervisor, so that one who cannot be reached holds up nobody. */
async function sendAlert({ payload }: Job<'alert.send'>, { db }: AlertDeps): Promise<void> {
  await inTransaction(db, async (tx) => {
    for (const { id: userId } of await alertReaders(tx))
      await schedule(tx, {
        kind: 'alert.tell',
        key: `alert.tell:${payload.alertId}:${userId}`,
        payload: { alertId: payload.alertId, userId },
      });
  });
}

/**
 * Job `alert.tell`. What may have been sent is not sent again, after a crash neither: the board then says that nobody
 * knows. What is over by now is not told any more.
 */
async function tellSupervisor(
  { id, payload: { alertId, userId } }: Job<'alert.tell'>,
  deps: AlertDeps,
): Promise<void> {
  const alert = await alertById(deps.db, alertId);
  const reader = (await alertReaders(deps.db)).find(({ id }) => id === userId);
  if (alert === undefined || alert.closedAt !== null || reader === undefined) return;
  const send = await compose(alert, reader, deps);
  if (send === undefined) return unsent(alert, reader, { deps, why: 'no-template' });
  if (!(await claimEffect(deps.db, id))) return unsent(alert, reader, { deps, why: 'unsure' });
  try {
    await send();
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    deps.log.warn({ err: error, alertId, userId }, 'alerts: not sent by WhatsApp');
    if (error.failure === 'rejected') return unsent(alert, reader, { deps, why: 'refused' });
    if (error.failure === 'ambiguous') return unsent(alert, reader, { deps, why: 'unsure' });
    await disclaimEffect(deps.db, id);
    throw error;
  }
}

/** What sends it; undefined where only a template could go and there is none. */
async function compose(
  alert: Alert,
  { language, phone, isInWindow }: AlertReader,
  { db, whatsapp }: AlertDeps,
): Promise<(() => Promise<unknown>) | undefined> {
  const { what, howMuch } = alertInWords(alert, language);
  const message = { address: { to: phone.replace(/\D/g, '') }, callbackData: alert.id };
  if (isInWindow) return () => whatsapp.sendText({ ...message, text: `⚠️ ${what}: ${howMuch}` });
  const template = await templateByName(db, alertTemplateName, language);
  if (template === undefined) return undefined;
  // Its values: what it is about, and how much; or both in one.
  const parameters = template.parameters.length < 2 ? [`${what}: ${howMuch}`] : [what, howMuch];
  const filled = {
    name: alertTemplateName,
    language: templateLanguages[language],
    parameters: parameters.slice(0, template.parameters.length),
  };
  return () => whatsapp.sendTemplate({ ...message, template: filled });
}

/** The event has boards read the alert again. */
async function unsent(
  { id, key, subjectId }: Alert,
  { id: userId, name }: AlertReader,
  { deps, why }: { deps: AlertDeps; why: Unsent },
): Promise<void> {
  await inTransaction(deps.db, async (tx) => {
    await noteUnsent(tx, id, { userId, name, why });
    const stream = subjectId === null ? `alerts:${key}` : `alerts:${key}:${subjectId}`;
    await appendEvent(tx, { stream, type: 'alert.not-sent', data: { alertId: id, userId, why } });
  });
}

/** The jobs that supervision gives rise to. */
export const supervisionHandlers = {
  'alert.send': sendAlert,
  'alert.tell': tellSupervisor,
} satisfies Partial<JobHandlers<Deps>>;
