// Against a real Socket.IO server: the floor is whole from the first moment, joined anew after a cut, and never joined by an agent.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server } from 'socket.io';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { board, forgetBoard } from '../../../../src/renderer/stores/board.ts';
import { listening } from '../../../../src/renderer/stores/listening.ts';
import { clearNotices, notices } from '../../../../src/renderer/stores/notices.ts';
import { openView } from '../../../../src/renderer/stores/preferences.ts';
import { session } from '../../../../src/renderer/stores/session.ts';
import { watchAlerts } from '../../../../src/renderer/wire/alert-watch.ts';
import { openConsoleSocket, type ConsoleSocket } from '../../../../src/renderer/wire/backend-socket.ts';
import { ListeningWire } from '../../../../src/renderer/wire/listening.ts';
import { watchBoard, type LiveBoard } from '../../../../src/renderer/wire/live-board.ts';
import type { Board, BoardAnswer } from '../../../../src/shared/board.ts';
import type { BackendToConsole, ConsoleToBackend } from '../../../../src/shared/push.ts';
import { raul, usualBoard } from '../../../support/desk-world-board.ts';
import { until } from '../../../support/until.ts';

const whole = usualBoard();
const [first, second] = whole.calls;
if (!first || !second) throw new Error('the floor of the world has calls');

let io: Server<ConsoleToBackend, BackendToConsole>;
let socket: ConsoleSocket;
let joins: number;
/** What happens between the reading of the whole and its answer. */
let answer: (done: (answer: BoardAnswer) => void, push: (name: 'board', change: object) => void) => void;
const signIn = (role: 'agent' | 'supervisor') =>
  session.setState({
    session: { phase: 'signed-in', token: 't', phoneToken: null, me: raul({ role }) },
    config: undefined,
  });

beforeEach(async () => {
  forgetBoard();
  clearNotices();
  signIn('supervisor');
  joins = 0;
  answer = (done) => done({ ok: true, board: whole });
  const http = createServer();
  io = new Server(http);
  io.of('/console').on('connection', (peer) => {
    peer.on('board.join', (done) => {
      joins += 1;
      answer(done, (name, change) => peer.emit(name, change));
    });
    peer.on('listen', ({ callId }, done) => {
      if (callId === first.id) done({ ok: false, reason: 'no-sound' });
      // The other is never answered: the line breaks first.
    });
  });
  await new Promise<void>((bound) => http.listen(0, '127.0.0.1', bound));
  socket = openConsoleSocket(`http://127.0.0.1:${(http.address() as AddressInfo).port}`, 'token');
});
afterEach(async () => {
  socket.disconnect();
  await io.close();
  session.setState(session.getInitialState(), true);
  listening.setState(listening.getInitialState(), true);
});

const follow = (onWhole: () => void = () => undefined): LiveBoard => {
  const live = watchBoard(socket, onWhole);
  socket.on('connect', live.join);
  socket.connect();
  return live;
};
const isReady = () => board.getState().status === 'ready';

describe('the floor', () => {
  it('takes what changed while the whole was read after it, not before', async () => {
    answer = (done, push) => {
      push('board', { calls: [{ ...first, rev: first.rev + 1, leadName: 'Newer' }], goneCalls: [second.id] });
      done({ ok: true, board: whole });
    };
    follow();
    await until(isReady);
    expect(board.getState().calls[first.id]?.leadName).toBe('Newer');
    expect(board.getState().calls[second.id]).toBeUndefined();
  });

  it('lets no older row replace a newer one', async () => {
    follow();
    await until(isReady);
    io.of('/console').emit('board', { calls: [{ ...first, rev: first.rev - 1, leadName: 'Older' }] });
    io.of('/console').emit('board', { calls: [{ ...second, rev: second.rev + 1, leadName: 'Newer' }] });
    await until(() => board.getState().calls[second.id]?.leadName === 'Newer');
    expect(board.getState().calls[first.id]?.leadName).toBe(first.leadName);
  });

  it('is asked for again where it could not be read, and says so meanwhile', async () => {
    answer = (done) => done(joins === 1 ? { ok: false, error: 'not now' } : { ok: true, board: whole });
    follow();
    await until(() => board.getState().status === 'failed');
    await until(isReady);
    expect(joins).toBe(2);
  });

  it('is joined anew after a cut, and what ended meanwhile is gone', async () => {
    follow();
    await until(isReady);
    const later: Board = { ...whole, calls: whole.calls.filter(({ id }) => id !== first.id) };
    answer = (done) => done({ ok: true, board: later });
    socket.io.engine.close();
    await until(() => joins === 2 && board.getState().calls[first.id] === undefined);
  });

  it('is not joined by an agent, who is still told that nobody is dialled', async () => {
    signIn('agent');
    follow();
    await until(() => socket.connected);
    const dialling = { paused: true, since: null, byName: 'Raúl', why: 'Junta' };
    io.of('/console').emit('dialling', dialling);
    await until(() => board.getState().dialling.paused);
    expect(joins).toBe(0);
  });
});

describe('alerts', () => {
  it('stand on the bell for as long as they stand on the floor', async () => {
    const alerts = watchAlerts();
    follow(alerts.begin);
    const shown = () => notices.getState().notices.map(({ id }) => id);
    await until(() => shown().length === whole.alerts.length);
    const [kept] = whole.alerts;
    io.of('/console').emit('board', { alerts: kept ? [kept] : [] });
    await until(() => shown().length === 1);
    expect(shown()).toEqual([`alert ${kept?.id}`]);
    alerts.stop();
  });
});

describe('listening', () => {
  it('says why nothing is heard', async () => {
    openView('board');
    const wire = new ListeningWire(socket);
    socket.connect();
    await until(() => socket.connected);
    await wire.listen(first.id);
    expect(listening.getState().now).toEqual({ phase: 'silent', callId: first.id, reason: 'no-sound' });
    wire.close();
  });

  it('ends with the line, and a late answer changes nothing', async () => {
    openView('board');
    const wire = new ListeningWire(socket);
    socket.connect();
    await until(() => socket.connected);
    const asked = wire.listen(second.id);
    expect(listening.getState().now.phase).toBe('asking');
    wire.cut();
    expect(listening.getState().now).toEqual({ phase: 'silent', callId: second.id, reason: 'lost' });
    socket.disconnect();
    await asked;
    expect(listening.getState().now).toMatchObject({ phase: 'silent', reason: 'lost' });
    wire.close();
  });

  it('ends when somebody goes to another page', async () => {
    openView('board');
    const wire = new ListeningWire(socket);
    socket.connect();
    await until(() => socket.connected);
    void wire.listen(second.id);
    openView('leads');
    expect(listening.getState().now.phase).toBe('idle');
    wire.close();
  });
});
