/** SRTP and SRTCP: the vectors of other implementations, outages, repeats, forgeries, and both suites. */
import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RtpHeader, SrtpSession } from 'werift';
import { readRtp, writeRtp } from '../../../src/phone/media/rtp-packet.ts';
import type { RtpPacket } from '../../../src/phone/media/rtp-packet.ts';
import { ReplayWindow } from '../../../src/phone/media/replay-window.ts';
import { writeRtcp } from '../../../src/phone/media/rtcp-packet.ts';
import { createKey, readCrypto, srtpSuites, writeCrypto } from '../../../src/phone/media/sdes.ts';
import type { SdesKey } from '../../../src/phone/media/sdes.ts';
import { SrtpReceiver, SrtpSender } from '../../../src/phone/media/srtp.ts';

const packet = (sequence: number, more: Partial<RtpPacket> = {}): RtpPacket => ({
  payloadType: 0,
  marker: false,
  sequence: sequence & 0xffff,
  timestamp: (sequence * 160) >>> 0,
  ssrc: 0xcafebabe,
  payload: Buffer.alloc(160, sequence & 0xff),
  ...more,
});

/** werift's SRTP under the same key both ways. */
function weriftWith({ material }: SdesKey): SrtpSession {
  const [key, salt] = [material.subarray(0, 16), material.subarray(16)];
  const keys = { localMasterKey: key, localMasterSalt: salt, remoteMasterKey: key, remoteMasterSalt: salt };
  return new SrtpSession({ profile: 1, keys });
}

describe('SRTP', () => {
  it('writes and reads what libsrtp does with the key of RFC 3711, Appendix B', () => {
    const key: SdesKey = {
      suite: 'AES_CM_128_HMAC_SHA1_80',
      material: Buffer.from('e1f97a0d3e018be0d64fa32c06de41390ec675ad498afeebb6960b3aabe6', 'hex'),
      mkiBytes: 0,
    };
    const plain = Buffer.from(`800f1234decafbadcafebabe${'ab'.repeat(16)}`, 'hex');
    const cipher = '800f1234decafbadcafebabe4e55dc4ce79978d88ca4d215949d2402b78d6acc99ea179b8dbb';
    const sent = new SrtpSender(key).protect(readRtp(plain) as RtpPacket);
    expect(sent.toString('hex')).toBe(cipher);
    expect(new SrtpReceiver(key).unprotect(Buffer.from(cipher, 'hex'))).toEqual(plain);
  });

  it.each(srtpSuites)(
    '%s: every packet comes through an outage across the wrap of the numbers, twice round',
    (suite) => {
      const key = createKey(suite);
      const [sender, receiver] = [new SrtpSender(key), new SrtpReceiver(key)];
      expect(receiver.unprotect(sender.protect(packet(65_000)))).toEqual(writeRtp(packet(65_000)));
      for (let n = 65_500; n < 65_000 + 3 * 65_536; n += 500) {
        const sent = sender.protect(packet(n, { payload: Buffer.alloc(20, n) }));
        // Lost: half a minute around each wrap, and most of the rest.
        const isLost = n % 65_536 < 1_500 || n % 65_536 > 64_000 || n % 5_000 !== 0;
        if (!isLost)
          expect(receiver.unprotect(sent)?.subarray(12), `packet ${n}`).toEqual(Buffer.alloc(20, n));
      }
    },
  );

  it('takes packets in any order within reason, each once', () => {
    fc.assert(
      fc.property(
        fc.shuffledSubarray(
          Array.from({ length: 60 }, (_, i) => 65_500 + i),
          { minLength: 20 },
        ),
        (order) => {
          const key = createKey('AES_CM_128_HMAC_SHA1_80');
          const sender = new SrtpSender(key);
          const sent = new Map(
            Array.from({ length: 60 }, (_, i) => [65_500 + i, sender.protect(packet(65_500 + i))]),
          );
          const receiver = new SrtpReceiver(key);
          receiver.unprotect(sent.get(65_500) as Buffer);
          for (const n of order.filter((other) => other !== 65_500)) {
            const datagram = sent.get(n) as Buffer;
            expect(receiver.unprotect(datagram)).toEqual(writeRtp(packet(n)));
            expect(receiver.unprotect(datagram)).toBeUndefined();
          }
        },
      ),
      { numRuns: 20 },
    );
  });

  it('counts the wraps when packets leave in another order than numbered', () => {
    const key = createKey('AES_CM_128_HMAC_SHA1_80');
    const [sender, receiver] = [new SrtpSender(key), new SrtpReceiver(key)];
    for (const n of [65_532, 65_535, 65_534, 65_538, 65_533, 65_536, 65_537, 65_539])
      expect(receiver.unprotect(sender.protect(packet(n))), `packet ${n}`).toEqual(writeRtp(packet(n)));
  });

  it('is what werift makes of packets of any length and place', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 1, maxLength: 1_400 }),
        fc.nat(0xffff),
        fc.nat(0xff_ff_ff),
        (bytes, sequence, ssrc) => {
          const key = createKey('AES_CM_128_HMAC_SHA1_80');
          const werift = weriftWith(key);
          const plain = packet(sequence, { payload: Buffer.from(bytes), ssrc });
          const sent = new SrtpSender(key).protect(plain);
          expect(werift.decrypt(sent)).toEqual(writeRtp(plain));
          const { payloadType, timestamp } = plain;
          const header = new RtpHeader({ payloadType, sequenceNumber: sequence, timestamp, ssrc });
          expect(werift.encrypt(plain.payload, header)).toEqual(sent);
        },
      ),
    );
  });

  it('reads past an extension and contributing sources, which are signed but not encrypted', () => {
    const key = createKey('AES_CM_128_HMAC_SHA1_80');
    const werift = weriftWith(key);
    const header = new RtpHeader({ payloadType: 0, sequenceNumber: 9, timestamp: 5, ssrc: 6 });
    Object.assign(header, { csrc: [1, 2], csrcLength: 2, extension: true, extensionProfile: 0xbede });
    header.extensions = [{ id: 3, payload: Buffer.from([7]) }];
    const payload = randomBytes(160);
    const plain = new SrtpReceiver(key).unprotect(werift.encrypt(payload, header));
    expect(plain && readRtp(plain)).toMatchObject({ sequence: 9, payload });
    expect(plain?.[0]).toBe(0x92);
  });

  it.each(srtpSuites)(
    '%s: drops what was changed by a single bit, cut, or made with another key',
    (suite) => {
      const key = createKey(suite);
      const good = new SrtpSender(key).protect(packet(5));
      const receiver = new SrtpReceiver(key);
      for (let bit = 0; bit < good.length * 8; bit += 3) {
        const bad = Buffer.from(good);
        bad.writeUInt8(bad.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
        expect(receiver.unprotect(bad)).toBeUndefined();
      }
      for (let length = 0; length < good.length; length++)
        expect(receiver.unprotect(good.subarray(0, length))).toBeUndefined();
      expect(new SrtpReceiver(createKey(suite)).unprotect(good)).toBeUndefined();
      expect(receiver.unprotect(randomBytes(180))).toBeUndefined();
      expect(receiver.unprotect(good)).toBeDefined();
    },
  );

  it('strips the master key identifier that some gateways add', () => {
    for (const suite of srtpSuites) {
      const key = createKey(suite);
      const tagBytes = suite.endsWith('32') ? 4 : 10;
      const sent = new SrtpSender(key).protect(packet(9));
      const body = sent.length - tagBytes;
      const withMki = Buffer.concat([sent.subarray(0, body), Buffer.from([1]), sent.subarray(body)]);
      expect(new SrtpReceiver({ ...key, mkiBytes: 1 }).unprotect(withMki)).toEqual(writeRtp(packet(9)));
    }
  });
});

