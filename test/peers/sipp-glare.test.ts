/** Glare: both sides change the session at once (RFC 3261 §14.1), and both ends keep the call. */
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { expectNoFaults } from '../spec/phone/bench.ts';
import { describeWith } from './support/describe-with.ts';
import { missingPeers, startPeerBench } from './support/peer-bench.ts';
import type { PeerBench } from './support/peer-bench.ts';
import type { Sipp } from './support/sipp.ts';

const FAR_NUMBER = '7001';

describeWith(missingPeers(), 'Glare with sipp', () => {
  let bench: PeerBench;
  beforeAll(async () => {
    bench = await startPeerBench({ transport: 'udp' });
  });
  afterEach((context) => bench.clear(context));
  afterAll(() => bench.close());

  const holdAndResume = async (peer: Sipp, id: string): Promise<void> => {
    await bench.bothHear(peer);
    await bench.page.ask('call.hold', { id, on: true });
    expect(bench.page.call?.phase).toBe('held');
    await peer.hearsNothing();
    await bench.page.ask('call.hold', { id, on: false });
    await bench.bothHear(peer);
    await bench.page.ask('call.hangup', { id });
    await peer.finished();
  };

  it('holds a caller in the end, who answers 491 at first', async () => {
    const { peer, id } = await bench.talk('caller-collides');
    await holdAndResume(peer, id);
  });

  it('holds a callee in the end, who answers 491 at first', async () => {
    const peer = await bench.callee('callee-collides', FAR_NUMBER);
    const { id } = await bench.page.ask('call.dial', { to: FAR_NUMBER });
    await bench.isLive(id);
    await peer.speak();
    await holdAndResume(peer, id);
  });

  it('answers 491 to a caller whose re-INVITE arrives while its own waits, and holds', async () => {
    const { peer, id } = await bench.talk('caller-is-told-of-collision');
    await holdAndResume(peer, id);
    expectNoFaults(bench.phone);
  });
});
