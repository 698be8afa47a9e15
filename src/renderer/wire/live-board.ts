// The floor as it is pushed to supervisors: joined anew after every cut, and whole from the first moment on.
import type { Board, BoardChange } from '../../shared/board.ts';
import { board, takeBoard, takeBoardChange } from '../stores/board.ts';
import { selectMe, session } from '../stores/session.ts';
import type { ConsoleSocket } from './backend-socket.ts';

const answerTimeoutMs = 8_000;
const retryMs = 2_000;

export interface LiveBoard {
  /** After a (re)connection; asks for nothing where the person who signed in is an agent. */
  join: () => void;
  stop: () => void;
}

/** `onWhole` is called each time the floor has come in one piece. */
export function watchBoard(socket: ConsoleSocket, onWhole: () => void): LiveBoard {
  /** What was pushed while the whole was being read; undefined while nothing is read. */
  let meanwhile: BoardChange[] | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let attempt = 0;

  async function join(): Promise<void> {
    clearTimeout(timer);
    const mine = ++attempt;
    const changes: BoardChange[] = [];
    meanwhile = changes;
    const whole = await ask(socket);
    if (mine !== attempt) return;
    meanwhile = undefined;
    if (whole === undefined) return again();
    takeBoard(whole, changes, Date.now());
    onWhole();
  }

  /** A line that is down is asked again when it is back. */
  function again(): void {
    if (board.getState().status === 'loading') board.setState({ status: 'failed' });
    timer = setTimeout(() => {
      if (socket.connected) void join();
    }, retryMs);
  }

  socket.on('board', (change) => {
    if (meanwhile) meanwhile.push(change);
    else if (board.getState().status === 'ready') takeBoardChange(change, Date.now());
  });
  socket.on('dialling', (dialling) => board.setState({ dialling }));
  return {
    join: () => {
      if (selectMe(session.getState())?.role !== 'agent') void join();
    },
    stop: () => {
      attempt += 1;
      clearTimeout(timer);
    },
  };
}

async function ask(socket: ConsoleSocket): Promise<Board | undefined> {
  try {
    const answer = await socket.timeout(answerTimeoutMs).emitWithAck('board.join');
    return answer.ok ? answer.board : undefined;
  } catch {
    return undefined; // not answered in time: the caller asks again
  }
}
