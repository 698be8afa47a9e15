/** What else reaches a call's port, or comes out of turn, must never cost the voice that is meant: not for a second. */
import { afterEach, describe, expect, it } from 'vitest';
import type { FarEnd } from './media-bench.ts';
import type { PbxLeg } from '../../../src/phone/media/pbx-leg.ts';
import type { RtpPacket } from '../../../src/phone/media/rtp-packet.ts';
import { writeRtp } from '../../../src/phone/media/rtp-packet.ts';
import { createKey, writeCrypto } from '../../../src/phone/media/sdes.ts';
import type { SdesKey } from '../../../src/phone/media/sdes.ts';
import { SrtpSender } from '../../../src/phone/media/srtp.ts';
import { samplesFromUlaw } from '../../../src/shared/g711.ts';
import type { Ear } from '../../../src/shared/tone.ts';
import { createTone } from '../../../src/shared/tone.ts';
import { until } from '../../support/until.ts';
import { hearsOnly, joinFarEnd, listen, MediaBench, portIn, sdpOf } from './media-bench.ts';

const bench = new MediaBench();
afterEach(() => bench.close());

/** The packets a leg hears, and its ear. */
function follow(leg: PbxLeg, ear: Ear): RtpPacket[] {
  const heard: RtpPacket[] = [];
  leg.onVoice = (packet) => {
    heard.push(packet);
    ear.hear(samplesFromUlaw(packet.payload));
  };
  return heard;
}

/** Waits until so many more datagrams of `far` were sent, whatever became of them. */
async function untilSent(far: FarEnd, count: number): Promise<void> {
  const { outgoing } = far;
  let sent = 0;
  far.outgoing = (packet) => {
    sent += 1;
    return outgoing(packet);
  };
  await until(() => sent >= count);
  far.outgoing = outgoing;
}

describe('The peer at the address it announced', () => {
  it('is heard and spoken to at once, although a stranger of its host came first and never stops', async () => {
    const [leg, peer, stranger] = [await bench.leg(), await bench.far(700, 1), await bench.far(1_700, 2)];
    const ear = listen(leg);
    await leg.accept(sdpOf(peer.port));
    const port = portIn(await leg.describe());
    bench.speak(leg, 1_100);
    stranger.speakTo(port);
    await hearsOnly(ear, [1_700], []);
    peer.speakTo(port);
    await hearsOnly(ear, [700], [1_700]);
    await hearsOnly(peer.ear, [1_100], []);
    const got = stranger.packets.length;
    await untilSent(stranger, 50);
    expect(stranger.packets.length).toBe(got);
  });

  it('is heard at once after a re-INVITE, although the one before goes on speaking', async () => {
    const [leg, before, peer] = [await bench.leg(), await bench.far(1_700, 1), await bench.far(700, 2)];
    const ear = listen(leg);
    await joinFarEnd(leg, before);
    await hearsOnly(ear, [1_700], []);
    await leg.accept(sdpOf(peer.port));
    peer.speakTo(portIn(await leg.describe()));
    bench.speak(leg, 1_100);
    await hearsOnly(ear, [700], [1_700]);
    await hearsOnly(peer.ear, [1_100], []);
  });

  it('is heard at once with every stream it begins, and late packets of the one before change nothing', async () => {
    const [leg, peer] = [await bench.leg(), await bench.far(700)];
    const heard = follow(leg, listen(leg));
    await joinFarEnd(leg, peer);
    await until(() => heard.length > 20);
    const port = portIn(await leg.describe());
    let number = 0;
    peer.outgoing = (packet) => {
      // Two old packets for each new one: somebody at the peer still speaks into the old stream.
      for (let again = 0; again < 2; again++)
        peer.sendRaw(
          writeRtp({ ...packet, sequence: (packet.sequence + 5_000 + number++) & 0xffff, ssrc: 4_711 }),
          port,
        );
      return { ...packet, ssrc: 99 };
    };
    await until(() => heard.filter(({ ssrc }) => ssrc === 99).length > 30, { what: 'the new stream' });
    const first = heard.findIndex(({ ssrc }) => ssrc === 99);
    expect(new Set(heard.slice(first).map(({ ssrc }) => ssrc))).toEqual(new Set([99]));
  });

  it('is heard again with the stream it had before, when it goes back to that', async () => {
    const [leg, peer] = [await bench.leg(), await bench.far(700)];
    const ear = listen(leg);
    await joinFarEnd(leg, peer);
    for (const [ssrc, hz] of [
      [1, 1_700],
      [4_711, 700],
      [1, 1_700],
    ] as const) {
      peer.source = createTone(hz);
      peer.outgoing = (packet) => ({ ...packet, ssrc });
      await hearsOnly(ear, [hz], [2_400 - hz]);
    }
  });
});

describe('The peer behind NAT, whose announced address never speaks', () => {
  it('is heard and spoken to again when its port changes in the middle of the call', async () => {
    const [leg, announced] = [await bench.leg(), await bench.far()];
    const [first, second] = [await bench.far(700, 1), await bench.far(1_700, 1)];
    const ear = listen(leg);
    await leg.accept(sdpOf(announced.port));
    const port = portIn(await leg.describe());
    bench.speak(leg, 1_100);
    first.speakTo(port);
    await hearsOnly(ear, [700], []);
    first.close();
    second.speakTo(port);
    await hearsOnly(ear, [1_700], [700]);
    await hearsOnly(second.ear, [1_100], []);
  });
});

