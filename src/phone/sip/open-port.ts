/** The one place that knows which transport is which port. */
import type { SipAccount } from '../../shared/phone.ts';
import type { PortOptions, SipPort, SipProtocol } from './sip-port.ts';
import { TcpPort } from './tcp-port.ts';
import { TlsPort } from './tls-port.ts';
import { UdpPort } from './udp-port.ts';
import { WssPort } from './wss-port.ts';

/** Opens a port of the account's transport, not yet connected; rejects when this machine has no free one. */
export async function openPort(transport: SipAccount['transport'], options: PortOptions): Promise<SipPort> {
  switch (transport) {
    case 'tcp':
      return TcpPort.open(options);
    case 'udp':
      return UdpPort.open(options);
    case 'tls':
      return new TlsPort(options);
    case 'wss':
      return new WssPort(options);
  }
}

/** What SIP messages call the transport: in Via, and as Contact's parameter (RFC 7118 §5.2 knows only `ws` there). */
export const protocolOf = (transport: SipAccount['transport']): SipProtocol =>
  transport.toUpperCase() as SipProtocol;
export const transportParameterOf = (transport: SipAccount['transport']): string =>
  transport === 'wss' ? 'ws' : transport;
