/** Sessions changed and refreshed by UPDATE (RFC 3311), which SIP.js itself refuses. */
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { expectNoFaults } from '../spec/phone/bench.ts';
import { describeWith } from './support/describe-with.ts';
import { missingPeers, startPeerBench } from './support/peer-bench.ts';
import type { PeerBench } from './support/peer-bench.ts';
import type { Sipp } from './support/sipp.ts';

describeWith(missingPeers(), 'UPDATE from sipp', () => {
  let bench: PeerBench;
  beforeAll(async () => {
    bench = await startPeerBench({ transport: 'udp' });
  });
  afterEach((context) => bench.clear(context));
  afterAll(() => bench.close());

  const heldByPeer = (held: boolean): Promise<unknown> =>
    bench.page.waitFor(() => bench.page.call?.heldByPeer === held, `heldByPeer ${held}`);
  /** The direction in the newest SDP of the phone. */
  const direction = async (peer: Sipp, what: string): Promise<string | undefined> =>
    /^a=(sendonly|recvonly|inactive|sendrecv)\r?$/m.exec(
      (await peer.last('received', what))?.message.body ?? '',
    )?.[1];

  it('answers UPDATE: without SDP nothing changes, with SDP it holds and comes back', async () => {
    const { peer, id } = await bench.talk('caller-updates');
    await bench.bothHear(peer);
    await peer.cue('refresh');
    const refreshed = await peer.saw('received', '200 UPDATE');
    expect(refreshed.message.body).toBe('');
    await bench.bothHear(peer);
    await peer.cue('hold');
    await heldByPeer(true);
    await peer.saw('received', '200 UPDATE', { count: 2 });
    expect(await direction(peer, '200 UPDATE')).toBe('recvonly');
    await peer.hearsNothing();
    await peer.cue('resume');
    await heldByPeer(false);
    await bench.bothHear(peer);
    await bench.page.ask('call.hangup', { id });
    await peer.finished();
    expectNoFaults(bench.phone);
  });
});
