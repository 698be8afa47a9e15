/** SIP over a WebSocket against a server of the test's own: one message a frame, and every way to lose or refuse it. */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocketServer } from 'ws';
import type { WebSocket } from 'ws';
import { WssPort } from '../../../src/phone/sip/wss-port.ts';
import type { PortOptions } from '../../../src/phone/sip/sip-port.ts';
import { until } from './bench.ts';

const INVITE = 'INVITE sip:1001@xxxx.invalid SIP/2.0\r\nContent-Length: 0\r\n\r\n';

describe('A WebSocket port', () => {
  let server: WebSocketServer;
  let port: WssPort;
  const sockets: WebSocket[] = [];
  const frames: { text: string; isBinary: boolean }[] = [];
  const messages: string[] = [];

  const options = (more: Partial<PortOptions> = {}, url?: string): PortOptions => {
    const { port: number } = server.address() as AddressInfo;
    const own = url ?? `ws://127.0.0.1:${number}/sip`;
    return {
      target: {
        name: own,
        uriHost: '127.0.0.1',
        hosts: ['127.0.0.1'],
        address: '127.0.0.1',
        port: number,
        url: own,
        rank: 0,
      },
      localAddress: '127.0.0.1',
      caPem: undefined,
      allows: () => true,
      ...more,
    };
  };
  const open = async (): Promise<WebSocket> => {
    port = new WssPort(options());
    port.onMessage = (message) => messages.push(message);
    await port.connect();
    await until(() => sockets.length > 0, 'a connection at the server');
    return sockets.at(-1) as WebSocket;
  };

  beforeEach(async () => {
    server = new WebSocketServer({ host: '127.0.0.1', port: 0, handleProtocols: () => 'sip' });
    server.on('connection', (socket) => {
      sockets.push(socket);
      socket.on('message', (data, isBinary) => frames.push({ text: String(data), isBinary }));
    });
    await once(server, 'listening');
  });
  afterEach(async () => {
    port?.close();
    for (const socket of sockets.splice(0)) socket.terminate();
    frames.length = 0;
    messages.length = 0;
    server.close();
    await once(server, 'close');
  });

  it('asks for the subprotocol sip and sends one message in one text frame', async () => {
    const socket = await open();
    expect(socket.protocol).toBe('sip');
    port.send('OPTIONS one');
    port.send('OPTIONS two');
    await until(() => frames.length === 2, 'two frames');
    expect(frames).toEqual([
      { text: 'OPTIONS one', isBinary: false },
      { text: 'OPTIONS two', isBinary: false },
    ]);
  });

  it('takes text and binary frames, and answers by the connection they came by', async () => {
    const socket = await open();
    port.onMessage = (message, reply) => {
      messages.push(message);
      reply('SIP/2.0 200 OK');
    };
    socket.send(INVITE);
    socket.send(Buffer.from(INVITE));
    await until(() => frames.length === 2, 'two answers');
    expect(messages).toEqual([INVITE, INVITE]);
  });

  it('answers a CRLF ping, and takes nothing that is empty for a message', async () => {
    const socket = await open();
    socket.send('\r\n\r\n');
    socket.send('\r\n');
    socket.send(INVITE);
    await until(() => messages.length > 0 && frames.length > 0, 'a message and a pong');
    expect(messages).toEqual([INVITE]);
    expect(frames).toEqual([{ text: '\r\n', isBinary: false }]);
  });

  it('hears the answer to its ping', async () => {
    await open();
    let heard = 0;
    port.onHeard = () => (heard += 1);
    port.ping();
    await until(() => heard === 1, 'the pong');
  });

  it('tells once that the connection is gone, and connects again under the same name', async () => {
    const socket = await open();
    const { sentBy } = port;
    let losses = 0;
    port.onLost = () => (losses += 1);
    socket.terminate();
    await until(() => losses === 1, 'the loss');
    expect(() => port.send('OPTIONS')).toThrow('not connected');
    await port.connect();
    expect(port.sentBy).toEqual(sentBy);
    port.disconnect();
    await until(() => server.clients.size === 0, 'both connections gone');
    expect(losses).toBe(1);
  });

  it('is named after the phone, the same for each start and another for each phone', () => {
    const nameOf = (instanceId: string): string => new WssPort(options({ instanceId })).sentBy.host;
    expect(nameOf('one')).toMatch(/^[0-9a-f]{12}\.invalid$/);
    expect(nameOf('one')).toBe(nameOf('one'));
    expect(nameOf('one')).not.toBe(nameOf('two'));
    expect(new WssPort(options()).sentBy.port).toBeUndefined();
  });

  it('says why it is refused', async () => {
    const refusing = new WebSocketServer({
      host: '127.0.0.1',
      port: 0,
      verifyClient: (_i, done) => done(false, 404),
    });
    await once(refusing, 'listening');
    const { port: number } = refusing.address() as AddressInfo;
    port = new WssPort(options({}, `ws://127.0.0.1:${number}/sip`));
    await expect(port.connect()).rejects.toThrow('HTTP 404');
    refusing.close();
    await once(refusing, 'close');
    await expect(port.connect()).rejects.toThrow('refuses the connection');
  });

  it('refuses a server that speaks WebSocket but not SIP', async () => {
    server.options.handleProtocols = () => false;
    port = new WssPort(options());
    await expect(port.connect()).rejects.toThrow('does not speak SIP over WebSocket');
  });

  it('speaks without encryption to this machine only', () => {
    const { target } = options();
    const abroad = { ...target, address: '192.0.2.1', url: 'ws://sbc.example.com/sip' };
    expect(() => new WssPort(options({ target: abroad }))).toThrow('without encryption');
    expect(() => new WssPort(options({}, 'https://sbc.example.com/'))).toThrow('is not a gateway');
  });
});
