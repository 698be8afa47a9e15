/** Watches the stores until every step of every lead has been seen, or the time is up. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Step, Stores } from './steps.ts';

export interface StepResult {
  name: string;
  ok: boolean;
  /** Milliseconds from the lead's first message until the step was seen. */
  ms: number;
}

/**
 * Looks at all steps at once, because some leave traces only for a while (a cache). A step counts once it was
 * seen. Ends when all were seen or `timeoutMs` has passed.
 */
export async function watchSteps(
  stores: Stores,
  watch: {
    phone: string;
    steps: Step[];
    timeoutMs: number;
    onStep?: (result: StepResult) => void;
    stop?: Promise<unknown>;
  },
): Promise<StepResult[]> {
  const startedAt = performance.now();
  const seen = new Map<string, StepResult>();
  const early = watch.steps.filter((step) => !step.atEnd).length;
  let stopped = false;
  void watch.stop?.then(() => (stopped = true));
  while (seen.size < watch.steps.length && !stopped && performance.now() - startedAt < watch.timeoutMs) {
    for (const step of watch.steps) {
      if (seen.has(step.name) || (step.atEnd && seen.size < early)) continue;
      // a store that is away for a moment has not said no: look again
      if (!(await step.happened(stores, watch.phone).catch(() => false))) continue;
      const result = { name: step.name, ok: true, ms: Math.round(performance.now() - startedAt) };
      seen.set(step.name, result);
      watch.onStep?.(result);
    }
    await sleep(40);
  }
  const ms = Math.round(performance.now() - startedAt);
  return watch.steps.map((step) => seen.get(step.name) ?? { name: step.name, ok: false, ms });
}
