/** Who looks at the live board: supervisors join and leave it over their console's socket. */
import type { Logger } from 'pino';
import type { BoardFeed } from './board-feed.ts';
import { supervisorsRoom, type ConsoleSocket } from './socket-types.ts';

/** Adds the board's own events to a console that was let in. Whoever was cut off joins again: pushes are not kept. */
export function serveBoard(socket: ConsoleSocket, { board, log }: { board: BoardFeed; log: Logger }): void {
  void socket.leave(supervisorsRoom);
  socket.on('board.join', (done) => {
    if (typeof done !== 'function') return;
    // First the room, then the reading: what is committed after the reading is pushed.
    Promise.resolve(socket.join(supervisorsRoom))
      .then(() => board.join((whole) => done({ ok: true, board: whole })))
      .catch((error: unknown) => {
        log.warn({ err: error }, 'sockets: the board could not be read');
        done({ ok: false, error: 'The server could not read the board just now. Try again.' });
      });
  });
  socket.on('board.leave', () => void socket.leave(supervisorsRoom));
}
