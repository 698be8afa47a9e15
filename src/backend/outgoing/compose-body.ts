/**
 * What a delivery says: `{ type, timestamp, data }`. Without `withContact` an endpoint learns what happened to whom by
 * id only: no name, no number, and nothing that anybody said or wrote.
 */
import type { DeliveredEvent } from '../store/webhook-deliveries.ts';

/** Fields of events that hold a person's own words, name or number, or what was understood of them. */
const personal = new Set([
  'text',
  'media',
  'brief',
  'evidence',
  'parameters',
  'result',
  'summary',
  'profile',
  'error',
]);

/** Fields that are a code in most events, and in these what somebody said or wrote. */
const personalOf: Readonly<Partial<Record<string, readonly string[]>>> = {
  'escalation.requested': ['reason'],
  'call.cancelled': ['reason'],
  'supervisor.acted': ['why'],
  'sale.withdrawn': ['why'],
};

/** The body, byte for byte as it is signed and sent, now and in every later attempt. */
export function composeBody(event: DeliveredEvent, { withContact }: { withContact: boolean }): string {
  const { type, at, stream, seq, leadId, callId, lead, data } = event;
  const told = withContact ? data : withoutPersonal(type, data);
  const { name, phone, ...plainLead } = lead ?? {};
  return JSON.stringify({
    type,
    timestamp: at,
    data: {
      ...told,
      ...(leadId === null ? {} : { leadId }),
      ...(callId === null ? {} : { callId }),
      ...(lead === null ? {} : { lead: withContact ? { ...plainLead, name, phone } : plainLead }),
      stream,
      seq,
    },
  });
}

/** A delivery that an administrator asked for to see whether it arrives. */
export function testBody(now: Date): string {
  return JSON.stringify({
    type: 'webhook.test',
    timestamp: now.toISOString(),
    data: { message: 'It works. / Funciona.' },
  });
}

function withoutPersonal(type: string, data: Record<string, unknown>): Record<string, unknown> {
  const own = personalOf[type] ?? [];
  return Object.fromEntries(Object.entries(data).filter(([key]) => !personal.has(key) && !own.includes(key)));
}
