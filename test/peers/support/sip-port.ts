/** Programs that cannot choose a port by themselves get one that nobody has now, for UDP and TCP alike. */
import dgram from 'node:dgram';
import { freePort } from '../../support/ports.ts';

const MOST_TRIES = 20;

/** A port of loopback that is free for both now; somebody else may take it before you do. Throws if there is none. */
export async function freeSipPort(): Promise<number> {
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const port = await freePort();
    if (await isFreeForUdp(port)) return port;
  }
  throw new Error('No port is free for both UDP and TCP.');
}

function isFreeForUdp(port: number): Promise<boolean> {
  const udp = dgram.createSocket('udp4');
  return new Promise((resolve) => {
    udp.once('error', () => {
      udp.close();
      resolve(false);
    });
    udp.bind(port, '127.0.0.1', () => udp.close(() => resolve(true)));
  });
}
