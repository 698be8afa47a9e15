/** While a call goes on the backend hears how it sounds; nothing of it waits for a backend that is away. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { startBench, until, type Bench } from './bench.ts';
import { answeredFrom } from './call-bench.ts';

let bench: Bench;
beforeEach(async () => {
  bench = await startBench();
}, 60_000);
afterEach(() => bench.close());

it('tells how the call that is up sounds, and of no other', async () => {
  const { caller, id } = await answeredFrom(bench, '+525511111111');
  await until(() => bench.backend.qualities.length > 0, 'the quality is told');
  expect(bench.backend.qualities[0]).toMatchObject({ phoneCallId: id });
  expect(bench.backend.qualities[0]?.mos).toBeGreaterThan(3);
  caller.hangup();
  await bench.backend.report('call.ended');
  expect(bench.backend.reports.map(({ type }) => type)).not.toContain('quality');
});
