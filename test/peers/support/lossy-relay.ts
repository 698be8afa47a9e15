/** A network that loses packets: two pairs of UDP ports with chance between them, for one call's RTP and RTCP. */
import dgram from 'node:dgram';
import { once } from 'node:events';

const LOOPBACK = '127.0.0.1';

/** Numbers from 0 to 1 that are the same each time (mulberry32). */
export function createChance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** One side of the relay: its even port, and where its side's packets are to go. */
interface Side {
  sockets: [dgram.Socket, dgram.Socket];
  port: number;
  /** RTP port of whoever stands on this side. */
  peerPort: number | undefined;
}

export class LossyRelay {
  readonly counts = { passed: 0, lost: 0 };
  readonly #sides: [Side, Side];
  readonly #chance: () => number;
  readonly #lossShare: number;

  /** Loses `lossPercent` of the packets of each direction, the same ones each time. */
  static async open(lossPercent: number): Promise<LossyRelay> {
    return new LossyRelay(await openSide(), await openSide(), lossPercent);
  }

  private constructor(first: Side, second: Side, lossPercent: number) {
    this.#sides = [first, second];
    this.#lossShare = lossPercent / 100;
    this.#chance = createChance(4_711 + lossPercent);
    this.#connect(first, second);
    this.#connect(second, first);
  }

  /** Where the one on side 0 or 1 sends; its RTP port must be known before. */
  portTowards(side: 0 | 1, peerPort: number): number {
    this.#sides[side].peerPort = peerPort;
    return this.#sides[side].port;
  }

  close(): void {
    for (const { sockets } of this.#sides) for (const socket of sockets) socket.close();
  }

  #connect(from: Side, to: Side): void {
    from.sockets.forEach((socket, i) =>
      socket.on('message', (datagram) => {
        if (to.peerPort === undefined) return;
        const isLost = this.#chance() < this.#lossShare;
        this.counts[isLost ? 'lost' : 'passed'] += 1;
        if (!isLost) to.sockets[i]?.send(datagram, to.peerPort + i, LOOPBACK);
      }),
    );
  }
}

async function openSide(): Promise<Side> {
  for (;;) {
    const rtp = await bind(0);
    const { port } = rtp.address();
    const rtcp = port % 2 === 0 ? await bind(port + 1).catch(() => undefined) : undefined;
    if (rtcp) return { sockets: [rtp, rtcp], port, peerPort: undefined };
    rtp.close();
  }
}

async function bind(port: number): Promise<dgram.Socket> {
  const socket = dgram.createSocket('udp4');
  socket.on('error', () => {});
  socket.bind(port, LOOPBACK);
  await Promise.race([
    once(socket, 'listening'),
    once(socket, 'error').then(([error]) => Promise.reject(error as Error)),
  ]);
  return socket;
}
