// How the reading line is laid out: days, headings where the channel changes, runs of tools folded, a filter.
import { timeOf, type Line, type ToolLine } from './reading-line.ts';
import type { StreamLog } from './stream-log.ts';

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
/** Where another day begins. */
export interface DayRow {
  kind: 'day';
  id: string;
  at: string;
}
export type Row = Heading | DayRow | Line | Fold;

/** Lines of one kind only; turning points stay with the channel they belong to. */
export function filterLines(lines: readonly Line[], filter: TalkFilter): Line[] {
  if (filter === 'all') return [...lines];
  if (filter === 'tools') return lines.filter((line) => line.kind === 'tool');
  if (filter === 'call') return lines.filter(isOfCalls);
  return lines.filter((line) => isMessage(line) || (line.kind === 'event' && !isOfCalls(line)));
}

function isOfCalls(line: Line): boolean {
  if (line.kind === 'event' && line.event.type === 'call.wrapped-up') return true;
  return line.callId !== null && !isMessage(line);
}

/** Rows as drawn. `logs` tells which calls are live and when a person took over. */
export function layRows(lines: readonly Line[], logs: Readonly<Record<string, StreamLog>>): Row[] {
  const groups = groupsOf(lines, logs);
  const rows: Row[] = [];
  let [group, day] = ['', ''];
  let run: ToolLine[] = [];
  const flush = () => {
    rows.push(...foldRun(run));
    run = [];
  };
  lines.forEach((line, index) => {
    const heading = groups[index];
    if (dayOf(line) !== day) {
      flush();
      [day, group] = [dayOf(line), ''];
      rows.push({ kind: 'day', id: `day:${day}@${line.id}`, at: line.at });
    }
    if (heading && heading.id !== group) {
      flush();
      group = heading.id;
      rows.push({ ...heading, id: `${heading.id}@${line.id}`, ...(isMessage(line) && { at: line.at }) });
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

/** How many lines came after `at` (epoch ms): what somebody who reads further up has not seen. */
export function countSince(rows: readonly { kind: string; at?: string }[], at: number): number {
  let count = 0;
  for (let index = rows.length - 1; index >= 0; index -= 1) {
    const row = rows[index];
    if (row?.at === undefined || row.kind === 'speech') continue;
    if (Date.parse(row.at) <= at) break;
    if (row.kind !== 'heading' && row.kind !== 'day') count += 1;
  }
  return count;
}

const days = new WeakMap<Line, string>();

/** The day on this machine's calendar. */
function dayOf(line: Line): string {
  const known = days.get(line);
  if (known !== undefined) return known;
  const at = new Date(timeOf(line));
  const day = `${at.getFullYear()}-${at.getMonth() + 1}-${at.getDate()}`;
  days.set(line, day);
  return day;
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
  const headings = new Map<string, Heading>();
  const once = (id: string, make: (id: string) => Heading): Heading => {
    const heading = headings.get(id) ?? make(id);
    headings.set(id, heading);
    return heading;
  };
  let current: Heading | undefined;
  return lines.map((line) => {
    const at = timeOf(line);
    const callId = opensCall(line) ? line.callId : isMessage(line) ? callAround(spans, at) : null;
    const span = callId === null ? undefined : spans.get(callId);
    if (callId !== null && span) {
      const isAgent = at >= span.answeredAt;
      current = once(`${isAgent ? 'agent' : 'call'}:${callId}`, (id) =>
        callHeading(id, { callId, span, isAgent }),
      );
    } else if (isMessage(line))
      current = once(`whatsapp:${dayOf(line)}`, (id) => ({
        kind: 'heading',
        id,
        at: line.at,
        of: 'whatsapp',
      }));
    return current;
  });
}

function callHeading(
  id: string,
  { callId, span, isAgent }: { callId: string; span: CallSpan; isAgent: boolean },
): Heading {
  if (isAgent) {
    const since = new Date(span.answeredAt).toISOString();
    const { live, agentName } = span;
    return { kind: 'heading', id, at: since, of: 'agent', callId, live, agentName };
  }
  const live = span.live && span.answeredAt === Infinity;
  return { kind: 'heading', id, at: new Date(span.from).toISOString(), of: 'call', callId, live };
}

function spansOf(lines: readonly Line[], logs: Readonly<Record<string, StreamLog>>): Map<string, CallSpan> {
  const spans = new Map<string, CallSpan>();
  for (const line of lines) {
    if (!opensCall(line) || line.callId === null) continue;
    const at = timeOf(line);
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
  if (line.callId === null || line.kind === 'note') return false;
  if (line.kind !== 'event') return !isMessage(line);
  return !['call.blocked', 'call.queued', 'call.cancelled', 'call.completed'].includes(line.event.type);
}

function isMessage(line: Line): boolean {
  return line.kind === 'turn' && line.channel === 'whatsapp';
}
