/** Every kind of digest (RFC 3261 §22, RFC 2617's qop, RFC 8760's SHA-256) at a registrar that we did not write. */
import { afterEach, expect, it } from 'vitest';
import { LINE } from '../spec/phone/bench.ts';
import { describeWith } from './support/describe-with.ts';
import { missingPeers, openPeerBench, startPeerBench } from './support/peer-bench.ts';
import type { PeerBench } from './support/peer-bench.ts';

const FAR_NUMBER = '7001';

describeWith(missingPeers(), 'Digest at Kamailio', () => {
  let bench: PeerBench | undefined;
  afterEach(async () => {
    await bench?.close();
    bench = undefined;
  });

  it.each([
    { algorithm: 'MD5', qop: false },
    { algorithm: 'MD5', qop: true },
    { algorithm: 'SHA-256', qop: false },
    { algorithm: 'SHA-256', qop: true },
  ] as const)('registers and places a call with $algorithm, qop $qop', async ({ algorithm, qop }) => {
    bench = await startPeerBench({ transport: 'tcp', kamailio: { algorithm, qop, challengesCalls: true } });
    expect(await bench.kamailio.bindings(LINE.user)).toHaveLength(1);
    const peer = await bench.callee('callee-hung-up-on', FAR_NUMBER);
    const { id } = await bench.page.ask('call.dial', { to: FAR_NUMBER });
    await bench.isLive(id);
    await peer.speak();
    await bench.bothHear(peer);
    await bench.page.ask('call.hangup', { id });
    await peer.finished();
  });

  it('registers under a realm of the server’s own choice', async () => {
    bench = await startPeerBench({ kamailio: { realm: 'pbx.hotel.example', qop: true } });
    expect(await bench.kamailio.bindings(LINE.user)).toHaveLength(1);
  });

  it('takes the longer time that a registrar insists on (423)', async () => {
    bench = await startPeerBench({ account: { expiresS: 60 }, kamailio: { minExpiresS: 500 } });
    expect(bench.page.state.registration).toMatchObject({ phase: 'registered', expiresInS: 500 });
  });

  it('tells a wrong password in words and does not insist', async () => {
    bench = await openPeerBench({ account: { password: 'something else' } });
    await bench.tryToSignIn();
    const { reason, retryAt } = await bench.isRefused();
    expect(reason).toMatch(/^(401|403)/);
    expect(retryAt - Date.now()).toBeGreaterThan(10_000);
    expect(await bench.kamailio.bindings(LINE.user)).toEqual([]);
  });
});
