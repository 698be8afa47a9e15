/** What happens within a dialog: session timers, collisions, keys, requests out of order, and addresses that change. */
import { afterEach, describe, expect, it } from 'vitest';
import { ECHO_EXTENSION } from '../../../src/simulators/pbx/pbx.ts';
import type { Pbx } from '../../../src/simulators/pbx/pbx.ts';
import { RtpEndpoint } from '../../../src/simulators/pbx/rtp-endpoint.ts';
import { writeSdp } from '../../../src/simulators/pbx/sdp.ts';
import { SipEndpoint } from '../../../src/simulators/pbx/sip-endpoint.ts';
import { header, uriOf } from '../../../src/simulators/pbx/sip-message.ts';
import type { SipMessage } from '../../../src/simulators/pbx/sip-message.ts';
import { createTone } from '../../../src/simulators/pbx/tone.ts';
import { callTo, cleanUp, exchange, hears, line, liveCallTo, onCleanUp, until } from './pbx-line.ts';

afterEach(cleanUp);

/** Requests the exchange sent within dialogs, in order. */
function sentBy(pbx: Pbx, method: string): SipMessage[] {
  const sent: SipMessage[] = [];
  pbx.on('trace', (direction, message) => {
    if (direction === 'out' && message.method === method && /;tag=/.test(header(message, 'To')))
      sent.push(message);
  });
  return sent;
}

describe('A session timer', () => {
  it('is announced to phones as Cisco Unified CM does: 1800 seconds', async () => {
    const pbx = await exchange();
    const phone = await line(pbx, '1001');
    await liveCallTo(pbx, '1001');
    const [invite] = phone.invites as [SipMessage];
    expect([header(invite, 'Session-Expires'), header(invite, 'Min-SE')]).toEqual(['1800', '1800']);
  });

  it.each(['update', 'reinvite'] as const)(
    'kept by the exchange is refreshed again and again by %s, and the audio goes on',
    async (refreshBy) => {
      const sessionTimer = { expiresS: 1, minS: 1, refresher: 'exchange', refreshBy } as const;
      const pbx = await exchange({ sessionTimer });
      const sent = sentBy(pbx, refreshBy === 'update' ? 'UPDATE' : 'INVITE');
      const phone = await line(pbx, '1001');
      const caller = await liveCallTo(pbx, '1001', { toneHz: 900 });
      await until(() => sent.length >= 3, 'three refreshes');
      expect(header(sent[0] as SipMessage, 'Session-Expires')).toBe('1;refresher=uac');
      expect(sent.every(({ body }) => body === '')).toBe(true);
      await hears(caller, 600);
      await hears(phone.call, 900);
    },
  );

  it('falls back to re-INVITE when the phone does not know UPDATE', async () => {
    const sessionTimer = { expiresS: 1, minS: 1, refresher: 'exchange', refreshBy: 'update' } as const;
    const pbx = await exchange({ sessionTimer });
    const reinvites = sentBy(pbx, 'INVITE');
    const phone = await line(pbx, '1001');
    phone.onRequest = ({ message, respond }) => {
      if (message.method === 'UPDATE') respond(405, 'Method Not Allowed');
      return message.method === 'UPDATE';
    };
    await liveCallTo(pbx, '1001');
    await until(() => reinvites.length >= 2, 're-INVITEs');
    expect(phone.seen.filter((method) => method === 'UPDATE')).toHaveLength(1);
  });

  it('left to a phone that forgets it ends the call on both sides', async () => {
    const pbx = await exchange({ sessionTimer: { expiresS: 2, minS: 1, refresher: 'phone' } });
    const phone = await line(pbx, '1001', {
      answerHeaders: [
        ['Require', 'timer'],
        ['Session-Expires', '2;refresher=uas'],
      ],
    });
    const caller = await liveCallTo(pbx, '1001');
    expect(header(phone.invites[0] as SipMessage, 'Session-Expires')).toBe('2;refresher=uas');
    expect(await caller.ended).toMatchObject({ byPeer: true, reason: expect.stringContaining('expired') });
    await until(() => phone.call.endedBy !== undefined, 'the phone is told');
  });

  it('kept by a phone that sends UPDATE or re-INVITE lasts', async () => {
    const pbx = await exchange({ sessionTimer: { expiresS: 3, minS: 1, refresher: 'phone' } });
    const phone = await line(pbx, '1001', { answerHeaders: [['Session-Expires', '3;refresher=uas']] });
    const caller = await liveCallTo(pbx, '1001');
    const since = Date.now();
    const headers: [string, string][] = [['Session-Expires', '3;refresher=uac']];
    while (Date.now() - since < 5_000) {
      const answer = await phone.call.leg.request('UPDATE', { headers });
      expect([answer.status, header(answer, 'Session-Expires')]).toEqual([200, '3;refresher=uac']);
      expect(await phone.call.hold(false)).toBe(200);
      await new Promise((resolve) => setTimeout(resolve, 300));
    }
    expect([caller.phase, phone.call.endedBy]).toEqual(['live', undefined]);
  });

  it('shorter than the exchange allows is refused with 422 and its minimum', async () => {
    const pbx = await exchange();
    const phone = await line(pbx, '1001');
    const call = await phone.dial(ECHO_EXTENSION, [['Session-Expires', '90']]);
    await until(() => call.failedWith !== undefined, 'refused');
    expect(call.failedWith).toBe(422);
    const live = await phone.liveCall(ECHO_EXTENSION);
    const answer = await live.leg.request('UPDATE', { headers: [['Session-Expires', '90']] });
    expect([answer.status, header(answer, 'Min-SE')]).toEqual([422, '1800']);
    expect(pbx.callCount).toBe(1);
  });
});

