/** Jobs that follow from an imported list. */
import { forgetAnswers } from '../cache/tool-answers.ts';
import type { Deps } from '../deps.ts';
import type { Job, JobHandlers } from '../outbox/jobs.ts';

export const importHandlers = {
  /** The AI's tools read prices and units anew. */
  'answers.forget': async (_job: Job<'answers.forget'>, { redis }: Pick<Deps, 'redis'>): Promise<void> => {
    await forgetAnswers(redis);
  },
} satisfies Partial<JobHandlers<Deps>>;
