// How the reading line is laid out: headings where the channel changes, runs of tools folded, a filter.
import type { StreamLog } from './stream-log.ts';
import type { Line, ToolLine } from './reading-line.ts';

export type TalkFilter = 'all' | 'whatsapp' | 'call' | 'tools';

export type Heading = { kind: 'heading'; id: string; at: string } & (
  | { of: 'whatsapp' }
  | { of: 'call'; callId: string; live: boolean }
  | { of: 'agent'; callId: string; live: boolean; agentName: string | null }
);
export interface Fold {
  kind: 'fold';
  id: string;
  at: string;
  tools: ToolLine[];
}
export type Row = Heading | Line | Fold;

/** Lines of one kind only; turning points stay with the channel they belong to. */
export function filterLines(lines: readonly Line[], filter: TalkFilter): Line[] {
  if (filter === 'all') return [...lines];
  if (filter === 'tools') return lines.filter((line) => line.kind === 'tool');
  if (filter === 'call') return lines.filter((line) => line.callId !== null && !isMessage(line));
  return lines.filter((line) => isMessage(line) || (line.kind === 'event' && line.callId === null));
}

/** Rows as drawn. `logs` tells which calls are live and when a person took over. */
export function layRows(lines: readonly Line[], logs: Readonly<Record<string, StreamLog>>): Row[] {
  const groups = groupsOf(lines, logs);
  const rows: Row[] = [];
  let group = '';
  let run: ToolLine[] = [];
  const flush = () => {
    rows.push(...foldRun(run));
    run = [];
  };
  lines.forEach((line, index) => {
    const heading = groups[index];
    if (heading && heading.id !== group) {
      flush();
      group = heading.id;
      rows.push({ ...heading, id: `${heading.id}@${line.id}` });
    }
    if (line.kind === 'tool') run.push(line);
    else {
      flush();
      rows.push(line);
    }
  });
  flush();
  return rows;
}

/** More than three lookups in a row fold into one. */
function foldRun(run: readonly ToolLine[]): Row[] {
  const first = run[0];
  if (!first || run.length <= 3) return [...run];
  return [{ kind: 'fold', id: `fold:${first.id}`, at: first.at, tools: [...run] }];
}

interface CallSpan {
  from: number;
  to: number;
  live: boolean;
  answeredAt: number;
  agentName: string | null;
}

/** The heading each line stands under; a line before any heading-worthy one has none. */
function groupsOf(
  lines: readonly Line[],
  logs: Readonly<Record<string, StreamLog>>,
): (Heading | undefined)[] {
  const spans = spansOf(lines, logs);
  let current: Heading | undefined;
  return lines.map((line) => {
    const at = Date.parse(line.at);
    const callId = opensCall(line) ? line.callId : isMessage(line) ? callAround(spans, at) : null;
    const span = callId === null ? undefined : spans.get(callId);
    if (callId !== null && span) current = callHeading(callId, span, at);
    else if (isMessage(line)) current = messageHeading(line);
    return current;
  });
}

function callHeading(callId: string, span: CallSpan, at: number): Heading {
  if (at >= span.answeredAt) {
    const since = new Date(span.answeredAt).toISOString();
    const { live, agentName } = span;
    return { kind: 'heading', id: `agent:${callId}`, at: since, of: 'agent', callId, live, agentName };
  }
  const live = span.live && span.answeredAt === Infinity;
  const since = new Date(span.from).toISOString();
  return { kind: 'heading', id: `call:${callId}`, at: since, of: 'call', callId, live };
}

function messageHeading(line: Line): Heading {
  const day = new Date(line.at).toDateString();
  return { kind: 'heading', id: `whatsapp:${day}`, at: line.at, of: 'whatsapp' };
}

function spansOf(lines: readonly Line[], logs: Readonly<Record<string, StreamLog>>): Map<string, CallSpan> {
  const spans = new Map<string, CallSpan>();
  for (const line of lines) {
    if (!opensCall(line) || line.callId === null) continue;
    const at = Date.parse(line.at);
    const span = spans.get(line.callId);
    if (span) span.to = Math.max(span.to, at);
    else spans.set(line.callId, { from: at, to: at, ...callFacts(logs[`call:${line.callId}`]) });
  }
  for (const span of spans.values()) if (span.live) span.to = Infinity;
  return spans;
}

function callFacts(log: StreamLog | undefined): Pick<CallSpan, 'live' | 'answeredAt' | 'agentName'> {
  const events = log?.events ?? [];
  const over = events.some((e) => e.type === 'call.ended' || e.type === 'call.failed');
  const answered = events.find((e) => e.type === 'escalation.answered');
  return {
    live: events.length > 0 && !over,
    answeredAt: answered ? Date.parse(answered.at) : Infinity,
    agentName: answered?.data.agentName ?? null,
  };
}

function callAround(spans: ReadonlyMap<string, CallSpan>, at: number): string | null {
  for (const [callId, span] of spans) if (at >= span.from && at <= span.to) return callId;
  return null;
}

/** True for what is said or done within a call, as opposed to what led to it. */
function opensCall(line: Line): boolean {
  if (line.callId === null) return false;
  if (line.kind !== 'event') return !isMessage(line);
  return !['call.blocked', 'call.queued', 'call.cancelled', 'call.completed'].includes(line.event.type);
}

function isMessage(line: Line): boolean {
  return line.kind === 'turn' && line.channel === 'whatsapp';
}
