/** What a way to one server of the PBX (TCP, UDP, TLS, WSS) offers to the transport above it. */

/** Sends one message back to where a message came from. */
export type Reply = (message: string) => void;

export type SipProtocol = 'TCP' | 'UDP' | 'TLS' | 'WSS';

/** A host and, unless the protocol needs none, a port, as Via and Contact name them. */
export interface SentBy {
  host: string;
  port: number | undefined;
}

/** One server, found: see `ServerList`. */
export interface SipTarget {
  /** For people: what the account says, or `host:port` where DNS chose one. */
  name: string;
  /** Host part of SIP addresses at this server: the account's entry, without a usual port. */
  uriHost: string;
  /** Names the server's certificate may be for, the configured one first (RFC 5922 §4). */
  hosts: string[];
  /** IPv4 address. */
  address: string;
  port: number;
  /** Of a WSS gateway: where the WebSocket is opened. */
  url: string | undefined;
  /** 0 is the most preferred; equal ranks share the load. */
  rank: number;
}

export interface PortOptions {
  target: SipTarget;
  /** IPv4 address of this machine to use. */
  localAddress: string;
  /** PEM of an authority trusted beside the usual ones. */
  caPem: string | undefined;
  /** Whether messages from this address may be heard: only the account's servers may talk to us. */
  allows: (address: string | undefined) => boolean;
  /** This phone's identity across restarts; a port without an address of its own is named after it (see `WssPort`). */
  instanceId?: string;
}

export interface SipPort {
  readonly protocol: SipProtocol;
  /** False when nobody but us sends a lost message again. */
  readonly isReliable: boolean;
  /** True when the server reaches us only over the connection we made, so that a new one is a new Contact. */
  readonly reusesConnection: boolean;
  /** IPv4 address of this machine that the port uses. */
  readonly localAddress: string;
  /** What Via and Contact name. True once connected; may change with each `connect` if `reusesConnection`. */
  readonly sentBy: SentBy;
  /** `from` is `host:port` of the sender, where it is not the server's own. */
  onMessage: (message: string, reply: Reply, from?: string) => void;
  /** Anything at all arrived, be it the answer to a ping. */
  onHeard: () => void;
  /** The way to the server is gone; `connect` may be tried again. */
  onLost: (error: Error) => void;
  /** Opens the way to the server; rejects with the reason in words. */
  connect(): Promise<void>;
  /** Throws when not connected. */
  send(message: string): void;
  /** Asks for a sign of life beneath SIP (RFC 5626 §3.5.1; WebSocket ping). Not every server answers. */
  ping(): void;
  /** Drops the way to the server without `onLost`; a listening port goes on listening. */
  disconnect(): void;
  /** Disconnects and stops listening. */
  close(): void;
}
