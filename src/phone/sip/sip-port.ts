/** What a way to the PBX (TCP or UDP, later TLS) offers to the transport above it. */

/** Sends one message back to where a message came from. */
export type Reply = (message: string) => void;

export interface SipPort {
  readonly protocol: 'TCP' | 'UDP';
  /** The address and port we listen on: what Via and Contact name, the same for the life of the port. */
  readonly localAddress: string;
  readonly localPort: number;
  /** True when a lost message is sent again by nobody but us. */
  readonly isReliable: boolean;
  onMessage: (message: string, reply: Reply) => void;
  /** The way to the PBX is gone; `connect` may be tried again. */
  onLost: (error: Error) => void;
  /** Opens the way to the PBX; rejects with the reason. */
  connect(): Promise<void>;
  /** Throws when not connected. */
  send(message: string): void;
  /** Drops the way to the PBX without `onLost`; the port keeps listening. */
  disconnect(): void;
  /** Disconnects and stops listening. */
  close(): void;
}

/** Host and port of the PBX; 5060 unless told otherwise. */
export interface SipServer {
  host: string;
  port: number;
}

const DEFAULT_PORT = 5060;

/** Reads `host` or `host:port`. */
export function readSipServer(text: string): SipServer {
  const [, host, port] = /^([^:]+)(?::(\d{1,5}))?$/.exec(text.trim()) ?? [];
  if (host === undefined) throw new Error(`"${text}" is not a SIP server (host or host:port)`);
  return { host, port: port === undefined ? DEFAULT_PORT : Number(port) };
}
