/** Two calls at once, and a third that is too many. */
import { afterAll, afterEach, beforeAll, it } from 'vitest';
import { describeWith } from './support/describe-with.ts';
import { missingPeers, startPeerBench } from './support/peer-bench.ts';
import type { PeerBench } from './support/peer-bench.ts';

describeWith(missingPeers(), 'A second call that sipp places', () => {
  let bench: PeerBench;
  beforeAll(async () => {
    bench = await startPeerBench({ transport: 'tcp' });
  });
  afterEach((context) => bench.clear(context));
  afterAll(() => bench.close());

  it('rings beside another one, and a third is refused as busy', async () => {
    const first = await bench.talk('caller-hung-up-on');
    const second = await bench.ring('caller-hung-up-on', { number: '+525511111111' });
    const third = await bench.caller('caller-refused-at-once', {
      number: '+525522222222',
      values: { status: '486' },
    });
    await third.finished();
    await bench.bothHear(first.peer);
    await bench.page.ask('call.hangup', { id: first.id });
    await first.peer.finished();
    await bench.page.ask('call.answer', { id: second.id });
    await bench.isLive(second.id);
    await second.peer.speak();
    await bench.bothHear(second.peer);
    await bench.page.ask('call.hangup', { id: second.id });
    await second.peer.finished();
  });
});
