/** What TCP and TLS connections to the PBX have in common: opening in time, reading messages, keeping alive. */
import { once } from 'node:events';
import type net from 'node:net';
import { connectionFailure } from './connection-failure.ts';
import type { Reply, SipPort } from './sip-port.ts';
import { createSipStream } from './sip-stream.ts';

const CONNECT_TIMEOUT_MS = 3_000;
const KEEP_ALIVE_MS = 25_000;
/** A ping (RFC 5626 §3.5.1); who knows it answers with one CRLF. */
export const PING = '\r\n\r\n';

/** Resolves when `socket` emits `event`; destroys it and rejects with the reason in words otherwise. */
export async function untilConnected(socket: net.Socket, event: 'connect' | 'secureConnect'): Promise<void> {
  try {
    await once(socket, event, { signal: AbortSignal.timeout(CONNECT_TIMEOUT_MS) });
  } catch (error) {
    socket.on('error', () => {});
    socket.destroy();
    throw connectionFailure(error);
  }
  socket.setNoDelay(true);
  socket.setKeepAlive(true, KEEP_ALIVE_MS);
}

/** Hands what arrives on `socket` to `port`; an answer goes back on it while it stands (RFC 3261 §18.2.2). */
export function readSip(socket: net.Socket, port: SipPort, from?: string): void {
  const reply: Reply = (message) => (socket.writable ? void socket.write(message) : port.send(message));
  const take = createSipStream((message) => port.onMessage(message, reply, from));
  socket.on('data', (chunk: Buffer) => {
    port.onHeard();
    try {
      take(chunk);
    } catch {
      socket.destroy();
    }
  });
  socket.on('error', () => {});
}

/** Pings for as long as the connection stands, so that firewalls between do not forget it. */
export function keepAlive(socket: net.Socket): void {
  const timer = setInterval(() => socket.write(PING), KEEP_ALIVE_MS).unref();
  socket.on('close', () => clearInterval(timer));
}
