/** The ladder of the last calls: what is kept, in which order, and what never is. */
import { describe, expect, it } from 'vitest';
import { LINE_GROUP, SipTrace } from '../../../src/phone/sip/sip-trace.ts';

const ENDS = { protocol: 'TCP', local: '10.0.0.5:5062', peer: '10.0.0.1:5060' };

const message = (start: string, callId: string, headers: string[] = [], body = ''): string =>
  [
    start,
    'Via: SIP/2.0/TCP 10.0.0.5:5062;branch=z9hG4bKx',
    'From: "Agent One" <sip:1001@pbx>;tag=a',
    'To: <sip:2002@pbx>',
    `Call-ID: ${callId}`,
    `CSeq: 1 ${start.startsWith('SIP') ? 'INVITE' : start.split(' ')[0]}`,
    ...headers,
    `Content-Length: ${body.length}`,
    '',
    body,
  ].join('\r\n');

const INVITE = 'INVITE sip:2002@pbx SIP/2.0';

describe('A SIP trace', () => {
  it('keeps the messages of each call together, and those of the line apart', () => {
    const trace = new SipTrace();
    trace.sent(message('REGISTER sip:pbx SIP/2.0', 'r'), ENDS);
    trace.sent(message(INVITE, 'one', ['Content-Type: application/sdp'], 'v=0'), ENDS);
    trace.sent(message('OPTIONS sip:pbx SIP/2.0', 'o'), ENDS);
    trace.received(message('SIP/2.0 180 Ringing', 'one'), ENDS);
    const calls = trace
      .calls()
      .map(({ sipCallId, messages }) => [
        sipCallId,
        messages.map(({ direction, summary }) => `${direction} ${summary}`),
      ]);
    expect(calls).toEqual([
      [LINE_GROUP, ['out REGISTER', 'out OPTIONS']],
      ['one', ['out INVITE (SDP)', 'in 180 Ringing']],
    ]);
    expect(trace.calls()[1]).toMatchObject({ from: 'sip:1001@pbx', to: 'sip:2002@pbx' });
    expect(trace.calls()[1]?.messages[0]).toMatchObject({
      peer: 'TCP 10.0.0.1:5060',
      at: expect.any(Number),
    });
  });

  it('holds no digest answer and no key, wherever they stand', () => {
    const trace = new SipTrace();
    const secrets = [
      'Authorization: Digest username="u", nonce="SECRET1",\r\n response="SECRET2"',
      'proxy-authorization : Digest response="SECRET3"',
    ];
    const sdp = [
      'v=0',
      'a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:SECRET4|2^20|1:4',
      'a=ice-pwd:SECRET5',
      'k=clear:SECRET6',
    ].join('\r\n');
    trace.sent(message(INVITE, 'one', secrets, sdp), ENDS);
    const kept = JSON.stringify(trace.calls()) + trace.text();
    expect(kept).not.toContain('SECRET');
    expect(kept).toContain('Authorization: Digest [removed]');
    expect(kept).toContain('a=crypto:1 AES_CM_128_HMAC_SHA1_80 [removed]');
    expect(kept).toContain('From: \\"Agent One\\"');
  });

  it.each([
    ['application/dtmf-relay', 'Signal=5\r\nDuration=160\r\n'],
    ['application/dtmf', '5'],
  ])('keeps no key that was pressed, as %s', (type, body) => {
    const trace = new SipTrace();
    trace.sent(message('INFO sip:4127@pbx SIP/2.0', 'keys', [`Content-Type: ${type}`], body), ENDS);
    expect(trace.text()).toContain('INFO sip:');
    expect(trace.text()).toContain('[removed]');
    expect(trace.text().replace(/4127|^\d{4}-.*$/gm, '')).not.toMatch(/Signal ?= ?5|^5\s*$/m);
  });

  it('forgets the oldest calls, and of a long one the middle', () => {
    const trace = new SipTrace();
    for (let i = 0; i < 30; i++) trace.sent(message(INVITE, `call-${i}`), ENDS);
    expect(trace.calls().map(({ sipCallId }) => sipCallId)).toEqual(
      Array.from({ length: 20 }, (_, i) => `call-${i + 10}`),
    );
    for (let i = 0; i < 500; i++) trace.received(message(`SIP/2.0 ${180 + (i % 4)} N${i}`, 'call-29'), ENDS);
    const { messages = [] } = trace.calls().at(-1) ?? {};
    expect(messages.length).toBe(200);
    expect([messages[0]?.summary, messages.at(-1)?.summary]).toEqual(['INVITE', '183 N499']);
  });

  it('stays small whatever is sent to it', () => {
    const trace = new SipTrace();
    for (let i = 0; i < 20; i++)
      for (let j = 0; j < 60; j++) trace.received(message(INVITE, `call-${i}`, [], 'x'.repeat(60_000)), ENDS);
    expect(JSON.stringify(trace.calls()).length).toBeLessThan(6_000_000);
    expect(trace.calls().at(-1)?.sipCallId).toBe('call-19');
  });

  it('is written out for an administrator: time, ends, direction and the message as it was', () => {
    const trace = new SipTrace();
    trace.sent(message(INVITE, 'one'), ENDS);
    trace.received(message('SIP/2.0 486 Busy Here', 'one'), ENDS);
    trace.sent(message(INVITE, 'two'), ENDS);
    const lines = trace.text('one').split('\n');
    expect(lines[0]).toMatch(
      /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z TCP 10\.0\.0\.5:5062 -> 10\.0\.0\.1:5060$/,
    );
    expect(lines).toContain(INVITE);
    expect(lines.filter((line) => line.includes('10.0.0.1:5060 -> 10.0.0.5:5062')).length).toBe(1);
    expect(trace.text('one')).not.toContain('two');
    expect(trace.text()).toContain('Call-ID: two');
    expect(trace.text('none')).toBe('');
  });
});
