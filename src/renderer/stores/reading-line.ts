// One reading line for a person: WhatsApp, speech, tools and turning points of a lead, in order, each once.
import type { EventType, StreamEvent } from '../../shared/events.ts';
import type { TimelineItem } from '../../shared/timeline.ts';
import { hasGap, lastSeq, type StreamLog } from './stream-log.ts';

interface LineBase {
  id: string;
  /** ISO 8601. */
  at: string;
  callId: string | null;
}
export type ToolUse = NonNullable<TimelineItem['tool']>;
export type Turn = LineBase & {
  kind: 'turn';
  author: 'lead' | 'ai' | 'agent';
  agentName: string | null;
  channel: 'whatsapp' | 'call';
  text: string;
  /** WhatsApp's kind of message, `text` for speech. */
  messageKind: string;
  /** Delivery of a WhatsApp message. */
  status: string | null;
};
export type ToolLine = LineBase & { kind: 'tool'; tool: ToolUse };
/** A turning point, told in the language on screen. */
export type EventLine = LineBase & {
  kind: 'event';
  event: StreamEvent;
  /** For an attempt to pass a call on: whose it was; null for the group of agents. */
  agentName?: string | null;
};
/** A sentence the backend wrote itself. */
export type NoteLine = LineBase & { kind: 'note'; text: string; author: TimelineItem['author'] };
export type Line = Turn | ToolLine | EventLine | NoteLine;

/** Events worth a line of their own; the others only change what other lines show. */
const worthTelling: ReadonlySet<EventType> = new Set<EventType>([
  'lead.created',
  'lead.opted-out',
  'consent.recorded',
  'appointment.booked',
  'task.created',
  'follow-up.scheduled',
  'call.blocked',
  'call.failed',
  'call.cancelled',
  'call.ended',
  'call.completed',
  'language.changed',
  'escalation.requested',
  'escalation.reserved',
  'escalation.answered',
  'escalation.missed',
  'escalation.exhausted',
  'escalation.abandoned',
]);

/** Puts the snapshot and the streams together. A call whose stream we hold whole is told by its stream alone. */
export function readingLine(
  items: readonly TimelineItem[],
  logs: Readonly<Record<string, StreamLog>>,
): Line[] {
  const lines = new Map<string, Line>();
  const add = (line: Line | undefined) => {
    if (line && !lines.has(line.id)) lines.set(line.id, line);
  };
  for (const item of items) if (!isToldByStream(item, logs)) add(lineOfItem(item));
  for (const [stream, log] of Object.entries(logs)) {
    const told: Told = { agentName: null, reserved: new Map(), answered: false };
    for (const event of log.events) {
      if (event.type === 'message.changed') markStatus(lines, event.data.interactionId, event.data.status);
      else if (!isResumed(event, told)) add(spokenBy(lineOfEvent(event, stream), told));
      if (event.type === 'message.received' || event.type === 'follow-up.scheduled')
        lines.delete(told.followUp ?? '');
      take(event, told);
    }
  }
  return [...lines.values()]
    .map((line, index) => ({ line, index, at: Date.parse(line.at) }))
    .sort((a, b) => a.at - b.at || a.index - b.index)
    .map(({ line }) => line);
}

function isToldByStream(item: TimelineItem, logs: Readonly<Record<string, StreamLog>>): boolean {
  if (item.channel === 'whatsapp' || item.channel === 'note') return false;
  const log = item.callId === null ? undefined : logs[`call:${item.callId}`];
  return log !== undefined && lastSeq(log) > 0 && !hasGap(log);
}