describe('SRTCP', () => {
  it.each(srtpSuites)('%s: comes out as it went in, once, and not when damaged', (suite) => {
    const key = createKey(suite);
    const [sender, receiver] = [new SrtpSender(key), new SrtpReceiver(key)];
    const plain = writeRtcp({ ssrc: 77, sender: undefined, blocks: [], cname: 'me', goodbye: true });
    for (let i = 0; i < 5; i++) {
      const sent = sender.protectRtcp(plain);
      expect(sent.length).toBe(plain.length + 14);
      const bad = Buffer.from(sent);
      bad.writeUInt8(bad.readUInt8(12) ^ 1, 12);
      expect(receiver.unprotectRtcp(bad)).toBeUndefined();
      expect(receiver.unprotectRtcp(sent)).toEqual(plain);
      expect(receiver.unprotectRtcp(sent)).toBeUndefined();
    }
    expect(receiver.unprotectRtcp(plain)).toBeUndefined();
  });
});

describe('The window of packets taken', () => {
  it('finds the number nearest to the newest across wraps, and remembers what it took', () => {
    const window = new ReplayWindow();
    window.add(window.nearest(65_534));
    expect(window.nearest(1)).toBe(65_537);
    window.add(65_537);
    expect(window.nearest(65_535)).toBe(65_535);
    expect(window.has(65_537)).toBe(true);
    expect(window.has(65_535)).toBe(false);
    for (let n = 65_538; n < 70_000; n++) window.add(n);
    expect(window.has(65_535)).toBe(true);
    expect(window.has(69_999)).toBe(true);
    expect(window.has(70_001)).toBe(false);
  });
});

describe('Keys in SDP', () => {
  it('come out as they went in', () => {
    for (const suite of srtpSuites) {
      const offer = { tag: 3, ...createKey(suite) };
      expect(readCrypto(writeCrypto(offer).slice('a=crypto:'.length))).toEqual(offer);
    }
  });

  it.each([
    ['lifetime and identifier', '1 AES_CM_128_HMAC_SHA1_80 inline:KEY|2^20|1:4', 4],
    ['lifetime', '1 AES_CM_128_HMAC_SHA1_80 inline:KEY|2^48', 0],
    ['identifier', '1 aes_cm_128_hmac_sha1_80 inline:KEY|1:1', 1],
    ['harmless session parameters', '1 AES_CM_128_HMAC_SHA1_80 inline:KEY WSH=64 KDR=0', 0],
  ])('are understood with %s', (_what, line, mkiBytes) => {
    const key = Buffer.alloc(30, 3).toString('base64');
    expect(readCrypto(line.replace('KEY', key))).toMatchObject({ tag: 1, mkiBytes });
  });

  it('are read without harm whatever stands there', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200 }), (text) => {
        expect(() => readCrypto(text)).not.toThrow();
      }),
    );
  });
});
