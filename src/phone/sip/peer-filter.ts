/** Only the PBX may talk to us: anyone else on the network could otherwise ring the agent or end a call. */
import { lookup } from 'node:dns/promises';
import type { SipServer } from './sip-port.ts';

export class PeerFilter {
  readonly #server: SipServer;
  #addresses = new Set<string>();

  constructor(server: SipServer) {
    this.#server = server;
  }

  /** Resolves the PBX's name anew and answers its first IPv4 address. */
  async resolve(): Promise<string> {
    const found = await lookup(this.#server.host, { family: 4, all: true });
    const first = found[0];
    if (!first) throw new Error(`${this.#server.host} has no IPv4 address`);
    this.#addresses = new Set(found.map(({ address }) => address));
    return first.address;
  }

  allows(address: string | undefined): boolean {
    return address !== undefined && this.#addresses.has(address.replace(/^::ffff:/, ''));
  }
}
