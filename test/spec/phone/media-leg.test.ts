/** One call's audio over real sockets: who is heard, where ours goes, reports, quality, keys and encryption. */
import dgram from 'node:dgram';
import { once } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';
import { PbxLeg } from '../../../src/phone/media/pbx-leg.ts';
import type { PbxLegOptions } from '../../../src/phone/media/pbx-leg.ts';
import { readRtcp } from '../../../src/phone/media/rtcp-packet.ts';
import { writeRtp } from '../../../src/phone/media/rtp-packet.ts';
import { samplesFromUlaw, ulawFromSamples } from '../../../src/shared/g711.ts';
import { createTone, Ear } from '../../../src/simulators/pbx/tone.ts';
import { until } from '../../support/until.ts';
import { FarEnd, hearsOnly, joinFarEnd, LOOPBACK, portIn, sdpOf } from './media-bench.ts';

const open: { close: () => void }[] = [];
afterEach(() => open.splice(0).forEach((part) => part.close()));

async function openLeg(options: Partial<PbxLegOptions> = {}): Promise<PbxLeg> {
  const leg = await PbxLeg.open({ localAddress: LOOPBACK, ...options });
  open.push(leg);
  return leg;
}

async function openFar(toneHz?: number, ssrc?: number): Promise<FarEnd> {
  const far = await FarEnd.open(toneHz, ssrc);
  open.push(far);
  return far;
}

/** What a leg hears, as an agent would. */
function listen(leg: PbxLeg): Ear {
  const ear = new Ear();
  leg.onVoice = ({ payload }) => ear.hear(samplesFromUlaw(payload));
  return ear;
}

/** Lets the agent's side say a tone every 20 ms. */
function speak(leg: PbxLeg, hz: number): void {
  const tone = createTone(hz);
  let timestamp = 0;
  const timer = setInterval(() => {
    timestamp += 160;
    leg.sendVoice(ulawFromSamples(tone() ?? new Int16Array(160)), timestamp);
  }, 20);
  open.push({ close: () => clearInterval(timer) });
}

/** Two legs of ours in a call with each other: `a` offers. */
async function joinLegs(a: PbxLeg, b: PbxLeg): Promise<void> {
  await b.accept(await a.describe());
  await a.accept(await b.describe());
}

describe('The audio ports of a call', () => {
  it('are an even one for RTP and the next for RTCP, and are free again afterwards', async () => {
    const legs = await Promise.all(Array.from({ length: 20 }, () => openLeg()));
    const ports = await Promise.all(legs.map(async (leg) => portIn(await leg.describe())));
    expect(ports.every((port) => port % 2 === 0)).toBe(true);
    expect(new Set(ports).size).toBe(20);
    for (const leg of legs) leg.close();
    await until(async () => {
      const socket = dgram.createSocket('udp4');
      socket.bind((ports[0] ?? 0) + 1, LOOPBACK);
      await once(socket, 'listening');
      socket.close();
      return true;
    });
  });
});

