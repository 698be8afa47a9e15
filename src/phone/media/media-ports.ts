/** The two UDP ports of one call's audio: RTP on an even one, RTCP on the next (RFC 3550 §11). */
import dgram from 'node:dgram';
import { once } from 'node:events';
import type { Address } from './sdp.ts';

/** Neighbouring ports are often taken on a busy machine; so many draws are plenty. */
const ATTEMPTS = 50;

export interface MediaPortEvents {
  onRtp: (datagram: Buffer, from: Address) => void;
  onRtcp: (datagram: Buffer, from: Address) => void;
}

export class MediaPorts {
  readonly local: Address;
  readonly #rtp: dgram.Socket;
  readonly #rtcp: dgram.Socket;
  #isClosed = false;

  /** Opens a free pair of ports of `localAddress`; rejects when there is none or the address is not ours. */
  static async open(localAddress: string, events: MediaPortEvents): Promise<MediaPorts> {
    for (let attempt = 1; ; attempt++) {
      const first = await bind(0, localAddress);
      const { port } = first.address();
      const isEven = port % 2 === 0;
      try {
        const second = await bind(isEven ? port + 1 : port - 1, localAddress);
        return isEven ? new MediaPorts(first, second, events) : new MediaPorts(second, first, events);
      } catch (error) {
        first.close();
        if (attempt === ATTEMPTS) throw error;
      }
    }
  }

  private constructor(rtp: dgram.Socket, rtcp: dgram.Socket, { onRtp, onRtcp }: MediaPortEvents) {
    this.#rtp = rtp;
    this.#rtcp = rtcp;
    const { address, port } = rtp.address();
    this.local = { ip: address, port };
    rtp.on('message', (datagram, { address: ip, port: from }) => onRtp(datagram, { ip, port: from }));
    rtcp.on('message', (datagram, { address: ip, port: from }) => onRtcp(datagram, { ip, port: from }));
    // ICMP "port unreachable" and an address that went away surface here; SIP decides whether the call is over.
    rtp.on('error', () => {});
    rtcp.on('error', () => {});
  }

  sendRtp(datagram: Buffer, { ip, port }: Address): void {
    if (!this.#isClosed) this.#rtp.send(datagram, port, ip, ignore);
  }

  sendRtcp(datagram: Buffer, { ip, port }: Address): void {
    if (!this.#isClosed) this.#rtcp.send(datagram, port, ip, ignore);
  }

  /** What was sent before still goes out. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    // Node hands datagrams to the system a turn later; a socket closed at once would lose the goodbye.
    setImmediate(() => {
      this.#rtp.close();
      this.#rtcp.close();
    });
  }
}

const ignore = (): void => {};

async function bind(port: number, localAddress: string): Promise<dgram.Socket> {
  const socket = dgram.createSocket({ type: 'udp4', lookup: asItIs });
  try {
    // Before binding: with an answer at once, the event comes from within.
    const listening = once(socket, 'listening');
    socket.bind(port, localAddress);
    await listening;
    return socket;
  } catch (error) {
    socket.close();
    throw error;
  }
}

/** SDP names addresses; asking the resolver for each of fifty packets a second would cost a quarter of the phone's work. */
const asItIs: dgram.SocketOptions['lookup'] = (address, _options, done) => done(null, address, 4);
