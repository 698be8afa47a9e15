/** One call's audio over real sockets: who is heard, where ours goes, reports and quality. */
import dgram from 'node:dgram';
import { once } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';
import { readRtcp } from '../../../src/phone/media/rtcp-packet.ts';
import { ulawFromSamples } from '../../../src/shared/g711.ts';
import { createTone } from '../../../src/shared/tone.ts';
import { until } from '../../support/until.ts';
import {
  hearsOnly,
  joinFarEnd,
  joinLegs,
  listen,
  LOOPBACK,
  MediaBench,
  portIn,
  sdpOf,
} from './media-bench.ts';

const bench = new MediaBench();
afterEach(() => bench.close());

describe('The audio ports of a call', () => {
  it('are an even one for RTP and the next for RTCP, and are free again afterwards', async () => {
    const legs = await Promise.all(Array.from({ length: 20 }, () => bench.leg()));
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
    const [leg, far] = [await bench.leg(), await bench.far(700)];
    const ear = listen(leg);
    await joinFarEnd(leg, far);
    bench.speak(leg, 1_100);
    await hearsOnly(ear, [700], []);
    await hearsOnly(far.ear, [1_100], []);
  });

  it('is the peer behind NAT, which sends from another port than it announced, and gets ours there', async () => {
    const [leg, announced, real] = [await bench.leg(), await bench.far(), await bench.far(700)];
    const ear = listen(leg);
    await leg.accept(sdpOf(announced.port));
    real.speakTo(portIn(await leg.describe()));
    bench.speak(leg, 1_100);
    await hearsOnly(ear, [700], []);
    await hearsOnly(real.ear, [1_100], []);
  });

  it('is nobody else while the peer is speaking', async () => {
    const [leg, far, stranger] = [await bench.leg(), await bench.far(700, 1), await bench.far(1_700, 2)];
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
    const [leg, early, person] = [await bench.leg(), await bench.far(700, 1), await bench.far(1_700, 2)];
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
    bench.speak(leg, 1_100);
    await hearsOnly(ear, [1_700], [700]);
    await hearsOnly(person.ear, [1_100], []);
  });

  it('goes on when the stream changes its source in the middle of the call', async () => {
    const [leg, far] = [await bench.leg(), await bench.far(700)];
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
    const [leg, far] = [await bench.leg(), await bench.far(700)];
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
    const [leg, far] = [await bench.leg(), await bench.far(700)];
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
    bench.speak(leg, 1_100);
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
    const [leg, far] = [await bench.leg(), await bench.far()];
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
    bench.keep({ close: () => clearInterval(timer) });
    await hearsOnly(ear, [700], []);
  });

  it('comfort noise, garbage and unknown types, which nobody hears', async () => {
    const [leg, far] = [await bench.leg(), await bench.far(700)];
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
    const [leg, far] = [await bench.leg(), await bench.far()];
    await leg.accept(sdpOf(far.port, { more: [`a=ptime:${packetMs}`] }));
    await leg.describe();
    bench.speak(leg, 1_100);
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
    const [leg, far] = [await bench.leg(), await bench.far(700)];
    const ear = listen(leg);
    await joinFarEnd(leg, far);
    const oldPort = portIn(await leg.describe());
    leg.rollback();
    bench.speak(leg, 1_100);
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
    const [a, b] = [await bench.leg(), await bench.leg()];
    await joinLegs(a, b);
    bench.speak(a, 700);
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
    const leg = await bench.leg();
    await leg.describe();
    expect(leg.quality()).toBeUndefined();
    expect(leg.summary()).toBeUndefined();
  });

  it.each([
    ['on the next port', []],
    ['on the same port', ['a=rtcp-mux']],
  ])('is reported to the peer %s, with a goodbye at the end', async (_where, more) => {
    const [leg, far] = [await bench.leg(), await bench.far(700)];
    const rtcp = dgram.createSocket('udp4');
    rtcp.bind(0, LOOPBACK);
    await once(rtcp, 'listening');
    bench.keep(rtcp);
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
