/** The phone at Debian's Kamailio and rtpengine, by the book that we give to sites: SIP over WSS, WebRTC. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { expectNoFaults } from '../spec/phone/bench.ts';
import { until } from '../support/until.ts';
import { missingForGateway } from './support/gateway.ts';
import {
  AGENT,
  AGENT_HZ,
  bothHear,
  noCall,
  PBX_HZ,
  ring,
  startGatewayBench,
  talk,
} from './support/gateway-bench.ts';
import type { GatewayBench } from './support/gateway-bench.ts';

describe.skipIf(missingForGateway() !== undefined)('A phone behind a WebRTC gateway', () => {
  let bench: GatewayBench;
  const id = (): string => bench.page.call?.id ?? '';

  beforeAll(async () => {
    bench = await startGatewayBench();
  });
  afterEach(async (context) => {
    if (context.task.result?.state === 'fail') console.error(bench.gateway.log().slice(-6_000));
    // A test that failed must not leave its call to the next one.
    for (const call of bench.page.state.calls)
      if (call.phase !== 'ended') await bench.page.ask('call.hangup', { id: call.id }).catch(() => {});
    for (const call of bench.trunk.calls) call.drop();
  });
  afterAll(async () => {
    await bench?.close();
  });

  it('registers over WSS with a digest, under a host that does not exist', async () => {
    const bindings = await bench.gateway.bindings(AGENT.user);
    expect(bindings).toHaveLength(1);
    expect(bindings[0]).toMatch(/^sip:1001@[0-9a-f]{12}\.invalid;transport=ws$/);
    expect(bench.page.state.registration).toMatchObject({ phase: 'registered', expiresInS: 60 });
    expectNoFaults(bench.phone);
  });

  it('rings, answers, and both sides hear each other until the agent hangs up', async () => {
    const call = await talk(bench);
    expect(bench.page.call).toMatchObject({ number: '+525512345678', codec: 'PCMU', secured: true });
    await bench.page.ask('call.hangup', { id: id() });
    await call.becomes('ended');
    expect(call.end).toEqual({ status: 200, byPeer: true });
    await noCall(bench);
  });

  it('answers an INVITE without SDP, and the caller hangs up', async () => {
    const call = await talk(bench, { sdp: false });
    expect(await call.hangUp()).toBe(200);
    await noCall(bench);
    expect(bench.page.state.calls[0]).toMatchObject({ outcome: 'answered' });
  });
});
