/**
 * The way past werift for the page's media: werift does ICE and DTLS, we do what follows fifty times a second each
 * way. Through werift a packet costs 0.3 ms, with a cipher made anew, six events and an address looked up.
 * This file alone knows what werift looks like inside, and says so at once when it looks otherwise.
 */
import { Socket } from 'node:dgram';
import type { RTCDtlsTransport, RTCPeerConnection } from 'werift';
import type { SdesKey } from './sdes.ts';

/** werift's number of AES_CM_128_HMAC_SHA1_80, which every WebRTC end speaks (RFC 8827 §6.5). */
const PROFILE = 1;

export interface PageLane {
  /** What the page expects our stream to be called. */
  ssrc: number;
  ours: SdesKey;
  theirs: SdesKey;
  /** To wherever ICE has found the page, while it agrees to it (RFC 7675). */
  send: (datagram: Buffer) => void;
}

/** To be called before the connection comes up: settles the one suite we speak. Throws if this werift is another. */
export function prepareLane(peer: RTCPeerConnection): void {
  const { dtls, sender, ice } = insidesOf(peer);
  const isKnown =
    Array.isArray(dtls['srtpProfiles']) &&
    dtls['srtpProfiles'].includes(PROFILE) &&
    typeof sender.ssrc === 'number' &&
    typeof ice.canSendApplicationData === 'function' &&
    Array.isArray(ice.protocols);
  if (!isKnown) throw strange();
  // Not the list's entries: all connections share them.
  Object.assign(dtls, { srtpProfiles: [PROFILE] });
}

/** To be called when the connection is up: from now on `onMedia` gets the page's SRTP and SRTCP, and werift none. */
export function openLane(peer: RTCPeerConnection, onMedia: (datagram: Buffer) => void): PageLane {
  const { dtls, sender, ice } = insidesOf(peer);
  for (const protocol of ice.protocols) divert(protocol, onMedia);
  return {
    ssrc: sender.ssrc,
    ...keysOf(dtls),
    send: (datagram) => {
      const pair = ice.nominated;
      if (!pair || !ice.canSendApplicationData()) return;
      const { transport } = udpOf(pair.protocol);
      const [ip, port] = pair.remoteAddr;
      if (!transport.closed) transport.socket.send(datagram, port, ip);
    },
  };
}

const strange = (): Error => new Error('werift is built otherwise than page-lane.ts knows it');

/** What werift's types keep to themselves. */
interface IceInsides {
  nominated?: RTCDtlsTransport['iceTransport']['connection']['nominated'];
  protocols: object[];
  /** That the page still answers. */
  canSendApplicationData: () => boolean;
}

function insidesOf(peer: RTCPeerConnection) {
  const transceiver = peer.getTransceivers()[0];
  const dtls = transceiver?.dtlsTransport;
  if (!transceiver || !dtls) throw strange();
  const ice = dtls.iceTransport.connection as unknown as IceInsides;
  return { dtls, sender: transceiver.sender, ice };
}

function keysOf({ srtp }: RTCDtlsTransport): Pick<PageLane, 'ours' | 'theirs'> {
  const { keys, profile } = srtp.config;
  if (profile !== PROFILE) throw strange();
  const keyOf = (...material: Buffer[]): SdesKey => ({
    suite: 'AES_CM_128_HMAC_SHA1_80',
    material: Buffer.concat(material),
    mkiBytes: 0,
  });
  return {
    ours: keyOf(keys.localMasterKey, keys.localMasterSalt),
    theirs: keyOf(keys.remoteMasterKey, keys.remoteMasterSalt),
  };
}

/** werift's UDP behind one of ICE's candidates. */
interface UdpProtocol {
  transport: {
    socket: Socket;
    closed: boolean;
    onData: (datagram: Buffer, from: readonly [string, number]) => void;
  };
}

function udpOf(protocol: object): UdpProtocol {
  const { transport } = protocol as Partial<UdpProtocol>;
  if (!(transport?.socket instanceof Socket) || typeof transport.onData !== 'function') throw strange();
  return { transport };
}

function divert(protocol: object, onMedia: (datagram: Buffer) => void): void {
  const { transport } = udpOf(protocol);
  const { onData } = transport;
  transport.onData = (datagram, from) => (isMedia(datagram) ? onMedia(datagram) : onData(datagram, from));
}

/** RTP and RTCP among STUN and DTLS on one port (RFC 7983 §7). */
function isMedia(datagram: Buffer): boolean {
  const first = datagram[0] ?? 0;
  return first >= 128 && first < 192;
}
