/** How calls begin and end that the phone places to sipp through Kamailio. */
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { describeWith } from './support/describe-with.ts';
import { missingPeers, startPeerBench } from './support/peer-bench.ts';
import type { PeerBench } from './support/peer-bench.ts';

const FAR_NUMBER = '7001';

describeWith(missingPeers(), 'A call that the phone places to sipp', () => {
  let bench: PeerBench;
  beforeAll(async () => {
    bench = await startPeerBench({ transport: 'tcp' });
  });
  afterEach((context) => bench.clear(context));
  afterAll(() => bench.close());

  const dial = async (to = FAR_NUMBER): Promise<string> => (await bench.page.ask('call.dial', { to })).id;

  it.each([
    { refusal: '403 Forbidden', outcome: 'rejected' },
    { refusal: '404 Not Found', outcome: 'unreachable' },
    { refusal: '408 Request Timeout', outcome: 'no-answer' },
    { refusal: '410 Gone', outcome: 'unreachable' },
    { refusal: '480 Temporarily Unavailable', outcome: 'no-answer' },
    { refusal: '484 Address Incomplete', outcome: 'unreachable' },
    { refusal: '486 Busy Here', outcome: 'busy' },
    { refusal: '488 Not Acceptable Here', outcome: 'failed' },
    { refusal: '500 Server Internal Error', outcome: 'failed' },
    { refusal: '502 Bad Gateway', outcome: 'unreachable' },
    { refusal: '504 Server Time-out', outcome: 'failed' },
    { refusal: '600 Busy Everywhere', outcome: 'busy' },
    { refusal: '603 Decline', outcome: 'rejected' },
    { refusal: '604 Does Not Exist Anywhere', outcome: 'unreachable' },
  ])('ends as $outcome when the callee says $refusal', async ({ refusal, outcome }) => {
    const peer = await bench.callee('callee-refuses', FAR_NUMBER, { values: { refusal } });
    const id = await dial();
    await peer.finished();
    const sipStatus = Number.parseInt(refusal, 10);
    expect(await bench.isOver(id)).toMatchObject({
      outcome,
      sipStatus,
      cause: expect.stringContaining(refusal),
    });
  });

  it('ends as unreachable when Kamailio knows nobody of that number', async () => {
    const id = await dial('7999');
    expect(await bench.isOver(id)).toMatchObject({ outcome: 'unreachable', sipStatus: 404 });
  });
});
