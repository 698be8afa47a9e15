/** Guessing is slow, honest people are not locked out, and an attacker cannot fill the memory. */
import { expect, test } from 'vitest';
import { AttemptLimit } from '../../../../src/backend/console-api/attempt-limit.ts';

test('attempts are counted by key until the window ends', () => {
  const limit = new AttemptLimit(2, 60_000);
  expect(limit.take('andrea', 0)).toBe(0);
  expect(limit.take('andrea', 10)).toBe(0);
  expect(limit.take('andrea', 20_000)).toBe(40_000);
  expect(limit.take('beatriz', 20_000)).toBe(0);
  expect(limit.take('andrea', 60_000)).toBe(0);
});

test('an attempt that was right is given back, and never more than there were', () => {
  const limit = new AttemptLimit(1, 60_000);
  for (let i = 0; i < 50; i += 1) {
    expect(limit.take('andrea', i)).toBe(0);
    limit.giveBack('andrea', i);
  }
  limit.giveBack('andrea', 51);
  expect(limit.take('andrea', 52)).toBe(0);
  expect(limit.take('andrea', 53)).toBeGreaterThan(0);
});

test('guesses under a hundred thousand names neither fill the memory nor free the newest', () => {
  const limit = new AttemptLimit(1, 60_000);
  for (let i = 0; i < 100_000; i += 1) limit.take(`name ${i}`, 0);
  expect(limit.size).toBeLessThanOrEqual(50_000);
  expect(limit.take('name 99999', 1)).toBeGreaterThan(0);
});
