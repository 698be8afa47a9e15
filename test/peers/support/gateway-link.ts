/** The network between an agent's phone and the gateway's WebSocket, as a test wants it: standing, cut, or silent. */
import { once } from 'node:events';
import net from 'node:net';

const HOST = '127.0.0.1';

export class GatewayLink {
  readonly port: number;
  /** Connections made through it so far. */
  count = 0;
  readonly #server: net.Server;
  readonly #towards: number;
  readonly #sockets = new Set<net.Socket>();
  #mode: 'open' | 'closed' | 'silent' = 'open';

  /** A link to a TCP port of this machine. */
  static async open(towards: number): Promise<GatewayLink> {
    const server = net.createServer();
    server.listen(0, HOST);
    await once(server, 'listening');
    return new GatewayLink(server, towards);
  }

  private constructor(server: net.Server, towards: number) {
    this.#server = server;
    this.#towards = towards;
    this.port = (server.address() as net.AddressInfo).port;
    server.on('connection', (socket) => this.#join(socket));
  }

  /** Breaks every connection; new ones are taken only after `mend`. */
  cut(): void {
    this.#mode = 'closed';
    for (const socket of this.#sockets) socket.destroy();
  }

  /** Keeps every connection and carries nothing more on any: what a pulled cable looks like. */
  silence(): void {
    this.#mode = 'silent';
    for (const socket of this.#sockets) socket.removeAllListeners('data').resume();
  }

  mend(): void {
    this.#mode = 'open';
  }

  async close(): Promise<void> {
    this.cut();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #join(near: net.Socket): void {
    if (this.#mode === 'closed') return void near.resetAndDestroy();
    this.count += 1;
    this.#keep(near);
    if (this.#mode === 'silent') return;
    const far = net.connect(this.#towards, HOST);
    this.#keep(far);
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      one.on('data', (chunk) => other.write(chunk));
      one.on('close', () => this.#mode !== 'silent' && other.destroy());
    }
  }

  #keep(socket: net.Socket): void {
    this.#sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => this.#sockets.delete(socket));
  }
}
