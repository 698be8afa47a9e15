/** What an agent's phone reports: only it knows that it rang, that a person answered, and how it ended. */
import { z } from 'zod';
import { phoneReport } from '../../../shared/phone.ts';
import type { Deps } from '../../deps.ts';
import type { Job } from '../../outbox/jobs.ts';
import { endOtherCall, startOtherCall } from '../../store/agents.ts';
import { inTransaction, type Tx } from '../../store/database.ts';
import {
  attemptById,
  lockHandOff,
  openAttemptOf,
  type AttemptRow,
  type HandOff,
} from '../../store/escalations.ts';
import { appendEvent } from '../../store/events.ts';
import { notePhoneCall, type CallReport } from '../../store/phone-calls.ts';
import { attemptByNumber } from '../../store/reservations.ts';
import { recordEffect, webhookById } from '../../store/webhooks.ts';
import { afterTalk } from './after-talk.ts';
import { phoneAnswered } from './phone-answered.ts';
import { phoneEnded } from './phone-ended.ts';
import { phoneRang } from './phone-rang.ts';
import { lockWhoTalked, wrapUpCall } from './wrap-up-call.ts';

/** A report is stored with the agent in whose session it came. */
const sender = z.object({ agentId: z.uuid() });

export type ReportOf<T extends CallReport['type']> = Extract<CallReport, { type: T }>;

/** A report about an attempt, with everything it concerns under lock. */
export interface Rung<T extends CallReport['type']> {
  report: ReportOf<T>;
  agentId: string;
  handOff: HandOff;
  attempt: AttemptRow;
  at: Date;
}

type ReportDeps = Pick<Deps, 'db' | 'env' | 'now'>;

/** Handles `phone.process`; the report keeps what it did, or why it did nothing. */
export async function processPhoneReport(job: Job<'phone.process'>, deps: ReportDeps): Promise<void> {
  await inTransaction(deps.db, async (tx) => {
    const stored = await webhookById(tx, job.payload.webhookId);
    if (stored === undefined || stored.processedAt !== null) return;
    const from = sender.safeParse(stored.body);
    const parsed = phoneReport.safeParse(stored.body);
    if (!from.success || !parsed.success || parsed.data.type === 'registration') {
      await recordEffect(tx, stored.id, 'none: not a report of a call');
      return;
    }
    const { agentId } = from.data;
    const report = parsed.data;
    const at = earlier(report.at, deps.now());
    const found = await findAttempt(tx, agentId, report);
    const talk = { report, agentId, at, handOff: found?.handOff };
    const party = await lockWhoTalked(tx, talk);
    const attemptId = found?.attempt.id ?? (await groupAttempt(tx, report));
    await notePhoneCall(tx, { agentId, report, attemptId, at });
    await wrapUpCall(tx, talk, party);
    const effect = found
      ? await applyReport(tx, { report, agentId, ...found, at }, deps)
      : await noteUnmatched(tx, { report, agentId, at }, deps);
    const about = found && { callId: found.handOff.call.id, leadId: found.handOff.lead.id };
    await tellOfCall(tx, agentId, report);
    await recordEffect(tx, stored.id, effect, about);
  });
}

const phases = { 'call.ringing': 'ringing', 'call.answered': 'answered', 'call.ended': 'ended' } as const;

/** Last of all, since it waits for whoever else tells of this agent. */
async function tellOfCall(tx: Tx, agentId: string, { type, phoneCallId }: CallReport): Promise<void> {
  if (type === 'call.held') return;
  const data = { phoneCallId, phase: phases[type] };
  await appendEvent(tx, { stream: `agent:${agentId}`, type: 'phone-call.changed', data });
}

/** A workstation's clock may be wrong; nothing is reported before it happened. */
function earlier(reportedMs: number, now: Date): Date {
  const tooOld = reportedMs < now.getTime() - 24 * 3_600_000;
  return reportedMs > now.getTime() || tooOld ? now : new Date(reportedMs);
}

/**
 * The attempt a report is about: the one it names if that is this agent's, or the hunt pilot's; else the one
 * under way for the number that calls. What a phone names and does not own is no match.
 */
async function findAttempt(
  tx: Tx,
  agentId: string,
  report: CallReport,
): Promise<{ handOff: HandOff; attempt: AttemptRow } | undefined> {
  const named = await namedAttempt(tx, report);
  const mine = named !== undefined && isFor(named, agentId) ? named.id : undefined;
  const nameless = report.attemptId === null && report.escalationId === null;
  const attemptId = mine ?? (nameless ? await attemptByNumber(tx, agentId, report.number) : undefined);
  const known = attemptId === undefined ? undefined : await attemptById(tx, attemptId);
  const handOff = known && (await lockHandOff(tx, known.escalationId));
  const attempt = handOff && known && (await attemptById(tx, known.id));
  return handOff && attempt && isFor(attempt, agentId) ? { handOff, attempt } : undefined;
}

async function namedAttempt(tx: Tx, report: CallReport): Promise<AttemptRow | undefined> {
  const { attemptId, escalationId } = report;
  if (isUuid(attemptId)) return attemptById(tx, attemptId);
  return isUuid(escalationId) ? openAttemptOf(tx, escalationId) : undefined;
}

/** A leg of the group's call that rang here and was answered elsewhere: nothing follows from it, but the two are one call. */
async function groupAttempt(tx: Tx, report: CallReport): Promise<string | undefined> {
  const isInVain = report.type === 'call.ringing' || (report.type === 'call.ended' && report.talkMs === 0);
  const named = isInVain && report.direction === 'in' ? await namedAttempt(tx, report) : undefined;
  return named?.target === 'hunt-pilot' ? named.id : undefined;
}

const isUuid = (text: string | null): text is string => z.uuid().safeParse(text).success;

const isFor = (attempt: AttemptRow, agentId: string): boolean =>
  attempt.agentId === agentId || (attempt.target === 'hunt-pilot' && attempt.agentId === null);

function applyReport(tx: Tx, rung: Rung<CallReport['type']>, deps: ReportDeps): Promise<string> {
  switch (rung.report.type) {
    case 'call.ringing':
      return phoneRang(tx, rung as Rung<'call.ringing'>);
    case 'call.answered':
      return phoneAnswered(tx, rung as Rung<'call.answered'>, deps);
    case 'call.ended':
      return phoneEnded(tx, rung as Rung<'call.ended'>, deps);
    case 'call.held':
      return Promise.resolve(rung.report.held ? 'held' : 'resumed');
  }
}

/** A call that belongs to no escalation: recorded, and the agent is not reserved while it lasts. */
async function noteUnmatched(
  tx: Tx,
  { report, agentId, at }: { report: CallReport; agentId: string; at: Date },
  { env, now }: ReportDeps,
): Promise<string> {
  const { phoneCallId } = report;
  if (report.type === 'call.answered') await startOtherCall(tx, agentId);
  if (report.type === 'call.ended')
    await endOtherCall(tx, agentId, { phoneCallId, at, after: afterTalk(env, now()) });
  return 'none: belongs to no escalation of this agent';
}
