/** What Vapi knows of one call, in the shapes of its API. Times inside messages are epoch ms. */
import { fieldsOf } from '../http/serve.ts';

export type CallStatus = 'queued' | 'ringing' | 'in-progress' | 'forwarding' | 'ended';

/** One thing said or done, as `artifact.messages` holds it. */
export type Line =
  | {
      role: 'bot' | 'user';
      message: string;
      time: number;
      endTime: number;
      secondsFromStart: number;
      duration: number;
    }
  | { role: 'tool_calls'; message: string; toolCalls: unknown[]; time: number; secondsFromStart: number }
  | {
      role: 'tool_call_result';
      toolCallId: string;
      name: string;
      result: string;
      time: number;
      secondsFromStart: number;
    };

/** A body of POST /call that passed the contract. */
export interface CreateCall {
  phoneNumberId?: string;
  assistantId?: string;
  assistant?: Record<string, unknown>;
  assistantOverrides?: Record<string, unknown>;
  customer: { number: string; name?: string; externalId?: string };
  name?: string;
}

export const openAiMessages = (lines: Line[]): { role: string; content: string }[] =>
  lines.flatMap((line) =>
    line.role === 'bot' || line.role === 'user'
      ? [{ role: line.role === 'bot' ? 'assistant' : 'user', content: line.message }]
      : [],
  );

export const transcriptOf = (lines: Line[]): string =>
  lines
    .flatMap((line) =>
      line.role === 'bot' ? [`AI: ${line.message}`] : line.role === 'user' ? [`User: ${line.message}`] : [],
    )
    .join('\n');

/** A function tool of the assistant, as sent. */
export interface FunctionTool {
  name: string;
  definition: Record<string, unknown>;
  parameters: Record<string, unknown>;
  server: unknown;
}

/** The function tools of an assistant (`model.tools`). */
export function functionTools(assistant: Record<string, unknown>): FunctionTool[] {
  const { tools } = fieldsOf(assistant['model']);
  return (Array.isArray(tools) ? tools : []).map(fieldsOf).flatMap((tool) => {
    const { name, parameters } = fieldsOf(tool['function']);
    if (tool['type'] !== 'function' || typeof name !== 'string') return [];
    return [{ name, definition: tool, parameters: fieldsOf(parameters), server: tool['server'] }];
  });
}

/** Whether the model can hang up by itself. */
export function hasEndCallTool(assistant: Record<string, unknown>): boolean {
  const { tools } = fieldsOf(assistant['model']);
  return Array.isArray(tools) && tools.some((tool) => fieldsOf(tool)['type'] === 'endCall');
}