describe('Within a dialog', () => {
  it('a re-INVITE that crosses one of the exchange’s own gets 491 on both sides, and works the next time', async () => {
    const pbx = await exchange();
    const phone = await line(pbx, '1001');
    const caller = await liveCallTo(pbx, '1001', { toneHz: 900 });
    const answers: number[] = [];
    pbx.on('trace', (direction, message) => {
      if (direction === 'in' && message.status === 491) answers.push(message.status);
    });
    pbx.collideWithNextReinvite();
    expect(await phone.call.hold(true)).toBe(491);
    await until(() => answers.length === 1, 'the phone refused the exchange’s');
    const isDone = (): boolean => phone.seen.filter((method) => method === 'INVITE').length >= 3;
    await until(isDone, 'the exchange tries again');
    await until(() => phone.call.rtp.direction === 'sendrecv', 'nothing changed');
    await hears(caller, 600);
    await hears(phone.call, 900);
    expect(await phone.call.hold(true)).toBe(200);
  });

  it('OPTIONS, UPDATE and INFO are answered 200, an unknown dialog 481, and an old sequence number 500', async () => {
    const pbx = await exchange();
    const phone = await line(pbx, '1001');
    const caller = await liveCallTo(pbx, '1001');
    const { leg } = phone.call;
    for (const method of ['OPTIONS', 'UPDATE', 'INFO'])
      expect([method, (await leg.request(method)).status]).toEqual([method, 200]);
    expect((await leg.request('OPTIONS', { cseq: 3 })).status).toBe(500);
    expect(await caller.update()).toBe(200);
    caller.hangup();
    await until(() => phone.call.endedBy !== undefined, 'over');
    expect((await leg.request('INFO')).status).toBe(481);
  });

  it('keys pressed as events or by INFO arrive at the other side, each once', async () => {
    const pbx = await exchange();
    const phone = await line(pbx, '1001');
    const caller = await liveCallTo(pbx, '1001', { toneHz: 900 });
    await caller.sendTones('15#D');
    await until(() => phone.call.rtp.tones.length === 4, 'four events');
    expect(phone.call.rtp.tones.join('')).toBe('15#D');
    await hears(phone.call, 900, 'the voice goes on');
    expect(await caller.sendInfo('7')).toBe(200);
    await until(() => phone.call.infoBodies.length === 1, 'an INFO');
    expect(phone.call.infoBodies[0]).toMatch(/^Signal=7\r\n/);
    const contentType = 'application/dtmf-relay';
    await phone.call.leg.request('INFO', { contentType, body: 'Signal=*\r\nDuration=160\r\n' });
    await until(() => caller.infoTones.length === 1, 'the key by INFO');
    expect(caller.infoTones).toEqual(['*']);
  });

  it('a side that takes no events cannot be sent any', async () => {
    const pbx = await exchange();
    const phone = await line(pbx, '1001');
    await liveCallTo(pbx, '1001', { telephoneEvents: false });
    await expect(phone.call.rtp.sendTones('1')).rejects.toThrow('takes no telephone events');
  });

  it('A-law alone is spoken and heard', async () => {
    const pbx = await exchange();
    const phone = await line(pbx, '1001', { codecs: ['PCMU', 'PCMA'] });
    const caller = await liveCallTo(pbx, '1001', { toneHz: 900, codecs: ['PCMA'] });
    await hears(caller, 600);
    await hears(phone.call, 900);
    expect([...caller.rtp.heardTypes.keys(), ...phone.call.rtp.heardTypes.keys()]).toEqual([8, 8]);
  });

  it('without a codec in common the call is refused with 488', async () => {
    const pbx = await exchange();
    const phone = await line(pbx, '1001', { codecs: ['PCMU'] });
    expect(await (await callTo(pbx, '1001', { codecs: ['PCMA'] })).ended).toMatchObject({ status: 488 });
    await until(() => phone.call.endedBy !== undefined, 'the phone is told');
  });

  it('an offer of encryption is refused with 488', async () => {
    const pbx = await exchange();
    const phone = await line(pbx, '1001');
    const call = await phone.dial(ECHO_EXTENSION, [], (sdp) => sdp.replace('RTP/AVP', 'RTP/SAVP'));
    await until(() => call.failedWith !== undefined, 'refused');
    expect(call.failedWith).toBe(488);
  });

  it('a caller who invites without SDP is offered the phone’s, and both hear each other', async () => {
    const pbx = await exchange();
    const phone = await line(pbx, '1001');
    const caller = await liveCallTo(pbx, '1001', { toneHz: 900, delayedOffer: true });
    await hears(caller, 600);
    await hears(phone.call, 900);
  });
});

