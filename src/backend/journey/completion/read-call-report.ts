/** End-of-call reports as Vapi writes them today, as it wrote them in 2024, and as GET /call tells of a call that is over. */
import type { CallReport } from '../../store/call-end.ts';
import { entry, number, readTime, record, text, type Fields } from '../during-call/read-vapi-message.ts';

/** Vapi's longest call is 12 hours; ours last minutes and cost cents. */
const longestSeconds = 24 * 3_600;
const mostUsd = 10_000;

/** One line of a report's message history; `at` is undefined in older reports. */
export interface ReportedLine {
  role: 'lead' | 'ai';
  text: string;
  at: Date | undefined;
}

/**
 * Reads a report. `artifact` and `analysis` are today's places; transcript, summary and recording at the top are
 * the older ones; a call object has its times and cost at the top too.
 */
export function readCallReport(fields: Fields): CallReport {
  const artifact = record(fields['artifact']) ?? {};
  const analysis = record(fields['analysis']);
  const call = record(fields['call']) ?? {};
  const startedAt = readTime(fields['startedAt']) ?? readTime(call['startedAt']);
  const endedAt = readTime(fields['endedAt']) ?? readTime(call['endedAt']);
  return {
    endedReason: text(fields['endedReason']) ?? text(call['endedReason']),
    startedAt,
    endedAt,
    durationSeconds: durationOf(fields, startedAt, endedAt),
    transcript: text(artifact['transcript']) ?? text(fields['transcript']),
    summary: text(analysis?.['summary']) ?? text(fields['summary']),
    analysis,
    costUsd: within(number(fields['cost']) ?? number(call['cost']), mostUsd),
    recordingUrl: recordingOf(artifact) ?? recordingOf(fields),
  };
}

/** A figure beyond all reason is one that we were not told. */
function within(figure: number | undefined, most: number): number | undefined {
  return figure !== undefined && figure >= 0 && figure <= most ? figure : undefined;
}

function durationOf(fields: Fields, from: Date | undefined, to: Date | undefined): number | undefined {
  const told = number(fields['durationSeconds']) ?? scaled(number(fields['durationMs']), 0.001);
  const counted = from && to ? (to.getTime() - from.getTime()) / 1000 : undefined;
  const seconds = told ?? counted;
  return within(seconds === undefined ? undefined : Math.max(0, Math.round(seconds)), longestSeconds);
}

function scaled(value: number | undefined, factor: number): number | undefined {
  return value === undefined ? undefined : value * factor;
}

function recordingOf(place: Fields): string | undefined {
  const recording = record(place['recording']);
  const mono = record(recording?.['mono']);
  return (
    text(mono?.['combinedUrl']) ??
    text(recording?.['stereoUrl']) ??
    text(place['recordingUrl']) ??
    text(place['stereoRecordingUrl'])
  );
}

const roles: Record<string, ReportedLine['role']> = { user: 'lead', bot: 'ai', assistant: 'ai' };

/** What was said, as the report's message history has it; system and tool messages are left out. */
export function readReportedLines(fields: Fields): ReportedLine[] {
  const artifact = record(fields['artifact']);
  const history = artifact?.['messages'] ?? fields['messages'];
  if (!Array.isArray(history)) return [];
  return history.flatMap((told: unknown) => {
    const line = record(told) ?? {};
    const role = entry(roles, text(line['role']) ?? '');
    const said = text(line['message']) ?? text(line['content']);
    return role === undefined || said === undefined ? [] : [{ role, text: said, at: readTime(line['time']) }];
  });
}
