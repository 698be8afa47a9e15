/** Offer and answer as a table of directions, from both sides, with early and delayed offers. */
import { describe, expect, it } from 'vitest';
import { AudioNegotiation } from '../../../src/phone/media/audio-negotiation.ts';
import { readSdp } from '../../../src/phone/media/sdp.ts';
import type { Direction } from '../../../src/phone/media/sdp.ts';

const sdp = (direction: Direction, { types = '0 8 101', extra = '', ip = '10.0.0.9' } = {}): string =>
  `v=0\r\no=- 1 1 IN IP4 ${ip}\r\ns=-\r\nc=IN IP4 ${ip}\r\nt=0 0\r\nm=audio 4000 RTP/AVP ${types}\r\n` +
  `a=rtpmap:101 telephone-event/8000\r\na=${direction}\r\n${extra}`;
const directionIn = (text: string): string => readSdp(text).direction;
const fresh = (): AudioNegotiation => new AudioNegotiation({ ip: '10.0.0.5', port: 5004 });

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
    expect(negotiation.direction).toBe(answer);
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
    expect(negotiation.direction).toBe(direction);
  });

  it('resumes with sendrecv when re-invited without SDP after having been inactive', () => {
    const negotiation = fresh();
    negotiation.accept(sdp('inactive'));
    negotiation.describe();
    expect(directionIn(negotiation.describe())).toBe('sendrecv');
    negotiation.accept(sdp('sendrecv'));
    expect(negotiation.direction).toBe('sendrecv');
    expect(negotiation.heldByPeer).toBe(false);
  });

  it('keeps what was agreed when an offer of ours comes to nothing', () => {
    const negotiation = fresh();
    negotiation.accept(sdp('sendrecv'));
    negotiation.describe();
    negotiation.held = true;
    negotiation.describe();
    negotiation.rollback();
    expect(negotiation.direction).toBe('sendrecv');
  });

  it('understands the old way to hold, an address of zero, and remembers where to send afterwards', () => {
    const negotiation = fresh();
    negotiation.accept(sdp('sendrecv'));
    negotiation.describe();
    negotiation.accept(sdp('sendrecv', { ip: '0.0.0.0' }));
    expect(directionIn(negotiation.describe())).toBe('recvonly');
    expect(negotiation.remote?.ip).toBe('10.0.0.9');
  });

  it('takes the first codec of the offer that it knows, and refuses other media with port 0', () => {
    const negotiation = fresh();
    negotiation.accept(sdp('sendrecv', { types: '18 8 0 101', extra: 'm=video 4002 RTP/AVP 97\r\n' }));
    const answer = negotiation.describe();
    expect(negotiation.voice).toBe(8);
    expect(answer).toContain('m=audio 5004 RTP/AVP 8 101');
    expect(answer).toContain('m=video 0 RTP/AVP 97');
  });

  it.each([
    ['no audio', 'v=0\r\nc=IN IP4 10.0.0.9\r\nm=video 4000 RTP/AVP 97\r\n', /without an audio section/],
    ['no common codec', sdp('sendrecv', { types: '18' }), /no common codec/],
    ['encrypted media', sdp('sendrecv').replace('RTP/AVP', 'RTP/SAVP'), /no common codec/],
    ['no address', sdp('sendrecv').replace(/^c=.*$/m, 'b=AS:64'), /without an IPv4 address/],
    ['garbage', 'hello', /without an audio section/],
  ])('refuses a description with %s', (_what, text, reason) => {
    expect(() => fresh().accept(text)).toThrow(reason);
  });
});
