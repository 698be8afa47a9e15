/**
 * Keeps a line connected and registered for as long as it is wanted, at the best server that works. Calls know
 * nothing of this: a lost connection is replaced beneath them, and only ringing and hanging up need one.
 */
import type { Registration } from '../../shared/phone.ts';
import { factOf, Refusal } from '../refusal.ts';
import { backOffMs } from './back-off.ts';
import type { Flow } from './flow.ts';
import { isSameServer } from './line-flows.ts';
import type { LineFlows } from './line-flows.ts';
import type { RegistrarExchange } from './registrar-exchange.ts';
import { RegistrationRefused } from './registration-refused.ts';
import type { ServerList } from './server-list.ts';
import type { SipTarget } from './sip-port.ts';
import type { SocketTransport } from './socket-transport.ts';

const RETRY = { baseMs: 250, maxMs: 4_000 };
/** A wrong password does not become right within seconds, and a PBX locks accounts that insist. */
const REFUSED_RETRY = { baseMs: 30_000, maxMs: 120_000 };
/** Refresh when this share of the granted time has passed. */
const REFRESH_AT = 0.8;
const MAX_REFRESH_MS = 24 * 3_600_000;
/** A registrar may ask us to wait, but not for half a working day. */
const MAX_RETRY_AFTER_MS = 600_000;
const UNREGISTER_TIMEOUT_MS = 2_000;

export interface LineKeeperOptions {
  transport: SocketTransport;
  flows: LineFlows;
  servers: ServerList;
  /** The registration over a flow; the same one each time it is asked. */
  exchangeOver: (flow: Flow) => RegistrarExchange;
  onChange: (registration: Registration) => void;
  /** Registered over this flow, for the first time or again. */
  onRegistered: (flow: Flow) => void;
}

export class LineKeeper {
  readonly #options: LineKeeperOptions;
  #queue: Promise<void> = Promise.resolve();
  #pending: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #failures = 0;
  #isWanted = false;
  #isBusy = false;
  #registered: { target: SipTarget; since: number } | undefined;

  constructor(options: LineKeeperOptions) {
    this.#options = options;
  }

  get isRegistered(): boolean {
    return this.#registered !== undefined;
  }

  start(): void {
    this.#isWanted = true;
    void this.refresh();
  }

