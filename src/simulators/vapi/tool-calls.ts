/** The model's tool calls: arguments from the schema that was sent, posted to the tool's own server, in every shape met in the wild. */
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { fillSchema, type JsonSchema, type Known } from '../fill-schema.ts';
import { fieldsOf } from '../http/serve.ts';
import type { FunctionTool } from './call-record.ts';
import { callbackTime, nextSteps, reasons } from './phrases.ts';
import type { SimulatedCall } from './simulated-call.ts';
import { serverOf } from './webhook-sender.ts';

/** Silence after which Vapi reports that the assistant hangs. */
const hangAfterMs = 3_000;

/** What this call's person has told, under the names that schemas use. */
export function factsFor(call: SimulatedCall, extras: Record<string, unknown> = {}): Known {
  const { facts, mood } = call.behaviour;
  const known: Record<string, unknown> = {
    destination: facts.destination,
    location: facts.destination,
    property_type: facts.propertyType,
    type: facts.propertyType,
    bedrooms: facts.bedrooms,
    budget_min: facts.budget.min,
    budget_max: facts.budget.max,
    max_price: facts.budget.max,
    budget: facts.budget,
    currency: facts.budget.currency,
    email: facts.email,
    name: call.request.customer.name,
    language: call.language,
    mood,
    reason: reasons[call.language],
    promised: [],
    outcome: call.outcome,
    objections: [],
    next_step: nextSteps[call.outcome][call.language],
    callback_time: call.outcome === 'callback_promised' ? callbackTime[call.language] : undefined,
    ...extras,
  };
  return (name, schema) => {
    const value = known[name] ?? known[name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)];
    return name === 'budget' && schema.type === 'number' ? facts.budget.max : value;
  };
}

export interface ToolOutcome {
  ok: boolean;
  text: string;
}

type Shape = (id: string, name: string, args: Record<string, unknown>) => Record<string, unknown>;
const shapes: Shape[] = [
  (id, name, args) => ({ id, type: 'function', function: { name, arguments: args } }),
  (id, name, args) => ({ id, type: 'function', function: { name, arguments: JSON.stringify(args) } }),
  (id, name, args) => ({ id, name, parameters: args }),
  (id, name, args) => ({ id, name, arguments: args }),
];

let calls = 0;

/** Calls a tool as the model would and waits for its answer; undefined if the assistant has no such tool. */
async function callTool(
  call: SimulatedCall,
  name: string,
  extras: Record<string, unknown> = {},
): Promise<ToolOutcome | undefined> {
  const tool = call.tools.find((each) => each.name === name);
  const server = tool && serverOf(tool.server ?? call.assistant['server']);
  if (!tool || !server || call.over) return undefined;
  const id = `call_${randomBytes(12).toString('hex')}`;
  const args = fillSchema(tool.parameters as JsonSchema, factsFor(call, extras));
  noteCall(call, { id, tool, args });
  const hang = setTimeout(() => call.notify('hang', {}), hangAfterMs).unref();
  const posted = await call.world.sender.post(server, { message: toolCallMessage(call, { id, tool, args }) });
  clearTimeout(hang);
  const outcome = readOutcome(posted, id);
  const time = Date.now();
  call.lines.push({
    role: 'tool_call_result',
    toolCallId: id,
    name,
    result: outcome.text,
    time,
    secondsFromStart: call.secondsFromStart(time),
  });
  return outcome;
}

const tries = 3;
const pauseMs = 1_500;

/** Calls a tool again, as a model does, where the server gave no answer at all: it may be starting anew. */
export async function callToolUntilAnswered(
  call: SimulatedCall,
  name: string,
  extras: Record<string, unknown> = {},
): Promise<ToolOutcome | undefined> {
  let outcome = await callTool(call, name, extras);
  for (
    let left = tries - 1;
    left > 0 && outcome && !outcome.ok && outcome.text === '' && !call.over;
    left -= 1
  ) {
    await sleep(pauseMs);
    outcome = await callTool(call, name, extras);
  }
  return outcome;
}

interface Wanted {
  id: string;
  tool: FunctionTool;
  args: Record<string, unknown>;
}

function noteCall(call: SimulatedCall, { id, tool, args }: Wanted): void {
  const time = Date.now();
  call.lines.push({
    role: 'tool_calls',
    message: '',
    toolCalls: [{ id, type: 'function', function: { name: tool.name, arguments: JSON.stringify(args) } }],
    time,
    secondsFromStart: call.secondsFromStart(time),
  });
}

function toolCallMessage(call: SimulatedCall, { id, tool, args }: Wanted): Record<string, unknown> {
  const shape = shapes[calls++ % shapes.length] ?? shapes[0];
  const toolCall = { id, type: 'function', function: { name: tool.name, arguments: JSON.stringify(args) } };
  return {
    timestamp: Date.now(),
    type: 'tool-calls',
    toolCallList: [shape?.(id, tool.name, args)],
    toolWithToolCallList: [{ ...tool.definition, toolCall }],
    call: call.summary(),
    customer: call.request.customer,
    artifact: { messages: call.lines },
  };
}

/** `{results: [{toolCallId, result | error}]}`: the model hears the text, whatever it is. */
function readOutcome(
  { status, body }: { status: number | undefined; body: unknown },
  id: string,
): ToolOutcome {
  const { results } = fieldsOf(body);
  const own = (Array.isArray(results) ? results : [])
    .map(fieldsOf)
    .find((result) => result['toolCallId'] === id);
  if (status !== 200 || !own) return { ok: false, text: '' };
  const text = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));
  return own['error'] === undefined
    ? { ok: true, text: text(own['result'] ?? '') }
    : { ok: false, text: text(own['error']) };
}
