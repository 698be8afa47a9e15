/**
 * Loaded into a phone process (`--import`) it decides which of this machine's addresses the system would use
 * towards the PBX, as a change of network does: the one that the file named in MOVING_ADDRESS_FILE holds now.
 */
import dgram from 'node:dgram';
import { readFileSync } from 'node:fs';

const connect = dgram.Socket.prototype.connect;

// Only the question "which address would I have?" connects a UDP socket before binding it.
dgram.Socket.prototype.connect = function (this: dgram.Socket, ...args: Parameters<typeof connect>) {
  this.bind(0, readFileSync(process.env['MOVING_ADDRESS_FILE'] ?? '', 'utf8').trim());
  return connect.apply(this, args);
} as typeof connect;
