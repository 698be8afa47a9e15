// A task while it is being written.
import type { NewTaskInput } from '../../../shared/desk.ts';

export const kinds = ['callback', 'follow-up', 'send-information'] as const satisfies NewTaskInput['kind'][];

export interface TaskDraft {
  lead: { id: string; name: string } | undefined;
  kind: NewTaskInput['kind'];
  title: string;
  /** As `<input type="datetime-local">` has it: this machine's clock. */
  due: string;
  /** Undefined: myself. */
  ownerId: string | undefined;
  notes: string;
}

/** `due` is the time proposed. */
export function emptyDraft(lead: TaskDraft['lead'], due: string): TaskDraft {
  return { lead, kind: 'callback', title: '', due, ownerId: undefined, notes: '' };
}

/** What is still missing, as a word of the catalogue; the first thing only. */
export type Fault = 'wantsLead' | 'wantsTitle' | 'wantsDue';
export function faultOf({ lead, title, due }: TaskDraft): Fault | undefined {
  if (!lead) return 'wantsLead';
  if (title.trim() === '') return 'wantsTitle';
  return Number.isNaN(Date.parse(due)) ? 'wantsDue' : undefined;
}
