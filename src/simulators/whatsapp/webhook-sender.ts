/** Delivers webhooks as Meta does: signed over the bytes, again and again until 200, now and then twice or out of order. */
import { createHmac } from 'node:crypto';
import type { Random } from '../random.ts';

export interface DeliveryHabits {
  /** Share of deliveries that come a second time although the first was answered with 200. */
  duplicateRate: number;
  /** Lets later webhooks of one person overtake earlier ones. */
  shuffle: boolean;
  /** Holds changes back until so many can travel in one body; 1 sends each by itself. */
  batchSize: number;
  /** Longest time a change waits for its batch. */
  batchWaitMs: number;
}

export const plainHabits: DeliveryHabits = {
  duplicateRate: 0,
  shuffle: false,
  batchSize: 1,
  batchWaitMs: 200,
};

export interface DeliveryRecord {
  attempts: number;
  status: number | undefined;
  delivered: boolean;
}

const retryDelaysMs = [100, 200, 400, 800, 1_500, 3_000, 5_000, 10_000, 15_000];
const answerTimeoutMs = 20_000;

export const signBody = (raw: string | Buffer, secret: string): string =>
  `sha256=${createHmac('sha256', secret).update(raw).digest('hex')}`;

export interface WebhookSenderOptions {
  secret: string;
  path: string;
  random: Random;
}

/** Sends webhooks to whichever backend is known at the time; one person's webhooks go one after another. */
export class WebhookSender {
  habits: DeliveryHabits = { ...plainHabits };
  backends: string[] = [];
  readonly records: DeliveryRecord[] = [];
  readonly #options: WebhookSenderOptions;
  readonly #lanes = new Map<string, Promise<void>>();
  readonly #open = new Set<Promise<void>>();
  #turn = 0;
  #closed = false;

  constructor(options: WebhookSenderOptions) {
    this.#options = options;
  }

  /** Queues one body for delivery; `lane` keeps an order unless habits say otherwise. */
  send(body: string, lane: string): DeliveryRecord {
    const record: DeliveryRecord = { attempts: 0, status: undefined, delivered: false };
    this.records.push(record);
    const before = this.habits.shuffle ? this.#jitter() : (this.#lanes.get(lane) ?? Promise.resolve());
    const done = before
      .then(() => this.#deliver(body, record))
      .finally(() => {
        this.#open.delete(done);
        if (this.#lanes.get(lane) === done) this.#lanes.delete(lane);
      });
    this.#lanes.set(lane, done);
    this.#open.add(done);
    return record;
  }

  /** Resolves when nothing waits for delivery any more. */
  async settled(): Promise<void> {
    while (this.#open.size > 0) await Promise.all([...this.#open]);
  }

  close(): void {
    this.#closed = true;
  }

  async #jitter(): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, this.#options.random.whole(0, 150)).unref());
  }

  async #deliver(body: string, record: DeliveryRecord): Promise<void> {
    while (!this.#closed) {
      record.attempts += 1;
      record.status = await this.#post(body);
      if (record.status === 200) break;
      const delay = retryDelaysMs[Math.min(record.attempts, retryDelaysMs.length) - 1] ?? 15_000;
      await new Promise((resolve) => setTimeout(resolve, delay).unref());
    }
    record.delivered = record.status === 200;
    if (record.delivered && this.#options.random.chance(this.habits.duplicateRate)) await this.#post(body);
  }

  /** The HTTP status, or undefined where nobody answered. */
  async #post(body: string): Promise<number | undefined> {
    const backend = this.backends[this.#turn++ % Math.max(1, this.backends.length)];
    if (backend === undefined) return undefined;
    const headers = {
      'content-type': 'application/json',
      'user-agent': 'facebookexternalua',
      'x-hub-signature-256': signBody(body, this.#options.secret),
    };
    try {
      const answer = await fetch(new URL(this.#options.path, backend), {
        method: 'POST',
        headers,
        body,
        signal: AbortSignal.timeout(answerTimeoutMs),
      });
      await answer.body?.cancel();
      return answer.status;
    } catch {
      return undefined;
    }
  }
}
