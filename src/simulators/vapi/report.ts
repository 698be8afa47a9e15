/** What Vapi tells when a call is over: the whole artifact, an analysis of it, and what it cost. */
import type { JsonSchema } from '../fill-schema.ts';
import { fillSchema } from '../fill-schema.ts';
import { fieldsOf } from '../http/serve.ts';
import { openAiMessages, transcriptOf } from './call-record.ts';
import type { SimulatedCall } from './simulated-call.ts';
import { factsFor } from './tool-calls.ts';

const usdPerMinute = 0.11;

export interface EndOfCallReport extends Record<string, unknown> {
  type: 'end-of-call-report';
  cost: number;
  artifact: Record<string, unknown>;
  analysis: Record<string, unknown>;
}

const secondsOf = (call: SimulatedCall): number =>
  call.startedAt && call.endedAt ? (call.endedAt.getTime() - call.startedAt.getTime()) / 1000 : 0;

/** Two sentences about the call, in its language. */
export function summarize(call: SimulatedCall): string {
  const { facts } = call.behaviour;
  const used = call.lines.flatMap((line) => (line.role === 'tool_call_result' ? [line.name] : []));
  const steps = [...new Set(used)];
  const budget = `${facts.budget.max.toLocaleString('en-US')} ${facts.budget.currency}`;
  if (!call.startedAt)
    return call.language === 'es' ? 'La llamada no fue contestada.' : 'The call was not answered.';
  const escalated = call.endedReason === 'assistant-forwarded-call';
  return call.language === 'es'
    ? `El cliente busca ${facts.bedrooms} recámaras en ${facts.destination} con un presupuesto de hasta ${budget}. Se consultó: ${steps.join(', ') || 'nada'}.${escalated ? ' La llamada se transfirió a un asesor.' : ''}`
    : `The customer looks for ${facts.bedrooms} bedrooms in ${facts.destination} with a budget of up to ${budget}. Tools used: ${steps.join(', ') || 'none'}.${escalated ? ' The call was transferred to an agent.' : ''}`;
}

function analysisOf(call: SimulatedCall): Record<string, unknown> {
  const plan = fieldsOf(fieldsOf(call.assistant['analysisPlan'])['structuredDataPlan']);
  const schema = plan['schema'] as JsonSchema | undefined;
  const succeeded =
    call.endedReason === 'assistant-forwarded-call' ||
    call.lines.some((line) => line.role === 'tool_call_result');
  return {
    summary: summarize(call),
    successEvaluation: String(succeeded),
    ...(schema && { structuredData: fillSchema(schema, factsFor(call)) }),
  };
}

/** The body of `end-of-call-report` for a call that is over. */
export function endOfCallReport(call: SimulatedCall): EndOfCallReport {
  const seconds = secondsOf(call);
  const cost = Math.round((seconds / 60) * usdPerMinute * 10_000) / 10_000;
  return {
    type: 'end-of-call-report',
    endedReason: call.endedReason ?? 'customer-ended-call',
    cost,
    costs: [],
    durationSeconds: seconds,
    artifact: {
      messages: call.lines,
      messagesOpenAIFormatted: openAiMessages(call.lines),
      transcript: transcriptOf(call.lines),
      ...(call.startedAt && { recordingUrl: `https://storage.vapi.example/${call.id}.wav` }),
    },
    analysis: analysisOf(call),
    ...(call.startedAt && { startedAt: call.startedAt.toISOString() }),
    endedAt: (call.endedAt ?? new Date()).toISOString(),
    ...(call.destination && { destination: call.destination }),
  };
}
