/**
 * The answers to a `tool-calls` message. Every call of a tool is recorded once; the same id again gets the first
 * answer and has no second effect. Whatever goes wrong, the model gets a sentence it can go on with.
 */
import type { Language } from '../../shared/lead.ts';
import { cacheToolResponse } from '../cache/call-context.ts';
import type { CallRow } from '../store/calls.ts';
import { lockCall } from '../store/calls.ts';
import { inTransaction } from '../store/database.ts';
import { leadById, lockLead } from '../store/leads.ts';
import {
  givenReply,
  recordForeignToolCall,
  recordToolCall,
  type ToolRecord,
  type ToolReply,
} from '../store/tool-calls.ts';
import { storableJson } from '../json.ts';
import { callOfMessage } from './call-of-message.ts';
import { checkAvailability } from './check-availability.ts';
import { escalateToHuman } from './escalate-to-human.ts';
import { getPricing } from './get-pricing.ts';
import { scheduleAppointment } from './schedule-appointment.ts';
import { oneLine } from './speech/spoken-list.ts';
import type { ToolName } from './tool-definitions.ts';
import {
  ToolRefusal,
  type ActingTool,
  type ReadingTool,
  type Tool,
  type ToolAnswer,
  type ToolDeps,
} from './tool.ts';
import { readToolRequests, type ToolRequest } from './tool-message.ts';

/** What Vapi takes back; each has a `result` or an `error`, on one line. */
export interface ToolResult extends ToolReply {
  toolCallId: string;
  name: string;
}

const tools: Record<ToolName, Tool> = {
  check_availability: checkAvailability,
  schedule_appointment: scheduleAppointment,
  get_pricing: getPricing,
  escalate_to_human: escalateToHuman,
};

const LARGEST_PARAMETERS = 8_192;
/** Statuses in which Sofia is on the line. */
const talking: readonly CallRow['status'][] = ['dialing', 'started', 'ringing', 'in-progress', 'forwarding'];

/** Answers every tool call in `message` (the inside of Vapi's envelope), one after another, as they may build on each other. */
export async function answerToolCalls(
  message: Record<string, unknown>,
  deps: ToolDeps,
): Promise<{ results: ToolResult[] }> {
  const requests = readToolRequests(message);
  const call = await callOfMessage(deps.db, message).catch((error: unknown) => {
    deps.log.error({ err: error }, 'tools: could not look up the call');
    return undefined;
  });
  const results: ToolResult[] = [];
  for (const request of requests) {
    const reply = await answerOne(request, call, deps).catch((error: unknown) => {
      deps.log.error({ err: error, tool: toolNameOf(request), callId: call?.id }, 'tools: failed');
      return { error: sorry('es') };
    });
    results.push({ toolCallId: request.id, name: request.name, ...reply });
    if (call !== undefined && talking.includes(call.status)) keepNear(call.id, { request, reply }, deps);
  }
  return { results };
}

/** The live call's cache is only nearer than PostgreSQL: nobody waits for it, and it may fail. */
function keepNear(
  callId: string,
  { request, reply }: { request: ToolRequest; reply: ToolReply },
  { redis, log }: ToolDeps,
): void {
  cacheToolResponse(redis, callId, {
    toolCallId: request.key,
    name: toolNameOf(request),
    response: reply,
  }).catch((error: unknown) => log.debug({ err: error, callId }, 'tools: the answer was not cached'));
}

const toolNameOf = (request: ToolRequest): string =>
  Object.hasOwn(tools, request.name) ? request.name : 'unknown';

async function answerOne(
  request: ToolRequest,
  call: CallRow | undefined,
  deps: ToolDeps,
): Promise<ToolReply> {
  const startedAt = performance.now();
  if (call === undefined) return answerForeign(request, startedAt, deps);
  const [lead, given] = await Promise.all([
    leadById(deps.db, call.leadId),
    givenReply(deps.db, call.id, request.key),
  ]);
  if (given !== undefined) return given;
  if (lead === undefined) throw new Error('A call belongs to a lead that does not exist.');
  const tool = Object.hasOwn(tools, request.name) ? tools[request.name as ToolName] : undefined;
  const job: ToolJob = { request, call, startedAt, language: lead.language };
  if (tool === undefined) return refuse(job, unknownTool(lead.language), deps);
  if (request.args === undefined) return refuse(job, unreadable(lead.language), deps);
  if (!talking.includes(call.status)) return refuse(job, over(lead.language), deps);
  try {
    return tool.kind === 'reads'
      ? await readAndRecord(tool, { ...job, args: request.args, lead }, deps)
      : await actAndRecord(tool, { ...job, args: request.args }, deps);
  } catch (error) {
    if (error instanceof ToolRefusal) return refuse(job, error.message, deps);
    deps.log.error({ err: error, tool: tool.name, callId: call.id }, 'tools: failed');
    return refuse(job, sorry(lead.language), deps);
  }
}

