// What is going on: leads, calls, tasks and counters, as the backend last said.
import { create } from 'zustand';
import type { Task } from '../../shared/api.ts';
import { openCallStatuses, type CallSummary } from '../../shared/call.ts';
import type { LeadSummary } from '../../shared/lead.ts';
import type { Overview } from '../../shared/push.ts';
import { inUse } from './in-use.ts';
import { keepNewest } from './keep-newest.ts';
import { tableOf } from './table.ts';

export type Loading = 'loading' | 'ready' | 'failed';

interface Work {
  status: Loading;
  /** Epoch ms of the last news of any kind. */
  freshAt: number | undefined;
  leads: Record<string, LeadSummary>;
  calls: Record<string, CallSummary>;
  tasks: Task[];
  overview: Overview | undefined;
}

export const work = create<Work>()(() => ({
  status: 'loading',
  freshAt: undefined,
  leads: {},
  calls: {},
  tasks: [],
  overview: undefined,
}));

/** The newer of two summaries of one call: streams only grow, so the higher number is the later one. */
export function newerCall(held: CallSummary | undefined, news: CallSummary): CallSummary {
  return held && held.seq > news.seq ? held : news;
}

/** The newer of two summaries of one lead. */
export function newerLead(held: LeadSummary | undefined, news: LeadSummary): LeadSummary {
  return held && held.updatedAt > news.updatedAt ? held : news;
}

export function takeCalls(calls: readonly CallSummary[]): void {
  work.setState((state) => {
    const next = tableOf(state.calls);
    for (const call of calls) next[call.id] = newerCall(next[call.id], call);
    return { calls: withoutOldCalls(next), freshAt: Date.now() };
  });
}

/** After a reconnection: a call we held open that the backend no longer lists as open has ended meanwhile. */
export function reconcileOpenCalls(open: readonly CallSummary[]): void {
  work.setState((state) => {
    const listed = new Set(open.map((call) => call.id));
    const kept = Object.values(state.calls).filter((call) => !isOpen(call) || listed.has(call.id));
    return { calls: Object.fromEntries(kept.map((call) => [call.id, call])) };
  });
  takeCalls(open);
}

export function takeLeads(leads: readonly LeadSummary[]): void {
  work.setState((state) => {
    const next = tableOf(state.leads);
    for (const lead of leads) next[lead.id] = newerLead(next[lead.id], lead);
    return { leads: withoutOldLeads(next, state), freshAt: Date.now() };
  });
}

/** Of the calls that are over and the leads that nothing on the desk is about: the backend tells of all the house's. */
const mostOfTheRest = 300;

function withoutOldCalls(calls: Record<string, CallSummary>): Record<string, CallSummary> {
  if (Object.keys(calls).length <= mostOfTheRest) return calls;
  const { callIds } = inUse();
  return keepNewest(calls, {
    most: mostOfTheRest,
    mustStay: (call) => isOpen(call) || callIds.has(call.id),
    at: lastMoment,
  });
}

function withoutOldLeads(
  leads: Record<string, LeadSummary>,
  { calls, tasks }: Pick<Work, 'calls' | 'tasks'>,
): Record<string, LeadSummary> {
  if (Object.keys(leads).length <= mostOfTheRest) return leads;
  const { leadIds, numbers } = inUse();
  const isOfWork = new Set([...orderOpenCalls(calls), ...orderTasks(tasks)].map(({ leadId }) => leadId));
  return keepNewest(leads, {
    most: mostOfTheRest,
    mustStay: (lead) =>
      leadIds.has(lead.id) ||
      isOfWork.has(lead.id) ||
      numbers.some((number) => leadWithNumber([lead], number)),
    at: ({ updatedAt }) => updatedAt,
  });
}

export function takeTasks(tasks: Task[]): void {
  work.setState({ tasks, freshAt: Date.now() });
}

export function isOpen(call: CallSummary): boolean {
  return openCallStatuses.includes(call.status);
}

/** Open calls; those nearest to needing a person first, then the longest running. */
export function orderOpenCalls(calls: Record<string, CallSummary>): CallSummary[] {
  return Object.values(calls)
    .filter(isOpen)
    .sort((a, b) => urgency(b) - urgency(a) || began(a).localeCompare(began(b)) || a.id.localeCompare(b.id));
}

/** Leads, newest change first. */
export function orderLeads(leads: Record<string, LeadSummary>): LeadSummary[] {
  return Object.values(leads).sort(
    (a, b) => b.updatedAt.localeCompare(a.updatedAt) || a.id.localeCompare(b.id),
  );
}

/**
 * The one lead among these with this number; undefined where nobody or several have it. A PBX shows a number with or
 * without its country code, so the last ten digits count; an extension is nobody's.
 */
export function leadWithNumber<Lead extends Pick<LeadSummary, 'phone'>>(
  leads: readonly Lead[],
  number: string,
): Lead | undefined {
  const digits = number.replace(/\D/g, '').slice(-10);
  if (digits.length < 10) return undefined;
  const [found, another] = leads.filter(({ phone }) => phone?.endsWith(digits));
  return another === undefined ? found : undefined;
}

/** Open tasks, soonest due first. */
export function orderTasks(tasks: readonly Task[]): Task[] {
  return tasks
    .filter((task) => task.status === 'open')
    .sort((a, b) => a.dueAt.localeCompare(b.dueAt) || a.id.localeCompare(b.id));
}

/** Since when a call counts: answered, else started, else queued; empty before all of them. */
export function began(call: CallSummary): string {
  return call.answeredAt ?? call.startedAt ?? call.queuedAt ?? '';
}

/** When it last got further; empty for a call that only waits. */
function lastMoment(call: CallSummary): string {
  return call.endedAt ?? began(call);
}

function urgency(call: CallSummary): number {
  if (call.status === 'forwarding') return 3;
  if (call.status === 'with-agent' || call.status === 'in-progress') return 2;
  return call.status === 'queued' ? 0 : 1;
}
