// The agent's own queue as groups of rows, nearest to the phone first; pure, so that its order can be proved.
import type { Task } from '../../shared/api.ts';
import type { CallSummary } from '../../shared/call.ts';
import type { ChatSummary, WrapUp } from '../../shared/desk.ts';
import type { EscalationOffer } from '../../shared/escalation.ts';
import type { LeadSummary } from '../../shared/lead.ts';
import type { PhoneCall, PhoneState } from '../../shared/phone.ts';
import { orderUnanswered } from './desk.ts';
import { comingOffers, offerOfCall, type OfferRecord } from './escalations.ts';
import { openPhoneCalls } from './phone.ts';
import { orderLeads, orderOpenCalls, orderTasks } from './work.ts';

/** One line of the work list; `id` stays the same for as long as the thing is there. */
export type WorkRow = { id: string; leadId: string | undefined } & (
  | { kind: 'phone'; call: PhoneCall; offer: EscalationOffer | undefined }
  | { kind: 'coming'; offer: EscalationOffer }
  | { kind: 'wrapUp'; wrapUp: WrapUp }
  | { kind: 'task'; task: Task }
  | { kind: 'chat'; chat: ChatSummary }
  | { kind: 'live'; call: CallSummary }
  | { kind: 'lead'; lead: LeadSummary }
);
export const workGroupKeys = [
  'incoming',
  'active',
  'held',
  'wrap',
  'callbacks',
  'tasks',
  'chats',
  'live',
  'leads',
] as const;
export type WorkGroupKey = (typeof workGroupKeys)[number];
export interface WorkGroup {
  key: WorkGroupKey;
  rows: WorkRow[];
}

export interface WorkFacts {
  phone: PhoneState | undefined;
  offers: Record<string, OfferRecord>;
  wrapUps: readonly WrapUp[];
  tasks: readonly Task[];
  chats: readonly ChatSummary[];
  calls: Record<string, CallSummary>;
  leads: Record<string, LeadSummary>;
  /** Epoch ms. */
  now: number;
}

/** How many of the newest leads stand below the work itself. */
const shownLeads = 12;

/** Groups with something in them, in the order of urgency; within a group the order never depends on the clock. */
export function workGroups(facts: WorkFacts): WorkGroup[] {
  const groups: Record<WorkGroupKey, WorkRow[]> = {
    ...phoneRows(facts),
    wrap: facts.wrapUps.map((wrapUp) => ({
      id: `wrap:${wrapUp.id}`,
      leadId: wrapUp.leadId ?? undefined,
      kind: 'wrapUp',
      wrapUp,
    })),
    ...taskRows(facts),
    chats: orderUnanswered(facts.chats).map((chat) => ({
      id: `chat:${chat.leadId}`,
      leadId: chat.leadId,
      kind: 'chat',
      chat,
    })),
    live: liveRows(facts),
    leads: [],
  };
  groups.leads = leadRows(facts.leads, Object.values(groups).flat());
  return workGroupKeys.map((key) => ({ key, rows: groups[key] })).filter(({ rows }) => rows.length > 0);
}

/** How much waits for the agent: everything but Sofía's own calls and the leads below. */
export function countOwn(groups: readonly WorkGroup[]): number {
  return groups
    .filter(({ key }) => key !== 'live' && key !== 'leads')
    .reduce((sum, { rows }) => sum + rows.length, 0);
}

/** The one row that is on screen: what was chosen, as long as it shows this lead; else the first of the lead. */
export function selectedRow(
  groups: readonly WorkGroup[],
  chosen: string | undefined,
  leadId: string | undefined,
): string | undefined {
  const rows = groups.flatMap((group) => group.rows);
  const picked = rows.find((row) => row.id === chosen);
  if (picked && picked.leadId === leadId) return picked.id;
  return leadId === undefined ? undefined : rows.find((row) => row.leadId === leadId)?.id;
}

/** A callback or any other thing to do that should be seen today: overdue, soon (10 min), today or later. */
export function urgencyOfTask(dueAt: string, now: number): 'overdue' | 'soon' | 'later' {
  const leftMs = Date.parse(dueAt) - now;
  if (leftMs <= 0) return 'overdue';
  return leftMs <= soonMs ? 'soon' : 'later';
}
const soonMs = 10 * 60_000;

function phoneRows({ phone, offers, now }: WorkFacts): Record<'incoming' | 'active' | 'held', WorkRow[]> {
  const rows = openPhoneCalls(phone).map((call): WorkRow & { kind: 'phone' } => {
    const offer = offerOfCall(call, offers);
    return { id: `phone:${call.id}`, leadId: offer?.leadId, kind: 'phone', call, offer };
  });
  const coming = comingOffers(phone, offers, now).map((offer): WorkRow => {
    return { id: `coming:${offer.escalationId}`, leadId: offer.leadId, kind: 'coming', offer };
  });
  return {
    incoming: [...rows.filter(({ call }) => call.phase === 'ringing'), ...coming],
    active: rows.filter(({ call }) => call.phase !== 'ringing' && call.phase !== 'held'),
    held: rows.filter(({ call }) => call.phase === 'held'),
  };
}

/** What is due until the end of the day; callbacks until the end of tomorrow, because somebody waits for them. */
function taskRows({ tasks, now }: WorkFacts): Record<'callbacks' | 'tasks', WorkRow[]> {
  const endOfDay = new Date(now).setHours(24, 0, 0, 0);
  const endOfTomorrow = new Date(now).setHours(48, 0, 0, 0);
  const rows = orderTasks(tasks).map((task): WorkRow & { kind: 'task' } => {
    return { id: `task:${task.id}`, leadId: task.leadId, kind: 'task', task };
  });
  const isCallback = ({ task }: { task: Task }) => task.kind === 'callback';
  return {
    callbacks: rows.filter((row) => isCallback(row) && Date.parse(row.task.dueAt) < endOfTomorrow),
    tasks: rows.filter((row) => !isCallback(row) && Date.parse(row.task.dueAt) < endOfDay),
  };
}

/** Open calls without those on my own phone or on their way to it: they stand above. */
function liveRows({ calls, phone, offers, now }: WorkFacts): WorkRow[] {
  const mine = new Set([
    ...openPhoneCalls(phone).map((call) => call.callId),
    ...comingOffers(phone, offers, now).map((offer) => offer.callId),
  ]);
  return orderOpenCalls(calls)
    .filter((call) => !mine.has(call.id))
    .map((call) => ({ id: `live:${call.id}`, leadId: call.leadId, kind: 'live', call }));
}

/** Leads who stand above already do not stand here again. */
function leadRows(leads: Record<string, LeadSummary>, above: readonly WorkRow[]): WorkRow[] {
  const shown = new Set(above.map(({ leadId }) => leadId));
  return orderLeads(leads)
    .filter((lead) => !shown.has(lead.id))
    .slice(0, shownLeads)
    .map((lead) => ({ id: `lead:${lead.id}`, leadId: lead.id, kind: 'lead', lead }));
}
