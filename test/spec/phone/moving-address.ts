/**
 * Loaded into a phone process (`--import`) it decides which of this machine's addresses the system would use
 * towards the PBX, as a change of network does: the one that the file named in MOVING_ADDRESS_FILE holds now.
 */
import dgram from 'node:dgram';
import { readFileSync } from 'node:fs';

const connect = dgram.Socket.prototype.connect;

dgram.Socket.prototype.connect = function (this: dgram.Socket, ...args: Parameters<typeof connect>) {
  // Only who asks "which address would I have?" connects a socket without binding it.
  if (!isBound(this)) this.bind(0, readFileSync(process.env['MOVING_ADDRESS_FILE'] ?? '', 'utf8').trim());
  return connect.apply(this, args);
} as typeof connect;

function isBound(socket: dgram.Socket): boolean {
  try {
    return socket.address().port > 0;
  } catch {
    return false;
  }
}
