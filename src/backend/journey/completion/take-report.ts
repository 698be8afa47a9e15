/**
 * What Vapi says of a call's end. Its end is not always the call's: after a hand-off a person may still speak with
 * the lead; and a lead who hangs up while somebody is looked for leaves a callback behind.
 */
import { saveReport } from '../../store/call-end.ts';
import type { Deps } from '../../deps.ts';
import type { Env } from '../../env.ts';
import type { CallRow } from '../../store/calls.ts';
import type { Tx } from '../../store/database.ts';
import { addTranscriptLine, countTranscriptLines } from '../../store/transcripts.ts';
import { abandonEscalation, hasLiveHandOff } from '../escalation/abandon-escalation.ts';
import { lineKey } from '../during-call/add-transcript.ts';
import { endCall, scheduleCompletion, type Ending } from './end-call.ts';
import { readCallReport, readReportedLines, type ReportedLine } from './read-call-report.ts';
import type { Fields } from '../during-call/read-vapi-message.ts';

/** How long the report may take after the status; then Vapi is asked. */
const reportGraceMs = 15_000;

/** `kept`: a person still speaks with the lead, the call goes on; `late`: the call was over before. */
export type EndEffect = 'ended' | 'kept' | 'late';

/** A status that says no more than that the call ended; the report is waited for, then asked for. */
export async function takeEndStatus(
  tx: Tx,
  call: CallRow,
  end: Ending,
  { env, now }: Pick<Deps, 'env' | 'now'>,
): Promise<EndEffect> {
  const effect = await endUnlessHandedOff(tx, call, end, env);
  if (effect === 'ended')
    await scheduleCompletion(tx, call.id, 'ended', new Date(now().getTime() + reportGraceMs));
  return effect;
}

/**
 * Keeps Vapi's report of a locked call (its lead is locked too) and ends the call, if it does. `fields` is the
 * message, or a call of GET /call. Lines are taken from it only where we heard none while they were spoken.
 */
export async function takeReport(
  tx: Tx,
  call: CallRow,
  told: { fields: Fields; at: Date; webhookId?: number },
  env: Pick<Env, 'CALL_HOURS'>,
): Promise<EndEffect> {
  const report = readCallReport(told.fields);
  const lines = readReportedLines(told.fields);
  const heard = await countTranscriptLines(tx, call.id);
  await saveReport(tx, call.id, {
    ...report,
    // A call that only rang has started too; it was answered if anybody spoke.
    startedAt: heard > 0 || lines.some((line) => line.role === 'lead') ? report.startedAt : undefined,
    ...(told.webhookId === undefined ? {} : { webhookId: told.webhookId }),
  });
  if (heard === 0) await addReportedLines(tx, call, { lines, startedAt: report.startedAt ?? told.at });
  const end = { at: report.endedAt ?? told.at, reason: report.endedReason };
  const effect = await endUnlessHandedOff(tx, call, end, env);
  if (effect !== 'kept')
    await scheduleCompletion(tx, call.id, told.webhookId === undefined ? 'asked' : 'report');
  return effect;
}

async function endUnlessHandedOff(
  tx: Tx,
  call: CallRow,
  end: Ending,
  { CALL_HOURS: hours }: Pick<Env, 'CALL_HOURS'>,
): Promise<EndEffect> {
  if (await hasLiveHandOff(tx, call.id, end.reason)) return 'kept';
  await abandonEscalation(tx, call, { at: end.at, hours, reason: end.reason });
  return (await endCall(tx, call, end)) ? 'ended' : 'late';
}

/** Lines without a time of their own keep their order by following one another. */
async function addReportedLines(
  tx: Tx,
  call: CallRow,
  { lines, startedAt }: { lines: ReportedLine[]; startedAt: Date },
): Promise<void> {
  for (const [index, { role, text, at: told }] of lines.entries()) {
    const at = told ?? new Date(startedAt.getTime() + index);
    await addTranscriptLine(tx, { call, role, text, at, key: lineKey(call, { role, text, at }) });
  }
}
