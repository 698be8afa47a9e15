/** Session timers (RFC 4028) in both roles. The shortest session lasts 90 s, so the slow ones run side by side. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { header } from '../../src/simulators/pbx/sip-message.ts';
import { describeWith } from './support/describe-with.ts';
import { missingPeers, startPeerBench, withPeerBench } from './support/peer-bench.ts';
import type { PeerBench } from './support/peer-bench.ts';

const FAR_NUMBER = '7001';
/** Half of 90 s, and time enough for a slow machine. */
const SLOW_MS = 90_000;
const LIMIT_MS = 240_000;

describeWith(missingPeers(), 'A session timer agreed with sipp', () => {
  let bench: PeerBench;
  beforeAll(async () => {
    bench = await startPeerBench({ transport: 'tcp' });
  });
  afterEach((context) => bench.clear(context));
  afterAll(() => bench.close());

  it('leaves it to a caller to refresh, and answers its UPDATE', async () => {
    const talk = await bench.talk('caller-refreshes');
    const answer = await talk.peer.saw('received', '200 INVITE');
    expect(header(answer.message, 'Session-Expires')).toMatch(/^90;\s*refresher=uac$/);
    expect(header(answer.message, 'Require')).toBe('timer');
    await talk.peer.cue('refresh');
    const refreshed = await talk.peer.saw('received', '200 UPDATE');
    expect(header(refreshed.message, 'Session-Expires')).toMatch(/^90;\s*refresher=uac$/);
    await bench.bothHear(talk.peer);
    await bench.hangUp(talk);
  });

  it('refuses a session that is too brief (422), and names the least', async () => {
    const peer = await bench.caller('caller-too-brief');
    await peer.finished();
    expect(header((await peer.saw('received', '422 INVITE')).message, 'Min-SE')).toBe('90');
  });

  it('asks a callee again for a longer session when it must', async () => {
    const talk = await bench.talkTo('callee-wants-longer', FAR_NUMBER);
    const { message } = await talk.peer.saw('received', 'INVITE', { count: 2 });
    expect(Number.parseInt(header(message, 'Session-Expires'), 10)).toBeGreaterThanOrEqual(2_400);
    expect(header(message, 'Min-SE')).toBe('2400');
    await bench.bothHear(talk.peer);
    await bench.hangUp(talk);
  });
});

describeWith(missingPeers(), 'A session that lasts, with sipp', () => {
  describe.concurrent('each with a phone of its own', { timeout: LIMIT_MS }, () => {
    it(
      'is refreshed for a caller who leaves it to the phone',
      withPeerBench({ transport: 'tcp' }, async (bench) => {
        const talk = await bench.talk('caller-is-refreshed');
        const answer = await talk.peer.saw('received', '200 INVITE');
        expect(header(answer.message, 'Session-Expires')).toMatch(/^90;\s*refresher=uas$/);
        const refresh = await talk.peer.saw('received', 'UPDATE', { timeoutMs: SLOW_MS });
        expect(header(refresh.message, 'Session-Expires')).toMatch(/^90;\s*refresher=uac$/);
        await bench.bothHear(talk.peer);
        await bench.hangUp(talk);
      }),
    );

    it(
      'is refreshed for a callee who leaves it to the phone',
      withPeerBench({ transport: 'udp' }, async (bench) => {
        const talk = await bench.talkTo('callee-is-refreshed', FAR_NUMBER);
        await talk.peer.saw('received', 'UPDATE', { timeoutMs: SLOW_MS });
        await bench.bothHear(talk.peer);
        await bench.hangUp(talk);
      }),
    );

    it(
      'is given up when a caller does not refresh it as it said',
      withPeerBench({ transport: 'tcp' }, async (bench) => {
        const { peer, id } = await bench.talk('caller-forgets-to-refresh');
        await peer.finished();
        expect(await bench.isOver(id)).toMatchObject({ outcome: 'answered' });
      }),
    );
  });
});
