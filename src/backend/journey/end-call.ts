/** A call is over: the end is recorded once, whether a status, a report or our own question to Vapi told of it first. */
import { createHash } from 'node:crypto';
import { saveEnd, saveReport } from '../store/call-end.ts';
import { signalCall, type CallRow } from '../store/calls.ts';
import type { Tx } from '../store/database.ts';
import { appendCallEvent } from '../store/events.ts';
import { schedule } from '../store/outbox.ts';
import { addTranscriptLine, countTranscriptLines } from '../store/transcripts.ts';
import { readCallReport, readReportedLines, type ReportedLine } from './read-call-report.ts';
import type { Fields } from './read-vapi-message.ts';

/** How long the report may take after the status; then Vapi is asked. */
const reportGraceMs = 15_000;

export interface Ending {
  at: Date;
  reason: string | undefined;
}

/** Ends a locked call; false if it was over already. */
export async function endCall(tx: Tx, call: CallRow, end: Ending): Promise<boolean> {
  if ((await signalCall(tx, call, 'end')) === undefined) return false;
  const durationSeconds = await saveEnd(tx, call.id, end);
  await appendCallEvent(tx, call, 'call.ended', {
    endedReason: end.reason ?? call.endedReason,
    outcome: null,
    durationSeconds,
  });
  return true;
}

/** Ends a locked call of which Vapi said no more than that it ended; the report is waited for, then asked for. */
export async function endWithoutReport(tx: Tx, call: CallRow, end: Ending, now: Date): Promise<boolean> {
  if (!(await endCall(tx, call, end))) return false;
  await scheduleCompletion(tx, call.id, 'ended', new Date(now.getTime() + reportGraceMs));
  return true;
}

/** `why` makes the job one of its kind: the same reason again schedules nothing. */
export async function scheduleCompletion(tx: Tx, callId: string, why: string, runAt?: Date): Promise<void> {
  await schedule(tx, {
    kind: 'call.complete',
    key: `call.complete:${callId}:${why}`,
    lane: `call:${callId}`,
    payload: { callId },
    runAt,
  });
}

/**
 * Keeps Vapi's report of a locked call, ends the call unless `stays`, and schedules its completion. Lines are
 * taken from the report only where we heard none while it happened. `fields` is the message, or a call of GET /call.
 */
export async function takeReport(
  tx: Tx,
  call: CallRow,
  told: { fields: Fields; at: Date; webhookId?: number; stays: boolean },
): Promise<void> {
  const report = readCallReport(told.fields);
  await saveReport(tx, call.id, {
    ...report,
    ...(told.webhookId === undefined ? {} : { webhookId: told.webhookId }),
  });
  if ((await countTranscriptLines(tx, call.id)) === 0)
    await addReportedLines(tx, call, readReportedLines(told.fields), report.startedAt ?? told.at);
  if (told.stays) return;
  await endCall(tx, call, { at: report.endedAt ?? told.at, reason: report.endedReason });
  await scheduleCompletion(
    tx,
    call.id,
    told.webhookId === undefined ? `asked:${told.at.getTime()}` : 'report',
  );
}

/** Lines without a time of their own keep their order by following one another. */
async function addReportedLines(
  tx: Tx,
  call: CallRow,
  lines: ReportedLine[],
  startedAt: Date,
): Promise<void> {
  for (const [index, line] of lines.entries()) {
    const at = line.at ?? new Date(startedAt.getTime() + index);
    await addTranscriptLine(tx, {
      call,
      role: line.role,
      text: line.text,
      at,
      key: lineKey(call, { ...line, at }),
    });
  }
}

/** What makes a line the same line: its call, who said it, when, and what. */
export function lineKey(call: Pick<CallRow, 'id'>, line: { role: string; text: string; at: Date }): string {
  const digest = createHash('sha256').update(line.text).digest('hex').slice(0, 16);
  return `line:${call.id}:${line.at.getTime()}:${line.role}:${digest}`;
}
