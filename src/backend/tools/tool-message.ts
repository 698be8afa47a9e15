/**
 * Vapi's `tool-calls` message, in each of the shapes that are in use: OpenAI's `function.arguments` as an object or
 * as JSON text, and Vapi's own `{id, name, parameters}` or `{id, name, arguments}`
 * (https://docs.vapi.ai/server-url/events#function-calling).
 */
import { createHash } from 'node:crypto';

/** One call of a tool; `args` is undefined where they could not be read. */
export interface ToolRequest {
  /** As it came: it goes back in the answer. */
  id: string;
  /** The same, fit to be stored. */
  key: string;
  name: string;
  args: Record<string, unknown> | undefined;
}

const MOST_CALLS = 20;
const LONGEST_JSON = 65_536;

/** The tool calls in a message, in their order, each id once; those without an id or a name are left out. */
export function readToolRequests(message: Record<string, unknown>): ToolRequest[] {
  const listed = listOf(message['toolCallList']);
  const nested = listOf(message['toolWithToolCallList']).map((item) => ({
    ...recordOf(item['toolCall']),
    name: item['name'] ?? recordOf(item['function'])?.['name'],
  }));
  const older = listOf(message['toolCalls']);
  const source = [listed, nested, older].find((list) => list.length > 0) ?? [];
  const requests = source.map(readRequest).filter((request) => request !== undefined);
  return [...new Map(requests.map((request) => [request.key, request])).values()].slice(0, MOST_CALLS);
}

function readRequest(item: Record<string, unknown>): ToolRequest | undefined {
  const inner = recordOf(item['function']);
  const id = item['id'] ?? item['toolCallId'];
  const name = inner?.['name'] ?? item['name'];
  if (typeof id !== 'string' || id === '' || typeof name !== 'string' || name === '') return undefined;
  const args = inner?.['arguments'] ?? inner?.['parameters'] ?? item['arguments'] ?? item['parameters'];
  return { id, key: keyOf(id), name, args: readArguments(args) };
}

/** Ids are Vapi's to choose; an index can hold only short ones. */
function keyOf(id: string): string {
  const plain = id.length <= 128 && /^[\x20-\x7e]+$/.test(id);
  return plain ? id : `sha256:${createHash('sha256').update(id).digest('hex')}`;
}

function readArguments(args: unknown): Record<string, unknown> | undefined {
  if (args === undefined || args === null || args === '') return {};
  if (typeof args !== 'string') return recordOf(args);
  if (args.length > LONGEST_JSON) return undefined;
  try {
    return recordOf(JSON.parse(args));
  } catch {
    return undefined;
  }
}

function listOf(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.map(recordOf).filter((item) => item !== undefined) : [];
}

/** `value` if it is an object with named fields. */
export function recordOf(value: unknown): Record<string, unknown> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined;
}
