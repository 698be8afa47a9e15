// A callback is said when its time comes: not before, not twice, and no other task.
import { describe, expect, it } from 'vitest';
import { countDue, newlyDue } from '../../../../src/renderer/stores/reminders.ts';
import type { Task } from '../../../../src/shared/api.ts';

const at = (minutes: number) => new Date(minutes * 60_000).toISOString();
const task = (id: string, minutes: number, change: Partial<Task> = {}) =>
  ({ id, kind: 'callback', status: 'open', dueAt: at(minutes), ...change }) as Task;
const ms = (minutes: number) => minutes * 60_000;

describe('a reminder', () => {
  it('comes for what became due between two looks, the earliest first', () => {
    const tasks = [task('late', 5), task('second', 12), task('first', 11), task('later', 30)];
    expect(newlyDue(tasks, ms(10), ms(12)).map(({ id }) => id)).toEqual(['first', 'second']);
    expect(newlyDue(tasks, ms(12), ms(13))).toEqual([]);
  });

  it('comes for open callbacks only', () => {
    const tasks = [task('done', 11, { status: 'done' }), task('mail', 11, { kind: 'follow-up' })];
    expect(newlyDue(tasks, ms(10), ms(12))).toEqual([]);
  });
});

describe('the count of what is due', () => {
  it('has every open task whose time has come', () => {
    const tasks = [
      task('a', 1),
      task('b', 5, { kind: 'review' }),
      task('c', 6),
      task('d', 2, { status: 'done' }),
    ];
    expect(countDue(tasks, ms(5))).toBe(2);
  });
});
