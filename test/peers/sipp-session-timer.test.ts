/** Session timers (RFC 4028) in both roles. The shortest session lasts 90 s, so the slow ones run side by side. */
import { describe, expect, it } from 'vitest';
import { header } from '../../src/simulators/pbx/sip-message.ts';
import { describeWith } from './support/describe-with.ts';
import { missingPeers, withPeerBench } from './support/peer-bench.ts';
import type { PeerBench } from './support/peer-bench.ts';

const FAR_NUMBER = '7001';
/** Half of 90 s, and time enough for a slow machine. */
const SLOW_MS = 90_000;
const LIMIT_MS = 240_000;

const withBench = (test: (bench: PeerBench) => Promise<void>): (() => Promise<void>) =>
  withPeerBench({ transport: 'tcp' }, test);

describeWith(missingPeers(), 'A session timer agreed with sipp', () => {
  describe.concurrent('each with a phone of its own', { timeout: LIMIT_MS }, () => {
    it(
      'leaves it to a caller to refresh, and answers its UPDATE',
      withBench(async (bench) => {
        const { peer, id } = await bench.talk('caller-refreshes');
        const answer = await peer.saw('received', '200 INVITE');
        expect(header(answer.message, 'Session-Expires')).toMatch(/^90;\s*refresher=uac$/);
        expect(header(answer.message, 'Require')).toBe('timer');
        await peer.cue('refresh');
        const refreshed = await peer.saw('received', '200 UPDATE');
        expect(header(refreshed.message, 'Session-Expires')).toMatch(/^90;\s*refresher=uac$/);
        await bench.bothHear(peer);
        await bench.page.ask('call.hangup', { id });
        await peer.finished();
      }),
    );

    it(
      'refuses a session that is too brief (422), and names the least',
      withBench(async (bench) => {
        const peer = await bench.caller('caller-too-brief');
        await peer.finished();
        expect(header((await peer.saw('received', '422 INVITE')).message, 'Min-SE')).toBe('90');
      }),
    );

    it(
      'asks a callee again for a longer session when it must',
      withBench(async (bench) => {
        const peer = await bench.callee('callee-wants-longer', FAR_NUMBER);
        const { id } = await bench.page.ask('call.dial', { to: FAR_NUMBER });
        await bench.isLive(id);
        const invite = await peer.saw('received', 'INVITE', { count: 2 });
        expect(Number.parseInt(header(invite.message, 'Session-Expires'), 10)).toBeGreaterThanOrEqual(2_400);
        expect(header(invite.message, 'Min-SE')).toBe('2400');
        await peer.speak();
        await bench.bothHear(peer);
        await bench.page.ask('call.hangup', { id });
        await peer.finished();
      }),
    );

    it(
      'refreshes the session of a caller who leaves it to the phone',
      withBench(async (bench) => {
        const { peer, id } = await bench.talk('caller-is-refreshed');
        expect(header((await peer.saw('received', '200 INVITE')).message, 'Session-Expires')).toMatch(
          /^90;\s*refresher=uas$/,
        );
        const refresh = await peer.saw('received', 'UPDATE', { timeoutMs: SLOW_MS });
        expect(header(refresh.message, 'Session-Expires')).toMatch(/^90;\s*refresher=uac$/);
        await bench.bothHear(peer);
        await bench.page.ask('call.hangup', { id });
        await peer.finished();
      }),
    );

    it(
      'refreshes the session of a callee who leaves it to the phone',
      withBench(async (bench) => {
        const peer = await bench.callee('callee-is-refreshed', FAR_NUMBER);
        const { id } = await bench.page.ask('call.dial', { to: FAR_NUMBER });
        await bench.isLive(id);
        await peer.speak();
        await peer.saw('received', 'UPDATE', { timeoutMs: SLOW_MS });
        await bench.bothHear(peer);
        await bench.page.ask('call.hangup', { id });
        await peer.finished();
      }),
    );

    it(
      'hangs up on a caller who does not refresh as it said',
      withBench(async (bench) => {
        const { peer, id } = await bench.talk('caller-forgets-to-refresh');
        await peer.finished();
        expect(await bench.isOver(id)).toMatchObject({ outcome: 'answered' });
      }),
    );
  });
});
