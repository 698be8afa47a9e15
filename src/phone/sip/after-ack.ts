/**
 * Lets requests that come right behind an ACK with a description wait a moment: SIP.js takes the description in
 * step by step, and refuses a re-INVITE meanwhile (500) although the ACK came first.
 */
import { callIdOf, headOf, methodOf } from './sip-text.ts';

/** A description is taken within a few milliseconds; nobody hears of so short a wait. */
const WAIT_MS = 20;

export class AfterAck {
  readonly #waiting = new Map<string, { request: string; deliver: () => void }[]>();

  /** Delivers now, or in the order of arrival when the call's ACK is settled. */
  take(request: string, deliver: () => void): void {
    const callId = callIdOf(request);
    const queue = this.#waiting.get(callId);
    if (queue) return void queue.push({ request, deliver });
    if (methodOf(request) === 'ACK' && hasBody(request)) this.#hold(callId);
    deliver();
  }

  #hold(callId: string): void {
    this.#waiting.set(callId, []);
    setTimeout(() => {
      const queue = this.#waiting.get(callId) ?? [];
      this.#waiting.delete(callId);
      for (const { request, deliver } of queue) this.take(request, deliver);
    }, WAIT_MS).unref();
  }
}

const hasBody = (request: string): boolean => request.length > headOf(request).length + 4;