describe('A peer that numbers its packets anew within its stream', () => {
  it.each([1, 20, 150])('is heard from its first packet on, %s numbers back', async (back) => {
    const [leg, peer] = [await bench.leg(), await bench.far(700)];
    const heard = follow(leg, listen(leg));
    await joinFarEnd(leg, peer);
    await until(() => heard.length > 170);
    const sent: number[] = [];
    peer.outgoing = (packet) => {
      const timestamp = (packet.timestamp + 1e6) >>> 0;
      sent.push(timestamp);
      return { ...packet, sequence: (packet.sequence - back) & 0xffff, timestamp };
    };
    await until(() => sent.length > 10 && heard.some(({ timestamp }) => timestamp === sent[9]));
    const timestamps = heard.map(({ timestamp }) => timestamp);
    expect(timestamps.slice(timestamps.indexOf(sent[0] as number), -1)).toEqual(
      sent.slice(0, timestamps.length - 1 - timestamps.indexOf(sent[0] as number)),
    );
  });

  it('is heard although every other packet is lost, however far away the numbers are', async () => {
    const [leg, peer] = [await bench.leg(), await bench.far(700)];
    const ear = listen(leg);
    await joinFarEnd(leg, peer);
    await hearsOnly(ear, [700], []);
    peer.source = createTone(1_700);
    peer.outgoing = (packet) =>
      packet.sequence % 2 === 0 ? { ...packet, sequence: (packet.sequence + 20_000) & 0xffff } : undefined;
    await hearsOnly(ear, [1_700], [700]);
  });
});

describe('Encrypted audio', () => {
  const secured = (port: number, key: SdesKey, direction = 'sendrecv'): string =>
    sdpOf(port, { profile: 'RTP/SAVP', direction, more: [writeCrypto({ ...key, tag: 1 })] });
  /** Says the packets of these numbers to `port`; the steps between them may be up to half of all numbers. */
  const say = (
    sender: SrtpSender,
    sequences: number[],
    { far, port }: { far: FarEnd; port: number },
  ): void => {
    for (const sequence of sequences) {
      const packet = { payloadType: 0, marker: false, timestamp: sequence * 160, ssrc: 7 };
      far.sendRaw(sender.protect({ ...packet, sequence, payload: Buffer.alloc(160, 0x55) }), port);
    }
  };

  it('is not moved by a stranger of the same host without the key, who came first', async () => {
    const [a, b, stranger] = [
      await bench.leg({ encryption: 'required' }),
      await bench.leg({ encryption: 'required' }),
      await bench.far(1_700),
    ];
    const ear = listen(a);
    const offer = await a.describe();
    stranger.speakTo(portIn(offer));
    await b.accept(offer);
    await a.accept(await b.describe());
    bench.speak(a, 1_100);
    const earOfB = listen(b);
    await untilSent(stranger, 20);
    bench.speak(b, 700);
    await hearsOnly(ear, [700], [1_700]);
    await hearsOnly(earOfB, [1_100], []);
    expect(stranger.packets).toEqual([]);
  });

  it('goes on where it was when music with a key of its own has come and gone', async () => {
    const [leg, far] = [await bench.leg({ encryption: 'required' }), await bench.far()];
    const [theirs, music] = [createKey('AES_CM_128_HMAC_SHA1_80'), createKey('AES_CM_128_HMAC_SHA1_80')];
    const heard = follow(leg, listen(leg));
    await leg.accept(secured(far.port, theirs));
    const to = { far, port: portIn(await leg.describe()) };
    const sender = new SrtpSender(theirs);
    // Round the numbers once, so that the count of rounds matters.
    say(sender, [20_000, 50_000, 14_464, 14_465, 14_466], to);
    await until(() => heard.some(({ sequence }) => sequence === 14_466), { what: 'the peer' });
    await leg.accept(secured(far.port, music));
    await leg.describe();
    await leg.accept(secured(far.port, theirs));
    await leg.describe();
    say(sender, [14_467, 14_468], to);
    await until(() => heard.some(({ sequence }) => sequence === 14_468), { what: 'the peer again' });
  });

  it('keeps count of a peer that goes on sending while it is held', async () => {
    const [leg, far] = [await bench.leg({ encryption: 'required' }), await bench.far()];
    const theirs = createKey('AES_CM_128_HMAC_SHA1_80');
    const heard = follow(leg, listen(leg));
    await leg.accept(secured(far.port, theirs));
    const to = { far, port: portIn(await leg.describe()) };
    const sender = new SrtpSender(theirs);
    say(sender, [100, 101], to);
    await until(() => heard.length === 2);
    leg.held = true;
    await leg.describe();
    await leg.accept(secured(far.port, theirs, 'recvonly'));
    say(sender, [25_000, 50_000, 9_464, 34_464], to);
    const before = far.packets.length;
    await until(() => far.packets.length > before + 5, { what: 'our silence at the peer' });
    leg.held = false;
    await leg.describe();
    await leg.accept(secured(far.port, theirs));
    say(sender, [34_465, 34_466, 34_467], to);
    await until(() => heard.some(({ sequence }) => sequence === 34_467), { what: 'the peer after hold' });
    expect(heard.map(({ sequence }) => sequence)).not.toContain(34_464);
  });
});
