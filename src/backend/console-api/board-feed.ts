/**
 * The live board of one backend's supervisors: what was touched is read again and pushed, at most ten times a second,
 * one query for calls and one for people each time, and none while nobody watches.
 */
import type { Logger } from 'pino';
import type { Board, BoardChange } from '../../shared/board.ts';
import type { LiveQuality } from '../../shared/phone.ts';
import type { BoardReader } from './board-reader.ts';
import { joinTouches, untouched, type BoardTouch } from './board-touch.ts';

const pauseMs = 100;
const figuresPauseMs = 500;
/** Figures change with time, too: somebody waits a minute longer. */
const refreshMs = 5_000;
const againMs = 500;

export interface BoardFeedOptions {
  log: Logger;
  reader: BoardReader;
  /** Whether any of this backend's consoles is on the board. */
  isWatched: () => boolean;
  push: (change: BoardChange) => void;
}

/** Reads and pushes one thing after the other: what was read first arrives first. */
export class BoardFeed {
  readonly #options: BoardFeedOptions;
  readonly #refresh: NodeJS.Timeout;
  #touched: BoardTouch = untouched;
  #timer: NodeJS.Timeout | undefined;
  #dueAt = 0;
  #chain: Promise<unknown> = Promise.resolve();
  #flushedAt = 0;
  #figuresAt = 0;
  #stopped = false;

  constructor(options: BoardFeedOptions) {
    this.#options = options;
    this.#refresh = setInterval(
      () => this.touch({ ...untouched, figures: true, alerts: true }),
      refreshMs,
    ).unref();
  }

  /** Something may have changed. */
  touch(touch: BoardTouch): void {
    if (this.#stopped) return;
    if (!this.#options.isWatched()) return this.#forget();
    this.#touched = joinTouches(this.#touched, touch);
    this.#plan();
  }

  /** A phone told how its call sounds. */
  hear(agentId: string, quality: LiveQuality): void {
    this.#options.reader.hear(agentId, quality);
    this.touch({ ...untouched, agentIds: [agentId] });
  }

  /** Gives everything as it stands to whoever has just joined, in its turn among the pushes. */
  join(take: (board: Board) => void): Promise<void> {
    return this.#inTurn(async () => take(await this.#options.reader.readAll()));
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearInterval(this.#refresh);
    clearTimeout(this.#timer);
    await this.#chain;
  }

  #forget(): void {
    this.#touched = untouched;
    this.#options.reader.forget();
  }

  /** Figures alone can wait; rows do not wait for them. */
  #plan(): void {
    if (this.#stopped) return;
    const at = hasRows(this.#touched) ? this.#flushedAt + pauseMs : this.#figuresAt + figuresPauseMs;
    if (this.#timer !== undefined && this.#dueAt <= at) return;
    clearTimeout(this.#timer);
    this.#dueAt = at;
    this.#timer = setTimeout(
      () => {
        this.#timer = undefined;
        void this.#inTurn(() => this.#flush());
      },
      Math.max(0, at - Date.now()),
    );
  }

  async #flush(): Promise<void> {
    const { isWatched, push, reader, log } = this.#options;
    const now = Date.now();
    const figures = this.#touched.figures && now - this.#figuresAt >= figuresPauseMs;
    const touch = { ...this.#touched, figures };
    this.#touched = { ...untouched, figures: this.#touched.figures && !figures };
    this.#flushedAt = now;
    if (figures) this.#figuresAt = now;
    if (!isWatched()) return this.#forget();
    try {
      const change = await reader.readChange(touch);
      if (change !== undefined) push(change);
    } catch (error) {
      log.warn({ err: error }, 'board: could not be read, will try again');
      this.#touched = joinTouches(this.#touched, touch);
      this.#flushedAt = Date.now() + againMs;
    }
    if (this.#touched.figures || hasRows(this.#touched)) this.#plan();
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    const turn = this.#chain.then(work);
    this.#chain = turn.catch(() => undefined);
    return turn;
  }
}

function hasRows(touch: BoardTouch): boolean {
  const { callIds, leadIds, agentIds, alerts, thresholds, dialling } = touch;
  return callIds.length + leadIds.length > 0 || agentIds?.length !== 0 || alerts || thresholds || dialling;
}
