/** What a tool is: it reads what a model sent, does what this call's own lead may have done, and answers to be spoken. */
import type { Deps } from '../deps.ts';
import type { CallRow } from '../store/calls.ts';
import type { Tx } from '../store/database.ts';
import type { LeadRow } from '../store/leads.ts';
import type { ToolName } from './tool-definitions.ts';

export type ToolDeps = Pick<Deps, 'db' | 'redis' | 'env' | 'log' | 'now'>;

/** Whose call this is. Nothing in the arguments can change it. */
export interface ToolContext {
  call: CallRow;
  lead: LeadRow;
  toolCallId: string;
}

/** A sentence for the lead, in the lead's language; `cached` if it was not looked up just now. */
export interface ToolAnswer {
  result: string;
  cached?: boolean;
}

/** What was asked cannot be done; the message says so in the lead's language and names what to ask. */
export class ToolRefusal extends Error {
  override readonly name = 'ToolRefusal';
}

/** A tool that only reads. */
export interface ReadingTool {
  name: ToolName;
  kind: 'reads';
  answer: (args: Record<string, unknown>, context: ToolContext, deps: ToolDeps) => Promise<ToolAnswer>;
}

/** A tool with an effect: it runs in the transaction that records its answer, with the lead and the call locked. */
export interface ActingTool {
  name: ToolName;
  kind: 'acts';
  act: (tx: Tx, args: Record<string, unknown>, context: ToolContext, deps: ToolDeps) => Promise<ToolAnswer>;
}

export type Tool = ReadingTool | ActingTool;
