/**
 * The control channel: one WebSocket on loopback for the one page that holds the agent's audio. The newest
 * page wins; the older is told so and must stay away. A page proves itself with the token in its first frame, and so
 * does an observer (`observers.ts`), who takes nobody's place.
 */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { WebSocket, WebSocketServer } from 'ws';
import { workingEveryMs } from '../../shared/phone-limits.ts';
import { observeFrame } from '../../shared/phone-observer.ts';
import { pageFrame } from '../../shared/phone.ts';
import type { PhoneFrame, PhoneState } from '../../shared/phone.ts';
import { Refusal } from '../refusal.ts';
import { observe, Observers } from './observers.ts';
import { isSameToken } from './token.ts';

export interface ControlServerOptions {
  port: number;
  token: string;
  /** Origins of pages that may connect; undefined: pages of this machine only. Programs send no Origin. */
  allowedOrigins: string[] | undefined;
  /** Runs one command, in bounded time; what it throws is what the page reads, a `Refusal` by its code. */
  run: (command: string, data: unknown) => Promise<unknown>;
  snapshot: () => PhoneState;
  /** The page that held the audio is gone or replaced. */
  onPageLeft: () => void;
  log: (event: string, data?: Record<string, unknown>) => void;
}

const LOOPBACK = '127.0.0.1';
const HELLO_TIMEOUT_MS = 5_000;
const MAX_FRAME_BYTES = 131_072;
const CLOSE_REPLACED = 4001;
const CLOSE_UNAUTHORISED = 4401;

export class ControlServer {
  readonly #options: ControlServerOptions;
  readonly #server: WebSocketServer;
  readonly #observers: Observers;
  #page: WebSocket | undefined;
  #isPublishing = false;

  /** Listens on loopback; port 0 takes a free one. */
  static async open(options: ControlServerOptions): Promise<ControlServer> {
    const server = new WebSocketServer({
      host: LOOPBACK,
      port: options.port,
      maxPayload: MAX_FRAME_BYTES,
      verifyClient: ({ origin }: { origin: string | undefined }) =>
        isAllowedOrigin(origin, options.allowedOrigins),
    });
    await once(server, 'listening');
    return new ControlServer(options, server);
  }

  private constructor(options: ControlServerOptions, server: WebSocketServer) {
    this.#options = options;
    this.#server = server;
    this.#observers = new Observers(options);
    server.on('connection', (socket) => this.#awaitHello(socket));
  }

  get url(): string {
    return `ws://${LOOPBACK}:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Sends the page and the observers a snapshot; changes of one moment travel together. */
  publish(): void {
    if (this.#isPublishing) return;
    this.#isPublishing = true;
    setImmediate(() => this.#publishNow());
  }

  #publishNow(): void {
    if (!this.#isPublishing) return;
    this.#isPublishing = false;
    const state = this.#options.snapshot();
    if (this.#page) tell(this.#page, { t: 'state', state });
    this.#observers.publish(observe(state, this.#page !== undefined));
  }

  close(): void {
    for (const socket of this.#server.clients) socket.terminate();
    this.#server.close();
  }

  #awaitHello(socket: WebSocket): void {
    const tooLate = setTimeout(() => socket.close(CLOSE_UNAUTHORISED, 'no hello'), HELLO_TIMEOUT_MS);
    socket.on('error', () => {});
    socket.on('close', () => clearTimeout(tooLate));
    socket.once('message', (raw) => {
      clearTimeout(tooLate);
      const frame = readFrame(String(raw));
      if (frame && 'hello' in frame && isSameToken(frame.hello, this.#options.token))
        return this.#adopt(socket);
      if (isSameToken(readObserve(String(raw)) ?? '', this.#options.token)) {
        this.#observers.add(socket);
        return this.publish();
      }
      this.#options.log('page refused');
      socket.close(CLOSE_UNAUTHORISED, 'wrong token');
    });
  }

  #adopt(socket: WebSocket): void {
    const older = this.#page;
    this.#page = socket;
    if (older) {
      tell(older, { t: 'replaced' });
      older.close(CLOSE_REPLACED, 'replaced');
      this.#options.onPageLeft();
    }
    socket.on('message', (raw) => void this.#obey(socket, String(raw)));
    socket.on('close', () => {
      if (socket !== this.#page) return;
      this.#page = undefined;
      this.#options.onPageLeft();
      this.#options.log('page left');
      this.publish();
    });
    this.#options.log('page attached', { replaced: older !== undefined });
    this.publish();
  }

  /** A reply never overtakes the snapshot of what its command changed. */
  async #obey(socket: WebSocket, raw: string): Promise<void> {
    const frame = readFrame(raw);
    if (socket !== this.#page || !frame || !('id' in frame)) return;
    const working = setInterval(() => tell(socket, { t: 'working', re: frame.id }), workingEveryMs);
    try {
      const value = await this.#options.run(frame.do, frame.with);
      this.#publishNow();
      tell(socket, { t: 'reply', re: frame.id, ok: true, value: value ?? null });
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      const fact = error instanceof Refusal ? error.fact : undefined;
      this.#options.log('command failed', { command: frame.do, reason, code: fact?.code });
      tell(socket, { t: 'reply', re: frame.id, ok: false, error: reason, ...fact });
    } finally {
      clearInterval(working);
    }
  }
}

function isAllowedOrigin(origin: string | undefined, allowed: string[] | undefined): boolean {
  if (origin === undefined) return true;
  if (allowed) return allowed.includes(origin);
  return /^https?:\/\/(127\.0\.0\.1|localhost)(:\d+)?$/.test(origin);
}

function readFrame(raw: string): ReturnType<typeof pageFrame.parse> | undefined {
  try {
    return pageFrame.parse(JSON.parse(raw));
  } catch {
    return undefined;
  }
}

/** The token of an observer's first frame. */
function readObserve(raw: string): string | undefined {
  try {
    return observeFrame.parse(JSON.parse(raw)).observe;
  } catch {
    return undefined;
  }
}

function tell(socket: WebSocket, frame: PhoneFrame): void {
  if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(frame));
}
