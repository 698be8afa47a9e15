/** What an agent hears before anybody answers: the network, ringback, one of several phones that ring (RFC 3960). */
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { RtpEndpoint } from '../../src/simulators/pbx/rtp-endpoint.ts';
import { createTone } from '../../src/simulators/pbx/tone.ts';
import { expectNoFaults } from '../spec/phone/bench.ts';
import { describeWith } from './support/describe-with.ts';
import { missingPeers, PEER_TONE_HZ, startPeerBench } from './support/peer-bench.ts';
import type { PeerBench } from './support/peer-bench.ts';
import type { Sipp } from './support/sipp.ts';

const FAR_NUMBER = '7001';
const OTHER_TONE_HZ = 1_400;

describeWith(missingPeers(), 'Before sipp answers a call', () => {
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

  it('lets the agent hear the network before the callee answers', async () => {
    const peer = await bench.callee('callee-early-media', FAR_NUMBER);
    const id = await dial();
    await peer.speak();
    await bench.page.hears(PEER_TONE_HZ);
    expect(bench.page.call).toMatchObject({ id, phase: 'dialing', earlyMedia: true });
    expect(bench.page.state.tone).toBeUndefined();
    await peer.cue('answer');
    await bench.isLive(id);
    await talkAndHangUp(peer, id);
  });

  it('plays ringback of its own while a callee rings without a word', async () => {
    const peer = await bench.callee('callee-given-up', FAR_NUMBER);
    const id = await dial();
    await bench.page.waitFor(({ tone }) => tone === 'ringback', 'ringback');
    expect(bench.page.call?.earlyMedia).toBe(false);
    await bench.page.ask('call.hangup', { id });
    await peer.finished();
    expect(await bench.isOver(id)).toMatchObject({ outcome: 'no-answer' });
  });

  it('hangs up at once when an answer crosses the CANCEL', async () => {
    const peer = await bench.callee('callee-answers-too-late', FAR_NUMBER);
    const id = await dial();
    await peer.saw('sent', '180 INVITE');
    await bench.page.waitFor(({ tone }) => tone === 'ringback', 'ringback');
    await bench.page.ask('call.hangup', { id });
    await peer.finished();
    expect(await bench.isOver(id)).toMatchObject({ outcome: 'no-answer' });
  });

  it('is live with the phone that answers, when two of the callee rang under tags of their own', async () => {
    const peer = await bench.callee('callee-forks', FAR_NUMBER);
    const id = await dial();
    await peer.speak();
    await bench.page.hears(PEER_TONE_HZ);
    await peer.cue('answer');
    await bench.isLive(id);
    await talkAndHangUp(peer, id);
  });

  it('takes its audio from the phone that answers, when another one had spoken before', async () => {
    const early = await RtpEndpoint.open({ host: '127.0.0.1', source: createTone(OTHER_TONE_HZ) });
    const peer = await bench.callee('callee-forks-elsewhere', FAR_NUMBER, {
      keys: { other_rtp_port: String(early.port) },
    });
    const id = await dial();
    const invite = await peer.saw('received', 'INVITE');
    if (invite.media) early.sendTo(invite.media);
    await bench.page.hears(OTHER_TONE_HZ);
    early.close();
    await peer.cue('answer');
    await bench.isLive(id);
    await peer.speak();
    await talkAndHangUp(peer, id);
    expectNoFaults(bench.phone);
  });
});
