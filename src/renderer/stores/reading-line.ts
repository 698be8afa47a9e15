// One reading line for a person: WhatsApp, speech, tools and turning points of a lead, in order, each once.
import type { StreamEvent } from '../../shared/events.ts';
import type { NotSent, TimelineItem } from '../../shared/timeline.ts';
import { failureOf, lineOfEvent, lineOfItem } from './reading-told.ts';
import { hasGap, lastSeq, type StreamLog } from './stream-log.ts';

export interface LineBase {
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
  media?: NonNullable<TimelineItem['media']>;
  /** Why a message of ours failed, as Meta said it. */
  error?: string;
  /** Meta's code for it. */
  code?: number;
  /** The same as a code, where it was our own decision. */
  why?: NotSent;
};
export type ToolLine = LineBase & { kind: 'tool'; tool: ToolUse };
/** A turning point, told in the language on screen. */
export type EventLine = LineBase & {
  kind: 'event';
  event: StreamEvent;
  /** For an attempt to pass a call on: whose it was; null for the group of agents. */
  agentName?: string | null;
  /** For the end of a call that was handed on: how long people had it of the whole, in ms, and who had it last. */
  withPerson?: { ms: number; agentName: string | null };
};
/** A note that an agent wrote down, or a sentence that the backend wrote itself. */
export type NoteLine = LineBase & {
  kind: 'note';
  text: string;
  author: TimelineItem['author'];
  agentName: string | null;
};
export type Line = Turn | ToolLine | EventLine | NoteLine;

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
  for (const log of Object.values(logs)) {
    const told: Told = { agentName: null, reserved: new Map(), answered: false, talkMs: 0 };
    for (const event of log.events) {
      if (event.type === 'message.changed') markStatus(lines, event.data);
      else if (!isResumed(event, told)) add(spokenBy(lineOfEvent(event), told));
      if (event.type === 'message.queued') tellInTurn(lines, event);
      if (event.type === 'message.received' || event.type === 'follow-up.scheduled')
        lines.delete(told.followUp ?? '');
      take(event, told);
    }
    tellPart(lines, told);
  }
  return inOrder([...lines.values()]);
}

const times = new WeakMap<Line, number>();

/** Epoch ms. */
export function timeOf(line: Line): number {
  const known = times.get(line);
  if (known !== undefined) return known;
  const at = Date.parse(line.at);
  times.set(line, at);
  return at;
}

/** By time; what happened at one moment stays as it came. */
function inOrder(lines: Line[]): Line[] {
  return lines.sort((a, b) => timeOf(a) - timeOf(b));
}

function isToldByStream(item: TimelineItem, logs: Readonly<Record<string, StreamLog>>): boolean {
  if (item.channel === 'whatsapp' || item.channel === 'note') return false;
  const log = item.callId === null ? undefined : logs[`call:${item.callId}`];
  return log !== undefined && lastSeq(log) > 0 && !hasGap(log);
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
  /** How long people talked to the lead. */
  talkMs: number;
  /** Line of the end of the call. */
  end?: string;
}

function take(event: StreamEvent, told: Told): void {
  if (event.type === 'escalation.answered') told.agentName = event.data.agentName;
  if (event.type === 'escalation.reserved') told.reserved.set(event.data.attemptId, event.data.agentName);
  if (event.type === 'call.changed' && event.data.status === 'in-progress') told.answered = true;
  if (event.type === 'escalation.closed') told.talkMs += event.data.talkMs ?? 0;
  if (event.type === 'call.ended') told.end = `${event.stream}#${event.seq}`;
  if (event.type === 'follow-up.scheduled') told.followUp = `${event.stream}#${event.seq}`;
}

const parted = new WeakMap<Line, EventLine>();

/** The end of a call tells how long it was in all, and the phone how long the person had it; either may come first. */
function tellPart(lines: Map<string, Line>, { end = '', talkMs, agentName }: Told): void {
  const line = lines.get(end);
  if (line?.kind !== 'event' || talkMs === 0) return;
  const known = parted.get(line);
  const isSame = known?.withPerson?.ms === talkMs && known.withPerson.agentName === agentName;
  const told = isSame ? known : { ...line, withPerson: { ms: talkMs, agentName } };
  parted.set(line, told);
  lines.set(end, told);
}

/** The AI is back after an attempt nobody took: the attempt's own line says so; nobody picked up again. */
function isResumed(event: StreamEvent, { answered }: Told): boolean {
  return answered && event.type === 'call.changed' && event.data.status === 'in-progress';
}

/** A transcript knows only that an agent spoke, an attempt only its id: the stream told before who it was. */
function spokenBy(line: Line | undefined, { agentName, reserved }: Told): Line | undefined {
  if (line?.kind === 'turn' && line.author === 'agent' && line.channel === 'call')
    return { ...line, agentName };
  if (line?.kind === 'event' && line.event.type === 'escalation.missed')
    return { ...line, agentName: reserved.get(line.event.data.attemptId) ?? null };
  return line;
}

/** The snapshot dates a message from before the chat was taken for it; the stream knows what came first. */
function tellInTurn(lines: Map<string, Line>, { data, at }: StreamEvent<'message.queued'>): void {
  const line = lines.get(data.interactionId);
  if (line === undefined || line.at === at) return;
  lines.delete(line.id);
  lines.set(line.id, { ...line, at });
}

function markStatus(lines: Map<string, Line>, news: StreamEvent<'message.changed'>['data']): void {
  const line = lines.get(news.interactionId);
  if (line?.kind !== 'turn') return;
  const { error: _, code: __, why: ___, ...turn } = line;
  lines.set(line.id, { ...turn, status: news.status, ...failureOf(news) });
}
