/**
 * Reports waiting for the backend, in the order things happened. Each is sent again until it is acknowledged
 * (the backend knows repetitions by their id), so that a backend that was away hears all of it when it is back.
 * A report belongs to the agent whose line it happened on: it waits until that agent is signed in here.
 */
import type { PhoneReport } from '../../shared/phone.ts';
import { backOffMs } from '../sip/back-off.ts';
import type { OwnedReport, ReportFile } from './report-file.ts';

/** Delivers one report; resolves with the backend's answer, rejects when there was none. */
export type Deliver = (report: PhoneReport) => Promise<{ ok: true } | { ok: false; error: string }>;

export interface ReportQueueOptions {
  deliver: Deliver;
  /** Told of a report that was given up, with the reason. */
  onGivenUp: (report: PhoneReport, reason: string) => void;
  /** Where reports of calls outlive the process; without it they live in memory. */
  file?: ReportFile | undefined;
}

const RETRY = { baseMs: 200, maxMs: 5_000 };
/** A report refused this often is one the backend cannot take; those behind it must not wait for ever. */
const MAX_REFUSALS = 20;
/** Weeks of an agent's calls; more means nobody will ever read them. */
const MAX_WAITING = 10_000;

export class ReportQueue {
  readonly #options: ReportQueueOptions;
  readonly #waiting: OwnedReport[];
  /** Whose line this is, and who is signed in at the backend: for a moment not the same. */
  #line: string | undefined;
  #session: string | undefined;
  #whenEmpty: (() => void)[] = [];
  #refusals = 0;
  #failures = 0;
  #isSending = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: ReportQueueOptions) {
    this.#options = options;
    this.#waiting = options.file?.load() ?? [];
  }

  /** Reports that can be delivered now. */
  get size(): number {
    return this.#waiting.filter(({ owner }) => owner === this.#session).length;
  }

  /** The backend answers as `owner` (the SIP user of a line): theirs are delivered, and what happens now is theirs. */
  belongTo(owner: string): void {
    this.#line = owner;
    this.#session = owner;
    this.#failures = 0;
    void this.#sendAll();
  }

  /** The backend is away, or will answer as somebody else: nothing is delivered until that is known. */
  pause(): void {
    this.#session = undefined;
  }

  /** Queues a report of `owner`'s line: of the present one unless told otherwise. Without an owner nobody could deliver it. */
  add(report: PhoneReport, owner: string | undefined = this.#line): void {
    if (owner === undefined) return this.#options.onGivenUp(report, 'no agent has signed in');
    const entry = { owner, report };
    if (this.#waiting.some(({ report: known }) => known.id === report.id)) return;
    this.#waiting.push(entry);
    if (report.type !== 'registration') this.#options.file?.add(entry);
    const oldest = this.#waiting.length > MAX_WAITING ? this.#waiting[0] : undefined;
    if (oldest) this.#giveUp(oldest, 'too many reports are waiting');
    if (this.#timer === undefined) void this.#sendAll();
  }

  /** Resolves when nothing is waiting, or after `limitMs`. */
  flushed(limitMs: number): Promise<void> {
    if (this.size === 0) return Promise.resolve();
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
    let next = this.#next();
    while (next && (await this.#send(next))) next = this.#next();
    this.#isSending = false;
    if (this.#next()) this.#retryLater();
    else for (const resolve of this.#whenEmpty.splice(0)) resolve();
  }

  #next(): OwnedReport | undefined {
    return this.#waiting.find(({ owner }) => owner === this.#session);
  }

  /** Answers whether the next one may follow at once. */
  async #send(entry: OwnedReport): Promise<boolean> {
    const answer = await this.#options.deliver(entry.report).catch(() => undefined);
    if (!answer) return false;
    if (!answer.ok && ++this.#refusals < MAX_REFUSALS) return false;
    this.#refusals = 0;
    this.#failures = 0;
    if (answer.ok) this.#remove(entry);
    else this.#giveUp(entry, answer.error);
    return true;
  }

  #giveUp(entry: OwnedReport, reason: string): void {
    this.#remove(entry);
    this.#options.onGivenUp(entry.report, reason);
  }

  #remove(entry: OwnedReport): void {
    const index = this.#waiting.indexOf(entry);
    if (index < 0) return;
    this.#waiting.splice(index, 1);
    if (entry.report.type === 'registration') return;
    const isLast = this.#waiting.every(({ report }) => report.type === 'registration');
    this.#options.file?.done(entry.report.id, isLast);
  }

  #retryLater(): void {
    const waitMs = backOffMs(this.#failures++, RETRY);
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      void this.#sendAll();
    }, waitMs).unref();
  }
}
