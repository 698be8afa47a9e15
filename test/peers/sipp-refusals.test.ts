/** What the phone must refuse, in the way that SIP has for it, and what must not disturb a call that is up. */
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { header } from '../../src/simulators/pbx/sip-message.ts';
import { expectNoFaults } from '../spec/phone/bench.ts';
import { describeWith } from './support/describe-with.ts';
import { missingPeers, startPeerBench } from './support/peer-bench.ts';
import type { PeerBench } from './support/peer-bench.ts';

const FAR_NUMBER = '7001';

describeWith(missingPeers(), 'What sipp asks too much', () => {
  let bench: PeerBench;
  beforeAll(async () => {
    bench = await startPeerBench({ transport: 'udp' });
  });
  afterEach((context) => bench.clear(context));
  afterAll(() => bench.close());

  it('an extension that nobody has is refused with 420, naming it', async () => {
    const peer = await bench.caller('caller-foreign', {
      values: { extension: 'telepathy', codec: '', status: '420' },
    });
    await peer.finished();
    expect(header((await peer.saw('received', '420 INVITE')).message, 'Unsupported')).toBe('telepathy');
    expect(bench.page.call).toBeUndefined();
  });

  it('a call in a codec that the phone does not have is refused with 488, and does not ring', async () => {
    const peer = await bench.caller('caller-foreign', {
      values: { extension: 'timer', codec: 'foreign', status: '488' },
    });
    await peer.finished();
    expect(bench.page.call).toBeUndefined();
  });

  it('a change to such a codec is refused with 488, and the call goes on as it was', async () => {
    const talk = await bench.talk('caller-changes-to-foreign');
    await bench.bothHear(talk.peer);
    await talk.peer.cue('change');
    await talk.peer.saw('received', '488 INVITE');
    await bench.bothHear(talk.peer);
    await bench.hangUp(talk);
  });

  it('to call somebody else is declined (603): whom the agent calls is the agent’s decision', async () => {
    const talk = await bench.talk('caller-refers');
    await talk.peer.cue('refer');
    await talk.peer.saw('received', '603 REFER');
    await bench.bothHear(talk.peer);
    expect(bench.page.state.calls.filter(({ phase }) => phase !== 'ended')).toHaveLength(1);
    await bench.hangUp(talk);
  });

  it('an answer that is repeated is acknowledged again', async () => {
    const talk = await bench.talkTo('callee-repeats-its-answer', FAR_NUMBER);
    await talk.peer.cue('again');
    await talk.peer.saw('received', 'ACK', { count: 2 });
    await bench.bothHear(talk.peer);
    await bench.hangUp(talk);
    expectNoFaults(bench.phone);
  });
});
