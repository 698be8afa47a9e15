/** A phone that is asked to end leaves no line busy, nobody ringing and nothing untold. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startBench } from './bench.ts';
import type { Bench } from './bench.ts';
import { answeredFrom, ringFrom } from './call-bench.ts';

describe('A phone that is asked to end', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await startBench();
  }, 60_000);
  afterEach(() => bench.close());

  it('hangs up what is spoken, refuses what rings, tells of both and gives up its line', async () => {
    const spoken = await answeredFrom(bench, '+525511111111');
    const ringing = await ringFrom(bench, '+525522222222');
    expect(await bench.phone.stop()).toBe(0);
    expect(await spoken.caller.ended).toMatchObject({ byPeer: true, status: 200 });
    expect(await ringing.caller.ended).toMatchObject({ byPeer: true, status: 486 });
    const ends = bench.backend.reports.filter((report) => report.type === 'call.ended');
    expect(ends).toContainEqual(expect.objectContaining({ phoneCallId: spoken.id, outcome: 'answered' }));
    expect(ends).toContainEqual(expect.objectContaining({ phoneCallId: ringing.id, outcome: 'rejected' }));
    expect(bench.backend.reports.at(-1)).toMatchObject({ type: 'registration', registered: false });
    expect(bench.pbx.registrations()).toEqual([]);
  });
});