describe('Whose voice is heard', () => {
  it('is the peer at the address it announced, both ways', async () => {
    const [leg, far] = [await openLeg(), await openFar(700)];
    const ear = listen(leg);
    await joinFarEnd(leg, far);
    speak(leg, 1_100);
    await hearsOnly(ear, [700], []);
    await hearsOnly(far.ear, [1_100], []);
  });

  it('is the peer behind NAT, which sends from another port than it announced, and gets ours there', async () => {
    const [leg, announced, real] = [await openLeg(), await openFar(), await openFar(700)];
    const ear = listen(leg);
    await leg.accept(sdpOf(announced.port));
    real.speakTo(portIn(await leg.describe()));
    speak(leg, 1_100);
    await hearsOnly(ear, [700], []);
    await hearsOnly(real.ear, [1_100], []);
  });

  it('is nobody else while the peer is speaking', async () => {
    const [leg, far, stranger] = [await openLeg(), await openFar(700, 1), await openFar(1_700, 2)];
    const ear = listen(leg);
    await joinFarEnd(leg, far);
    await hearsOnly(ear, [700], []);
    stranger.speakTo(portIn(await leg.describe()));
    const heard = ear.frames;
    await until(() => ear.frames > heard + 50);
    await hearsOnly(ear, [700], [1_700]);
    expect(stranger.packets).toEqual([]);
  });

  it('is the early media of an announcement first, and then the person who answered elsewhere', async () => {
    const [leg, early, person] = [await openLeg(), await openFar(700, 1), await openFar(1_700, 2)];
    const ear = listen(leg);
    const port = portIn(await leg.describe());
    await leg.accept(sdpOf(early.port));
    early.speakTo(port);
    await hearsOnly(ear, [700], []);
    // The PBX re-targets the media by a re-INVITE.
    await leg.accept(sdpOf(person.port));
    await leg.describe();
    person.speakTo(port);
    early.close();
    speak(leg, 1_100);
    await hearsOnly(ear, [1_700], [700]);
    await hearsOnly(person.ear, [1_100], []);
  });

  it('goes on when the stream changes its source in the middle of the call', async () => {
    const [leg, far] = [await openLeg(), await openFar(700)];
    const ear = listen(leg);
    await joinFarEnd(leg, far);
    await hearsOnly(ear, [700], []);
    far.source = createTone(1_700);
    far.outgoing = (packet) => ({
      ...packet,
      ssrc: 99,
      sequence: (packet.sequence + 5_000) & 0xffff,
      timestamp: (packet.timestamp + 1e9) >>> 0,
    });
    await hearsOnly(ear, [1_700], [700]);
  });

  it('is nobody during hold, and the peer again afterwards, with nothing counted as lost', async () => {
    const [leg, far] = [await openLeg(), await openFar(700)];
    const ear = listen(leg);
    await joinFarEnd(leg, far);
    await hearsOnly(ear, [700], []);
    leg.held = true;
    await leg.describe();
    await leg.accept(sdpOf(far.port, { direction: 'recvonly' }));
    const frames = ear.frames;
    // A peer that goes on speaking although it is held (music, announcements): 20 frames of it.
    const sent = far.packets.length;
    await until(() => far.packets.length > sent + 20);
    expect(ear.frames).toBe(frames);
    leg.held = false;
    await leg.describe();
    await leg.accept(sdpOf(far.port));
    await until(() => ear.frames > frames + 20);
    expect(leg.summary()?.packetsLost).toBe(0);
  });

  it('is still heard, both ways, after a hold of more than eleven minutes', async () => {
    const [leg, far] = [await openLeg(), await openFar(700)];
    const ear = listen(leg);
    await joinFarEnd(leg, far);
    await hearsOnly(ear, [700], []);
    leg.held = true;
    await leg.describe();
    await leg.accept(sdpOf(far.port, { direction: 'inactive' }));
    leg.held = false;
    await leg.describe();
    await leg.accept(sdpOf(far.port));
    const skipped = 12 * 60 * 8_000;
    far.outgoing = (packet) => ({ ...packet, timestamp: (packet.timestamp + skipped) >>> 0 });
    speak(leg, 1_100);
    ear.forget();
    await hearsOnly(ear, [700], []);
    await hearsOnly(far.ear, [1_100], []);
  });
});

describe('What the peer may send', () => {
  it.each([
    ['10 ms', 80],
    ['30 ms', 240],
    ['60 ms', 480],
  ])('packets of %s', async (_length, size) => {
    const [leg, far] = [await openLeg(), await openFar()];
    const ear = listen(leg);
    await leg.accept(sdpOf(far.port));
    const port = portIn(await leg.describe());
    const tone = createTone(700);
    let waiting = Buffer.alloc(0);
    const timer = setInterval(() => {
      waiting = Buffer.concat([waiting, ulawFromSamples(tone() ?? new Int16Array(160))]);
      for (; waiting.length >= size; waiting = waiting.subarray(size))
        far.send(port, waiting.subarray(0, size));
    }, 20);
    open.push({ close: () => clearInterval(timer) });
    await hearsOnly(ear, [700], []);
  });

  it('comfort noise, garbage and unknown types, which nobody hears', async () => {
    const [leg, far] = [await openLeg(), await openFar(700)];
    const ear = listen(leg);
    await joinFarEnd(leg, far);
    await hearsOnly(ear, [700], []);
    far.source = () => undefined;
    const port = portIn(await leg.describe());
    for (let i = 0; i < 50; i++) {
      far.send(port, Buffer.from([40]), 13);
      far.send(port, Buffer.alloc(160, i), 77);
      far.sendRaw(Buffer.alloc(i, 0x80 + i), port);
    }
    await hearsOnly(ear, [], [700]);
  });
});

