/** `metrics:{date}`: what happened on one day (UTC), for whoever looks at Redis. Made anew from PostgreSQL whenever it was lost. */
import type { Redis } from 'ioredis';
import type { EventType, StreamEvent } from '../../shared/events.ts';

/** Days are kept for a week. */
export const metricsTtlS = 7 * 24 * 60 * 60;

export type DayCounts = Record<string, number>;

const counted: Partial<Record<EventType, string>> = {
  'lead.created': 'leads',
  'message.received': 'messages_received',
  'message.queued': 'messages_sent',
  'lead.opted-out': 'opt_outs',
  'call.requested': 'calls_requested',
  'call.started': 'calls_started',
  'call.ended': 'calls_ended',
  'call.failed': 'calls_failed',
  'tool.called': 'tool_calls',
  'escalation.requested': 'escalations',
  'escalation.answered': 'escalations_answered',
  'escalation.exhausted': 'escalations_to_callback',
  'appointment.booked': 'appointments',
  'task.created': 'tasks',
};

/** The key of the day that holds `at` (ISO 8601). */
export function metricsKey(at: string): string {
  return `metrics:${at.slice(0, 10)}`;
}

/** What these events add, by day. Durations in whole seconds, tool times in milliseconds. */
export function countsOf(events: readonly StreamEvent[]): Map<string, DayCounts> {
  const days = new Map<string, DayCounts>();
  for (const event of events) {
    const key = metricsKey(event.at);
    const day = days.get(key) ?? {};
    days.set(key, day);
    for (const [field, amount] of fieldsOf(event)) day[field] = (day[field] ?? 0) + amount;
  }
  return days;
}

function fieldsOf(event: StreamEvent): [string, number][] {
  const field = counted[event.type];
  const fields: [string, number][] = field === undefined ? [] : [[field, 1]];
  if (event.type === 'call.ended') fields.push(['call_seconds', event.data.durationSeconds ?? 0]);
  if (event.type === 'tool.called') {
    fields.push(['tool_ms', Math.round(event.data.ms)]);
    if (!event.data.success) fields.push(['tool_failures', 1]);
  }
  return fields;
}

/** Adds to a day's counters. Returns false where the day was not in Redis: then nothing was added, and it must be written whole. */
export async function addToDay(redis: Redis, key: string, counts: DayCounts): Promise<boolean> {
  if ((await redis.exists(key)) === 0) return false;
  const batch = redis.multi();
  for (const [field, amount] of Object.entries(counts)) batch.hincrby(key, field, amount);
  await batch.expire(key, metricsTtlS).exec();
  return true;
}

/** Writes a day's counters whole, in place of whatever was there. */
export async function writeDay(redis: Redis, key: string, counts: DayCounts): Promise<void> {
  if (Object.keys(counts).length === 0) return void (await redis.del(key));
  await redis.multi().del(key).hset(key, counts).expire(key, metricsTtlS).exec();
}

/** A day's counters as they stand in Redis; empty where the day is not there. */
export async function readDay(redis: Redis, key: string): Promise<DayCounts> {
  const fields = await redis.hgetall(key);
  return Object.fromEntries(Object.entries(fields).map(([field, value]) => [field, Number(value)]));
}
