/** Programs that cannot choose a port by themselves get one that nobody has now, for UDP and TCP alike. */
import dgram from 'node:dgram';
import { once } from 'node:events';
import net from 'node:net';

/** A port of loopback that is free for both now; somebody else may take it before you do. */
export async function freeSipPort(): Promise<number> {
  const tcp = net.createServer().listen(0, '127.0.0.1');
  await once(tcp, 'listening');
  const { port } = tcp.address() as net.AddressInfo;
  const udp = dgram.createSocket('udp4');
  const isFree = await new Promise<boolean>((resolve) => {
    udp.once('error', () => resolve(false));
    udp.bind(port, '127.0.0.1', () => resolve(true));
  });
  udp.close();
  await new Promise((resolve) => tcp.close(resolve));
  return isFree ? port : freeSipPort();
}
