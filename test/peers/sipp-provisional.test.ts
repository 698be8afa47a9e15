/** Provisional responses that must arrive (100rel and PRACK, RFC 3262), and UPDATE before the answer (RFC 3311). */
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { RtpEndpoint } from '../../src/simulators/pbx/rtp-endpoint.ts';
import { createTone } from '../../src/simulators/pbx/tone.ts';
import { header } from '../../src/simulators/pbx/sip-message.ts';
import { expectNoFaults } from '../spec/phone/bench.ts';
import { describeWith } from './support/describe-with.ts';
import { missingPeers, PEER_TONE_HZ, startPeerBench } from './support/peer-bench.ts';
import type { PeerBench } from './support/peer-bench.ts';

const FAR_NUMBER = '7001';
const OTHER_TONE_HZ = 1_400;

describeWith(missingPeers(), 'Reliable provisional responses with sipp', () => {
  let bench: PeerBench;
  beforeAll(async () => {
    bench = await startPeerBench({ transport: 'udp' });
  });
  afterEach((context) => bench.clear(context));
  afterAll(() => bench.close());

  it('ring with RSeq for a caller who requires it, take its PRACK, and the call is answered', async () => {
    const { peer, id } = await bench.ring('caller-requires-100rel');
    const ringing = await peer.saw('received', '180 INVITE');
    expect(header(ringing.message, 'Require')).toBe('100rel');
    await peer.saw('received', '200 PRACK');
    await bench.page.ask('call.answer', { id });
    await bench.isLive(id);
    await peer.speak();
    await bench.bothHear(peer);
    await bench.page.ask('call.hangup', { id });
    await peer.finished();
  });

  it('are acknowledged to a callee, who then moves its early media by UPDATE, and answers', async () => {
    const later = await RtpEndpoint.open({ host: '127.0.0.1', source: createTone(OTHER_TONE_HZ) });
    const peer = await bench.callee('callee-100rel', FAR_NUMBER, {
      keys: { other_rtp_port: String(later.port) },
    });
    const { id } = await bench.page.ask('call.dial', { to: FAR_NUMBER });
    expect(header((await peer.saw('received', 'INVITE')).message, 'Supported')).toContain('100rel');
    await peer.speak();
    await bench.page.hears(PEER_TONE_HZ);
    await peer.cue('update');
    const { media } = await peer.saw('received', '200 UPDATE');
    peer.rtp.direction = 'inactive';
    if (media) later.sendTo(media);
    await bench.page.hears(OTHER_TONE_HZ);
    await peer.cue('answer');
    await bench.isLive(id);
    await bench.page.hears(OTHER_TONE_HZ);
    await bench.page.ask('call.hangup', { id });
    await peer.finished();
    later.close();
    expectNoFaults(bench.phone);
  });
});
