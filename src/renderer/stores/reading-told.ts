// What one entry of the snapshot and one event of a stream say on the reading line, each by itself; remembered, since thousands are laid out again with every new one.
import type { EventType, StreamEvent } from '../../shared/events.ts';
import type { TimelineItem } from '../../shared/timeline.ts';
import type { EventLine, Line, LineBase, Turn } from './reading-line.ts';

/** Events worth a line of their own; the others only change what other lines show. */
const worthTelling: ReadonlySet<EventType> = new Set<EventType>([
  'lead.created',
  'lead.opted-out',
  'consent.recorded',
  'appointment.booked',
  'appointment.cancelled',
  'appointment.held',
  'appointment.missed',
  'appointment.reopened',
  'sale.recorded',
  'sale.withdrawn',
  'task.created',
  'follow-up.scheduled',
  'chat.taken',
  'chat.handed-back',
  'call.wrapped-up',
  'call.blocked',
  'call.failed',
  'call.cancelled',
  'call.ended',
  'call.completed',
  'language.changed',
  'supervisor.acted',
  'supervisor.refused',
  'escalation.requested',
  'escalation.reserved',
  'escalation.answered',
  'escalation.missed',
  'escalation.exhausted',
  'escalation.abandoned',
]);

const itemLines = new WeakMap<TimelineItem, Line>();
const eventLines = new WeakMap<StreamEvent, Line | null>();

/** The line of an entry; the same object for the same entry. */
export function lineOfItem(item: TimelineItem): Line {
  const known = itemLines.get(item);
  if (known) return known;
  const line = tellItem(item);
  itemLines.set(item, line);
  return line;
}

/** The line of an event, or undefined where it has none; the same object for the same event. */
export function lineOfEvent(event: StreamEvent): Line | undefined {
  const known = eventLines.get(event);
  if (known !== undefined) return known ?? undefined;
  const line = tellEvent(event);
  eventLines.set(event, line ?? null);
  return line;
}

/** Why a message of ours did not go, as far as it is known. */
export function failureOf({
  error,
  code,
  why,
}: Pick<TimelineItem, 'error' | 'code' | 'why'>): Pick<Turn, 'error' | 'code' | 'why'> {
  return { ...(error !== undefined && { error }), ...(code !== undefined && { code }), ...(why && { why }) };
}

function tellItem(item: TimelineItem): Line {
  const { id, at, callId, agentName } = item;
  if (item.channel === 'tool' && item.tool) return { kind: 'tool', id, at, callId, tool: item.tool };
  // The kinds are WhatsApp's: what is said in a call is words.
  const messageKind = item.channel === 'whatsapp' ? (item.kind ?? 'text') : 'text';
  // What the system writes by itself to a lead goes out under Sofía's name; WhatsApp's own notices do not.
  const author = item.author === 'system' && messageKind !== 'system' ? 'ai' : item.author;
  if ((item.channel === 'whatsapp' || item.channel === 'call') && author !== 'system') {
    const { text, status, channel, media } = item;
    const turn: Turn = {
      kind: 'turn',
      id,
      at,
      callId,
      author,
      agentName,
      text,
      status,
      channel,
      messageKind,
    };
    return { ...turn, ...(media && { media }), ...failureOf(item) };
  }
  return { kind: 'note', id, at, callId, text: item.text, author: item.author, agentName };
}

function tellEvent(event: StreamEvent): Line | undefined {
  const callId = event.stream.startsWith('call:') ? event.stream.slice(5) : null;
  const base = { at: event.at, callId };
  switch (event.type) {
    case 'message.received':
    case 'message.queued':
      return messageOf(event, base);
    case 'note.added': {
      const { interactionId, agentName, text } = event.data;
      return { ...base, kind: 'note', id: interactionId, text, author: 'agent', agentName };
    }
    case 'transcript.added': {
      const { interactionId, role, text, at } = event.data;
      const spoken = { channel: 'call', text, messageKind: 'text', status: null } as const;
      return { kind: 'turn', id: interactionId, author: role, agentName: null, ...spoken, at, callId };
    }
    case 'tool.called': {
      const { toolCallId, ...tool } = event.data;
      return { ...base, kind: 'tool', id: `tool:${toolCallId}`, tool };
    }
    case 'call.changed':
      return event.data.status === 'in-progress' ? eventLine(event, base) : undefined;
    case 'call.queued':
      return Date.parse(event.data.notBefore) - Date.parse(event.at) > 60_000
        ? eventLine(event, base)
        : undefined;
    default:
      return worthTelling.has(event.type) ? eventLine(event, base) : undefined;
  }
}

type Moment = Pick<LineBase, 'at' | 'callId'>;

function messageOf(event: StreamEvent<'message.received' | 'message.queued'>, base: Moment): Turn {
  const { interactionId: id, text, kind } = event.data;
  const turn = { ...base, kind: 'turn', id, channel: 'whatsapp', text, messageKind: kind ?? 'text' } as const;
  if (event.type === 'message.received') {
    const { media } = event.data;
    return { ...turn, author: 'lead', agentName: null, status: null, ...(media && { media }) };
  }
  const { author, agentName = null } = event.data;
  return { ...turn, author: author === 'agent' ? 'agent' : 'ai', agentName, status: 'pending' };
}

function eventLine(event: StreamEvent, base: Moment): EventLine {
  return { ...base, kind: 'event', id: `${event.stream}#${event.seq}`, event };
}