interface ToolJob {
  request: ToolRequest;
  call: CallRow;
  startedAt: number;
  language: Language;
}
type ReadableJob = ToolJob & { args: Record<string, unknown> };

async function readAndRecord(
  tool: ReadingTool,
  job: ReadableJob & { lead: Parameters<ReadingTool['answer']>[1]['lead'] },
  deps: ToolDeps,
): Promise<ToolReply> {
  const { call, lead, request } = job;
  const answer = await tool.answer(job.args, { call, lead, toolCallId: request.key }, deps);
  return record(job, recordOf(job, answer), deps);
}

/** Records an answer; of two at once for the same id the first stands, and both get it. */
async function record({ call }: ToolJob, made: ToolRecord, { db }: ToolDeps): Promise<ToolReply> {
  if (await recordToolCall(db, call, made)) return made.reply;
  return (await givenReply(db, call.id, made.toolCallId)) ?? made.reply;
}

/** The effect and its record are one transaction, under the lead's lock: a repeated id finds the answer or waits for it. */
async function actAndRecord(tool: ActingTool, job: ReadableJob, deps: ToolDeps): Promise<ToolReply> {
  return inTransaction(deps.db, async (tx) => {
    const lead = await lockLead(tx, job.call.leadId);
    const call = await lockCall(tx, job.call.id);
    if (lead === undefined || call === undefined) throw new Error('The call or its lead is gone.');
    const given = await givenReply(tx, call.id, job.request.key);
    if (given !== undefined) return given;
    if (!talking.includes(call.status)) throw new ToolRefusal(over(lead.language));
    const answer = await tool.act(tx, job.args, { call, lead, toolCallId: job.request.key }, deps);
    const made = recordOf(job, answer);
    await recordToolCall(tx, call, made);
    return made.reply;
  });
}

function recordOf({ request, startedAt }: ToolJob, answer: ToolAnswer | { error: string }): ToolRecord {
  const reply = 'error' in answer ? { error: oneLine(answer.error) } : { result: oneLine(answer.result) };
  return {
    toolCallId: request.key,
    name: oneLine(request.name, 100),
    parameters: storableParameters(request.args),
    reply,
    executionMs: Math.round(performance.now() - startedAt),
    cached: 'cached' in answer && answer.cached === true,
  };
}

async function refuse(job: ToolJob, error: string, deps: ToolDeps): Promise<ToolReply> {
  const made = recordOf(job, { error });
  return record(job, made, deps).catch((failure: unknown) => {
    deps.log.error({ err: failure, callId: job.call.id }, 'tools: could not record');
    return made.reply;
  });
}

async function answerForeign(
  request: ToolRequest,
  startedAt: number,
  { db, log }: ToolDeps,
): Promise<ToolReply> {
  const reply = {
    error:
      'No encuentro esta llamada; pide los datos y ofrece que una persona la devuelva. I cannot find this call; take their details and offer that a person calls back.',
  };
  const record: ToolRecord = {
    toolCallId: request.key,
    name: oneLine(request.name, 100),
    parameters: storableParameters(request.args),
    reply,
    executionMs: Math.round(performance.now() - startedAt),
    cached: false,
  };
  await recordForeignToolCall(db, record).catch((error: unknown) =>
    log.error({ err: error }, 'tools: could not record a call that is not ours'),
  );
  return reply;
}

/** The arguments as they came, unless they are so large that nobody will read them. */
function storableParameters(args: Record<string, unknown> | undefined): unknown {
  if (args === undefined) return { unreadable: true };
  try {
    const storable = storableJson(args);
    const json = JSON.stringify(storable);
    return json.length <= LARGEST_PARAMETERS ? storable : { truncated: json.slice(0, 1_000).toWellFormed() };
  } catch {
    return { unreadable: true };
  }
}

const unknownTool = (language: Language): string =>
  language === 'es'
    ? 'Esa herramienta no existe. Sigue la conversación con las que tienes, o ofrece pasar con una persona.'
    : 'There is no such tool. Go on with those you have, or offer to hand over to a person.';

const unreadable = (language: Language): string =>
  language === 'es'
    ? 'No se entendieron los datos. Pregunta de nuevo lo que falta y vuelve a intentarlo.'
    : 'The details could not be read. Ask again for what is missing and try once more.';

const over = (language: Language): string =>
  language === 'es'
    ? 'Esta llamada ya no está contigo; no se hizo nada. Despídete.'
    : 'This call is no longer yours; nothing was done. Say goodbye.';

const sorry = (language: Language): string =>
  language === 'es'
    ? 'No pude consultarlo en este momento. Discúlpate y ofrece que una persona lo confirme.'
    : 'I could not look that up right now. Apologise and offer that a person confirms it.';
