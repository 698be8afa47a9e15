/** Vapi's server messages: who speaks is checked, what is said is stored, then answered; the rest follows from the store. */
import { createHash } from 'node:crypto';
import type { FastifyPluginAsync } from 'fastify';
import type { Deps } from '../deps.ts';
import { isPartial, readSpoken } from '../journey/during-call/add-transcript.ts';
import { answerInbound } from '../journey/during-call/answer-inbound.ts';
import { entry, readVapiMessage, type VapiMessage } from '../journey/during-call/read-vapi-message.ts';
import { speech } from '../journey/during-call/speech.ts';
import { answerTransferDestination } from '../journey/escalation/transfer-destination.ts';
import { reasonToOnlyKeep } from '../journey/during-call/vapi-message.ts';
import { callByVapiId } from '../store/calls.ts';
import { inTransaction, type Tx } from '../store/database.ts';
import { schedule } from '../store/outbox.ts';
import { recordEffect, storeWebhook } from '../store/webhooks.ts';
import { answerToolCalls } from '../tools/answer-tool-calls.ts';
import { guardVapi } from './vapi-auth.ts';

type Question = (message: VapiMessage, deps: Deps) => Promise<object>;

/** Messages that wait for an answer with content; every other is answered `{}` as soon as it is stored. */
const questions: Record<string, Question> = {
  'tool-calls': ({ fields }, deps) => answerToolCalls(fields, deps),
  'transfer-destination-request': ({ fields }, deps) => answerTransferDestination(fields, deps),
  'assistant-request': answerInbound,
};

/** POST /webhooks/vapi. 200 once stored; 401 and 400 store nothing; 413 beyond 4 MiB. */
export function vapiWebhook(deps: Deps): FastifyPluginAsync {
  return async (app) => {
    guardVapi(app, deps);
    app.post('/webhooks/vapi', async (request) => {
      const message = readVapiMessage(request.body, deps.now());
      const question = entry(questions, message.type);
      return question === undefined
        ? keep(request.body, message, deps)
        : answer(request.body, { message, question }, deps);
    });
  };
}

/** A repeated question is answered again; whoever answers sees to it that it has no second effect. */
async function answer(
  body: unknown,
  { message, question }: { message: VapiMessage; question: Question },
  deps: Deps,
): Promise<object> {
  const { id } = await store(deps.db, body, message);
  const given = await question(message, deps);
  const about =
    message.vapiCallId === undefined ? undefined : await callByVapiId(deps.db, message.vapiCallId);
  // The call alone: naming the lead too would lock both, in the order in which nobody else does.
  await recordEffect(deps.db, id, 'error' in given ? 'answered: no' : 'answered', { callId: about?.id });
  return given;
}

/** Stores a message and what follows from it in one step. */
async function keep(body: unknown, message: VapiMessage, deps: Deps): Promise<object> {
  const onlyKept = isUnsettled(message)
    ? 'pushed: speech that may still change'
    : reasonToOnlyKeep(message.type);
  const fresh = await inTransaction(deps.db, async (tx) => {
    const stored = await store(tx, body, message);
    if (!stored.fresh) return false;
    if (onlyKept === undefined) await scheduleProcessing(tx, stored.id, message);
    else await recordEffect(tx, stored.id, onlyKept);
    return true;
  });
  if (fresh && isUnsettled(message)) await push(message, deps);
  return {};
}

function store(
  db: Parameters<typeof storeWebhook>[0],
  body: unknown,
  message: VapiMessage,
): ReturnType<typeof storeWebhook> {
  return storeWebhook(db, { source: 'vapi', naturalKey: naturalKey(message), type: message.type, body });
}

function isUnsettled(message: VapiMessage): boolean {
  return message.type === 'transcript' && isPartial(message.fields);
}

async function scheduleProcessing(tx: Tx, webhookId: number, message: VapiMessage): Promise<void> {
  await schedule(tx, {
    kind: 'vapi.process',
    key: `vapi.process:${webhookId}`,
    lane: `vapi:${message.vapiCallId ?? webhookId}`,
    payload: { webhookId },
  });
}

async function push(message: VapiMessage, { db }: Deps): Promise<void> {
  const spoken = readSpoken(message.fields);
  if (message.vapiCallId === undefined || spoken === undefined) return;
  const call = await callByVapiId(db, message.vapiCallId);
  if (call !== undefined) speech.emit('partial', { callId: call.id, ...spoken });
}

/**
 * What makes a repeated delivery the same message. A call has one report; of the rest the content decides, without
 * the links that Vapi signs anew for each delivery.
 */
export function naturalKey({ type, vapiCallId, fields }: VapiMessage): string {
  if (type === 'end-of-call-report' && vapiCallId !== undefined) return `${type}:${vapiCallId}`;
  const content = JSON.stringify(fields, (key, value: unknown) =>
    key.startsWith('presigned') ? undefined : value,
  );
  return `${type}:${vapiCallId ?? '-'}:${createHash('sha256').update(content).digest('hex')}`;
}
