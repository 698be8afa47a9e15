// Against a real Socket.IO server: a console that sees a gap asks for what it missed, and misses nothing by a reconnection.
import { createServer, type Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server } from 'socket.io';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  openConsoleSocket,
  watchStreams,
  type ConsoleSocket,
} from '../../../../src/renderer/wire/backend-socket.ts';
import { logOf, streams } from '../../../../src/renderer/stores/streams.ts';
import { until } from '../../../support/until.ts';
import type { StreamEvent } from '../../../../src/shared/events.ts';
import type { BackendToConsole, ConsoleToBackend } from '../../../../src/shared/push.ts';

const stream = 'call:00000000-0000-4000-8000-000000000001';
const event = (seq: number): StreamEvent => ({
  ...{ stream, seq, type: 'call.dialing', data: { attempt: seq } },
  at: new Date(seq * 1000).toISOString(),
});
const held = () => logOf(stream).events.map((e) => e.seq);

describe('watching a stream', () => {
  let http: HttpServer;
  let io: Server<ConsoleToBackend, BackendToConsole>;
  let socket: ConsoleSocket;
  let committed: StreamEvent[];
  let refusals: number;

  const push = (seq: number) => io.of('/console').to(stream).emit('event', event(seq));

  beforeEach(async () => {
    streams.setState(streams.getInitialState(), true);
    committed = [event(1), event(2)];
    refusals = 0;
    http = createServer();
    io = new Server(http);
    io.of('/console').on('connection', (peer) => {
      peer.on('watch', (request, done) => {
        if (refusals-- > 0) return done({ ok: false, error: 'not now' });
        void peer.join(request.stream);
        done({ ok: true, events: committed.slice(request.after), head: committed.length });
      });
    });
    await new Promise<void>((listening) => http.listen(0, '127.0.0.1', listening));
    const { port } = http.address() as AddressInfo;
    socket = openConsoleSocket(`http://127.0.0.1:${port}`, 'token');
  });
  afterEach(async () => {
    socket.disconnect();
    await io.close();
  });

  const connect = async () => {
    socket.connect();
    await until(() => socket.connected);
  };

  it('gets everything from the beginning, then what is pushed', async () => {
    await connect();
    watchStreams(socket).set([stream]);
    await until(() => held().length === 2);
    committed.push(event(3));
    push(3);
    await until(() => held().length === 3);
    expect(held()).toEqual([1, 2, 3]);
  });

  it('fills a gap it sees', async () => {
    await connect();
    watchStreams(socket).set([stream]);
    await until(() => held().length === 2);
    committed.push(event(3), event(4));
    push(4);
    await until(() => held().length === 4);
    expect(held()).toEqual([1, 2, 3, 4]);
  });

  it('asks again when the backend could not answer', async () => {
    refusals = 1;
    await connect();
    watchStreams(socket).set([stream]);
    await until(() => held().length === 2);
  });

  it('gets what it missed while it was away', async () => {
    await connect();
    const watch = watchStreams(socket);
    socket.on('connect', watch.resume);
    watch.set([stream]);
    await until(() => held().length === 2);
    socket.disconnect();
    committed.push(event(3), event(4), event(5));
    await connect();
    await until(() => held().length === 5);
    expect(held()).toEqual([1, 2, 3, 4, 5]);
  });

  it('forgets a stream it no longer watches', async () => {
    await connect();
    const watch = watchStreams(socket);
    watch.set([stream]);
    await until(() => held().length === 2);
    watch.set([]);
    expect(held()).toEqual([]);
  });
});
