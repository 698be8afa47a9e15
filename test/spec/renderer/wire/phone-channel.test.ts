// Against a real WebSocket: a phone that refuses, one that takes long, and one that is not there are three things.
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocketServer, type WebSocket as Peer } from 'ws';
import { PhoneChannel } from '../../../../src/renderer/wire/phone-channel.ts';
import { until } from '../../../support/until.ts';

const silenceMs = 1_000;
const snapshot = {
  t: 'state',
  state: { registration: { phase: 'unconfigured' }, calls: [], audio: 'none', backend: 'signed-out' },
};

describe('the channel to the phone', () => {
  let server: WebSocketServer;
  let channel: PhoneChannel;
  let peer: Peer;
  const asked: { id: number; do: string }[] = [];
  const say = (frame: object) => peer.send(JSON.stringify(frame));

  beforeEach(async () => {
    asked.length = 0;
    server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
    await once(server, 'listening');
    server.on('connection', (socket) => {
      peer = socket;
      socket.on('message', (raw) => {
        const frame = JSON.parse(String(raw)) as { id: number; do: string; hello?: string };
        if (frame.hello === undefined) asked.push(frame);
        else say(snapshot);
      });
    });
    let isUp = false;
    const listener = { onDown: () => {}, onState: () => {}, onReplaced: () => {} };
    const { port } = server.address() as AddressInfo;
    const address = { url: `ws://127.0.0.1:${port}`, token: 'secret' };
    channel = new PhoneChannel(address, { ...listener, onUp: () => (isUp = true) }, silenceMs);
    channel.open();
    await until(() => isUp);
  });
  afterEach(() => {
    channel.close();
    for (const socket of server.clients) socket.terminate();
    server.close();
  });

  const hold = () => channel.ask('call.hold', { id: 'p1', on: true });

  it('hands on why the phone refused', async () => {
    const holding = hold();
    await until(() => asked.length === 1);
    const params = { status: 488 };
    say({ t: 'reply', re: asked[0]!.id, ok: false, error: 'English', code: 'refused', params });
    await expect(holding).rejects.toMatchObject({ code: 'phone', refusal: { code: 'refused', params } });
  });

  it('has no reason for a fault the phone did not foresee, and none for a code it does not know', async () => {
    const both = [hold(), hold()].map((asking) => asking.catch((error: unknown) => error));
    await until(() => asked.length === 2);
    say({ t: 'reply', re: asked[0]!.id, ok: false, error: 'odd' });
    say({ t: 'reply', re: asked[1]!.id, ok: false, error: 'odd', code: 'newer', params: {} });
    for (const error of await Promise.all(both))
      expect(error).toMatchObject({ code: 'phone', refusal: undefined });
  });

  it('waits for a phone that is at work longer than for a silent one', async () => {
    const holding = hold();
    await until(() => asked.length === 1);
    const startedAt = performance.now();
    while (performance.now() - startedAt < 2 * silenceMs) {
      say({ t: 'working', re: asked[0]!.id });
      await new Promise((resolve) => setTimeout(resolve, silenceMs / 20));
    }
    say({ t: 'reply', re: asked[0]!.id, ok: true, value: null });
    await expect(holding).resolves.toBeNull();
  });

  it('says that a phone is away which is silent, and at once when its connection ends', async () => {
    await expect(hold()).rejects.toMatchObject({ code: 'phone-away' });
    const holding = hold();
    await until(() => asked.length === 2);
    peer.terminate();
    await expect(holding).rejects.toMatchObject({ code: 'phone-away', message: 'the phone went away' });
  });
});
