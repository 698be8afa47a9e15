/** What goes over the wire between two legs: encryption, codecs and keys. */
import { afterEach, describe, expect, it } from 'vitest';
import { writeRtp } from '../../../src/phone/media/rtp-packet.ts';
import { until } from '../../support/until.ts';
import { hearsOnly, joinLegs, listen, MediaBench, portIn, sdpOf } from './media-bench.ts';

const bench = new MediaBench();
afterEach(() => bench.close());

describe('Encrypted audio', () => {
  it.each([
    ['required', 'required'],
    ['offered', 'required'],
    ['required', 'offered'],
    ['offered', 'offered'],
  ] as const)('goes both ways when one side has it %s and the other %s', async (one, other) => {
    const [a, b] = [await bench.leg({ encryption: one }), await bench.leg({ encryption: other })];
    const [earA, earB] = [listen(a), listen(b)];
    await joinLegs(a, b);
    expect([a.secured, b.secured]).toEqual([true, true]);
    bench.speak(a, 700);
    bench.speak(b, 1_100);
    await hearsOnly(earB, [700], []);
    await hearsOnly(earA, [1_100], []);
    await until(() => a.quality()?.roundTripMs !== undefined, { timeoutMs: 60_000, what: 'SRTCP' });
  });

  it('is plain when one side has it off and the other only offers it, and refused when the other requires it', async () => {
    const [a, b] = [await bench.leg({ encryption: 'offered' }), await bench.leg({ encryption: 'off' })];
    await joinLegs(a, b);
    expect([a.secured, b.secured]).toEqual([false, false]);
    const strict = await bench.leg({ encryption: 'required' });
    await expect(strict.accept(await (await bench.leg()).describe())).rejects.toThrow(/requires encrypted/);
  });

  it('cannot be heard or spoken into without the key', async () => {
    const [a, b, spy] = [
      await bench.leg({ encryption: 'required' }),
      await bench.leg({ encryption: 'required' }),
      await bench.far(1_700),
    ];
    const ear = listen(b);
    const offer = await a.describe();
    await b.accept(offer);
    const answer = await b.describe();
    // The spy stands between: it sees everything and passes it on.
    await a.accept(answer.replace(/m=audio \d+/, `m=audio ${spy.port}`));
    const seen: Buffer[] = [];
    spy.onDatagram = (datagram) => {
      seen.push(datagram);
      spy.sendRaw(datagram, portIn(answer));
    };
    bench.speak(a, 700);
    await hearsOnly(ear, [700], []);
    expect(spy.ear.toneShare(700)).toBeLessThan(0.2);
    // Old packets played again and packets without a key change nothing.
    const frames = ear.frames;
    for (const datagram of seen.slice(0, 20)) spy.sendRaw(datagram, portIn(answer));
    for (let i = 0; i < 20; i++)
      spy.sendRaw(
        writeRtp({
          payloadType: 0,
          marker: false,
          sequence: i,
          timestamp: i,
          ssrc: 5,
          payload: Buffer.alloc(160, 1),
        }),
        portIn(answer),
      );
    await until(() => ear.frames > frames + 10);
    expect(b.summary()?.packetsReceived).toBe(ear.frames);
    expect(b.summary()?.packetsLost).toBe(0);
    await hearsOnly(ear, [700], []);
  });

  it('goes on when the peer changes its key by a re-INVITE', async () => {
    const [a, b, c] = [
      await bench.leg({ encryption: 'required' }),
      await bench.leg({ encryption: 'required' }),
      await bench.leg({ encryption: 'required' }),
    ];
    const [earA, earC] = [listen(a), listen(c)];
    await joinLegs(a, b);
    bench.speak(a, 700);
    bench.speak(b, 1_100);
    await hearsOnly(earA, [1_100], []);
    // The exchange hands b's part to c, which has a key of its own.
    await a.accept(await c.describe());
    await c.accept(await a.describe());
    b.close();
    bench.speak(c, 1_700);
    await hearsOnly(earA, [1_700], [1_100]);
    await hearsOnly(earC, [700], []);
  });
});

describe('Wideband audio', () => {
  it.each([
    ['G722', ['G722', 'PCMU'], ['PCMU', 'G722', 'PCMA']],
    ['PCMA', ['PCMA'], ['G722', 'PCMU', 'PCMA']],
    ['PCMU', ['PCMU', 'G722'], ['PCMU', 'G722']],
  ] as const)(
    '%s is spoken when it is the first the answering side likes of those offered',
    async (codec, answering, offering) => {
      const [a, b] = [await bench.leg({ codecs: offering }), await bench.leg({ codecs: answering })];
      const [earA, earB] = [listen(a), listen(b)];
      await joinLegs(a, b);
      expect([a.codec, b.codec]).toEqual([codec, codec]);
      bench.speak(a, 700);
      bench.speak(b, 1_100);
      await hearsOnly(earB, [700], []);
      await hearsOnly(earA, [1_100], []);
    },
  );
});

describe('Keys', () => {
  it('pressed by either side are heard once each by the other, and not as voice', async () => {
    const [a, b] = [await bench.leg(), await bench.leg()];
    await joinLegs(a, b);
    const heard: string[] = [];
    b.onTone = (tone) => heard.push(tone);
    const ear = listen(b);
    await a.sendTones('0159*#D');
    await until(() => heard.length === 7);
    expect(heard.join('')).toBe('0159*#D');
    expect(ear.level).toBeLessThan(50);
  });

  it('are sent at the clock the peer asked for, and refused when it takes none', async () => {
    const [leg, far] = [await bench.leg(), await bench.far()];
    await leg.accept(sdpOf(far.port, { types: '0 96', more: ['a=rtpmap:96 telephone-event/16000'] }));
    await leg.describe();
    await leg.sendTones('7');
    await until(() => far.packets.some(({ payloadType }) => payloadType === 96));
    const last = far.packets.findLast(({ payloadType }) => payloadType === 96);
    expect(last?.payload.readUInt16BE(2)).toBe(160 * 16);
    const deaf = await bench.leg();
    await deaf.accept(sdpOf(far.port, { types: '0' }));
    await deaf.describe();
    expect(deaf.takesTones).toBe(false);
    await expect(deaf.sendTones('1')).rejects.toThrow(/RFC 4733/);
  });
});