function lineOfItem(item: TimelineItem): Line {
  const { id, at, callId } = item;
  if (item.channel === 'tool' && item.tool) return { kind: 'tool', id, at, callId, tool: item.tool };
  const messageKind = item.kind ?? 'text';
  // What the system writes by itself to a lead goes out under Sofía's name; WhatsApp's own notices do not.
  const author = item.author === 'system' && messageKind !== 'system' ? 'ai' : item.author;
  if ((item.channel === 'whatsapp' || item.channel === 'call') && author !== 'system') {
    const { agentName, text, status, channel } = item;
    return { kind: 'turn', id, at, callId, author, agentName, text, status, channel, messageKind };
  }
  return { kind: 'note', id, at, callId, text: item.text, author: item.author };
}

function lineOfEvent(event: StreamEvent, stream: string): Line | undefined {
  const callId = stream.startsWith('call:') ? stream.slice(5) : null;
  const base = { at: event.at, callId };
  switch (event.type) {
    case 'message.received':
      return {
        ...base,
        ...{ kind: 'turn', id: event.data.interactionId, author: 'lead', agentName: null, status: null },
        ...{ channel: 'whatsapp', text: event.data.text, messageKind: event.data.kind },
      } as Turn;
    case 'message.queued':
      return {
        ...base,
        ...{ kind: 'turn', id: event.data.interactionId, author: 'ai', agentName: null, status: 'pending' },
        ...{ channel: 'whatsapp', text: event.data.text, messageKind: 'text' },
      } as Turn;
    case 'transcript.added':
      return {
        ...{ kind: 'turn', id: event.data.interactionId, author: event.data.role, agentName: null },
        ...{ channel: 'call', text: event.data.text, messageKind: 'text', status: null },
        ...{ at: event.data.at, callId },
      } as Turn;
    case 'tool.called': {
      const { toolCallId, ...tool } = event.data;
      return { ...base, kind: 'tool', id: `tool:${toolCallId}`, tool };
    }
    case 'call.changed':
      return event.data.status === 'in-progress' ? eventLine(event, base, stream) : undefined;
    case 'call.queued':
      return Date.parse(event.data.notBefore) - Date.parse(event.at) > 60_000
        ? eventLine(event, base, stream)
        : undefined;
    default:
      return worthTelling.has(event.type) ? eventLine(event, base, stream) : undefined;
  }
}

function eventLine(event: StreamEvent, base: Pick<LineBase, 'at' | 'callId'>, stream: string): EventLine {
  return { ...base, kind: 'event', id: `${stream}#${event.seq}`, event };
}

/** What a stream has told so far, which later events take for known. */
interface Told {
  /** Who answered last. */
  agentName: string | null;
  /** Whose each attempt is, by its id. */
  reserved: Map<string, string | null>;
  /** The lead has picked up. */
  answered: boolean;
  /** Line of the next message as last planned: it stands until the lead writes, or another is planned. */
  followUp?: string;
}

function take(event: StreamEvent, told: Told): void {
  if (event.type === 'escalation.answered') told.agentName = event.data.agentName;
  if (event.type === 'escalation.reserved') told.reserved.set(event.data.attemptId, event.data.agentName);
  if (event.type === 'call.changed' && event.data.status === 'in-progress') told.answered = true;
  if (event.type === 'follow-up.scheduled') told.followUp = `${event.stream}#${event.seq}`;
}

/** The AI is back after an attempt nobody took: the attempt's own line says so; nobody picked up again. */
function isResumed(event: StreamEvent, { answered }: Told): boolean {
  return answered && event.type === 'call.changed' && event.data.status === 'in-progress';
}

/** A transcript knows only that an agent spoke, an attempt only its id: the stream told before who it was. */
function spokenBy(line: Line | undefined, { agentName, reserved }: Told): Line | undefined {
  if (line?.kind === 'turn' && line.author === 'agent') return { ...line, agentName };
  if (line?.kind === 'event' && line.event.type === 'escalation.missed')
    return { ...line, agentName: reserved.get(line.event.data.attemptId) ?? null };
  return line;
}

function markStatus(lines: Map<string, Line>, id: string, status: string): void {
  const line = lines.get(id);
  if (line?.kind === 'turn') lines.set(id, { ...line, status });
}
