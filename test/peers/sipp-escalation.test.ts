/** A call that Vapi hands over is recognised by the headers it carries, or by its reservation where a PBX drops them. */
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import type { ExpectedCall } from '../../src/shared/phone.ts';
import { describeWith } from './support/describe-with.ts';
import { missingPeers, startPeerBench } from './support/peer-bench.ts';
import type { PeerBench } from './support/peer-bench.ts';

const CALLER = '+525512345678';
const SUMMARY = 'Ana wants two nights in June, 40,000 pesos at most';

const reservation = (name: string, caller: string | null): ExpectedCall => ({
  escalationId: `escalation-${name}`,
  attemptId: `attempt-${name}`,
  callId: `call-${name}`,
  caller,
  until: Date.now() + 120_000,
});

describeWith(missingPeers(), 'An escalation that arrives through Kamailio', () => {
  let bench: PeerBench;
  beforeAll(async () => {
    bench = await startPeerBench({ transport: 'udp' });
    bench.backend.expect([
      reservation('one', '+525500000001'),
      reservation('two', CALLER),
      reservation('three', null),
    ]);
  });
  afterEach((context) => bench.clear(context));
  afterAll(() => bench.close());

  it.each([
    { headers: 'X-Escalation-Id: escalation-one', name: 'one' },
    { headers: 'X-Vapi-Call-Id: call-three', name: 'three' },
    { headers: 'x-escalation-id:   escalation-one', name: 'one' },
    { headers: 'X-Vapi-Call-Id: something-of-vapi\nX-Escalation-Id: escalation-three', name: 'three' },
  ])('is known by "$headers"', async ({ headers, name }) => {
    const { peer, id } = await bench.ring('caller-escalated', { values: { headers } });
    await bench.page.waitFor(() => bench.page.call?.match === 'header', 'a match');
    expect(bench.page.call).toMatchObject({ escalationId: `escalation-${name}`, callId: `call-${name}` });
    await endAfterTalk(peer, id);
    expect(endOf(id)).toMatchObject({ attemptId: `attempt-${name}`, match: 'header', outcome: 'answered' });
  });

  it('shows the summary that came with it', async () => {
    const headers = `X-Escalation-Id: escalation-two\nX-Transfer-Summary: ${SUMMARY}`;
    const { peer, id } = await bench.ring('caller-escalated', { values: { headers } });
    expect(bench.page.call).toMatchObject({ match: 'header', summary: SUMMARY });
    await endAfterTalk(peer, id);
  });

  it('is known by the caller’s number when every header was dropped', async () => {
    const { peer, id } = await bench.ring('caller-hung-up-on', { number: CALLER });
    expect(bench.page.call).toMatchObject({ match: 'reservation', escalationId: 'escalation-two' });
    await endAfterTalk(peer, id);
  });

  it('is reported as no escalation when nobody expected that caller', async () => {
    const { peer, id } = await bench.ring('caller-hung-up-on', { number: '+13055550100' });
    await endAfterTalk(peer, id);
    expect(endOf(id)).toMatchObject({ match: 'none', escalationId: null, number: '+13055550100' });
  });

  const endOf = (id: string): object | undefined =>
    bench.backend.reports.find((report) => report.type === 'call.ended' && report.phoneCallId === id);
  const endAfterTalk = async (peer: Awaited<ReturnType<PeerBench['caller']>>, id: string): Promise<void> => {
    await bench.page.ask('call.answer', { id });
    await bench.isLive(id);
    await bench.page.ask('call.hangup', { id });
    await peer.finished();
    await bench.page.waitFor(() => endOf(id) !== undefined, 'the report');
  };
});
