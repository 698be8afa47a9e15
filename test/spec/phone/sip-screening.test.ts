/** Requests that must be refused before SIP.js sees them, and bodies that it could not read. */
import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { screenRequest } from '../../../src/phone/sip/request-screening.ts';
import { withPlainBody } from '../../../src/phone/sip/session-body.ts';
import { headerValue } from '../../../src/phone/sip/sip-text.ts';
import { statelessAnswer } from '../../../src/phone/sip/stateless-answer.ts';

const torture = (name: string): Promise<string> =>
  readFile(new URL(`../../torture/${name}.dat`, import.meta.url), 'utf8');

const request = (start: string, headers: string[] = [], body = ''): string =>
  [
    start,
    'v: SIP/2.0/UDP 10.0.0.5;branch=z9hG4bKone',
    'Via: SIP/2.0/UDP 10.0.0.6;branch=z9hG4bKtwo',
    'f: <sip:a@b>;tag=a',
    'To: <sip:1001@b>',
    'i: call@b',
    `CSeq: 1 ${start.split(' ')[0]}`,
    ...headers,
    `l: ${body.length}`,
    '',
    body,
  ].join('\r\n');
const INVITE = 'INVITE sip:1001@b SIP/2.0';

describe('A request that RFC 4475 shows', () => {
  it.each([
    ['mismatch01', 400],
    ['mcl01', 400],
    ['badvers', 505],
    ['unkscm', 416],
    ['novelsc', 416],
    ['bext01', 420],
    ['invut', 415],
    ['wsinv', undefined],
    ['intmeth', undefined],
    ['esc01', undefined],
    ['longreq', undefined],
    ['semiuri', undefined],
    ['transports', undefined],
  ])('as %s is refused with %s', async (name, status) => {
    expect(screenRequest(await torture(name))?.status).toBe(status);
  });
});

describe('A request', () => {
  it('that requires what the phone does not know is told what', () => {
    const refusal = screenRequest(request(INVITE, ['Require: 100rel, foo', 'Require: bar']));
    expect(refusal).toEqual({ status: 420, reason: 'Bad Extension', headers: ['Unsupported: foo, bar'] });
    expect(screenRequest(request(INVITE, ['Require: timer,100rel,replaces']))).toBeUndefined();
    expect(screenRequest(request('ACK sip:1001@b SIP/2.0', ['Require: foo']))).toBeUndefined();
  });

  it.each([
    [['Content-Type: text/plain'], 'hello', 415],
    [['c: application/sdp'], 'v=0', undefined],
    [['Content-Type: application/sdp', 'Content-Encoding: gzip'], 'v=0', 415],
    [['Content-Type: multipart/mixed;boundary=x'], '--x\r\nContent-Type: text/plain\r\n\r\nhi\r\n--x--', 415],
    [['Content-Type: text/plain'], '', undefined],
  ])('to talk with %o and body %j is answered %s', (headers, body, status) => {
    expect(screenRequest(request(INVITE, headers, body))?.status).toBe(status);
  });

  it('is answered with all that the asker needs to recognise it, the same each time', () => {
    const asked = request(INVITE);
    const answer = statelessAnswer(asked, { status: 420, reason: 'Bad', headers: ['Unsupported: x'] }) ?? '';
    expect(answer.split('\r\n')).toEqual([
      'SIP/2.0 420 Bad',
      'v: SIP/2.0/UDP 10.0.0.5;branch=z9hG4bKone',
      'Via: SIP/2.0/UDP 10.0.0.6;branch=z9hG4bKtwo',
      'f: <sip:a@b>;tag=a',
      expect.stringMatching(/^To: <sip:1001@b>;tag=[0-9a-f]{10}$/),
      'i: call@b',
      'CSeq: 1 INVITE',
      'Unsupported: x',
      'Content-Length: 0',
      '',
      '',
    ]);
    expect(statelessAnswer(asked, { status: 420, reason: 'Bad', headers: ['Unsupported: x'] })).toBe(answer);
  });

  it('that is an ACK, or lacks what an answer needs, gets none', () => {
    const refusal = { status: 400, reason: 'Bad' };
    expect(statelessAnswer(request('ACK sip:1001@b SIP/2.0'), refusal)).toBeUndefined();
    expect(statelessAnswer(`${INVITE}\r\nTo: <sip:a@b>\r\n\r\n`, refusal)).toBeUndefined();
  });
});

describe('A body', () => {
  const sdp = 'v=0\r\no=- 1 1 IN IP4 10.0.0.5\r\ns=-\r\n';

  it('of several parts gives its SDP, alone and with its own length', () => {
    const parts = `preamble\r\n--b\r\nContent-Type: text/plain\r\n\r\nhello\r\n--b\r\nContent-Type: application/sdp\r\n\r\n${sdp}\r\n--b--\r\n`;
    const plain = withPlainBody(request(INVITE, ['Content-Type: multipart/mixed;\r\n boundary="b"'], parts));
    expect(headerValue(plain, 'Content-Type')).toBe('application/sdp');
    const [, body = ''] = /\r\n\r\n([^]*)$/.exec(plain) ?? [];
    expect(body.startsWith(sdp)).toBe(true);
    expect(body).not.toContain('--b');
    expect(Number(headerValue(plain, 'Content-Length'))).toBe(Buffer.byteLength(body));
  });

  it('with a disposition without sense loses that, and nothing else', () => {
    const headers = (disposition: string): string[] => ['Content-Type: application/sdp', disposition];
    const odd = request(INVITE, headers('Content-Disposition: ;;='), sdp);
    expect(withPlainBody(odd)).toBe(odd.replace('Content-Disposition: ;;=\r\n', ''));
    for (const sound of ['session', 'session;handling=optional']) {
      const message = request(INVITE, headers(`Content-Disposition: ${sound}`), sdp);
      expect(withPlainBody(message)).toBe(message);
    }
  });
});
