/** Finds the conversation in whatever prompt an application builds, and reads it with the rules. */
import { languages, type DiscoveryQuestion, type Language, type LeadProfile } from '../../shared/lead.ts';
import { mergeReading, readMessage, type Reading } from '../../shared/reader/read-message.ts';
import { fieldsOf } from '../http/serve.ts';
import { readQuestions } from '../leads/read-question.ts';

export interface PromptMessage {
  role: string;
  content: string;
}
interface SpokenLine {
  from: 'lead' | 'us';
  text: string;
}

/** What a prompt is about. */
export interface Task {
  conversation: SpokenLine[];
  known: LeadProfile;
  lastQuestion: DiscoveryQuestion | undefined;
  language: Language | undefined;
  /** A text to be put into other words. */
  draft: string | undefined;
}

const leadRole = /^(?:lead|user|customer|client|cliente|prospecto|usuario)$/i;

function json(text: string): Record<string, unknown> {
  try {
    return fieldsOf(JSON.parse(text.slice(text.indexOf('{'), text.lastIndexOf('}') + 1)));
  } catch {
    return {};
  }
}

function linesIn(value: unknown): SpokenLine[] {
  if (!Array.isArray(value)) return [];
  return value.map(fieldsOf).flatMap((line) => {
    const who = line['from'] ?? line['role'] ?? line['author'];
    const text = line['text'] ?? line['content'] ?? line['message'];
    return typeof who === 'string' && typeof text === 'string'
      ? [{ from: leadRole.test(who) ? 'lead' : 'us', text } as const]
      : [];
  });
}

function writtenLines(text: string): SpokenLine[] {
  const lines = [...text.matchAll(/^\s*[-*]?\s*([\p{L} ]{2,20}):\s*(.+)$/gmu)];
  return lines.map(
    (line) => ({ from: leadRole.test(line[1]?.trim() ?? '') ? 'lead' : 'us', text: line[2] ?? '' }) as const,
  );
}

const isQuestion = (topic: string | undefined): topic is DiscoveryQuestion =>
  ['location', 'property_type', 'budget', 'timeline', 'call_consent'].includes(topic ?? '');

/** Reads a request's messages: as JSON in the last user message, as a transcript in it, or as the chat itself. */
export function readTask(messages: PromptMessage[]): Task {
  const last = messages.findLast(({ role }) => role === 'user')?.content ?? '';
  const given = json(last);
  const chat = messages
    .filter(({ role }) => role === 'user' || role === 'assistant')
    .map(({ role, content }) => ({ from: role === 'user' ? 'lead' : 'us', text: content }) as const);
  const inJson = linesIn(given['conversation'] ?? given['messages'] ?? given['transcript']);
  const conversation = [inJson, writtenLines(last), chat].find((lines) => lines.length > 0) ?? [];
  const asked = conversation.findLast(({ from }) => from === 'us')?.text ?? '';
  const topic =
    typeof given['lastQuestion'] === 'string' ? given['lastQuestion'] : readQuestions(asked).at(-1);
  return {
    conversation,
    known: fieldsOf(given['known']),
    lastQuestion: isQuestion(topic) ? topic : undefined,
    language: languages.find((language) => language === given['language']),
    draft: typeof given['draft'] === 'string' ? given['draft'] : undefined,
  };
}

/** What the lead's newest messages say: those after our last one. */
export function readNewest(task: Task): Reading {
  const lastOurs = task.conversation.findLastIndex(({ from }) => from === 'us');
  const newest = task.conversation.slice(lastOurs + 1);
  const context = { known: task.known, lastQuestion: task.lastQuestion, language: task.language };
  const readings = (newest.length > 0 ? newest : task.conversation.filter(({ from }) => from === 'lead')).map(
    ({ text }) => readMessage(text, context),
  );
  const [first = readMessage('', context), ...others] = readings;
  return others.reduce(
    (sum, next) => ({
      ...next,
      facts: mergeReading(sum.facts, next),
      name: next.name ?? sum.name,
      language: next.language ?? sum.language,
      topics: [...new Set([...sum.topics, ...next.topics])],
    }),
    first,
  );
}
