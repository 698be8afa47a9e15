/** What each committed event means for the screens: the numbered event to those who watch, short summaries to everybody's lists. */
import type pg from 'pg';
import type { Logger } from 'pino';
import type { StreamEvent } from '../../shared/events.ts';
import { chatsOf } from '../store/chats.ts';
import { agentsWithLine } from '../store/console-agents.ts';
import { callSummaries } from '../store/console-calls.ts';
import { attemptsOfEscalations, type AttemptView } from '../store/console-escalations.ts';
import { leadSummaries } from '../store/console-leads.ts';
import { readDialling } from '../store/dialling.ts';
import type { UnpublishedEvent } from '../store/events.ts';
import { isForcedUnread } from '../store/forced-state.ts';
import { expectedCalls, offerByAttempt } from '../store/reservations.ts';
import { touchOf } from './board-touch.ts';
import { asAgentsSeeIt } from './seen-by.ts';
import {
  agentRoom,
  boardRoom,
  overseenRoom,
  type ConsoleNamespace,
  type PhoneNamespace,
} from './socket-types.ts';
import type { Sockets } from './sockets.ts';

/** Where pushes go: everybody's consoles and phones, or those of this backend only. */
export type PushTarget = Pick<Sockets, 'checkPresence' | 'tellPhones' | 'touchBoard'> & {
  consoles: Pick<ConsoleNamespace, 'to'>;
  phones: Pick<PhoneNamespace, 'to'>;
};

export interface PushDeps {
  db: pg.Pool;
  log: Logger;
  sockets: PushTarget;
}

/** Tells screens and phones of committed events: each to those who watch its stream, and what they change together. */
export async function pushEvents(deps: PushDeps, events: readonly UnpublishedEvent[]): Promise<void> {
  for (const event of events) pushEvent(deps.sockets, event);
  if (events.length > 0) await pushChanges(deps, events);
}

/** To the consoles that watch the event's stream, as each may see it. */
function pushEvent({ consoles }: PushTarget, event: UnpublishedEvent): void {
  const { stream, seq, type, data, at } = event;
  const whole = { stream, seq, type, data, at } as StreamEvent;
  const plain = asAgentsSeeIt(whole);
  if (plain === whole) return void consoles.to(stream).emit('event', whole);
  consoles.to(stream).except(overseenRoom(stream)).emit('event', plain);
  consoles.to(overseenRoom(stream)).emit('event', whole);
}

/** Everything else that a batch of events changes on screens; each lead, call and agent once. */
async function pushChanges(deps: PushDeps, events: readonly UnpublishedEvent[]): Promise<void> {
  const touch = touchOf(events);
  if (touch !== undefined) deps.sockets.touchBoard(touch);
  const parts = [
    pushLeads(
      deps,
      idsOf(events, isLeadChange, ({ leadId }) => leadId),
    ),
    pushCalls(
      deps,
      idsOf(events, isCallChange, ({ callId }) => callId),
    ),
    pushEscalations(deps, idsOf(events, isEscalation, escalationOf)),
    pushChats(deps, events),
    pushDialling(deps, events),
    pushForced(deps, events),
  ];
  for (const part of await Promise.allSettled(parts))
    if (part.status === 'rejected')
      deps.log.warn({ err: part.reason as unknown }, 'publisher: a summary was not pushed');
  for (const event of events) {
    pushTask(deps, event);
    pushWrapUp(deps, event);
    pushMerge(deps, event);
    pushRefusal(deps, event);
  }
  if (events.some(({ type }) => type === 'choices.changed'))
    deps.sockets.consoles.to(boardRoom).emit('choices.changed');
  if (events.some(({ type }) => type.startsWith('agent.') || type === 'wrap-up.prolonged'))
    deps.sockets.checkPresence();
}

/** Whether the counters on top of the consoles may have changed. */
export function changesOverview({ type }: StreamEvent): boolean {
  return /^(call|escalation|agent|phone-call)\./.test(type);
}

function idsOf(
  events: readonly UnpublishedEvent[],
  matters: (event: UnpublishedEvent) => boolean,
  idOf: (event: UnpublishedEvent) => string | null,
): string[] {
  const ids = events.filter(matters).map(idOf);
  return [...new Set(ids.filter((id) => id !== null))];
}

function isLeadChange({ stream }: UnpublishedEvent): boolean {
  return stream.startsWith('lead:');
}

/** Lines of the transcript do not change a line of the list. */
function isCallChange({ type }: UnpublishedEvent): boolean {
  return /^(call|escalation)\./.test(type);
}

function isEscalation({ type }: UnpublishedEvent): boolean {
  return type.startsWith('escalation.');
}

function escalationOf(event: UnpublishedEvent): string | null {
  return (event.data as { escalationId?: string }).escalationId ?? null;
}

async function pushLeads({ db, sockets }: PushDeps, ids: string[]): Promise<void> {
  if (ids.length === 0) return;
  for (const lead of await leadSummaries(db, ids)) sockets.consoles.to(boardRoom).emit('lead.changed', lead);
}

async function pushCalls({ db, sockets }: PushDeps, ids: string[]): Promise<void> {
  if (ids.length === 0) return;
  for (const call of await callSummaries(db, ids)) sockets.consoles.to(boardRoom).emit('call.changed', call);
}

