/** Posts to the addresses that an assistant names, authenticated as Vapi does it; no retry unless asked for. */
import { createHmac } from 'node:crypto';
import { fieldsOf } from '../http/serve.ts';
import type { Random } from '../random.ts';

/** https://docs.vapi.ai/server-url/server-authentication: shared secret (legacy) or HMAC (credential). */
export interface VapiAuth {
  secret?: string | undefined;
  hmacSecret?: string | undefined;
}

export interface VapiHabits {
  /** Share of messages sent twice. */
  duplicateRate: number;
  /** Share of messages never sent. */
  lossRate: number;
  /** Lets messages overtake one another. */
  shuffle: boolean;
}

export const plainVapiHabits: VapiHabits = { duplicateRate: 0, lossRate: 0, shuffle: false };

export interface Posted {
  status: number | undefined;
  body: unknown;
}

/** The `server` of an assistant or a tool. */
export interface WebhookServer {
  url: string;
  timeoutMs: number;
  credentialId: string | undefined;
  headers: Record<string, string>;
  /** Waits before further tries; Vapi gives up after the first one unless a backoff plan says otherwise. */
  retryDelaysMs: number[];
}

/** Reads a `server` object; undefined where it names no address. */
export function serverOf(value: unknown): WebhookServer | undefined {
  const { url, timeoutSeconds, credentialId, headers, backoffPlan } = fieldsOf(value);
  if (typeof url !== 'string') return undefined;
  const own = Object.entries(fieldsOf(headers)).map(([name, text]) => [name, String(text)]);
  return {
    url,
    timeoutMs: 1000 * (typeof timeoutSeconds === 'number' ? timeoutSeconds : 20),
    credentialId: typeof credentialId === 'string' ? credentialId : undefined,
    headers: Object.fromEntries(own) as Record<string, string>,
    retryDelaysMs: retryDelays(fieldsOf(backoffPlan)),
  };
}

/** BackoffPlan of Vapi's API: `exponential` doubles the base delay, `fixed` keeps it. */
function retryDelays({ type, maxRetries, baseDelaySeconds }: Record<string, unknown>): number[] {
  const count = typeof maxRetries === 'number' ? Math.min(10, maxRetries) : 0;
  const baseMs = 1000 * (typeof baseDelaySeconds === 'number' ? baseDelaySeconds : 1);
  return Array.from({ length: count }, (_, index) => baseMs * (type === 'exponential' ? 2 ** index : 1));
}

const isTaken = ({ status }: Posted): boolean => status !== undefined && status < 300;

export class VapiWebhookSender {
  habits: VapiHabits = { ...plainVapiHabits };
  readonly #auth: VapiAuth;
  readonly #random: Random;

  constructor(auth: VapiAuth, random: Random) {
    this.#auth = auth;
    this.#random = random;
  }

  /** Posts once and gives the answer; further tries and duplicates, as plan and habits say, go on behind it. */
  async post(server: WebhookServer, body: unknown): Promise<Posted> {
    if (this.#random.chance(this.habits.lossRate)) return { status: undefined, body: undefined };
    if (this.habits.shuffle)
      await new Promise((resolve) => setTimeout(resolve, this.#random.whole(0, 120)).unref());
    const raw = JSON.stringify(body);
    const posted = await this.#once(server, raw);
    if (!isTaken(posted)) void this.#retry(server, raw);
    else if (this.#random.chance(this.habits.duplicateRate)) await this.#once(server, raw);
    return posted;
  }

  async #retry(server: WebhookServer, raw: string): Promise<void> {
    for (const delay of server.retryDelaysMs) {
      await new Promise((resolve) => setTimeout(resolve, delay).unref());
      if (isTaken(await this.#once(server, raw))) return;
    }
  }

  #headers(server: WebhookServer, raw: string): Record<string, string> {
    const { secret, hmacSecret } = this.#auth;
    const timestamp = String(Date.now());
    const signed = hmacSecret !== undefined && (server.credentialId !== undefined || secret === undefined);
    return {
      'content-type': 'application/json',
      'user-agent': 'Vapi/1.0 (simulated)',
      ...(signed
        ? {
            'x-timestamp': timestamp,
            'x-signature': createHmac('sha256', hmacSecret).update(`${timestamp}.${raw}`).digest('hex'),
          }
        : secret === undefined
          ? {}
          : { 'x-vapi-secret': secret }),
      // in small letters, or a header named twice would be sent as a list
      ...Object.fromEntries(
        Object.entries(server.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]),
      ),
    };
  }

  async #once(server: WebhookServer, raw: string): Promise<Posted> {
    try {
      const answer = await fetch(server.url, {
        method: 'POST',
        headers: this.#headers(server, raw),
        body: raw,
        signal: AbortSignal.timeout(server.timeoutMs),
      });
      const text = await answer.text();
      return { status: answer.status, body: parse(text) };
    } catch {
      return { status: undefined, body: undefined };
    }
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
