/**
 * Which call travels over which flow. A call that began at one server goes on there while the line itself has
 * moved to another; a flow is let go when its last call is over.
 */
import type { Flow } from './flow.ts';

/** Repetitions of a call's last messages still find their flow (64 × T1, RFC 3261 §17, twice). */
const KEEP_MS = 64_000;
/** Bound against a PBX gone mad. */
const MAX_CALLS = 2_000;

interface Entry {
  flow: Flow;
  usedAt: number;
}

export class FlowTable {
  readonly #byCall = new Map<string, Entry>();

  flowOf(callId: string): Flow | undefined {
    return this.#byCall.get(callId)?.flow;
  }

  /** The call travels over `flow` from now on. */
  pin(callId: string, flow: Flow): void {
    this.#byCall.delete(callId);
    this.#byCall.set(callId, { flow, usedAt: Date.now() });
    const oldest = this.#byCall.keys().next().value;
    if (this.#byCall.size > MAX_CALLS && oldest !== undefined) this.#byCall.delete(oldest);
  }

  /** Everything that travelled over `from` goes over `to` from now on. */
  move(from: Flow, to: Flow): void {
    for (const entry of this.#byCall.values()) if (entry.flow === from) entry.flow = to;
  }

  /** Forgets calls that are over for a while. */
  prune(isUp: (callId: string) => boolean): void {
    const before = Date.now() - KEEP_MS;
    for (const [callId, { usedAt }] of this.#byCall)
      if (usedAt < before && !isUp(callId)) this.#byCall.delete(callId);
  }

  isUsed(flow: Flow): boolean {
    return [...this.#byCall.values()].some((entry) => entry.flow === flow);
  }
}
