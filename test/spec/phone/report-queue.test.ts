/** Reports reach the backend at least once and in order, whatever it does meanwhile. */
import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { ReportQueue } from '../../../src/phone/backend-link/report-queue.ts';
import type { PhoneReport } from '../../../src/shared/phone.ts';
import { until } from './bench.ts';

const report = (reason: string): PhoneReport => ({
  type: 'registration',
  id: randomUUID(),
  at: 1,
  registered: true,
  reason,
});
const reasonOf = (item: PhoneReport): string => (item.type === 'registration' ? item.reason : '');

describe('The queue of reports', () => {
  it('keeps the order and repeats what was not acknowledged', async () => {
    const delivered: string[] = [];
    let failures = 2;
    const queue = new ReportQueue({
      deliver: async (item) => {
        delivered.push(reasonOf(item));
        if (failures-- > 0) throw new Error('no answer');
        return { ok: true };
      },
      onGivenUp: () => {},
    });
    for (const reason of ['a', 'b', 'c']) queue.add(report(reason));
    await until(() => queue.size === 0, 'delivered');
    expect(delivered).toEqual(['a', 'a', 'a', 'b', 'c']);
  });

  it('is flushed when empty, and does not wait for ever when nobody answers', async () => {
    const queue = new ReportQueue({ deliver: () => Promise.reject(new Error('away')), onGivenUp: () => {} });
    await queue.flushed(60_000);
    queue.add(report('a'));
    await queue.flushed(10);
    expect(queue.size).toBe(1);
  });

  it('gives up a report the backend refuses again and again, and goes on with the next', async () => {
    const givenUp: string[] = [];
    const taken: string[] = [];
    const queue = new ReportQueue({
      deliver: async (item) => {
        if (reasonOf(item) === 'bad') return { ok: false, error: 'unreadable' };
        taken.push(reasonOf(item));
        return { ok: true };
      },
      onGivenUp: (item, reason) => givenUp.push(`${reasonOf(item)}: ${reason}`),
    });
    queue.add(report('bad'));
    queue.add(report('good'));
    // The back-off between refusals is skipped, as a returning backend does.
    await until(() => {
      queue.wake();
      return taken.length === 1;
    }, 'the next one');
    expect(givenUp).toEqual(['bad: unreadable']);
    expect(taken).toEqual(['good']);
  });
});
