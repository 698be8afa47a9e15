/** A TCP relay between phone and exchange that can be cut as a failing network is: a reset, then nobody there. */
import { once } from 'node:events';
import net from 'node:net';

const host = '127.0.0.1';
/** Below the ports that systems hand out by themselves, so that nobody takes ours while it is shut. */
const lowestPort = 20_000;
const highestPort = 31_000;
const attempts = 200;

export class TcpRelay {
  readonly port: number;
  readonly #target: number;
  readonly #sockets = new Set<net.Socket>();
  #server: net.Server | undefined;

  /** Relays to `target`, a port on loopback. */
  static async open(target: number): Promise<TcpRelay> {
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      const port = lowestPort + Math.floor(Math.random() * (highestPort - lowestPort));
      const relay = new TcpRelay(port, target);
      try {
        await relay.restore();
        return relay;
      } catch {
        // Taken: the next one.
      }
    }
    throw new Error('found no port for a relay');
  }

  private constructor(port: number, target: number) {
    this.port = port;
    this.#target = target;
  }

  /** Resets every connection (RST) and refuses new ones. */
  async cut(): Promise<void> {
    const closed = new Promise((resolve) => this.#server?.close(resolve));
    this.#server = undefined;
    for (const socket of this.#sockets) socket.resetAndDestroy();
    await closed;
  }

  /** Takes connections again. */
  async restore(): Promise<void> {
    const server = net.createServer((near) => this.#join(near));
    server.listen({ port: this.port, host, exclusive: true });
    await once(server, 'listening');
    this.#server = server;
  }

  async close(): Promise<void> {
    if (this.#server) await this.cut();
  }

  #join(near: net.Socket): void {
    const far = net.connect({ host, port: this.#target });
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      this.#sockets.add(one);
      one.setNoDelay(true);
      one.on('error', () => undefined);
      one.on('data', (bytes) => void other.write(bytes));
      one.on('end', () => void other.end());
      one.on('close', () => {
        this.#sockets.delete(one);
        other.destroy();
      });
    }
  }
}
