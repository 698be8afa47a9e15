// Callbacks that became due while somebody sits here: said once each, by the page and by whoever else can say it.
import { create } from 'zustand';
import type { Task } from '../../shared/api.ts';

interface Reminders {
  /** The one that became due last; undefined until the first. */
  latest: Task | undefined;
}
export const reminders = create<Reminders>()(() => ({ latest: undefined }));

/** Selector: the callback that became due last. Subscribe with it to call for the person by other means. */
export const selectLatestReminder = (state: Reminders): Task | undefined => state.latest;

/** Open callbacks whose time came after `from` and no later than `to` (epoch ms), the earliest first. */
export function newlyDue(tasks: readonly Task[], from: number, to: number): Task[] {
  return tasks
    .filter(({ kind, status, dueAt }) => {
      const at = Date.parse(dueAt);
      return kind === 'callback' && status === 'open' && at > from && at <= to;
    })
    .sort((a, b) => a.dueAt.localeCompare(b.dueAt));
}

/** How many open tasks are due at `now` (epoch ms). */
export function countDue(tasks: readonly Task[], now: number): number {
  return tasks.filter(({ status, dueAt }) => status === 'open' && Date.parse(dueAt) <= now).length;
}