describe('What the peer gets', () => {
  it.each([10, 30, 40])('packets of %s ms when it asks for them, one after the other', async (packetMs) => {
    const [leg, far] = [await openLeg(), await openFar()];
    await leg.accept(sdpOf(far.port, { more: [`a=ptime:${packetMs}`] }));
    await leg.describe();
    speak(leg, 1_100);
    await hearsOnly(far.ear, [1_100], []);
    await until(() => far.packets.length > 20);
    const last = far.packets.slice(-10);
    expect(last.map(({ payload }) => payload.length)).toEqual(Array(10).fill(packetMs * 8));
    last.slice(1).forEach(({ timestamp, sequence }, i) => {
      expect((timestamp - (last[i]?.timestamp ?? 0)) >>> 0).toBe(packetMs * 8);
      expect((sequence - (last[i]?.sequence ?? 0)) & 0xffff).toBe(1);
    });
  });

  it('the same stream after we moved to another address, and both addresses are heard until it knows', async () => {
    const [leg, far] = [await openLeg(), await openFar(700)];
    const ear = listen(leg);
    await joinFarEnd(leg, far);
    const oldPort = portIn(await leg.describe());
    leg.rollback();
    speak(leg, 1_100);
    await hearsOnly(far.ear, [1_100], []);
    await leg.relocate('127.0.0.2');
    ear.forget();
    await hearsOnly(ear, [700], []); // still sent to the old address
    const offer = await leg.describe();
    expect(offer).toContain('c=IN IP4 127.0.0.2');
    await leg.accept(sdpOf(far.port));
    far.ear.forget();
    await hearsOnly(far.ear, [1_100], []);
    expect(new Set(far.packets.map(({ ssrc }) => ssrc)).size).toBe(1);
    far.packets.slice(1).forEach(({ sequence }, i) => {
      expect((sequence - (far.packets[i]?.sequence ?? 0)) & 0xffff).toBe(1);
    });
    // The old ports are closed once the peer has learnt of the new.
    await until(async () => {
      const probe = dgram.createSocket('udp4');
      probe.bind(oldPort, LOOPBACK);
      await once(probe, 'listening');
      probe.close();
      return true;
    });
  });
});

describe('The quality of a call in progress', () => {
  it('is known on both sides from their reports, and summed up at the end', async () => {
    const [a, b] = [await openLeg(), await openLeg()];
    await joinLegs(a, b);
    speak(a, 700);
    await until(() => a.quality()?.roundTripMs !== undefined && b.quality()?.farLossPercent !== undefined, {
      timeoutMs: 60_000,
      what: 'round trip and far loss',
    });
    const quality = a.quality();
    expect(quality?.mos).toBeGreaterThan(4);
    expect(quality?.lossPercent).toBe(0);
    expect(quality?.roundTripMs).toBeLessThan(200);
    a.close();
    const summary = a.summary();
    expect(summary).toMatchObject({ codec: 'PCMU', secured: false, lossPercent: 0, farLossPercent: 0 });
    expect(summary?.packetsSent).toBeGreaterThan(50);
    expect(summary?.packetsReceived).toBeGreaterThan(50);
    expect(summary?.mosAverage).toBeGreaterThan(4);
  });

  it('is not known before anything was heard', async () => {
    const leg = await openLeg();
    await leg.describe();
    expect(leg.quality()).toBeUndefined();
    expect(leg.summary()).toBeUndefined();
  });

  it.each([
    ['on the next port', []],
    ['on the same port', ['a=rtcp-mux']],
  ])('is reported to the peer %s, with a goodbye at the end', async (_where, more) => {
    const [leg, far] = [await openLeg(), await openFar(700)];
    const rtcp = dgram.createSocket('udp4');
    rtcp.bind(0, LOOPBACK);
    await once(rtcp, 'listening');
    open.push(rtcp);
    const reports: Buffer[] = [];
    const take = (datagram: Buffer): void => void (readRtcp(datagram) && reports.push(datagram));
    rtcp.on('message', take);
    far.onDatagram = take;
    await leg.accept(sdpOf(far.port, { more: more.length ? more : [`a=rtcp:${rtcp.address().port}`] }));
    far.speakTo(portIn(await leg.describe()));
    await until(() => reports.length > 0, { what: 'a report' });
    expect(readRtcp(reports[0] ?? Buffer.alloc(0))).toMatchObject({
      goodbye: false,
      blocks: [{ ssrc: far.ssrc }],
    });
    expect(readRtcp(reports[0] ?? Buffer.alloc(0))?.sender?.packets).toBeGreaterThan(0);
    expect(readRtcp(reports[0] ?? Buffer.alloc(0))?.cname).toMatch(/^[0-9a-f-]{36}$/);
    leg.close();
    await until(() => readRtcp(reports.at(-1) ?? Buffer.alloc(0))?.goodbye, { what: 'the goodbye' });
  });
});

