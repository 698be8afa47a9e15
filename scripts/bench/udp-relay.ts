/** The least a relay in Node can do: a datagram in on one port goes out to the other side's. The floor of the benchmark. */
import dgram from 'node:dgram';
import { once } from 'node:events';

const HOST = '127.0.0.1';

async function openSide(): Promise<dgram.Socket> {
  const socket = dgram.createSocket('udp4');
  socket.bind(0, HOST);
  await once(socket, 'listening');
  return socket;
}

const near = await openSide();
const far = await openSide();
near.on('message', (datagram) => far.send(datagram, Number(process.env['RELAY_FAR_PORT']), HOST));
far.on('message', (datagram) => near.send(datagram, Number(process.env['RELAY_NEAR_PORT']), HOST));
process.stdout.write(
  `${JSON.stringify({ ready: 'relay', nearPort: near.address().port, farPort: far.address().port })}\n`,
);
