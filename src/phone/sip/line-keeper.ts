/**
 * Keeps a line connected and registered for as long as it is wanted. Calls know nothing of this: a lost
 * connection is replaced beneath them, and only ringing and hanging up need one.
 */
import type { Registration } from '../../shared/phone.ts';
import { backOffMs } from './back-off.ts';
import { RegistrationRefused } from './registrar-exchange.ts';
import type { RegistrarExchange } from './registrar-exchange.ts';
import type { SocketTransport } from './socket-transport.ts';

const RETRY = { baseMs: 250, maxMs: 4_000 };
/** A wrong password does not become right within seconds, and a PBX locks accounts that insist. */
const REFUSED_RETRY = { baseMs: 30_000, maxMs: 120_000 };
/** Refresh when this share of the granted time has passed. */
const REFRESH_AT = 0.8;
const UNREGISTER_TIMEOUT_MS = 2_000;

export interface LineKeeperOptions {
  transport: SocketTransport;
  exchange: RegistrarExchange;
  server: string;
  onChange: (registration: Registration) => void;
  /** Asked before each new attempt: throws when the line can no longer work as it is (the address changed). */
  beforeAttempt: () => Promise<void>;
}

export class LineKeeper {
  readonly #options: LineKeeperOptions;
  #timer: NodeJS.Timeout | undefined;
  #failures = 0;
  #isWanted = false;
  #isAttempting = false;
  #registeredAt: number | undefined;

  constructor(options: LineKeeperOptions) {
    this.#options = options;
  }

  start(): void {
    this.#isWanted = true;
    void this.#attempt();
  }

  /** The transport lost its connection: the first attempt follows at once, later ones back off. */
  lost(reason: string): void {
    if (!this.#isWanted || this.#isAttempting) return;
    this.#fail(new Error(reason));
  }

  /** Registers again now; drops the connection if the PBX does not answer. */
  async refresh(): Promise<void> {
    if (this.#isWanted && !this.#isAttempting) await this.#attempt();
  }

  /** Unregisters, waiting for the answer no longer than two seconds. */
  async stop(): Promise<void> {
    this.#isWanted = false;
    clearTimeout(this.#timer);
    if (this.#registeredAt === undefined || !this.#options.transport.isConnected()) return;
    this.#registeredAt = undefined;
    const limit = new Promise<void>((resolve) => setTimeout(resolve, UNREGISTER_TIMEOUT_MS).unref());
    await Promise.race([this.#options.exchange.unregister().catch(() => {}), limit]);
  }

  async #attempt(): Promise<void> {
    clearTimeout(this.#timer);
    this.#isAttempting = true;
    try {
      await this.#connectAndRegister();
    } catch (error) {
      if (this.#isWanted) this.#fail(error);
    } finally {
      this.#isAttempting = false;
    }
  }

  async #connectAndRegister(): Promise<void> {
    const { transport, exchange, server, onChange, beforeAttempt } = this.#options;
    if (this.#registeredAt === undefined) onChange({ phase: 'connecting' });
    if (!transport.isConnected()) {
      await beforeAttempt();
      await transport.connect();
    }
    const expiresInS = await exchange.register();
    if (!this.#isWanted) return;
    // A connection that broke just after the answer was reported while we were busy here.
    if (!transport.isConnected()) throw new Error('the connection to the PBX was lost');
    this.#failures = 0;
    this.#registeredAt ??= Date.now();
    onChange({ phase: 'registered', since: this.#registeredAt, server, expiresInS, fallback: false });
    this.#again(expiresInS * REFRESH_AT * 1000);
  }

  #fail(error: unknown): void {
    const waitMs = this.#waitAfter(error);
    const reason = error instanceof Error ? error.message : String(error);
    this.#failures += 1;
    this.#registeredAt = undefined;
    this.#options.onChange({ phase: 'failed', reason, retryAt: Date.now() + waitMs });
    this.#again(waitMs);
    if (isSilence(error)) this.#options.transport.reset(reason);
  }

  #waitAfter(error: unknown): number {
    if (!(error instanceof RegistrationRefused)) return backOffMs(this.#failures, RETRY);
    if (error.retryAfterS !== undefined) return error.retryAfterS * 1000;
    const isRefusal = [401, 403, 404, 407].includes(error.statusCode);
    return backOffMs(this.#failures, isRefusal ? REFUSED_RETRY : RETRY);
  }

  #again(waitMs: number): void {
    clearTimeout(this.#timer);
    if (this.#isWanted) this.#timer = setTimeout(() => void this.#attempt(), waitMs);
  }
}

const isSilence = (error: unknown): boolean =>
  error instanceof RegistrationRefused && error.statusCode === 408;