describe('Encrypted audio', () => {
  it.each([
    ['required', 'required'],
    ['offered', 'required'],
    ['required', 'offered'],
    ['offered', 'offered'],
  ] as const)('goes both ways when one side has it %s and the other %s', async (one, other) => {
    const [a, b] = [await openLeg({ encryption: one }), await openLeg({ encryption: other })];
    const [earA, earB] = [listen(a), listen(b)];
    await joinLegs(a, b);
    expect([a.secured, b.secured]).toEqual([true, true]);
    speak(a, 700);
    speak(b, 1_100);
    await hearsOnly(earB, [700], []);
    await hearsOnly(earA, [1_100], []);
    await until(() => a.quality()?.roundTripMs !== undefined, { timeoutMs: 60_000, what: 'SRTCP' });
  });

  it('is plain when one side has it off and the other only offers it, and refused when the other requires it', async () => {
    const [a, b] = [await openLeg({ encryption: 'offered' }), await openLeg({ encryption: 'off' })];
    await joinLegs(a, b);
    expect([a.secured, b.secured]).toEqual([false, false]);
    const strict = await openLeg({ encryption: 'required' });
    await expect(strict.accept(await (await openLeg()).describe())).rejects.toThrow(/requires encrypted/);
  });

  it('cannot be heard or spoken into without the key', async () => {
    const [a, b, spy] = [
      await openLeg({ encryption: 'required' }),
      await openLeg({ encryption: 'required' }),
      await openFar(1_700),
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
    speak(a, 700);
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
      await openLeg({ encryption: 'required' }),
      await openLeg({ encryption: 'required' }),
      await openLeg({ encryption: 'required' }),
    ];
    const [earA, earC] = [listen(a), listen(c)];
    await joinLegs(a, b);
    speak(a, 700);
    speak(b, 1_100);
    await hearsOnly(earA, [1_100], []);
    // The exchange hands b's part to c, which has a key of its own.
    await a.accept(await c.describe());
    await c.accept(await a.describe());
    b.close();
    speak(c, 1_700);
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
      const [a, b] = [await openLeg({ codecs: offering }), await openLeg({ codecs: answering })];
      const [earA, earB] = [listen(a), listen(b)];
      await joinLegs(a, b);
      expect([a.codec, b.codec]).toEqual([codec, codec]);
      speak(a, 700);
      speak(b, 1_100);
      await hearsOnly(earB, [700], []);
      await hearsOnly(earA, [1_100], []);
    },
  );
});

describe('Keys', () => {
  it('pressed by either side are heard once each by the other, and not as voice', async () => {
    const [a, b] = [await openLeg(), await openLeg()];
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
    const [leg, far] = [await openLeg(), await openFar()];
    await leg.accept(sdpOf(far.port, { types: '0 96', more: ['a=rtpmap:96 telephone-event/16000'] }));
    await leg.describe();
    await leg.sendTones('7');
    await until(() => far.packets.some(({ payloadType }) => payloadType === 96));
    const last = far.packets.findLast(({ payloadType }) => payloadType === 96);
    expect(last?.payload.readUInt16BE(2)).toBe(160 * 16);
    const deaf = await openLeg();
    await deaf.accept(sdpOf(far.port, { types: '0' }));
    await deaf.describe();
    expect(deaf.takesTones).toBe(false);
    await expect(deaf.sendTones('1')).rejects.toThrow(/RFC 4733/);
  });
});
