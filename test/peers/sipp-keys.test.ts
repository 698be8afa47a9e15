/** DTMF in both directions: as RTP events (RFC 4733), and by SIP INFO where the other side knows no events. */
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { until } from '../support/until.ts';
import { describeWith } from './support/describe-with.ts';
import { openKeypad } from './support/keypad.ts';
import { missingPeers, startPeerBench } from './support/peer-bench.ts';
import type { PeerBench } from './support/peer-bench.ts';

describeWith(missingPeers(), 'Keys pressed in a call with sipp', () => {
  let bench: PeerBench;
  beforeAll(async () => {
    bench = await startPeerBench({ transport: 'tcp' });
  });
  afterEach((context) => bench.clear(context));
  afterAll(() => bench.close());

  it('reach the caller as RTP events, and the voice goes on afterwards', async () => {
    const { peer, id } = await bench.talk('caller-hung-up-on');
    await bench.page.ask('call.dtmf', { id, tones: '159*0#AD' });
    await until(() => peer.rtp.tones.length >= 8, { what: `eight keys, got ${peer.rtp.tones.join('')}` });
    expect(peer.rtp.tones.join('')).toBe('159*0#AD');
    await bench.bothHear(peer);
    expect(peer.rtp.streams.size).toBe(1);
    await bench.page.ask('call.hangup', { id });
    await peer.finished();
  });

  it('are heard when the caller presses them as RTP events, each once', async () => {
    const keypad = await openKeypad();
    const { peer, id } = await bench.ring('caller-hung-up-on', { keys: { rtp_port: String(keypad.port) } });
    await bench.page.ask('call.answer', { id });
    await bench.isLive(id);
    const { media } = await peer.saw('received', '200 INVITE');
    if (!media) throw new Error('the answer names no media address');
    await keypad.press('22#*9D', media);
    await bench.page.waitFor(() => bench.page.call?.tonesHeard === '22#*9D', 'the keys');
    keypad.close();
    await bench.page.ask('call.hangup', { id });
    await peer.finished();
  });

  it('are heard when the caller sends them by INFO, as dtmf-relay and as plain dtmf', async () => {
    const { peer, id } = await bench.talk('caller-info');
    await peer.cue('keys');
    await bench.page.waitFor(() => bench.page.call?.tonesHeard === '57', 'the keys');
    await bench.page.ask('call.hangup', { id });
    await peer.finished();
  });

  it('go by INFO to a caller that knows no RTP events', async () => {
    const { peer, id } = await bench.talk('caller-without-events');
    await bench.page.ask('call.dtmf', { id, tones: '4#' });
    const infos = (await peer.messages()).filter(
      ({ direction, what }) => direction === 'received' && what === 'INFO',
    );
    expect(infos.map(({ message }) => /^Signal=(\S+)/m.exec(message.body)?.[1])).toEqual(['4', '#']);
    await bench.bothHear(peer);
    await bench.page.ask('call.hangup', { id });
    await peer.finished();
  });
});
