/** A line over TLS trusts the server it was told to trust, and nobody else: a password would be in wrong hands at once. */
import { afterEach, expect, it } from 'vitest';
import { LINE } from '../spec/phone/bench.ts';
import { describeWith } from './support/describe-with.ts';
import { missingPeers, openPeerBench } from './support/peer-bench.ts';
import type { PeerBench } from './support/peer-bench.ts';

describeWith(missingPeers('tls'), 'A phone over TLS', () => {
  let bench: PeerBench | undefined;
  afterEach(() => bench?.close());

  it.each([
    { certified: 'IP:127.0.0.1', trusts: false, why: 'whose certificate nobody vouches for' },
    { certified: 'DNS:pbx.elsewhere.example', trusts: true, why: 'whose certificate names another host' },
  ])('does not register at a server $why, and says so', async ({ certified, trusts }) => {
    bench = await openPeerBench({ transport: 'tls', kamailio: { certified } });
    if (!trusts) delete bench.backend.account.caPem;
    await bench.tryToSignIn();
    expect((await bench.isRefused()).reason).toMatch(/certificate/i);
    expect(await bench.kamailio.bindings(LINE.user)).toEqual([]);
  });
});
