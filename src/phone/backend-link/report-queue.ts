/**
 * Reports waiting for the backend, in the order things happened. Each is sent again until it is acknowledged
 * (the backend knows repetitions by their id), so that a backend that was away hears all of it when it is back.
 */
import type { PhoneReport } from '../../shared/phone.ts';
import { backOffMs } from '../sip/back-off.ts';

/** Delivers one report; resolves with the backend's answer, rejects when there was none. */
export type Deliver = (report: PhoneReport) => Promise<{ ok: true } | { ok: false; error: string }>;

export interface ReportQueueOptions {
  deliver: Deliver;
  /** Told of a report that was given up, with the reason. */
  onGivenUp: (report: PhoneReport, reason: string) => void;
}

const RETRY = { baseMs: 200, maxMs: 5_000 };
/** A report refused this often is one the backend cannot take; those behind it must not wait for ever. */
const MAX_REFUSALS = 20;
/** Weeks of an agent's calls; more means nobody will ever read them. */
const MAX_WAITING = 10_000;

export class ReportQueue {
  readonly #options: ReportQueueOptions;
  readonly #waiting: PhoneReport[] = [];
  #whenEmpty: (() => void)[] = [];
  #refusals = 0;
  #failures = 0;
  #isSending = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: ReportQueueOptions) {
    this.#options = options;
  }

  get size(): number {
    return this.#waiting.length;
  }

  add(report: PhoneReport): void {
    this.#waiting.push(report);
    const oldest = this.#waiting.length > MAX_WAITING ? this.#waiting.shift() : undefined;
    if (oldest) this.#options.onGivenUp(oldest, 'too many reports are waiting');
    if (this.#timer === undefined) void this.#sendAll();
  }

  /** Tries at once instead of waiting for the next attempt: the backend is back. */
  wake(): void {
    this.#failures = 0;
    void this.#sendAll();
  }

  /** Resolves when nothing is waiting, or after `limitMs`. */
  flushed(limitMs: number): Promise<void> {
    if (this.#waiting.length === 0) return Promise.resolve();
    return new Promise((resolve) => {
      this.#whenEmpty.push(resolve);
      setTimeout(resolve, limitMs);
    });
  }

  async #sendAll(): Promise<void> {
    if (this.#isSending) return;
    this.#isSending = true;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    while (this.#waiting[0] && (await this.#sendFirst(this.#waiting[0])));
    this.#isSending = false;
    if (this.#waiting.length > 0) this.#retryLater();
    else for (const resolve of this.#whenEmpty.splice(0)) resolve();
  }

  /** Answers whether the next one may follow at once. */
  async #sendFirst(report: PhoneReport): Promise<boolean> {
    const answer = await this.#options.deliver(report).catch(() => undefined);
    if (!answer) return false;
    if (!answer.ok && ++this.#refusals < MAX_REFUSALS) return false;
    if (!answer.ok) this.#options.onGivenUp(report, answer.error);
    this.#refusals = 0;
    this.#failures = 0;
    if (this.#waiting[0] === report) this.#waiting.shift();
    return true;
  }

  #retryLater(): void {
    const waitMs = backOffMs(this.#failures++, RETRY);
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      void this.#sendAll();
    }, waitMs).unref();
  }
}
