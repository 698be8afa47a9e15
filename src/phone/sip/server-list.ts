/**
 * Which servers an account means, in order: what it names, or what DNS says of the name (RFC 3263 §4: SRV, then
 * addresses). The phone tries them from the first on and returns to the first when it can.
 */
import { lookup, Resolver } from 'node:dns/promises';
import { isIPv4 } from 'node:net';
import { Refusal } from '../refusal.ts';
import type { SipAccount } from '../../shared/phone.ts';
import type { SipTarget } from './sip-port.ts';

/** One SRV record (RFC 2782). */
export interface ServiceRecord {
  name: string;
  port: number;
  priority: number;
  weight: number;
}

/** What is asked of DNS; a test answers with a server of its own. */
export interface NameLookup {
  /** Rejects when there are none. */
  services: (name: string) => Promise<ServiceRecord[]>;
  /** IPv4 addresses; rejects when there are none. */
  addresses: (host: string) => Promise<string[]>;
}

const SERVICE = { udp: '_sip._udp', tcp: '_sip._tcp', tls: '_sips._tcp', wss: '_sips._tcp' };
const USUAL_PORT = { udp: 5060, tcp: 5060, tls: 5061, wss: 443 };
/** More are not tried: a mistake in a zone must not keep the phone busy for minutes. */
const MAX_TARGETS = 12;

export class ServerList {
  readonly #entries: readonly string[];
  readonly #transport: SipAccount['transport'];
  readonly #names: NameLookup;
  readonly #addresses = new Set<string>();
  #last: SipTarget[] = [];

  constructor(account: Pick<SipAccount, 'servers' | 'transport'>, names: NameLookup = systemLookup()) {
    this.#entries = account.servers;
    this.#transport = account.transport;
    this.#names = names;
  }

