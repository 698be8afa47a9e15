/** Tells the owner of calls when their signalling or media address is no longer what their peers were told. */
import os from 'node:os';
import type { Flow } from './flow.ts';
import { isSameServer } from './line-flows.ts';
import { sentByText } from './placeholder.ts';
import type { SipTarget } from './sip-port.ts';

export interface MovedLineEvents {
  /** This machine has another address: media and Contact must be told anew. */
  onAddressChanged?: (address: string) => void;
  /** Same address, but another Contact (a new connection, another NAT binding): targets must be refreshed. */
  onReconnected?: () => void;
}

interface Place {
  target: SipTarget;
  address: string;
  contact: string;
  /** Of a way that goes over our own connection only: which one it is. A proxy remembers it with each call. */
  connection: number | undefined;
}

export class MovedLine {
  readonly #events: MovedLineEvents;
  #place: Place | undefined;

  constructor(events: MovedLineEvents) {
    this.#events = events;
  }

  /** The line is registered over `flow`. */
  registered(flow: Flow): void {
    const { target, localAddress: address } = flow;
    const before = this.#place;
    const connection = flow.reusesConnection ? flow.connections : undefined;
    this.#place = { target, address, contact: sentByText(flow.contact), connection };
    if (!before) return;
    const isSame = isSameServer(before.target, target);
    // Towards another server another address may be right while calls stay with the first.
    if (before.address !== address && (isSame || !isOurs(before.address)))
      this.#events.onAddressChanged?.(address);
    else if (isSame && !isSameWay(before, this.#place)) this.#events.onReconnected?.();
  }
}

const isSameWay = (a: Place, b: Place): boolean => a.contact === b.contact && a.connection === b.connection;

const isOurs = (address: string): boolean =>
  Object.values(os.networkInterfaces()).some((cards) => cards?.some((card) => card.address === address));
