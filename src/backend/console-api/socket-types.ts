/** Socket.IO's servers and sockets with our wires in their types. */
import type { Namespace, Socket } from 'socket.io';
import type { BackendToPhone, LiveQuality, PhoneToBackend } from '../../shared/phone.ts';
import type { BackendToConsole, ConsoleToBackend } from '../../shared/push.ts';
import type { LiveSession } from '../store/sessions.ts';
import type { BoardTouch } from './board-touch.ts';

/** What a socket carries once it was let in. */
export interface SocketData {
  session: LiveSession;
  /** When the other end was last heard, by this process' monotonic clock in milliseconds. */
  heardAt: number;
}

/** Backend → backend: somebody came, went, signed out or changed state; look at once instead of at the next tick. */
export interface BackendToBackend {
  'presence.check': () => void;
  /** Reservations changed that concern every phone. */
  'phones.expect': () => void;
  /** Events were published that may have changed the live board. */
  'board.touched': (touch: BoardTouch) => void;
  /** A phone told how its call sounds. */
  'board.quality': (agentId: string, quality: LiveQuality) => void;
}

export type ConsoleNamespace = Namespace<ConsoleToBackend, BackendToConsole, BackendToBackend, SocketData>;
export type ConsoleSocket = Socket<ConsoleToBackend, BackendToConsole, BackendToBackend, SocketData>;
export type PhoneNamespace = Namespace<PhoneToBackend, BackendToPhone, BackendToBackend, SocketData>;
export type PhoneSocket = Socket<PhoneToBackend, BackendToPhone, BackendToBackend, SocketData>;

/** Rooms: every console (lists and counters); one person's consoles or phones. Streams are rooms of their own name. */
export const boardRoom = 'board';
/** Consoles on the live board. */
export const supervisorsRoom = 'supervisors';
/** Consoles in a stream's room that see everything of it, where others do not. */
export function overseenRoom(stream: string): string {
  return `overseen:${stream}`;
}
export function agentRoom(userId: string): string {
  return `agent:${userId}`;
}
