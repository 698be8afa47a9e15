/** Descriptions as SBCs and browsers write them, and what comes of them when they are damaged. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readGatewaySdp, writeGatewaySdp } from '../../../src/phone/media/gateway-sdp.ts';

/** A browser's offer with video, as an SBC passes it on: ICE and fingerprint for the session, events at two clocks. */
const BROWSER = [
  'v=0',
  'o=- 4611731400430051336 2 IN IP4 127.0.0.1',
  's=-',
  't=0 0',
  'a=group:BUNDLE video audio-1',
  'a=ice-lite',
  'a=ice-ufrag:F7gI',
  'a=ice-pwd:x9cml/YzichV2+XlhiMu8g',
  'a=fingerprint:sha-256 AA:BB:CC',
  'm=video 9 UDP/TLS/RTP/SAVPF 96',
  'c=IN IP4 0.0.0.0',
  'a=mid:video',
  'a=candidate:1 1 udp 1 192.0.2.9 9 typ host',
  'm=audio 40000 UDP/TLS/RTP/SAVPF 111 8 0 110 126',
  'c=IN IP4 192.0.2.1',
  'a=mid:audio-1',
  'a=sendonly',
  'a=setup:passive',
  'a=ptime:30',
  'a=rtpmap:111 opus/48000/2',
  'a=rtpmap:110 telephone-event/48000',
  'a=rtpmap:126 telephone-event/8000',
  'a=candidate:2 1 udp 2 192.0.2.1 40000 typ host',
  'a=candidate:3 1 udp 1 192.0.2.1 40001 typ relay raddr 0.0.0.0 rport 0',
  '',
].join('\r\n');

describe('A WebRTC description', () => {
  it('is read whatever stands around the audio', () => {
    expect(readGatewaySdp(BROWSER)).toEqual({
      voices: ['PCMA', 'PCMU'],
      events: 126,
      direction: 'sendonly',
      ptimeMs: 30,
      end: {
        ufrag: 'F7gI',
        password: 'x9cml/YzichV2+XlhiMu8g',
        fingerprints: [{ algorithm: 'sha-256', value: 'AA:BB:CC' }],
        candidates: [
          '2 1 udp 2 192.0.2.1 40000 typ host',
          '3 1 udp 1 192.0.2.1 40001 typ relay raddr 0.0.0.0 rport 0',
        ],
        isLite: true,
      },
      setup: 'passive',
      mid: 'audio-1',
      isBundled: true,
      audioIndex: 1,
      otherMedia: ['m=video 9 UDP/TLS/RTP/SAVPF 96'],
    });
  });

  it('is answered section by section: what we have no use for is refused where it stands', () => {
    const { mid, isBundled, audioIndex, otherMedia } = readGatewaySdp(BROWSER);
    const answer = writeGatewaySdp({
      ...{ mid, isBundled, audioIndex, otherMedia },
      ...{ sessionId: 7, version: 3, ip: '192.0.2.2', port: 50_000, setup: 'active' },
      ...{ voices: ['PCMA'], events: 126, direction: 'recvonly' },
      end: {
        ufrag: 'abcd',
        password: 'p'.repeat(22),
        fingerprints: [{ algorithm: 'sha-256', value: '01:02' }],
        candidates: ['1 1 udp 9 192.0.2.2 50000 typ host'],
      },
    });
    const media = answer.split('\r\n').filter((line) => line.startsWith('m='));
    expect(media).toEqual(['m=video 0 UDP/TLS/RTP/SAVPF 96', 'm=audio 50000 UDP/TLS/RTP/SAVPF 8 126']);
    expect(answer).toContain('a=group:BUNDLE audio-1\r\n');
    expect(readGatewaySdp(answer)).toMatchObject({
      voices: ['PCMA'],
      events: 126,
      direction: 'recvonly',
      setup: 'active',
      mid: 'audio-1',
    });
  });

  it('is read or refused with a reason, however it is damaged', () => {
    const lines = BROWSER.split('\r\n');
    const cut = fc.record({
      at: fc.nat(lines.length - 1),
      to: fc.string({ maxLength: 40 }),
      keep: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(cut, { minLength: 1, maxLength: 6 }), (cuts) => {
        const damaged = [...lines];
        for (const { at, to, keep } of cuts) damaged[at] = keep ? `${damaged[at]}${to}` : to;
        try {
          expect(readGatewaySdp(damaged.join('\r\n')).voices.length).toBeGreaterThan(0);
        } catch (error) {
          expect((error as Error).message).toMatch(/SDP without|WebRTC|codec|refused/);
        }
      }),
      { numRuns: 2_000 },
    );
  });
});
