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
import { schedule } from '../store/outbox.ts';
import { alertInWords } from './alert-words.ts';

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

/** Job `alert.tell`. What may have been sent is not sent again, and what is over by now is not told any more. */
async function tellSupervisor({ payload }: Job<'alert.tell'>, deps: AlertDeps): Promise<void> {
  const { alertId, userId } = payload;
  const alert = await alertById(deps.db, alertId);
  const reader = (await alertReaders(deps.db)).find(({ id }) => id === userId);
  if (alert === undefined || alert.closedAt !== null || reader === undefined) return;
  try {
    if (!(await post(alert, reader, deps))) await unsent(alert, reader, { deps, why: 'no-template' });
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    deps.log.warn({ err: error, alertId, userId }, 'alerts: not sent by WhatsApp');
    if (error.failure === 'rejected') await unsent(alert, reader, { deps, why: 'refused' });
    else if (error.failure !== 'ambiguous') throw error;
  }
}

/** False where only a template could go and there is none. */
async function post(alert: Alert, reader: AlertReader, { db, whatsapp }: AlertDeps): Promise<boolean> {
  const { language, phone, isInWindow } = reader;
  const { what, howMuch } = alertInWords(alert, language);
  const message = { address: { to: phone.replace(/\D/g, '') }, callbackData: alert.id };
  if (isInWindow) {
    await whatsapp.sendText({ ...message, text: `⚠️ ${what}: ${howMuch}` });
    return true;
  }
  const template = await templateByName(db, alertTemplateName, language);
  if (template === undefined) return false;
  // Its values: what it is about, and how much; or both in one.
  const parameters = template.parameters.length < 2 ? [`${what}: ${howMuch}`] : [what, howMuch];
  await whatsapp.sendTemplate({
    ...message,
    template: {
      name: alertTemplateName,
      language: templateLanguages[language],
      parameters: parameters.slice(0, template.parameters.length),
    },
  });
  return true;
}

/** The event has boards read the alert again. */
async function unsent(
  { id, key, subjectId }: Alert,
  { id: userId, name }: AlertReader,
  { deps, why }: { deps: AlertDeps; why: 'no-template' | 'refused' },
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
