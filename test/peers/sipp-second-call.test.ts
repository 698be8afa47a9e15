/** Two calls at once: one waits, the agent goes from one to the other, joins them, or gives one to the other. */
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { header } from '../../src/simulators/pbx/sip-message.ts';
import { expectNoFaults } from '../spec/phone/bench.ts';
import { until } from '../support/until.ts';
import { describeWith } from './support/describe-with.ts';
import { AGENT_TONE_HZ, missingPeers, PEER_TONE_HZ, startPeerBench } from './support/peer-bench.ts';
import type { PeerBench } from './support/peer-bench.ts';

const FAR_NUMBER = '7001';
const OTHER_TONE_HZ = 1_400;
/** Of two tones mixed, each is 0.7 of the loudness. */
const MIXED_SHARE = 0.5;

describeWith(missingPeers(), 'Two calls with sipp', () => {
  let bench: PeerBench;
  beforeAll(async () => {
    // Over TCP there are two connections, and a BYE may overtake the answer to a NOTIFY.
    bench = await startPeerBench({ transport: 'udp' });
  });
  afterEach((context) => bench.clear(context));
  afterAll(() => bench.close());

  const phaseOf = (id: string): string | undefined =>
    bench.page.state.calls.find((call) => call.id === id)?.phase;
  const phaseIs = (id: string, phase: string): Promise<unknown> =>
    bench.page.waitFor(() => phaseOf(id) === phase, `a call that is ${phase}`);

  it('the second rings beside the first, and a third is refused as busy', async () => {
    const first = await bench.talk('caller-hung-up-on');
    const second = await bench.ring('caller-hung-up-on', { number: '+525511111111' });
    await bench.page.waitFor(({ tone }) => tone === 'waiting', 'the tone of a waiting call');
    const third = await bench.caller('caller-refused-at-once', {
      number: '+525522222222',
      values: { status: '486' },
    });
    await third.finished();
    await bench.bothHear(first.peer);
    await bench.hangUp(first);
    await bench.page.ask('call.answer', { id: second.id });
    await bench.isLive(second.id);
    await second.peer.speak();
    await bench.bothHear(second.peer);
    await bench.hangUp(second);
  });

  it('the first is held when the agent calls somebody, and the agent goes from one to the other and back', async () => {
    const first = await bench.talk('caller-held-again');
    const second = await bench.talkTo('callee-held', FAR_NUMBER, { toneHz: OTHER_TONE_HZ });
    expect(phaseOf(first.id)).toBe('held');
    await bench.page.hears(OTHER_TONE_HZ);
    await second.peer.hears(AGENT_TONE_HZ);
    await first.peer.hearsNothing();
    await bench.page.ask('call.swap', { id: first.id });
    await phaseIs(second.id, 'held');
    await bench.bothHear(first.peer);
    await second.peer.hearsNothing();
    await bench.page.ask('call.swap', { id: second.id });
    await phaseIs(first.id, 'held');
    await bench.page.hears(OTHER_TONE_HZ);
    await second.peer.hears(AGENT_TONE_HZ);
    await bench.hangUp(second);
    await bench.hangUp(first);
  });

  it('are joined: all three hear the two others', async () => {
    const first = await bench.talk('caller-held');
    const second = await bench.talkTo('callee-hung-up-on', FAR_NUMBER, { toneHz: OTHER_TONE_HZ });
    await bench.page.ask('conference.start', {});
    await bench.page.waitFor(
      ({ calls }) => calls.filter((call) => call.inConference).length === 2,
      'a conference',
    );
    const hear = async (ear: { toneShare: (hz: number) => number }, ...tones: number[]): Promise<unknown> =>
      until(() => tones.every((hz) => ear.toneShare(hz) > MIXED_SHARE), {
        what: `${tones.join(' and ')} Hz`,
      });
    await hear(first.peer.ear, AGENT_TONE_HZ, OTHER_TONE_HZ);
    await hear(second.peer.ear, AGENT_TONE_HZ, PEER_TONE_HZ);
    await hear({ toneShare: (hz) => bench.page.heard().toneShare(hz) }, PEER_TONE_HZ, OTHER_TONE_HZ);
    await bench.hangUp(second);
    await bench.bothHear(first.peer);
    await bench.hangUp(first);
  });

  it('the first is given to the second: its REFER names the second call as the one to take over', async () => {
    const first = await bench.talk('caller-transferred-attended');
    const second = await bench.talkTo('callee-hung-up-on', FAR_NUMBER, { toneHz: OTHER_TONE_HZ });
    await bench.page.ask('call.transferTo', { id: first.id, withId: second.id });
    const refer = await first.peer.saw('received', 'REFER');
    const answer = await second.peer.saw('sent', '200 INVITE');
    expect(replacesOf(header(refer.message, 'Refer-To'))).toEqual({
      callId: answer.callId,
      toTag: tagOf(header(answer.message, 'To')),
      fromTag: tagOf(header(answer.message, 'From')),
    });
    await first.peer.cue('joined');
    await first.peer.finished();
    await second.peer.finished();
    expect(await bench.isOver(first.id)).toMatchObject({ outcome: 'transferred' });
    await bench.isOver(second.id);
    expectNoFaults(bench.phone);
  });
});

const tagOf = (value: string): string | undefined => /;tag=([^;>\s]+)/.exec(value)?.[1];

/** The dialog that Refer-To asks to replace (RFC 3891), as the transfer's target knows it. */
function replacesOf(referTo: string): object {
  const [callId, ...parameters] = decodeURIComponent(/[?&]Replaces=([^&>]+)/.exec(referTo)?.[1] ?? '').split(
    ';',
  );
  const { 'to-tag': toTag, 'from-tag': fromTag } = Object.fromEntries(
    parameters.map((text) => text.split('=')),
  );
  return { callId, toTag, fromTag };
}
