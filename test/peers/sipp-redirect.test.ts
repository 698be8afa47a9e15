/** A callee who is elsewhere (RFC 3261 §8.1.3.4). */
import { afterAll, afterEach, beforeAll, it } from 'vitest';
import { describeWith } from './support/describe-with.ts';
import { missingPeers, startPeerBench } from './support/peer-bench.ts';
import type { PeerBench } from './support/peer-bench.ts';
import type { Sipp } from './support/sipp.ts';

const FAR_NUMBER = '7001';
const OTHER_NUMBER = '7002';

describeWith(missingPeers(), 'A redirection by sipp', () => {
  let bench: PeerBench;
  beforeAll(async () => {
    bench = await startPeerBench({ transport: 'tcp' });
  });
  afterEach((context) => bench.clear(context));
  afterAll(() => bench.close());

  const dial = async (to = FAR_NUMBER): Promise<string> => (await bench.page.ask('call.dial', { to })).id;
  const talkAndHangUp = async (peer: Sipp, id: string): Promise<void> => {
    await bench.bothHear(peer);
    await bench.page.ask('call.hangup', { id });
    await peer.finished();
  };

  it('follows a redirection to another number', async () => {
    const moved = await bench.callee('callee-redirects', FAR_NUMBER, { values: { elsewhere: OTHER_NUMBER } });
    const peer = await bench.callee('callee-hung-up-on', OTHER_NUMBER);
    const id = await dial();
    await moved.finished();
    await bench.isLive(id);
    await peer.speak();
    await talkAndHangUp(peer, id);
  });
});
