/** Answers a prompt: fills the schema it is given from what the lead said, or writes a warm reply. */
import type { Language } from '../../shared/lead.ts';
import type { Reading } from '../../shared/reader/read-message.ts';
import { fillSchema, type JsonSchema, type Known } from '../fill-schema.ts';
import { readNewest, readTask, type PromptMessage, type Task } from './understand.ts';

const warmth: Record<Language, string[]> = {
  es: ['¡Qué gusto!', '¡Claro que sí!', '¡Gracias por contarme!'],
  en: ['Lovely!', 'Of course!', 'Thank you for telling me!'],
};
const invitations: Record<Language, string> = {
  es: '¡Gracias por escribirnos! Con gusto le ayudo a encontrar su lugar frente al mar. ¿Qué destino le interesa?',
  en: 'Thank you for writing! I will gladly help you find your place by the sea. Which destination are you interested in?',
};

/** Drafts that go straight to a fact or a question can do with a warm word; greetings and apologies have theirs. */
const isPlain =
  /^(?:¿|tenemos|ahora mismo|en |se puede|what|which|when|we have|right now|there (?:is|are)|it can)/i;

/** A friendly version of a draft, with every fact as it was; without a draft, an invitation to go on. */
export function writeReply(task: Task, reading: Reading): string {
  const language = task.language ?? reading.language ?? 'es';
  if (task.draft === undefined) return invitations[language];
  if (reading.facts.mood === 'upset' || !isPlain.test(task.draft)) return task.draft;
  const opening = warmth[language][task.conversation.length % warmth[language].length] ?? '';
  return `${opening} ${task.draft}`;
}

function knownFrom(task: Task, reading: Reading): Known {
  const { facts, name, language, topics, answer, optOut } = reading;
  const reply = writeReply(task, reading);
  const told: Record<string, unknown> = {
    ...facts,
    destination: facts.location,
    timeline_months: facts.timeline?.months,
    timeline_text: facts.timeline?.text,
    budget_min: facts.budget?.min,
    budget_max: facts.budget?.max,
    currency: facts.budget?.currency,
    first_name: name?.first,
    last_name: name?.last ?? undefined,
    name: name ? [name.first, name.last].filter(Boolean).join(' ') : undefined,
    language: language ?? undefined,
    topics,
    answer: answer ?? undefined,
    opt_out: optOut || undefined,
    text: reply,
    reply,
    message: reply,
  };
  return (field) => told[field] ?? told[field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)];
}

/** The content of the assistant's message: JSON where a schema is asked for, plain words otherwise. */
export function completePrompt(messages: PromptMessage[], schema: JsonSchema | undefined): string {
  const task = readTask(messages);
  const reading = readNewest(task);
  return schema ? JSON.stringify(fillSchema(schema, knownFrom(task, reading))) : writeReply(task, reading);
}
