/** Which of this machine's addresses the PBX can reach us at: SIP and SDP must name it, and a laptop has several. */
import dgram from 'node:dgram';
import { lookup } from 'node:dns/promises';
import { once } from 'node:events';
import type { SipServer } from './sip-port.ts';

/** The IPv4 address the system would send from towards `server`. Nothing is sent. */
export async function findLocalAddress(server: SipServer): Promise<string> {
  const { address } = await lookup(server.host, { family: 4 });
  const socket = dgram.createSocket('udp4');
  try {
    socket.connect(server.port, address);
    await once(socket, 'connect');
    return socket.address().address;
  } finally {
    socket.close();
  }
}
