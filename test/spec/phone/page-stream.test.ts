/** The page's media past werift: against werift's own SRTP at the other end, and against the oddities of packets. */
import { randomBytes } from 'node:crypto';
import { RTCPeerConnection, RtcpRrPacket, RtcpSrPacket } from 'werift';
import type { RtcpPacket } from 'werift';
import { afterEach, describe, expect, it } from 'vitest';
import { prepareLane } from '../../../src/phone/media/page-lane.ts';
import type { PageLane } from '../../../src/phone/media/page-lane.ts';
import { PageStream } from '../../../src/phone/media/page-stream.ts';
import { readRtp } from '../../../src/phone/media/rtp-packet.ts';
import type { RtpPacket } from '../../../src/phone/media/rtp-packet.ts';
import { createKey } from '../../../src/phone/media/sdes.ts';
import { SrtpReceiver, SrtpSender } from '../../../src/phone/media/srtp.ts';
import { WebLeg } from '../../../src/phone/media/web-leg.ts';
import { openMarkedPage } from '../../../scripts/bench/marked-page.ts';
import { Marks } from '../../../scripts/bench/marks.ts';
import { until } from '../../support/until.ts';

const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).toReversed()) await step();
});

const packet = (sequence: number, more: Partial<RtpPacket> = {}): RtpPacket => ({
  payloadType: 0,
  marker: false,
  sequence: sequence & 0xffff,
  timestamp: (sequence * 160) >>> 0,
  ssrc: 5,
  payload: Buffer.alloc(160, sequence & 0xff),
  ...more,
});

/** A stream whose lane is this test: what it sends is decrypted into `heard`, `say` is the page. */
function openStream() {
  const [ours, theirs] = [createKey('AES_CM_128_HMAC_SHA1_80'), createKey('AES_CM_128_HMAC_SHA1_80')];
  const page = { in: new SrtpReceiver(ours), out: new SrtpSender(theirs) };
  const heard: RtpPacket[] = [];
  const said: number[] = [];
  let toStream: (datagram: Buffer) => void = () => {};
  const open = (onMedia: (datagram: Buffer) => void): PageLane => {
    toStream = onMedia;
    const send = (datagram: Buffer): void => {
      const plain = page.in.unprotect(datagram);
      const read = plain && readRtp(plain);
      if (read) heard.push(read);
    };
    return { ssrc: 99, ours, theirs, send };
  };
  const stream = new PageStream(open, (_ulaw, timestamp) => said.push(timestamp));
  return { stream, heard, said, page, say: (datagram: Buffer) => toStream(datagram) };
}

describe('The stream with the page', () => {
  it('carries voice both ways to an end that is all werift, with reports of both kinds', async () => {
    const [toPage, fromPage] = [new Marks(), new Marks()];
    const states: string[] = [];
    const leg = new WebLeg({
      onVoice: (ulaw) => fromPage.take(ulaw),
      onState: (state) => states.push(state),
    });
    undo.push(() => leg.close());
    const reports: RtcpPacket[] = [];
    const page = await openMarkedPage(
      (offer) => leg.answer(offer),
      toPage,
      (report) => reports.push(report),
    );
    undo.push(() => page.close());
    undo.push(page.speak(fromPage));
    let sequence = 65_500;
    const timer = setInterval(() => leg.play(packet(++sequence, { payload: toPage.next() })), 20);
    undo.push(() => clearInterval(timer));
    await until(() => toPage.tookMs.length > 80 && fromPage.tookMs.length > 80, { what: 'voice both ways' });
    const sender = await until(() => reports.find((report) => report instanceof RtcpSrPacket), {
      what: 'a report of what we sent',
    });
    expect(sender.senderInfo.packetCount).toBeGreaterThan(0);
    const about = [sender, ...reports.filter((report) => report instanceof RtcpRrPacket)].flatMap(
      (report) => report.reports,
    );
    expect(about.some(({ highestSequence }) => highestSequence > 0)).toBe(true);
    expect(states.at(-1)).toBe('connected');
  });

  it('keeps its count over the wrap of the numbers, with packets swapped around it', () => {
    const { stream, heard } = openStream();
    const order = [65_533, 65_535, 65_534, 65_537, 65_536, 65_539, 65_538, 65_540];
    for (const n of order) stream.send(packet(n), 1);
    expect(heard.map(({ payload }) => payload[0])).toEqual(order.map((n) => n & 0xff));
    expect(new Set(heard.map(({ ssrc }) => ssrc))).toEqual(new Set([99]));
  });

  it('never encrypts two packets under one number', () => {
    const { stream, heard } = openStream();
    stream.send(packet(7), 1);
    stream.send(packet(7, { payload: randomBytes(160) }), 2);
    stream.send(packet(8), 3);
    expect(heard.map(({ sequence }) => sequence)).toEqual([7, 8]);
  });

  it('hears the page once, and nothing that is forged, foreign or of another codec', () => {
    const { say, said, page } = openStream();
    const good = page.out.protect(packet(3));
    const forged = Buffer.from(page.out.protect(packet(4)));
    forged.writeUInt8(forged.readUInt8(20) ^ 1, 20);
    for (const datagram of [
      good,
      good,
      forged,
      randomBytes(182),
      Buffer.from([0x80]),
      page.out.protect(packet(5, { payloadType: 8 })),
      page.out.protect(packet(6)),
    ])
      say(datagram);
    expect(said).toEqual([3 * 160, 6 * 160]);
  });
});

describe('The lane past werift', () => {
  function openPeer() {
    const peer = new RTCPeerConnection({ iceServers: [] });
    undo.push(() => peer.close());
    const { dtlsTransport } = peer.addTransceiver('audio');
    return { peer, dtls: dtlsTransport as unknown as Record<string, unknown>, dtlsTransport };
  }

  it('is refused at once on a werift that is built otherwise', () => {
    const without = (change: (peer: ReturnType<typeof openPeer>) => void): void => {
      const opened = openPeer();
      change(opened);
      expect(() => prepareLane(opened.peer)).toThrow('werift is built otherwise');
    };
    without(({ dtls }) => (dtls['srtpProfiles'] = undefined));
    without(({ dtls }) => (dtls['srtpProfiles'] = [7]));
    without(({ dtlsTransport }) =>
      Object.assign(dtlsTransport.iceTransport.connection, { protocols: undefined }),
    );
    without(({ dtlsTransport }) =>
      Object.assign(dtlsTransport.iceTransport.connection, { canSendApplicationData: undefined }),
    );
  });

  it('leaves other connections the suites they had', () => {
    const [mine, other] = [openPeer(), openPeer()];
    const before = [...(other.dtls['srtpProfiles'] as number[])];
    prepareLane(mine.peer);
    expect(mine.dtls['srtpProfiles']).toEqual([1]);
    expect(other.dtls['srtpProfiles']).toEqual(before);
    expect(before.length).toBeGreaterThan(1);
  });
});
