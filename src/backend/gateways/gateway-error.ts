/** What can go wrong with a service of the outside world, in the terms in which we have to act. */

export type GatewayName = 'whatsapp' | 'vapi' | 'llm';

/**
 * `rejected`: they understood and said no, trying again is no use; `rate-limited`: later; `unavailable`: it
 * certainly did not happen, try again; `ambiguous`: it may have happened, ask before trying again.
 */
export type GatewayFailure = 'rejected' | 'rate-limited' | 'unavailable' | 'ambiguous';

export class GatewayError extends Error {
  override readonly name = 'GatewayError';
  readonly gateway: GatewayName;
  readonly operation: string;
  /** What happened, in the provider's own words where it gave any. */
  readonly words: string;
  readonly failure: GatewayFailure;
  /** The provider's own code, where it gave one (e.g. 131047), or the HTTP status. */
  readonly code: number | undefined;
  readonly retryAfterMs: number | undefined;

  constructor(
    gateway: GatewayName,
    operation: string,
    what: {
      failure: GatewayFailure;
      message: string;
      code?: number | undefined;
      retryAfterMs?: number | undefined;
      cause?: unknown;
    },
  ) {
    super(`${gateway} ${operation}: ${what.message}`, { cause: what.cause });
    this.gateway = gateway;
    this.operation = operation;
    this.words = what.message;
    this.failure = what.failure;
    this.code = what.code;
    this.retryAfterMs = what.retryAfterMs;
  }
}