  /** A flow lost its connection. If it is the line's, the first attempt follows at once, later ones back off. */
  lost(flow: Flow, error: Error): void {
    if (this.#isWanted && !this.#isBusy && flow === this.#options.transport.current) this.#fail(error);
  }

  /** Registers now, at the next server if this one does not answer within `answerMs`. */
  refresh(answerMs?: number): Promise<void> {
    this.#pending ??= this.#enqueue(async () => {
      this.#pending = undefined;
      await this.#attempt(answerMs);
    });
    return this.#pending;
  }

  /** Moves the registration to another server if that one takes it; otherwise everything stays. Never rejects. */
  moveTo(target: SipTarget): Promise<void> {
    return this.#enqueue(async () => {
      if (this.#isWanted && this.#registered) await this.#move(target).catch(() => {});
    });
  }

  /** Unregisters, waiting for the answer no longer than two seconds. */
  async stop(): Promise<void> {
    this.#isWanted = false;
    clearTimeout(this.#timer);
    const flow = this.#options.transport.current;
    if (!this.#registered || !flow?.isConnected) return;
    this.#registered = undefined;
    const limit = new Promise<void>((resolve) => setTimeout(resolve, UNREGISTER_TIMEOUT_MS).unref());
    await Promise.race([
      this.#options
        .exchangeOver(flow)
        .unregister()
        .catch(() => {}),
      limit,
    ]);
  }

  #enqueue(job: () => Promise<void>): Promise<void> {
    this.#queue = this.#queue.then(job).catch(() => {});
    return this.#queue;
  }

  async #attempt(answerMs: number | undefined): Promise<void> {
    if (!this.#isWanted) return;
    clearTimeout(this.#timer);
    this.#isBusy = true;
    try {
      // Once it failed it has failed until it succeeds: an agent must not read hope into each attempt.
      if (!this.#registered && this.#failures === 0) this.#options.onChange({ phase: 'connecting' });
      await this.#registerSomewhere(answerMs);
    } catch (error) {
      if (this.#isWanted) this.#fail(error);
    } finally {
      this.#isBusy = false;
    }
  }

  async #registerSomewhere(answerMs: number | undefined): Promise<void> {
    const failures: { target: SipTarget; error: unknown }[] = [];
    for await (const target of this.#candidates()) {
      if (!this.#isWanted) return;
      try {
        return await this.#registerAt(target, answerMs);
      } catch (error) {
        if (error instanceof RegistrationRefused && error.isFinal) throw error;
        failures.push({ target, error });
      }
    }
    throw summed(failures);
  }

  /** The server in use first, without asking DNS; then the others in order. */
  async *#candidates(): AsyncGenerator<SipTarget> {
    const current = this.#options.transport.current?.target;
    if (current) yield current;
    for (const target of await this.#options.servers.resolve())
      if (!current || !isSameServer(target, current)) yield target;
  }

  async #registerAt(target: SipTarget, answerMs: number | undefined): Promise<void> {
    const { transport, flows, exchangeOver } = this.#options;
    const flow = await flows.to(target);
    transport.use(flow);
    await flow.connect();
    try {
      this.#succeed(flow, await exchangeOver(flow).register(answerMs));
    } catch (error) {
      if (isSilence(error)) flow.reset('the PBX does not answer');
      throw error;
    }
  }

  async #move(target: SipTarget): Promise<void> {
    const { transport, flows, exchangeOver } = this.#options;
    const former = transport.current;
    const flow = await flows.to(target);
    const exchange = exchangeOver(flow);
    await flow.connect();
    const expiresInS = await exchange.register();
    transport.use(flow);
    this.#succeed(flow, expiresInS);
    if (former && former !== flow) await exchangeOver(former).unregister();
  }

  #succeed(flow: Flow, expiresInS: number): void {
    if (!this.#isWanted) return;
    // A connection that broke just after the answer was reported while we were busy here.
    if (!flow.isConnected) throw new Refusal('not-connected', 'the connection to the PBX was lost');
    const { target } = flow;
    const isSame = this.#registered !== undefined && isSameServer(this.#registered.target, target);
    this.#failures = 0;
    this.#registered = { target, since: isSame ? (this.#registered?.since ?? Date.now()) : Date.now() };
    const { since } = this.#registered;
    const fallback = target.rank > 0;
    this.#options.onChange({ phase: 'registered', since, server: target.name, expiresInS, fallback });
    this.#again(Math.min(MAX_REFRESH_MS, expiresInS * REFRESH_AT * 1000));
    this.#options.onRegistered(flow);
  }

  #fail(error: unknown): void {
    const waitMs = this.#waitAfter(error);
    const reason = error instanceof Error ? error.message : String(error);
    this.#failures += 1;
    this.#registered = undefined;
    this.#options.onChange({ phase: 'failed', reason, refusal: factOf(error), retryAt: Date.now() + waitMs });
    this.#again(waitMs);
  }

  #waitAfter(error: unknown): number {
    if (!(error instanceof RegistrationRefused)) return backOffMs(this.#failures, RETRY);
    if (error.retryAfterS !== undefined) return Math.min(MAX_RETRY_AFTER_MS, error.retryAfterS * 1000);
    const isRefusal = [401, 403, 404, 407].includes(error.statusCode);
    return backOffMs(this.#failures, isRefusal ? REFUSED_RETRY : RETRY);
  }

  #again(waitMs: number): void {
    clearTimeout(this.#timer);
    if (this.#isWanted) this.#timer = setTimeout(() => void this.refresh(), waitMs);
  }
}

const isSilence = (error: unknown): boolean =>
  error instanceof RegistrationRefused && error.statusCode === 408;

/** One server's reason as it is; several with their names. */
function summed(failures: { target: SipTarget; error: unknown }[]): unknown {
  if (failures.length <= 1)
    return failures[0]?.error ?? new Refusal('unknown-server', 'no server to register at');
  const text = (error: unknown): string => (error instanceof Error ? error.message : String(error));
  const words = failures.map(({ target, error }) => `${target.name}: ${text(error)}`).join('; ');
  const { code, params } = factOf(failures.find(({ error }) => factOf(error))?.error) ?? {};
  return code === undefined ? new Error(words) : new Refusal(code, words, { params: params ?? {} });
}
