// The kinds of task that people make; the journey makes others, too.
import type { NewTaskInput } from '../../../shared/desk.ts';

export const kinds = ['callback', 'follow-up', 'send-information'] as const satisfies NewTaskInput['kind'][];

/** What of a task one chooses first. */
export type TaskDraft = Pick<NewTaskInput, 'kind'>;