  /** Servers to try, best first. What was found before serves while DNS is away; rejects when nothing is known. */
  async resolve(): Promise<SipTarget[]> {
    const found = await Promise.allSettled(this.#entries.map((entry) => this.#resolveEntry(entry)));
    const targets = found.flatMap((result) => (result.status === 'fulfilled' ? result.value : []));
    if (targets.length === 0 && this.#last.length === 0) throw firstReason(found);
    if (targets.length > 0) this.#last = ranked(targets).slice(0, MAX_TARGETS);
    for (const { address } of this.#last) this.#addresses.add(address);
    return this.#last;
  }

  /** Whether `address` was ever one of the account's servers. */
  allows(address: string | undefined): boolean {
    return address !== undefined && this.#addresses.has(address.replace(/^::ffff:/, ''));
  }

  async #resolveEntry(entry: string): Promise<SipTarget[][]> {
    const { host, port, url } = readServer(entry, this.#transport);
    if (port !== undefined) return [await this.#targetsOf({ host, port }, { entry, url, names: [host] })];
    const services = isIPv4(host) ? [] : await this.#servicesOf(host);
    if (services.length === 0)
      return [
        await this.#targetsOf({ host, port: USUAL_PORT[this.#transport] }, { entry, url, names: [host] }),
      ];
    return Promise.all(
      byPriority(services).map(async (group) => {
        const targets = await Promise.allSettled(
          inOrderOfWeight(group).map(({ name, port: servicePort }) =>
            this.#targetsOf({ host: name, port: servicePort }, { entry, url, names: [host, name] }),
          ),
        );
        return targets.flatMap((result) => (result.status === 'fulfilled' ? result.value : []));
      }),
    );
  }

  async #servicesOf(host: string): Promise<ServiceRecord[]> {
    const records = await this.#names.services(`${SERVICE[this.#transport]}.${host}`).catch(() => []);
    return records.filter(({ name }) => name !== '' && name !== '.');
  }

  async #targetsOf(
    { host, port }: { host: string; port: number },
    { entry, url, names }: { entry: string; url: string | undefined; names: string[] },
  ): Promise<SipTarget[]> {
    const addresses = isIPv4(host) ? [host] : await this.#names.addresses(host);
    // A name with many addresses is one server with many cards: the first two are enough.
    return addresses.slice(0, 2).map((address) => ({
      name: names.length > 1 ? `${host}:${port}` : entry,
      uriHost: uriHostOf(entry, this.#transport),
      hosts: names,
      address,
      port,
      url,
      rank: 0,
    }));
  }
}

/** DNS as this machine is set up; `lookup` also knows the hosts file. */
export function systemLookup(): NameLookup {
  const resolver = new Resolver({ timeout: 1_500, tries: 2 });
  return {
    services: (name) => resolver.resolveSrv(name),
    addresses: async (host) => (await lookup(host, { family: 4, all: true })).map(({ address }) => address),
  };
}

/** DNS by a resolver of one's own. */
export const resolverLookup = (resolver: Resolver): NameLookup => ({
  services: (name) => resolver.resolveSrv(name),
  addresses: (host) => resolver.resolve4(host),
});

/** Reads `host`, `host:port` or `wss://host:port/path`; throws for anything else. */
export function readServer(
  entry: string,
  transport: SipAccount['transport'],
): { host: string; port: number | undefined; url: string | undefined } {
  const text = entry.trim();
  if (transport === 'wss') {
    const url = URL.canParse(text) ? new URL(text) : undefined;
    // The port itself refuses `ws:` beyond this machine.
    if (url?.protocol !== 'wss:' && url?.protocol !== 'ws:')
      throw new Error(`"${entry}" is not a gateway (wss://host:port/path)`);
    const usualPort = url.protocol === 'ws:' ? 80 : USUAL_PORT.wss;
    return { host: url.hostname, port: Number(url.port) || usualPort, url: text };
  }
  const [, host, port] = /^([\w.-]+)(?::(\d{1,5}))?$/.exec(text) ?? [];
  if (host === undefined || Number(port ?? 1) > 65_535 || Number(port ?? 1) === 0)
    throw new Error(`"${entry}" is not a SIP server (host or host:port)`);
  return { host, port: port === undefined ? undefined : Number(port), url: undefined };
}

/** Host part of SIP addresses at a server: without the usual port, which says nothing. */
export function uriHostOf(entry: string, transport: SipAccount['transport']): string {
  const { host, port, url } = readServer(entry, transport);
  const isUsual = port === undefined || url !== undefined || port === USUAL_PORT[transport];
  return isUsual ? host : `${host}:${port}`;
}

/** Numbers the groups of equal preference through, from the first entry's first priority on. */
const ranked = (groups: SipTarget[][]): SipTarget[] =>
  groups
    .filter((group) => group.length > 0)
    .flatMap((group, rank) => group.map((target) => ({ ...target, rank })));

function byPriority(records: ServiceRecord[]): ServiceRecord[][] {
  const priorities = [...new Set(records.map(({ priority }) => priority))].toSorted((a, b) => a - b);
  return priorities.map((priority) => records.filter((record) => record.priority === priority));
}

/** Drawn by weight, so that many phones share the servers as their weights say (RFC 2782). */
export function inOrderOfWeight(
  records: readonly ServiceRecord[],
  random: () => number = Math.random,
): ServiceRecord[] {
  const rest = [...records];
  const order: ServiceRecord[] = [];
  while (rest.length > 0) {
    // A weight of 0 keeps a small chance.
    const weights = rest.map(({ weight }) => weight || 0.01);
    let mark = random() * weights.reduce((sum, weight) => sum + weight, 0);
    const found = weights.findIndex((weight) => (mark -= weight) <= 0);
    order.push(...rest.splice(Math.max(0, found), 1));
  }
  return order;
}

function firstReason(results: PromiseSettledResult<unknown>[]): Error {
  const failed = results.find((result) => result.status === 'rejected');
  const reason: unknown = failed?.reason;
  if ((reason as NodeJS.ErrnoException | undefined)?.code === undefined)
    return reason instanceof Error ? reason : new Refusal('unknown-server', 'no server found');
  return new Refusal('unknown-server', `the PBX's name is not known here (${(reason as Error).message})`, {
    cause: reason,
  });
}