describe('When a phone moves', () => {
  it('its new media address is followed by re-INVITE', async () => {
    const pbx = await exchange();
    const phone = await line(pbx, '1001');
    const caller = await liveCallTo(pbx, '1001', { toneHz: 900 });
    await hears(caller, 600);
    const rtp = await RtpEndpoint.open({ host: '127.0.0.1', source: createTone(1_300) });
    onCleanUp(() => rtp.close());
    phone.call.rtp.direction = 'inactive';
    const { status, ack } = await phone.call.leg.reinvite(writeSdp({ host: '127.0.0.1', port: rtp.port }));
    expect(status).toBe(200);
    ack();
    rtp.sendTo({ ip: '127.0.0.1', port: caller.rtp.port });
    await hears(rtp, 900, 'the caller, at the new address');
    await hears(caller, 1_300, 'the new address');
  });

  it.each(['tcp', 'udp'] as const)(
    'its new connection and Contact are used from then on (%s)',
    async (transport) => {
      const pbx = await exchange();
      const phone = await line(pbx, '1001', { transport });
      const caller = await liveCallTo(pbx, '1001');
      const byes = sentBy(pbx, 'BYE');
      const elsewhere = await SipEndpoint.open('127.0.0.1', 0);
      onCleanUp(() => elsewhere.close());
      const { call } = phone;
      elsewhere.onRequest = (request) => call.leg.receive(request);
      call.leg.moveTo(elsewhere);
      expect((await call.leg.request('UPDATE')).status).toBe(200);
      await phone.endpoint.close();
      caller.hangup();
      await until(() => call.endedBy !== undefined, 'BYE arrives at the new address');
      expect(byes.map(({ uri }) => uri)).toEqual([expect.stringContaining(elsewhere.address)]);
      expect(uriOf(`<${byes[0]?.uri}>`)).toContain(`@${elsewhere.address}`);
    },
  );

  it('a BYE after its connection dropped goes over the one it registered with anew', async () => {
    const pbx = await exchange();
    const phone = await line(pbx, '1001');
    const caller = await liveCallTo(pbx, '1001');
    pbx.dropConnections();
    expect(await phone.register()).toBe(200);
    caller.hangup();
    await until(() => phone.call.endedBy !== undefined, 'BYE arrives');
  });
});
