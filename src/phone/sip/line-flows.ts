/** Opens the way to a server from the address this machine has now, or finds the one that stands already. */
import type { SipAccount } from '../../shared/phone.ts';
import { Flow } from './flow.ts';
import type { FindAddress } from './local-address.ts';
import { openPort } from './open-port.ts';
import type { ServerList } from './server-list.ts';
import type { SipTarget } from './sip-port.ts';
import type { SocketTransport } from './socket-transport.ts';

export interface LineFlowsOptions {
  account: SipAccount;
  instanceId: string;
  transport: SocketTransport;
  servers: ServerList;
  /** IPv4 to use; undefined: ask `findAddress` each time. */
  localAddress: string | undefined;
  findAddress: FindAddress;
}

export class LineFlows {
  readonly #options: LineFlowsOptions;

  constructor(options: LineFlowsOptions) {
    this.#options = options;
  }

  /** This machine's address towards a server; rejects when there is no way. */
  async addressTowards(target: SipTarget): Promise<string> {
    return this.#options.localAddress ?? this.#options.findAddress(target);
  }

  /** The flow to a server, not necessarily connected. Calls of a flow from an address we no longer have move to it. */
  async to(target: SipTarget): Promise<Flow> {
    const { transport } = this.#options;
    const address = await this.addressTowards(target);
    const same = transport.flows.filter((flow) => isSameServer(flow.target, target));
    const flow =
      same.find(({ localAddress }) => localAddress === address) ?? (await this.#open(target, address));
    for (const stale of same) if (stale.localAddress !== address) transport.replace(stale, flow);
    return flow;
  }

  async #open(target: SipTarget, localAddress: string): Promise<Flow> {
    const { account, instanceId, servers, transport } = this.#options;
    const port = await openPort(account.transport, {
      target,
      localAddress,
      caPem: account.caPem,
      allows: (address) => servers.allows(address),
      instanceId,
    });
    const flow = new Flow(target, port);
    transport.add(flow);
    return flow;
  }
}

export const isSameServer = (a: SipTarget, b: SipTarget): boolean =>
  a.address === b.address && a.port === b.port && a.url === b.url;
