/** Observers of the control channel: they see a reduced state beside the page, and may do little. */
import { once } from 'node:events';
import { afterEach, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { observedFrame, type ObservedFrame, type ObservedPhone } from '../../../src/shared/phone-observer.ts';
import { placeSipCall, type SipCall } from '../../../src/simulators/pbx/sip-caller.ts';
import { LINE, startBench, startPhone, TOKEN, until } from './bench.ts';
import type { Bench } from './bench.ts';

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

class Observer {
  readonly socket: WebSocket;
  readonly frames: ObservedFrame[] = [];
  closeCode: number | undefined;
  #nextId = 1;
  constructor(url: string, hello: unknown = { observe: TOKEN }) {
    this.socket = new WebSocket(url);
    this.socket.on('open', () => this.socket.send(JSON.stringify(hello)));
    this.socket.on('message', (raw) => this.frames.push(observedFrame.parse(JSON.parse(String(raw)))));
    this.socket.on('close', (code) => (this.closeCode = code));
    cleanups.push(async () => {
      if (this.socket.readyState === WebSocket.CLOSED) return;
      this.socket.terminate();
      await once(this.socket, 'close');
    });
  }
  get state(): ObservedPhone | undefined {
    return this.frames.flatMap((frame) => (frame.t === 'observed' ? [frame.state] : [])).at(-1);
  }
  async ask(command: string, data: unknown): Promise<Extract<ObservedFrame, { t: 'reply' }>> {
    const id = this.#nextId++;
    this.socket.send(JSON.stringify({ id, do: command, with: data }));
    const find = () => this.frames.find((frame) => frame.t === 'reply' && frame.re === id);
    await until(() => find() !== undefined, `the answer to ${command}`);
    return find() as Extract<ObservedFrame, { t: 'reply' }>;
  }
}

async function benchWithObserver(): Promise<{ bench: Bench; observer: Observer }> {
  const bench = await startBench();
  cleanups.push(() => bench.close());
  const observer = new Observer(bench.phone.url);
  await until(() => observer.state?.registration === 'registered', 'the observer sees the line');
  return { bench, observer };
}

const ringWith = (bench: Bench, from: string): Promise<SipCall> =>
  placeSipCall({
    pbxHost: bench.pbx.host,
    pbxPort: bench.pbx.port,
    to: LINE.user,
    from,
    displayName: 'Lucía Pérez',
    toneHz: 700,
  });

it('sees who rings, answers and ends the call, and the page keeps its place', async () => {
  const { bench, observer } = await benchWithObserver();
  expect(observer.state).toMatchObject({ calls: [], page: true });
  const call = await ringWith(bench, '2002');
  await until(() => observer.state?.calls[0]?.phase === 'ringing', 'the ring is seen');
  await bench.page.waitFor(({ calls }) => calls.length === 1, 'the page sees it too');
  expect(observer.state?.calls).toEqual([
    {
      id: bench.page.call?.id,
      number: '2002',
      name: 'Lucía Pérez',
      phase: 'ringing',
      since: expect.any(Number),
    },
  ]);
  const id = observer.state?.calls[0]?.id ?? '';
  expect(await observer.ask('call.answer', { id })).toMatchObject({ ok: true });
  await until(() => observer.state?.calls[0]?.phase === 'up', 'it is up');
  await bench.page.waitFor(({ calls }) => calls[0]?.phase === 'live', 'the page sees it live');
  // Its answer comes after whatever the observer was told before.
  await observer.ask('call.answer', { id: 'nobody' });
  const before = observer.frames.length;
  const told = bench.page.state;
  await bench.page.waitFor(
    (state) => state !== told && state.calls[0]?.quality !== undefined,
    'the quality is measured',
  );
  expect(observer.frames.length).toBe(before);
  expect(await observer.ask('call.hangup', { id })).toMatchObject({ ok: true });
  await until(() => call.phase === 'ended', 'the caller hears the end');
  await until(() => observer.state?.calls.length === 0, 'the observer sees the end');
  expect(bench.page.closeCode).toBeUndefined();
  expect(bench.page.isReplaced).toBe(false);
});

it('refuses a call, and sees when the page is gone', async () => {
  const { bench, observer } = await benchWithObserver();
  await bench.page.close();
  await until(() => observer.state?.page === false, 'the page is seen gone');
  const call = await ringWith(bench, '2003');
  let end: { status: number } | undefined;
  call.on('ended', (how) => (end = how));
  await until(() => observer.state?.calls[0]?.phase === 'ringing', 'the ring is seen');
  expect(await observer.ask('call.reject', { id: observer.state?.calls[0]?.id })).toMatchObject({ ok: true });
  await until(() => end !== undefined, 'the caller is told');
  expect(end?.status).toBe(486);
});

it('may refresh the line, and nothing that is the page’s', async () => {
  const { observer } = await benchWithObserver();
  expect(await observer.ask('line.refresh', {})).toMatchObject({ ok: true });
  for (const [command, data] of [
    ['call.dial', { to: '*43' }],
    ['session.end', {}],
    ['audio.offer', { sdp: 'v=0' }],
    ['diagnostics.export', {}],
    ['constructor', {}],
  ] as const)
    expect(await observer.ask(command, data), command).toMatchObject({
      ok: false,
      error: expect.stringContaining('may not'),
    });
  expect(await observer.ask('call.answer', { id: 'nobody' })).toMatchObject({ ok: false });
  expect(await observer.ask('call.answer', 7)).toMatchObject({ ok: false });
  observer.socket.send('not json');
  expect(await observer.ask('line.refresh', {})).toMatchObject({ ok: true });
});

it('needs the token, and a fifth observer is sent away', async () => {
  const phone = await startPhone();
  cleanups.push(() => phone.stop());
  const wrong = new Observer(phone.url, { observe: `${TOKEN}x` });
  await until(() => wrong.closeCode === 4401, 'the wrong token is refused');
  const observers = [1, 2, 3, 4].map(() => new Observer(phone.url));
  await until(() => observers.every(({ state }) => state !== undefined), 'four are told');
  const fifth = new Observer(phone.url);
  await until(() => fifth.closeCode === 4429, 'the fifth is sent away');
  expect(observers.map(({ closeCode }) => closeCode)).toEqual([undefined, undefined, undefined, undefined]);
});
