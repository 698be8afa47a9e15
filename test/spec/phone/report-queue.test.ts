/** Reports reach the backend at least once and in order, whatever it does meanwhile. */
import { randomUUID } from 'node:crypto';
import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ReportQueue } from '../../../src/phone/backend-link/report-queue.ts';
import type { PhoneReport } from '../../../src/shared/phone.ts';
import { ReportFile } from '../../../src/phone/backend-link/report-file.ts';
import { tempFolder } from '../../support/temp-folder.ts';
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
    queue.belongTo('4127');
    for (const reason of ['a', 'b', 'c']) queue.add(report(reason));
    await until(() => queue.size === 0, 'delivered');
    expect(delivered).toEqual(['a', 'a', 'a', 'b', 'c']);
  });

  it('is flushed when empty, and does not wait for ever when nobody answers', async () => {
    const queue = new ReportQueue({ deliver: () => Promise.reject(new Error('away')), onGivenUp: () => {} });
    queue.belongTo('4127');
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
    queue.belongTo('4127');
    queue.add(report('bad'));
    queue.add(report('good'));
    // The back-off between refusals is skipped, as a returning backend does.
    await until(() => {
      queue.belongTo('4127');
      return taken.length === 1;
    }, 'the next one');
    expect(givenUp).toEqual(['bad: unreadable']);
    expect(taken).toEqual(['good']);
  });

  it('delivers to an agent’s session what happened on that agent’s line, and nothing of anybody else’s', async () => {
    const delivered: string[] = [];
    const queue = new ReportQueue({
      deliver: async (item) => {
        delivered.push(reasonOf(item));
        return { ok: true };
      },
      onGivenUp: () => {},
    });
    queue.belongTo('4127');
    queue.pause();
    queue.add(report('of 4127'));
    queue.belongTo('4128');
    queue.add(report('of 4128'));
    await until(() => delivered.length === 1, 'the one of 4128');
    queue.belongTo('4127');
    await until(() => delivered.length === 2, 'the one of 4127');
    expect(delivered).toEqual(['of 4128', 'of 4127']);
  });

  it('keeps reports of calls across the death of the process, and forgets what was acknowledged', async () => {
    const path = join(await tempFolder(), 'reports.jsonl');
    const ended = (number: string): PhoneReport => ({
      ...{
        type: 'call.held',
        held: true,
        id: randomUUID(),
        at: Date.now(),
        sipCallId: 's',
        phoneCallId: 'p',
      },
      ...{ direction: 'in', escalationId: null, attemptId: null, match: 'none', number },
    });
    const open = (answers: boolean, delivered: string[]): ReportQueue =>
      new ReportQueue({
        deliver: async (item) => {
          if (!answers && delivered.length === 1) throw new Error('away');
          delivered.push('number' in item ? item.number : item.type);
          return { ok: true };
        },
        onGivenUp: () => {},
        file: new ReportFile(path, (error) => {
          throw error;
        }),
      });
    const first: string[] = [];
    const dying = open(false, first);
    dying.belongTo('4127');
    for (const number of ['one', 'two', 'three']) dying.add(ended(number));
    await until(() => first.length === 1 && dying.size === 2, 'the first is delivered');
    // The process died in the middle of a line.
    appendFileSync(path, '\n{"owner":"4127","rep');
    // So did the next one: a half line must not swallow what is said after it.
    const again = open(false, ['away']);
    again.belongTo('4127');
    again.add(ended('four'));
    const second: string[] = [];
    const next = open(true, second);
    next.belongTo('4127');
    await until(() => second.length === 3, 'the others');
    expect(second).toEqual(['two', 'three', 'four']);
    expect(readFileSync(path, 'utf8')).toBe('');
  });
});
