/** Offer and answer as a table of directions, from both sides, with early and delayed offers, codecs and keys. */
import { describe, expect, it } from 'vitest';
import type { AudioPolicy } from '../../../src/phone/media/audio-choice.ts';
import { AudioNegotiation } from '../../../src/phone/media/audio-negotiation.ts';
import type { Direction } from '../../../src/phone/media/direction.ts';
import { readSdp } from '../../../src/phone/media/sdp.ts';

const POLICY: AudioPolicy = { codecs: ['PCMU', 'PCMA', 'G722'], encryption: 'off' };
const KEY = Buffer.alloc(30, 7).toString('base64');
const OTHER_KEY = Buffer.alloc(30, 8).toString('base64');
const cryptoLine = (tag = 1, suite = 'AES_CM_128_HMAC_SHA1_80', key = KEY): string =>
  `a=crypto:${tag} ${suite} inline:${key}|2^31\r\n`;

const sdp = (
  direction: Direction,
  { types = '0 8 101', extra = '', ip = '10.0.0.9', profile = 'RTP/AVP', port = 4000 } = {},
): string =>
  `v=0\r\no=- 1 1 IN IP4 ${ip}\r\ns=-\r\nc=IN IP4 ${ip}\r\nt=0 0\r\nm=audio ${port} ${profile} ${types}\r\n` +
  `a=rtpmap:101 telephone-event/8000\r\na=${direction}\r\n${extra}`;
const sectionIn = (text: string) => {
  const [section] = readSdp(text).audio;
  if (!section) throw new Error('no audio');
  return section;
};
const directionIn = (text: string): string => sectionIn(text).direction;
const fresh = (policy: Partial<AudioPolicy> = {}): AudioNegotiation =>
  new AudioNegotiation({ ip: '10.0.0.5', port: 5004 }, { ...POLICY, ...policy });
/** A call that they began and we answered. */
const answered = (offer: string, policy: Partial<AudioPolicy> = {}): AudioNegotiation => {
  const negotiation = fresh(policy);
  negotiation.accept(offer);
  negotiation.describe();
  return negotiation;
};

