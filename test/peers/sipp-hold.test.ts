/** Hold and resume from either side, in each way that exchanges do it, and sessions changed by UPDATE (RFC 3311). */
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { describeWith } from './support/describe-with.ts';
import { missingPeers, PEER_TONE_HZ, startPeerBench } from './support/peer-bench.ts';
import type { PeerBench } from './support/peer-bench.ts';
import type { Sipp } from './support/sipp.ts';

const FAR_NUMBER = '7001';
/** What the phone may answer to each kind of hold (RFC 3264 §6.1); no direction at all means sendrecv. */
const ANSWERS = { sendonly: 'recvonly', inactive: 'inactive', null: undefined } as const;

describeWith(missingPeers(), 'Hold with sipp', () => {
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

  it.each(['sendonly', 'inactive', 'null'] as const)(
    'is held by a caller with %s, and taken back',
    async (hold) => {
      const { peer, id } = await bench.talk('caller-holds', { values: { hold } });
      await bench.bothHear(peer);
      await peer.cue('hold');
      await heldByPeer(true);
      await peer.saw('sent', 'ACK', { count: 2 });
      if (ANSWERS[hold]) expect(await direction(peer, '200 INVITE')).toBe(ANSWERS[hold]);
      await peer.hearsNothing();
      await peer.cue('resume');
      await heldByPeer(false);
      await bench.bothHear(peer);
      await bench.page.ask('call.hangup', { id });
      await peer.finished();
      expect(peer.rtp.streams.size).toBe(1);
    },
  );

  it('hears the music that a caller plays while it holds', async () => {
    const { peer, id } = await bench.talk('caller-holds', { values: { hold: 'sendonly' } });
    await peer.cue('hold');
    await heldByPeer(true);
    await bench.page.hears(PEER_TONE_HZ);
    await peer.cue('resume');
    await heldByPeer(false);
    await bench.page.ask('call.hangup', { id });
    await peer.finished();
  });

  it.each(['sendonly', 'inactive'] as const)('is held by a callee with %s, and taken back', async (hold) => {
    const peer = await bench.callee('callee-holds', FAR_NUMBER, { values: { hold } });
    const { id } = await bench.page.ask('call.dial', { to: FAR_NUMBER });
    await bench.isLive(id);
    await peer.speak();
    await bench.bothHear(peer);
    await peer.cue('hold');
    await heldByPeer(true);
    await peer.hearsNothing();
    await peer.cue('resume');
    await heldByPeer(false);
    await bench.bothHear(peer);
    await bench.page.ask('call.hangup', { id });
    await peer.finished();
  });

  it('holds a caller and takes it back', async () => {
    const { peer, id } = await bench.talk('caller-held');
    await holdAndResume(peer, id);
    await peer.finished();
  });

  it('holds a callee and takes it back', async () => {
    const peer = await bench.callee('callee-held', FAR_NUMBER);
    const { id } = await bench.page.ask('call.dial', { to: FAR_NUMBER });
    await bench.isLive(id);
    await peer.speak();
    await holdAndResume(peer, id);
    await peer.finished();
  });

  const holdAndResume = async (peer: Sipp, id: string): Promise<void> => {
    await bench.bothHear(peer);
    await bench.page.ask('call.hold', { id, on: true });
    expect(bench.page.call?.phase).toBe('held');
    expect(await direction(peer, 'INVITE')).toMatch(/sendonly|inactive/);
    await peer.hearsNothing();
    await bench.page.ask('call.hold', { id, on: false });
    expect(await direction(peer, 'INVITE')).not.toMatch(/sendonly|inactive|recvonly/);
    await bench.bothHear(peer);
    expect(peer.rtp.streams.size).toBe(1);
    await bench.page.ask('call.hangup', { id });
  };
});
