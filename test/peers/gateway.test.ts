/** The phone at Debian's Kamailio and rtpengine, by the book that we give to sites: SIP over WSS, WebRTC. */
import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { PhoneReport } from '../../src/shared/phone.ts';
import { expectNoFaults } from '../spec/phone/bench.ts';
import { until } from '../support/until.ts';
import { missingForGateway } from './support/gateway.ts';
import {
  AGENT,
  bothHear,
  noCall,
  openPage,
  PBX_HZ,
  ring,
  startGatewayBench,
  talk,
} from './support/gateway-bench.ts';
import type { GatewayBench } from './support/gateway-bench.ts';
import type { TrunkCall } from './support/gateway-trunk.ts';

const OUTSIDE = '+5215512345678';

describe.skipIf(missingForGateway() !== undefined)('A phone behind a WebRTC gateway', () => {
  let bench: GatewayBench;
  const id = (): string => bench.page.call?.id ?? '';
  const ended = async (): Promise<GatewayBench['page']['state']['calls'][number] | undefined> => {
    await noCall(bench);
    return bench.page.state.calls[0];
  };
  const hearsNothing = (call: TrunkCall): Promise<unknown> =>
    until(() => call.audio.ear.level < 50, { what: 'silence at the PBX' });
  const dial = async (): Promise<TrunkCall> => {
    const rung = bench.trunk.rung();
    await bench.page.ask('call.dial', { to: OUTSIDE });
    return rung;
  };

  const endOf = (phoneCallId: string): Extract<PhoneReport, { type: 'call.ended' }> | undefined =>
    bench.backend.reports
      .filter((report) => report.type === 'call.ended')
      .find((report) => report.phoneCallId === phoneCallId);

  beforeAll(async () => {
    bench = await startGatewayBench();
  });
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail')
      console.error(bench.gateway.log().slice(-4_000), bench.phone.log.slice(-20));
    // A test that failed must not leave its call to the next one.
    for (const call of bench.page.state.calls)
      if (call.phase !== 'ended') await bench.page.ask('call.hangup', { id: call.id }).catch(() => {});
    for (const call of bench.trunk.calls) call.drop();
  });
  afterAll(async () => {
    if (!bench) return;
    expectNoFaults(bench.phone);
    await bench.close();
  });

  it('registers with a digest, under a host that does not exist', async () => {
    const bindings = await bench.gateway.bindings(AGENT.user);
    expect(bindings).toHaveLength(1);
    expect(bindings[0]).toMatch(/^sip:1001@[0-9a-f]{12}\.invalid;transport=ws$/);
    expect(bench.page.state.registration).toMatchObject({ phase: 'registered', expiresInS: 60 });
  });

  describe('rung by the PBX', () => {
    it('rings, answers, and both sides hear each other, encrypted, until the agent hangs up', async () => {
      const call = await talk(bench);
      expect(bench.page.call).toMatchObject({ number: '+525512345678', codec: 'PCMU', secured: true });
      await bench.page.ask('call.hangup', { id: id() });
      await call.becomes('ended');
      expect(call.end).toEqual({ status: 200, byPeer: true });
    });

    it('answers an INVITE without SDP, until the caller hangs up', async () => {
      const call = await talk(bench, { sdp: false });
      expect(await call.hangUp()).toBe(200);
      expect(await ended()).toMatchObject({ outcome: 'answered' });
    });

    it('stops ringing when the caller gives up', async () => {
      const call = await ring(bench);
      call.cancel();
      await call.becomes('ended');
      expect(call.end).toEqual({ status: 487, byPeer: true });
      expect(await ended()).toMatchObject({ outcome: 'no-answer' });
    });

    it('rejects with the code that was chosen', async () => {
      const call = await ring(bench);
      await bench.page.ask('call.reject', { id: id(), statusCode: 603 });
      await call.becomes('ended');
      expect(call.end).toEqual({ status: 603, byPeer: true });
    });

    it('knows an escalation by the headers that the gateway passes on', async () => {
      const attemptId = randomUUID();
      const ids = { escalationId: randomUUID(), attemptId, callId: randomUUID() };
      bench.backend.expect([{ ...ids, caller: null, until: Date.now() + 60_000 }]);
      const call = await ring(bench, {
        headers: [
          ['X-Escalation-Id', ids.escalationId],
          ['X-Transfer-Summary', 'Wants a view of the sea'],
        ],
      });
      expect(bench.page.call).toMatchObject({ match: 'header', summary: 'Wants a view of the sea' });
      call.cancel();
      await call.becomes('ended');
    });

    it('does not ring for a call in a codec that it does not speak', async () => {
      const sdp = (await bench.trunk.describe())
        .replace('RTP/AVP 0', 'RTP/AVP 18')
        .replace('0 PCMU', '18 G729');
      const call = await bench.trunk.call(AGENT.user, { sdp });
      await call.becomes('ended');
      expect(call.end).toEqual({ status: 488, byPeer: true });
    });

    it('tells how the call sounds', async () => {
      const call = await talk(bench);
      const { calls } = await bench.page.waitFor(
        ({ calls: [first] }) => first?.quality !== undefined,
        'quality',
      );
      expect(calls[0]?.quality?.mos).toBeGreaterThan(3.5);
      const phoneCallId = id();
      await call.hangUp();
      const { quality } = await until(() => endOf(phoneCallId), { what: 'the report of its end' });
      expect(quality).toMatchObject({ codec: 'PCMU', secured: true, packetsLost: 0 });
    });
  });

  describe('calling out', () => {
    it('hears what the PBX says before the answer, then talks', async () => {
      const call = await dial();
      call.early();
      await bench.page.hears(PBX_HZ);
      expect(bench.page.call).toMatchObject({ phase: 'dialing', earlyMedia: true });
      call.answer();
      await bench.page.waitFor(() => bench.page.call?.phase === 'live', 'live');
      await bothHear(bench, call);
      expect(await call.hangUp()).toBe(200);
      expect(await ended()).toMatchObject({ outcome: 'answered', direction: 'out' });
    });

    it('is told why nobody answered', async () => {
      const call = await dial();
      call.reject(486, 'Busy Here');
      expect(await ended()).toMatchObject({ outcome: 'busy', sipStatus: 486 });
    });

    it('gives up before the answer', async () => {
      const call = await dial();
      await bench.page.ask('call.hangup', { id: id() });
      await call.becomes('ended');
      expect(call.end).toEqual({ status: 487, byPeer: true });
    });
  });

  describe('in a call', () => {
    it('holds and resumes: the PBX hears silence in the same stream, then the agent again', async () => {
      const call = await talk(bench);
      await bench.page.ask('call.hold', { id: id(), on: true });
      await until(() => call.audio.direction === 'recvonly', { what: 'the PBX was told' });
      await hearsNothing(call);
      await bench.page.ask('call.hold', { id: id(), on: false });
      await bothHear(bench, call);
      expect(call.audio.ssrcs.size).toBe(1);
      await call.hangUp();
    });

    it.each(['sendonly', 'inactive'] as const)(
      'is held (%s) and resumed by the PBX, at last by a re-INVITE without SDP',
      async (direction) => {
        const call = await talk(bench);
        expect(await call.reinvite(direction)).toBe(200);
        await bench.page.waitFor(({ calls }) => calls[0]?.heldByPeer === true, 'held by the PBX');
        expect(await call.reinvite('sendrecv')).toBe(200);
        await bench.page.waitFor(({ calls }) => calls[0]?.heldByPeer === false, 'resumed by the PBX');
        await bothHear(bench, call);
        expect(await call.reinvite(direction)).toBe(200);
        await bench.page.waitFor(({ calls }) => calls[0]?.heldByPeer === true, 'held by the PBX again');
        expect(await call.reinvite('sendrecv', { sdp: false })).toBe(200);
        await bench.page.waitFor(({ calls }) => calls[0]?.heldByPeer === false, 'resumed by the PBX');
        await bothHear(bench, call);
        await call.hangUp();
      },
    );

    it('is held by both sides and comes back when both have resumed', async () => {
      const call = await talk(bench);
      await bench.page.ask('call.hold', { id: id(), on: true });
      expect(await call.reinvite('sendonly')).toBe(200);
      await until(() => call.audio.direction === 'inactive' || call.audio.direction === 'sendonly', {
        what: 'held by both',
      });
      expect(await call.reinvite('sendrecv')).toBe(200);
      await bench.page.ask('call.hold', { id: id(), on: false });
      await bothHear(bench, call);
      await call.hangUp();
    });

    it('sends keys and hears keys, and goes on speaking', async () => {
      const call = await talk(bench);
      await bench.page.ask('call.dtmf', { id: id(), tones: '15#D' });
      await until(() => call.audio.keys.length === 4, { what: 'four keys at the PBX' });
      expect(call.audio.keys.join('')).toBe('15#D');
      call.audio.press('42*0');
      await bench.page.waitFor(({ calls }) => calls[0]?.tonesHeard === '42*0', 'four keys at the page');
      await bothHear(bench, call);
      await call.hangUp();
    });

    it('hands the call over: the PBX is asked to dial', async () => {
      const call = await talk(bench);
      await bench.page.ask('call.transfer', { id: id(), to: '1002' });
      await until(() => call.referredTo.length > 0, { what: 'a REFER at the PBX' });
      expect(call.referredTo[0]).toMatch(/^sip:1002@/);
      await call.hangUp();
    });

    it('outlives the page: silence in the same stream, and the next page is heard', async () => {
      const call = await talk(bench);
      await bench.page.close();
      await hearsNothing(call);
      bench.page = await openPage(bench.phone, bench.backend);
      await bothHear(bench, call);
      expect(call.audio.ssrcs.size).toBe(1);
      expect(call.reinvites).toBe(0);
      await call.hangUp();
    });
  });
});
