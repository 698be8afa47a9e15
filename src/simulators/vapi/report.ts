/** What Vapi tells when a call is over: the whole artifact, an analysis of it, and what it cost. */
import type { JsonSchema } from '../fill-schema.ts';
import { fillSchema } from '../fill-schema.ts';
import { fieldsOf } from '../http/serve.ts';
import { openAiMessages, transcriptOf } from './call-record.ts';
import type { SimulatedCall } from './simulated-call.ts';
import { summarize } from './summarize.ts';
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
