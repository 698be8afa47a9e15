/** What can go wrong when a message is sent, on demand: for so many messages, or for a time. */
import { z } from 'zod';

export const sendFault = z.object({
  kind: z.enum([
    'error', // a Graph error at once: see `code`
    'failed', // accepted, then a `failed` status with `code`
    'status', // an HTTP status without a Graph body
    'hang', // no answer at all
    'drop', // refused: the connection is cut, nothing is sent
    'accept-then-drop', // sent, but the connection is cut before the answer
  ]),
  code: z.number().int().optional(),
  status: z.number().int().min(400).max(599).optional(),
  /** So many messages; default 1. Ignored where `forMs` is given. */
  times: z.number().int().positive().optional(),
  forMs: z.number().int().positive().optional(),
  /** Only messages to this phone or user id. */
  to: z.string().optional(),
});
export type SendFault = z.infer<typeof sendFault>;

interface Armed {
  fault: SendFault;
  left: number;
  until: number;
}

export class SendFaults {
  #armed: Armed[] = [];

  arm(fault: SendFault): void {
    const until = fault.forMs === undefined ? Infinity : Date.now() + fault.forMs;
    this.#armed.push({ fault, left: fault.forMs === undefined ? (fault.times ?? 1) : Infinity, until });
  }

  clear(): void {
    this.#armed = [];
  }

  /** The fault that hits a message to `to`, used up by one. */
  take(to: string): SendFault | undefined {
    this.#armed = this.#armed.filter(({ left, until }) => left > 0 && Date.now() < until);
    const bare = (address: string): string => address.replace(/^\+/, '');
    const hit = this.#armed.find(({ fault }) => fault.to === undefined || bare(fault.to) === bare(to));
    if (!hit) return undefined;
    hit.left -= 1;
    return hit.fault;
  }
}
