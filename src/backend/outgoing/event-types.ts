/**
 * Which events leave the house. This folder is the way out: what follows from committed events for other companies'
 * and departments' programs, apart from `webhooks` (what comes in) and `gateways` (whom we ask), because nothing here
 * may ever hold up either.
 */
import type { EventType } from '../../shared/events.ts';

/** `all`: whoever asks for everything, or for the family, gets it. `named`: only who asks for just this. `never`: nobody. */
type Reach = 'all' | 'named' | 'never';

const reach = {
  'lead.created': 'all',
  'lead.changed': 'all',
  'lead.merged': 'all',
  'lead.discovered': 'all',
  'lead.opted-out': 'all',
  'consent.recorded': 'all',
  'message.received': 'all',
  'message.queued': 'named',
  'message.changed': 'named',
  'appointment.booked': 'all',
  'appointment.cancelled': 'all',
  'appointment.held': 'all',
  'appointment.missed': 'all',
  'appointment.reopened': 'all',
  'task.created': 'all',
  'task.changed': 'all',
  'task.done': 'all',
  'chat.taken': 'all',
  'chat.handed-back': 'all',
  'note.added': 'all',
  'call.wrapped-up': 'all',
  'follow-up.scheduled': 'all',
  'sale.recorded': 'all',
  'sale.withdrawn': 'all',
  'call.requested': 'all',
  'call.blocked': 'all',
  'call.queued': 'all',
  'call.dialing': 'named',
  'call.released': 'named',
  'call.started': 'all',
  'call.changed': 'named',
  'call.failed': 'all',
  'call.cancelled': 'all',
  'call.ended': 'all',
  'call.completed': 'all',
  'transcript.added': 'named',
  'tool.called': 'named',
  'language.changed': 'named',
  'caller.interrupted': 'never',
  'caller.hung': 'never',
  'supervisor.acted': 'named',
  'supervisor.refused': 'named',
  'escalation.requested': 'all',
  'escalation.reserved': 'named',
  'escalation.transferring': 'named',
  'escalation.ringing': 'named',
  'escalation.answered': 'all',
  'escalation.missed': 'all',
  'escalation.exhausted': 'all',
  'escalation.abandoned': 'all',
  'escalation.closed': 'all',
  'agent.changed': 'named',
  'agent.state-forced': 'never',
  'agent.phone': 'never',
  'phone-call.changed': 'never',
  'wrap-up.opened': 'never',
  'wrap-up.prolonged': 'never',
  'wrap-up.saved': 'named',
  'choices.changed': 'never',
  'dialling.changed': 'all',
  'threshold.changed': 'never',
  'alert.raised': 'all',
  'alert.cleared': 'all',
  'alert.not-sent': 'never',
} as const satisfies Record<EventType, Reach>;

const types = Object.keys(reach) as EventType[];

/** Types that somebody may ask for, in the order of a lead's story. */
export const offeredTypes: readonly EventType[] = types.filter((type) => reach[type] !== 'never');

/** Types that come with a family, or with everything. */
export const publicTypes: readonly EventType[] = types.filter((type) => reach[type] === 'all');

/** The names among `wanted` that no event has: neither a type nor a family of public ones. */
export function unknownTypes(wanted: readonly string[]): string[] {
  const families = new Set(publicTypes.map((type) => `${type.split('.')[0]}.*`));
  return wanted.filter((name) => !families.has(name) && !offeredTypes.some((type) => type === name));
}
