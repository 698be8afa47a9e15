/** Which of this machine's addresses a server can reach us at: SIP and SDP must name it, and a laptop has several. */
import dgram from 'node:dgram';
import { once } from 'node:events';
import { connectionFailure } from './connection-failure.ts';

/** Answers the IPv4 address of this machine to use towards a server. */
export type FindAddress = (server: { address: string; port: number }) => Promise<string>;

/** The address the system would send from now. Nothing is sent. Rejects when there is no way. */
export const findLocalAddress: FindAddress = async ({ address, port }) => {
  const socket = dgram.createSocket('udp4');
  try {
    socket.connect(port, address);
    await once(socket, 'connect');
    return socket.address().address;
  } catch (error) {
    throw connectionFailure(error);
  } finally {
    socket.close();
  }
};
