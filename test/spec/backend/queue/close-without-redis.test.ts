/** A backend that is asked to stop does so, whatever has become of Redis. */
import { pino } from 'pino';
import { expect, it } from 'vitest';
import { createCallQueue } from '../../../../src/backend/queue/call-queue.ts';
import { startOwnRedis } from '../../../support/test-redis.ts';
import { until } from '../../../support/until.ts';

it('closes the call queue although Redis is gone, and hands out no more work', async () => {
  const redis = await startOwnRedis();
  const queue = createCallQueue(redis.url, pino({ level: 'silent' }));
  const handled: string[] = [];
  let aborted = false;
  queue.startWorker((callId, signal) => {
    handled.push(callId);
    signal.addEventListener('abort', () => (aborted = true));
    return Promise.resolve(undefined);
  });
  await until(
    () =>
      queue.enqueue('call-1').then(
        () => true,
        () => false,
      ),
    { what: 'Redis to be there' },
  );
  await until(() => handled.length === 1, { what: 'the worker to be at work' });
  await redis.stop();
  await until(
    () =>
      queue.depth().then(
        () => false,
        () => true,
      ),
    { what: 'the loss to be noticed' },
  );
  await queue.close();
  expect(aborted).toBe(true);
  expect(handled).toEqual(['call-1']);
});