/** A chat that changed hands, and one that a person has whenever something is written in it or fails. */
async function pushChats({ db, sockets }: PushDeps, events: readonly UnpublishedEvent[]): Promise<void> {
  const leadOf = ({ leadId }: UnpublishedEvent): string | null => leadId;
  const handed = idsOf(events, ({ type }) => type.startsWith('chat.'), leadOf);
  const written = idsOf(events, ({ type }) => type.startsWith('message.'), leadOf);
  if (handed.length + written.length === 0) return;
  for (const chat of await chatsOf(db, [...new Set([...handed, ...written])]))
    if (chat.handledBy === 'human' || handed.includes(chat.leadId))
      sockets.consoles.to(boardRoom).emit('chat.changed', chat);
}

/** Everybody sees why nothing is dialled. */
async function pushDialling({ db, sockets }: PushDeps, events: readonly UnpublishedEvent[]): Promise<void> {
  if (!events.some(({ type }) => type === 'dialling.changed')) return;
  sockets.consoles.to(boardRoom).emit('dialling', await readDialling(db));
}

/** Consoles get the offers that may ring at them, those they were taken from are told so, and phones what to expect. */
async function pushEscalations({ db, sockets }: PushDeps, ids: string[]): Promise<void> {
  if (ids.length === 0) return;
  const attempts = await attemptsOfEscalations(db, ids);
  for (const attempt of attempts) await pushAttempt(sockets, db, attempt);
  // The hunt pilot rings for whoever is there.
  if (attempts.some(({ target }) => target === 'hunt-pilot')) return sockets.tellPhones();
  for (const agentId of new Set(attempts.map((attempt) => attempt.agentId)))
    if (agentId !== null)
      sockets.phones.to(agentRoom(agentId)).emit('expected', await expectedCalls(db, agentId));
}

/** The hunt pilot may ring anybody's line, so everybody with a line gets the offer, until one of them has answered. */
async function pushAttempt(sockets: PushTarget, db: pg.Pool, attempt: AttemptView): Promise<void> {
  const { attemptId, escalationId, target, agentId, open, answered } = attempt;
  const lines = target === 'hunt-pilot' ? await agentsWithLine(db) : [];
  const mine = agentId === null ? lines : [agentId];
  const offer = open || answered ? await offerByAttempt(db, attemptId) : undefined;
  const takenFrom = offer === undefined ? [...new Set([...mine, ...lines])] : lines.filter(isNot(mine));
  const gone = { escalationId, attemptId };
  for (const id of takenFrom) sockets.consoles.to(agentRoom(id)).emit('escalation.withdrawn', gone);
  if (offer === undefined) return;
  for (const id of mine) sockets.consoles.to(agentRoom(id)).emit('escalation.offered', offer);
}

function isNot(ids: readonly string[]): (id: string) => boolean {
  return (id) => !ids.includes(id);
}

function pushTask({ sockets }: PushDeps, event: StreamEvent): void {
  if (event.type !== 'task.created' && event.type !== 'task.changed' && event.type !== 'task.done') return;
  sockets.consoles.to(boardRoom).emit('task.changed', { id: event.data.taskId });
}

/** Whoever shows the lead that is gone turns to the one that is left. */
function pushMerge({ sockets }: PushDeps, event: StreamEvent): void {
  if (event.type !== 'lead.merged') return;
  const id = event.stream.slice('lead:'.length);
  sockets.consoles.to(boardRoom).emit('lead.merged', { id, droppedId: event.data.droppedId });
}

/** Whoever wanted it may be looking elsewhere by now. */
function pushRefusal({ sockets }: PushDeps, event: UnpublishedEvent): void {
  const { stream, seq, callId, leadId, at } = event;
  if (event.type !== 'supervisor.refused' || callId === null || leadId === null) return;
  const { userId, action, why, text } = event.data;
  const told = {
    id: `${stream}#${seq}`,
    callId,
    leadId,
    action,
    why,
    at,
    ...(text !== undefined && { text }),
  };
  sockets.consoles.to(agentRoom(userId)).emit('act.refused', told);
}

/** Who set an agent's state and why is between them; pushed once more, what was read meanwhile is not told again. */
async function pushForced({ db, sockets }: PushDeps, events: readonly UnpublishedEvent[]): Promise<void> {
  for (const { type, stream, data } of events) {
    if (type !== 'agent.state-forced') continue;
    const agentId = stream.slice('agent:'.length);
    if (await isForcedUnread(db, agentId, data.id))
      sockets.consoles.to(agentRoom(agentId)).emit('state.forced', data);
  }
}

/** A wrap-up is the agent's own: nobody else's list has it. */
function pushWrapUp({ sockets }: PushDeps, event: StreamEvent): void {
  if (event.type !== 'wrap-up.opened' && event.type !== 'wrap-up.saved' && event.type !== 'wrap-up.prolonged')
    return;
  const agentId = event.stream.slice('agent:'.length);
  sockets.consoles.to(agentRoom(agentId)).emit('wrap-up.changed', { id: event.data.wrapUpId });
}
