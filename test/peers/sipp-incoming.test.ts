/** How calls begin and end that sipp places through Kamailio. */
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { RtpEndpoint } from '../../src/simulators/pbx/rtp-endpoint.ts';
import { header } from '../../src/simulators/pbx/sip-message.ts';
import { createTone } from '../../src/simulators/pbx/tone.ts';
import { expectNoFaults } from '../spec/phone/bench.ts';
import { until } from '../support/until.ts';
import { describeWith } from './support/describe-with.ts';
import { AGENT_TONE_HZ, missingPeers, PEER_TONE_HZ, startPeerBench } from './support/peer-bench.ts';
import type { PeerBench } from './support/peer-bench.ts';

const OTHER_TONE_HZ = 1_400;

describeWith(missingPeers(), 'A call that sipp places', () => {
  let bench: PeerBench;
  beforeAll(async () => {
    bench = await startPeerBench({ transport: 'tcp' });
  });
  afterEach((context) => bench.clear(context));
  afterAll(() => bench.close());

  it('is answered when its INVITE has no SDP: the phone offers, and takes the answer from the ACK', async () => {
    const { peer, id } = await bench.talk('caller-late-offer');
    expect((await peer.last('received', '200 INVITE'))?.message.body).toContain('m=audio');
    await bench.bothHear(peer);
    await peer.cue('hang up');
    expect(await bench.isOver(id)).toMatchObject({ outcome: 'answered' });
    await peer.finished();
  });

  it('stops ringing when the caller gives up, with the reason the caller gave', async () => {
    const { peer, id } = await bench.ring('caller-gives-up');
    await peer.cue('give up');
    expect(await bench.isOver(id)).toMatchObject({ outcome: 'no-answer', sipStatus: 487 });
    await peer.finished();
    expect(await bench.backend.report('call.ended')).toMatchObject({
      outcome: 'no-answer',
      sipStatus: 487,
      cause: expect.stringContaining('Call completed elsewhere'),
    });
  });

  it.each([486, 480, 403, 404, 488, 600, 603] as const)(
    'is refused with %i when the agent says so',
    async (statusCode) => {
      const { peer, id } = await bench.ring('caller-refused', { values: { status: String(statusCode) } });
      await bench.page.ask('call.reject', { id, statusCode });
      await peer.finished();
      expect(await bench.isOver(id)).toMatchObject({ outcome: 'rejected', sipStatus: statusCode });
    },
  );

  it('goes on after re-INVITEs without SDP: each time the phone offers, and takes the answer from the ACK', async () => {
    const values = { direction: 'inactive' };
    const { peer, id } = await bench.talk('caller-asks-for-an-offer', { values });
    await bench.bothHear(peer);
    await peer.cue('re-invite');
    await bench.page.waitFor(() => bench.page.call?.heldByPeer === true, 'held by the caller');
    await peer.hearsNothing();
    await peer.cue('again');
    await bench.page.waitFor(() => bench.page.call?.heldByPeer === false, 'taken back');
    expect((await peer.last('received', '200 INVITE'))?.message.body).toMatch(
      /^a=sendrecv|^(?!.*a=(inactive|recvonly))/ms,
    );
    await bench.bothHear(peer);
    await bench.page.ask('call.hangup', { id });
    await peer.finished();
  });

  it('keeps its audio when the caller’s media moves to another port', async () => {
    const elsewhere = await RtpEndpoint.open({ host: '127.0.0.1', source: createTone(OTHER_TONE_HZ) });
    const { peer, id } = await bench.talk('caller-moves', {
      keys: { other_rtp_port: String(elsewhere.port) },
    });
    await bench.bothHear(peer);
    await peer.cue('move');
    const answer = await peer.saw('received', '200 INVITE', { count: 2 });
    peer.rtp.direction = 'inactive';
    if (answer.media) elsewhere.sendTo(answer.media);
    await until(() => elsewhere.ear.toneShare(AGENT_TONE_HZ) > 0.7, { what: 'the agent at the new port' });
    await bench.page.hears(OTHER_TONE_HZ);
    await bench.page.ask('call.hangup', { id });
    await peer.finished();
    elsewhere.close();
  });

  it('is not even needed to ask the phone what it can do (OPTIONS)', async () => {
    const peer = await bench.caller('asks-options');
    await peer.finished();
    const { message } = await peer.saw('received', '200 OPTIONS');
    for (const method of ['INVITE', 'UPDATE', 'PRACK', 'REFER', 'NOTIFY', 'INFO'])
      expect(header(message, 'Allow')).toContain(method);
  });

  it('hears the phone as one stream, and nothing faulty was logged', async () => {
    const { peer, id } = await bench.talk('caller-hung-up-on');
    await bench.page.hears(PEER_TONE_HZ);
    await peer.hears(AGENT_TONE_HZ);
    expect(peer.rtp.streams.size).toBe(1);
    await bench.page.ask('call.hangup', { id });
    await peer.finished();
    expectNoFaults(bench.phone);
  });
});