describe('Audio negotiation', () => {
  it.each([
    // they offer, we hold, our answer
    ['sendrecv', false, 'sendrecv'],
    ['sendrecv', true, 'sendonly'],
    ['sendonly', false, 'recvonly'],
    ['sendonly', true, 'inactive'],
    ['recvonly', false, 'sendonly'],
    ['recvonly', true, 'sendonly'],
    ['inactive', false, 'inactive'],
    ['inactive', true, 'inactive'],
  ] as const)('answers an offer of %s (we hold: %s) with %s', (offer, held, answer) => {
    const negotiation = fresh();
    negotiation.held = held;
    negotiation.accept(sdp(offer));
    expect(directionIn(negotiation.describe())).toBe(answer);
    expect(negotiation.agreement?.direction).toBe(answer);
    expect(negotiation.heldByPeer).toBe(offer === 'sendonly' || offer === 'inactive');
  });

  it.each([
    // we hold, they answer our offer, what we do
    [false, 'sendrecv', 'sendrecv'],
    [false, 'sendonly', 'recvonly'],
    [false, 'recvonly', 'sendonly'],
    [true, 'recvonly', 'sendonly'],
    [true, 'inactive', 'inactive'],
  ] as const)('offers (we hold: %s), hears %s, and does %s', (held, answer, direction) => {
    const negotiation = fresh();
    negotiation.held = held;
    expect(directionIn(negotiation.describe())).toBe(held ? 'sendonly' : 'sendrecv');
    negotiation.accept(sdp(answer));
    expect(negotiation.agreement?.direction).toBe(direction);
  });

  it('resumes with sendrecv when re-invited without SDP after having been inactive', () => {
    const negotiation = answered(sdp('inactive'));
    expect(directionIn(negotiation.describe())).toBe('sendrecv');
    negotiation.accept(sdp('sendrecv'));
    expect(negotiation.agreement?.direction).toBe('sendrecv');
    expect(negotiation.heldByPeer).toBe(false);
  });

  it('keeps what was agreed when an offer of either side comes to nothing', () => {
    const negotiation = answered(sdp('sendrecv'));
    negotiation.held = true;
    negotiation.describe();
    negotiation.rollback();
    expect(negotiation.agreement?.direction).toBe('sendrecv');
    negotiation.accept(sdp('inactive', { ip: '10.0.0.77', types: '8' }));
    negotiation.rollback();
    expect(negotiation.agreement).toMatchObject({ codec: 'PCMU', remote: { ip: '10.0.0.9' } });
    expect(negotiation.heldByPeer).toBe(false);
    expect(() => negotiation.accept(sdp('sendrecv', { types: '18' }))).toThrow(/no common codec/);
    expect(negotiation.agreement).toMatchObject({ codec: 'PCMU', direction: 'sendrecv' });
  });

  it('understands the old way to hold, an address of zero, and remembers where to send afterwards', () => {
    const negotiation = answered(sdp('sendrecv'));
    negotiation.accept(sdp('sendrecv', { ip: '0.0.0.0' }));
    expect(directionIn(negotiation.describe())).toBe('recvonly');
    expect(negotiation.agreement?.remote.ip).toBe('10.0.0.9');
    negotiation.accept(sdp('inactive', { ip: '0.0.0.0' }));
    expect(directionIn(negotiation.describe())).toBe('inactive');
  });

  it('takes the first codec of the account that is offered, and refuses other media with port 0', () => {
    const negotiation = fresh({ codecs: ['G722', 'PCMA', 'PCMU'] });
    negotiation.accept(sdp('sendrecv', { types: '18 0 8 101', extra: 'm=video 4002 RTP/AVP 97\r\n' }));
    const answer = negotiation.describe();
    expect(negotiation.agreement).toMatchObject({ codec: 'PCMA', payloadType: 8 });
    expect(answer).toContain('m=audio 5004 RTP/AVP 8 101');
    expect(answer).toContain('m=video 0 RTP/AVP 97');
  });

  it('offers the codecs in the order of the account, with G.722 at its clock of 8000', () => {
    const offer = fresh({ codecs: ['G722', 'PCMU'] }).describe();
    expect(offer).toContain('m=audio 5004 RTP/AVP 9 0 101');
    expect(offer).toContain('a=rtpmap:9 G722/8000');
  });

  it('takes the first usable of several audio lines, in the order of the offer', () => {
    const second = 'm=audio 4100 RTP/AVP 0\r\nm=audio 4200 RTP/AVP 0\r\n';
    const negotiation = fresh();
    negotiation.accept(sdp('sendrecv', { types: '18', extra: second }));
    const lines = negotiation
      .describe()
      .split('\r\n')
      .filter((line) => line.startsWith('m='));
    expect(lines).toEqual(['m=audio 0 RTP/AVP 18', 'm=audio 5004 RTP/AVP 0', 'm=audio 0 RTP/AVP 0']);
    expect(negotiation.agreement?.remote.port).toBe(4100);
  });

  it('takes an audio line that is switched off as hold, but not at the beginning of a call', () => {
    const off = sdp('sendrecv', { port: 0 });
    expect(() => fresh().accept(off)).toThrow(/refused/);
    const negotiation = answered(sdp('sendrecv'));
    negotiation.accept(off);
    expect(sectionIn(negotiation.describe()).port).toBe(0);
    expect(negotiation.heldByPeer).toBe(true);
    expect(negotiation.agreement?.direction).toBe('inactive');
    negotiation.accept(sdp('sendrecv'));
    expect(directionIn(negotiation.describe())).toBe('sendrecv');
  });

  it.each([
    ['the next port', '', { ip: '10.0.0.9', port: 4001 }, false],
    ['another port', 'a=rtcp:4444\r\n', { ip: '10.0.0.9', port: 4444 }, false],
    ['another address', 'a=rtcp:4444 IN IP4 10.0.0.8\r\n', { ip: '10.0.0.8', port: 4444 }, false],
    ['the same port', 'a=rtcp-mux\r\na=rtcp:4444\r\n', { ip: '10.0.0.9', port: 4000 }, true],
  ])('sends reports to %s', (_where, extra, remoteRtcp, isShared) => {
    const negotiation = fresh();
    negotiation.accept(sdp('sendrecv', { extra }));
    expect(negotiation.describe().includes('a=rtcp-mux')).toBe(isShared);
    expect(negotiation.agreement?.remoteRtcp).toEqual(remoteRtcp);
  });

  it.each([
    ['10', 10],
    ['30', 30],
    ['25', 20],
    ['60', 20],
  ])('sends packets of the length asked for where it can (%s → %s ms)', (asked, packetMs) => {
    expect(answered(sdp('sendrecv', { extra: `a=ptime:${asked}\r\n` })).agreement?.packetMs).toBe(packetMs);
  });

  it.each([
    ['another type', 'a=rtpmap:97 telephone-event/8000\r\n', '0 97', { type: 97, clockHz: 8_000 }],
    ['another clock', 'a=rtpmap:97 telephone-event/48000\r\n', '0 97', { type: 97, clockHz: 48_000 }],
    [
      'the voice clock first',
      'a=rtpmap:97 telephone-event/48000\r\n',
      '0 97 101',
      { type: 101, clockHz: 8_000 },
    ],
    ['none', '', '0', undefined],
  ])('takes telephone events of %s', (_what, extra, types, events) => {
    expect(answered(sdp('sendrecv', { extra, types })).agreement?.events).toEqual(events);
  });

  it('knows a codec by its name when it has a payload type of its own', () => {
    const negotiation = answered(sdp('sendrecv', { types: '96 101', extra: 'a=rtpmap:96 pcma/8000/1\r\n' }));
    expect(negotiation.agreement).toMatchObject({ codec: 'PCMA', payloadType: 96 });
  });

  it.each([
    ['no audio', 'v=0\r\nc=IN IP4 10.0.0.9\r\nm=video 4000 RTP/AVP 97\r\n', /without an audio section/],
    ['no common codec', sdp('sendrecv', { types: '18' }), /no common codec/],
    ['a foreign profile', sdp('sendrecv', { profile: 'UDP/TLS/RTP/SAVPF' }), /no common media profile/],
    ['no address', sdp('sendrecv').replace(/^c=.*$/m, 'b=AS:64'), /without an IPv4 address/],
    ['garbage', 'hello', /without an audio section/],
  ])('refuses a description with %s', (_what, text, reason) => {
    expect(() => fresh().accept(text)).toThrow(reason);
  });
});

