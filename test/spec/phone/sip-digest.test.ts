/** Digest: the numbers of the RFCs, which challenge is met, and what SIP.js makes of it. */
import { randomUUID } from 'node:crypto';
import type { OutgoingRequestMessage } from 'sip.js/lib/core/messages/outgoing-request-message.js';
import { describe, expect, it } from 'vitest';
import { keepStrongestChallenge } from '../../../src/phone/sip/digest-challenge.ts';
import { digestResponse, isSupported } from '../../../src/phone/sip/digest.ts';
import { createUserAgent } from '../../../src/phone/sip/line-user-agent.ts';
import { SipTrace } from '../../../src/phone/sip/sip-trace.ts';
import { sipAccount } from '../../../src/shared/phone.ts';

describe('A digest answer', () => {
  it('without qop is the one of RFC 2069 (its erratum 749)', () => {
    const question = {
      username: 'Mufasa',
      realm: 'testrealm@host.com',
      password: 'CircleOfLife',
      nonce: 'dcd98b7102dd2f0e8b11d0f600bfb0c093',
      method: 'GET',
      uri: '/dir/index.html',
      algorithm: undefined,
      qop: [],
      cnonce: '',
      nonceCount: 1,
    };
    expect(digestResponse(question)).toBe('1949323746fe6a43ef61f9606e7febea');
  });

  it('with qop=auth is the one of RFC 2617 §3.5', () => {
    const question = {
      username: 'Mufasa',
      realm: 'testrealm@host.com',
      password: 'Circle Of Life',
      nonce: 'dcd98b7102dd2f0e8b11d0f600bfb0c093',
      method: 'GET',
      uri: '/dir/index.html',
      algorithm: undefined,
      qop: ['auth'],
      cnonce: '0a4f113b',
      nonceCount: 1,
    };
    expect(digestResponse(question)).toBe('6629fae49393a05397450978507c4ef1');
  });

  it.each([
    ['MD5', '8ca523f5e9506fed4657c9700eebdbec'],
    ['SHA-256', '753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1'],
  ])('with %s is the one of RFC 7616 §3.9.1', (algorithm, response) => {
    const question = {
      username: 'Mufasa',
      realm: 'http-auth@example.org',
      password: 'Circle of Life',
      nonce: '7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v',
      method: 'GET',
      uri: '/dir/index.html',
      qop: ['auth'],
      cnonce: 'f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ',
      nonceCount: 1,
      algorithm,
    };
    expect(digestResponse(question)).toBe(response);
  });

  it('of a session hashes the nonces into the secret (RFC 7616 §3.4.2)', () => {
    const question = {
      username: 'u',
      realm: 'r',
      password: 'p',
      nonce: 'n',
      method: 'REGISTER',
      uri: 'sip:r',
      qop: ['auth'],
      cnonce: 'c',
      nonceCount: 2,
    };
    const answers = ['SHA-256', 'SHA-256-sess'].map((algorithm) =>
      digestResponse({ ...question, algorithm }),
    );
    expect(new Set(answers).size).toBe(2);
  });

  it.each([
    [undefined, [], true],
    ['md5', ['auth'], true],
    ['SHA-256', ['auth-int', 'auth'], true],
    ['SHA-512-256', [], true],
    ['SHA-256', ['auth-int'], false],
    ['MD5-sess', ['auth'], false],
    ['AKAv1-MD5', [], false],
  ])('to %s with qop %o is possible: %s', (algorithm, qop, isPossible) => {
    expect(isSupported({ algorithm, qop })).toBe(isPossible);
  });
});

const refusal = (status: number, ...headers: string[]): string =>
  [
    `SIP/2.0 ${status} X`,
    'Via: SIP/2.0/UDP a;branch=z9hG4bKx',
    ...headers,
    'CSeq: 1 REGISTER',
    'Content-Length: 4',
    '',
    'body',
  ].join('\r\n');

const MD5 = 'WWW-Authenticate: Digest realm="r", nonce="m", algorithm=MD5, qop="auth"';
const SHA = 'WWW-Authenticate: Digest realm="r", nonce="s", qop="auth,auth-int", algorithm=SHA-256';
const FOLDED = 'WWW-Authenticate: Digest realm="r",\r\n nonce="f",\r\n\talgorithm=SHA-256';
const BEARER = 'WWW-Authenticate: Bearer authz_server="https://example.org"';
const SESSION = 'WWW-Authenticate: Digest realm="r", nonce="x", algorithm=MD5-sess';

describe('Of several challenges', () => {
  it.each([
    [[MD5, SHA], [SHA]],
    [[SHA, MD5], [SHA]],
    [[BEARER, MD5], [MD5]],
    [[MD5, FOLDED], [FOLDED]],
    [[SESSION, MD5], [MD5]],
    [[BEARER, SESSION], []],
    [[MD5], [MD5]],
  ])('%o the strongest that we know is left: %o', (offered, left) => {
    expect(keepStrongestChallenge(refusal(401, ...offered))).toBe(refusal(401, ...left));
  });

  it('a proxy may send some, too, and no other answer is touched', () => {
    const proxy = [MD5, SHA].map((header) => header.replace('WWW', 'Proxy'));
    expect(keepStrongestChallenge(refusal(407, ...proxy))).toBe(refusal(407, proxy[1] ?? ''));
    expect(keepStrongestChallenge(refusal(200, MD5, SHA))).toBe(refusal(200, MD5, SHA));
  });
});

describe('The Authorization header', () => {
  const { userAgentCore: core, configuration } = createUserAgent({
    account: sipAccount.parse({
      servers: ['pbx.test'],
      transport: 'tcp',
      user: '1001',
      authUser: 'agent "one"',
      password: 'secret',
      displayName: '',
    }),
    instanceId: randomUUID(),
    trace: new SipTrace(),
    openLeg: () => Promise.reject(new Error('no call here')),
    log: () => {},
  });
  const { uri } = configuration;
  const request: OutgoingRequestMessage = core.makeOutgoingRequestMessage('REGISTER', uri, uri, uri, {}, []);
  const authorize = (challenge: Record<string, unknown>): string | undefined => {
    const answer = core.configuration.authenticationFactory();
    return answer?.authenticate(request, challenge) ? answer.toString() : undefined;
  };

  it('counts the uses of a nonce across requests, and begins anew with a new nonce', () => {
    const counts = ['a', 'a', 'b', 'a'].map(
      (nonce) => /nc=(\w+)/.exec(authorize({ realm: 'r', nonce, qop: ['auth'] }) ?? '')?.[1],
    );
    expect(counts).toEqual(['00000001', '00000002', '00000001', '00000003']);
  });

  it('quotes what must be quoted, repeats what the server said, and leaves out what it did not ask for', () => {
    const header = authorize({ realm: 'ccmsipline', nonce: 'n', opaque: 'o', algorithm: 'MD5' }) ?? '';
    expect(header).toMatch(
      /^Digest username="agent \\"one\\"", realm="ccmsipline", nonce="n", uri="sip:1001@pbx\.test", response="[0-9a-f]{32}", algorithm=MD5, opaque="o"$/,
    );
  });

  it('is none when the challenge cannot be met', () => {
    expect(authorize({ realm: 'r', nonce: 'n', algorithm: 'SHA-256', qop: ['auth-int'] })).toBeUndefined();
    expect(authorize({ realm: 'r' })).toBeUndefined();
  });
});
