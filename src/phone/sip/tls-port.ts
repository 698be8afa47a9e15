/**
 * SIP over TLS. Nobody could open a TLS connection to us, for we have no certificate: both directions use the
 * one we made (RFC 5923 in spirit), and Contact names its own local port.
 */
import tls from 'node:tls';
import { Refusal } from '../refusal.ts';
import type { PortOptions, SentBy, SipPort } from './sip-port.ts';
import { keepAlive, PING, readSip, untilConnected } from './stream-socket.ts';

export class TlsPort implements SipPort {
  readonly protocol = 'TLS';
  readonly isReliable = true;
  readonly reusesConnection = true;
  readonly localAddress: string;
  onMessage: SipPort['onMessage'] = () => {};
  onHeard: SipPort['onHeard'] = () => {};
  onLost: SipPort['onLost'] = () => {};

  readonly #options: PortOptions;
  #connection: tls.TLSSocket | undefined;
  #sentBy: SentBy;

  constructor(options: PortOptions) {
    this.#options = options;
    this.localAddress = options.localAddress;
    this.#sentBy = { host: options.localAddress, port: undefined };
  }

  get sentBy(): SentBy {
    return this.#sentBy;
  }

  async connect(): Promise<void> {
    this.disconnect();
    const socket = tls.connect(connectOptions(this.#options));
    await untilConnected(socket, 'secureConnect');
    this.#connection = socket;
    this.#sentBy = { host: this.localAddress, port: socket.localPort };
    keepAlive(socket);
    readSip(socket, this);
    socket.on('close', () => this.#lost(socket));
  }

  send(message: string): void {
    if (!this.#connection) throw new Refusal('not-connected', 'not connected to the PBX');
    this.#connection.write(message);
  }

  ping(): void {
    this.#connection?.write(PING);
  }

  disconnect(): void {
    const socket = this.#connection;
    this.#connection = undefined;
    socket?.destroy();
  }

  close(): void {
    this.disconnect();
  }

  #lost(socket: tls.TLSSocket): void {
    if (socket !== this.#connection) return;
    this.disconnect();
    this.onLost(new Refusal('not-connected', 'the connection to the PBX was lost'));
  }
}

function connectOptions({ target, localAddress, caPem }: PortOptions): tls.ConnectionOptions {
  const [name = target.address] = target.hosts;
  return {
    host: target.address,
    port: target.port,
    ...{ localAddress },
    // An address is no server name (RFC 6066 §3); the certificate is then checked for the address itself.
    ...(isAddress(name) ? {} : { servername: name }),
    ...(caPem === undefined ? {} : { ca: [...tls.rootCertificates, caPem] }),
    checkServerIdentity: (_name, certificate) => checkNames(target.hosts, certificate),
  };
}

/** Undefined when the certificate is for one of `names`, otherwise why it is not. */
function checkNames(names: string[], certificate: tls.PeerCertificate): Error | undefined {
  const faults = names.map((name) => tls.checkServerIdentity(name, certificate));
  return faults.includes(undefined) ? undefined : faults[0];
}

const isAddress = (name: string): boolean => /^[\d.]+$/.test(name) || name.includes(':');
