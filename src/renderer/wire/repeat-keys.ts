// A request that got no answer may have been carried out: the same request again must be known as the same.
import { ActionError } from '../stores/actions.ts';

const unanswered = ['unreachable', 'timeout', 'unavailable', 'internal', 'no-answer'];
/** Whoever means the same again later means it anew. */
const sameForMs = 15 * 60_000;
const most = 50;

/** Hands a key to each request that makes something; the same content, while it is unanswered, has the same key. */
export class RepeatKeys {
  readonly #held = new Map<string, { key: string; at: number }>();
  readonly #now: () => number;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** Sends `content` under its key, which is forgotten once the backend has answered, yes or no. */
  async send<T>(name: string, content: unknown, request: (key: string) => Promise<T>): Promise<T> {
    const id = `${name} ${JSON.stringify(content)}`;
    const key = this.#keyOf(id);
    try {
      const answer = await request(key);
      this.#held.delete(id);
      return answer;
    } catch (cause) {
      if (!isUnanswered(cause)) this.#held.delete(id);
      throw cause;
    }
  }

  #keyOf(id: string): string {
    const held = this.#held.get(id);
    const isFresh = held !== undefined && this.#now() - held.at < sameForMs;
    const key = isFresh ? held.key : crypto.randomUUID();
    this.#held.delete(id);
    this.#held.set(id, { key, at: this.#now() });
    for (const oldest of [...this.#held.keys()].slice(0, Math.max(0, this.#held.size - most)))
      this.#held.delete(oldest);
    return key;
  }
}

function isUnanswered(cause: unknown): boolean {
  return (
    !(cause instanceof ActionError) || unanswered.includes(cause.code) || cause.code.startsWith('http-5')
  );
}