describe('Agreeing on encryption', () => {
  const secure = sdp('sendrecv', { profile: 'RTP/SAVP', extra: cryptoLine() });
  const opportunistic = sdp('sendrecv', { extra: cryptoLine() });
  const plain = sdp('sendrecv');

  it.each([
    // the account, what is offered, and how it is answered
    ['offered', 'secure', { profile: 'RTP/SAVP', isSecured: true }],
    ['offered', 'opportunistic', { profile: 'RTP/AVP', isSecured: true }],
    ['offered', 'plain', { profile: 'RTP/AVP', isSecured: false }],
    ['required', 'secure', { profile: 'RTP/SAVP', isSecured: true }],
    ['required', 'opportunistic', { profile: 'RTP/AVP', isSecured: true }],
    ['off', 'opportunistic', { profile: 'RTP/AVP', isSecured: false }],
    ['off', 'plain', { profile: 'RTP/AVP', isSecured: false }],
  ] as const)('with encryption %s answers a %s offer: %j', (encryption, kind, { profile, isSecured }) => {
    const offer = { secure, opportunistic, plain }[kind];
    const negotiation = fresh({ encryption });
    negotiation.accept(offer);
    const answer = sectionIn(negotiation.describe());
    expect(answer.profile).toBe(profile);
    expect(answer.cryptos.length).toBe(isSecured ? 1 : 0);
    expect(negotiation.agreement?.keys !== undefined).toBe(isSecured);
  });

  it.each([
    ['plain audio where encryption is required', 'required', plain, /requires encrypted/],
    ['encrypted audio where it is off', 'off', secure, /switched off/],
    [
      'no suite we know',
      'offered',
      sdp('sendrecv', { profile: 'RTP/SAVP', extra: cryptoLine(1, 'F8_128_HMAC_SHA1_80') }),
      /suite/,
    ],
    [
      'keys that take protection away',
      'offered',
      sdp('sendrecv', {
        profile: 'RTP/SAVP',
        extra: cryptoLine().replace('|2^31', '|2^31 UNENCRYPTED_SRTP'),
      }),
      /suite/,
    ],
    [
      'a key of the wrong length',
      'offered',
      sdp('sendrecv', { profile: 'RTP/SAVP', extra: cryptoLine(1, 'AES_CM_128_HMAC_SHA1_80', 'AAAA') }),
      /suite/,
    ],
  ] as const)('refuses %s', (_what, encryption, offer, reason) => {
    expect(() => fresh({ encryption }).accept(offer)).toThrow(reason);
  });

  it('prefers the encrypted of two audio lines', () => {
    const extra = `m=audio 4100 RTP/SAVP 0\r\n${cryptoLine(3)}`;
    const negotiation = answered(sdp('sendrecv', { extra }), { encryption: 'offered' });
    expect(negotiation.agreement?.remote.port).toBe(4100);
    expect(negotiation.agreement?.keys?.theirs.material.toString('base64')).toBe(KEY);
  });

  it.each([
    ['off', 'RTP/AVP', 0],
    ['offered', 'RTP/AVP', 2],
    ['required', 'RTP/SAVP', 2],
  ] as const)('with encryption %s offers %s with %s keys', (encryption, profile, keys) => {
    const offer = sectionIn(fresh({ encryption }).describe());
    expect(offer.profile).toBe(profile);
    expect(offer.cryptos.length).toBe(keys);
    expect(new Set(offer.cryptos.map(({ material }) => material.toString('hex'))).size).toBe(keys);
  });

  it('encrypts with the key whose number the answer chose, and refuses a number it did not offer', () => {
    const negotiation = fresh({ encryption: 'required' });
    const offered = sectionIn(negotiation.describe()).cryptos[1];
    const answer = (tag: number): string =>
      sdp('sendrecv', { profile: 'RTP/SAVP', extra: cryptoLine(tag, 'AES_CM_128_HMAC_SHA1_32') });
    expect(() => negotiation.accept(answer(7))).toThrow(/not offered/);
    negotiation.accept(answer(2));
    expect(negotiation.agreement?.keys?.ours.material).toEqual(offered?.material);
    expect(negotiation.agreement?.keys?.theirs.suite).toBe('AES_CM_128_HMAC_SHA1_32');
  });

  it('falls back to plain audio when the answer to an offer with keys has none, unless encryption is required', () => {
    const offered = fresh({ encryption: 'offered' });
    offered.describe();
    offered.accept(plain);
    expect(offered.agreement?.keys).toBeUndefined();
    const required = fresh({ encryption: 'required' });
    required.describe();
    expect(() => required.accept(plain)).toThrow(/requires encrypted/);
  });

  it('keeps its key through hold and resume, and makes a new one for a peer with a new key', () => {
    const negotiation = answered(secure, { encryption: 'required' });
    const first = negotiation.agreement?.keys?.ours.material;
    negotiation.held = true;
    expect(sectionIn(negotiation.describe()).cryptos.map(({ material }) => material)).toEqual([first]);
    negotiation.accept(sdp('recvonly', { profile: 'RTP/SAVP', extra: cryptoLine() }));
    expect(negotiation.agreement?.keys?.ours.material).toEqual(first);
    negotiation.accept(sdp('sendrecv', { profile: 'RTP/SAVP', extra: cryptoLine(1, undefined, OTHER_KEY) }));
    negotiation.describe();
    expect(negotiation.agreement?.keys?.ours.material).not.toEqual(first);
  });

  it('keeps the key it offered when another branch of a forked call answers the same offer', () => {
    const negotiation = fresh({ encryption: 'required' });
    const offered = sectionIn(negotiation.describe()).cryptos[0];
    negotiation.accept(sdp('sendrecv', { profile: 'RTP/SAVP', extra: cryptoLine() }));
    negotiation.reopenOffer();
    negotiation.accept(sdp('sendrecv', { profile: 'RTP/SAVP', extra: cryptoLine(1, undefined, OTHER_KEY) }));
    expect(negotiation.agreement?.keys?.ours.material).toEqual(offered?.material);
    expect(negotiation.agreement?.keys?.theirs.material).toEqual(Buffer.from(OTHER_KEY, 'base64'));
    expect(negotiation.agreement?.direction).toBe('sendrecv');
  });
});
