/** The one error by which the phone says no on purpose: with a code for the page, and a sentence for the log. */
import type { RefusalCode, RefusalFact, RefusalParams } from '../shared/phone-refusal.ts';

export class Refusal extends Error {
  readonly code: RefusalCode;
  readonly params: RefusalParams;

  constructor(code: RefusalCode, words: string, { params = {}, cause }: RefusalDetails = {}) {
    super(words, cause === undefined ? {} : { cause });
    this.name = 'Refusal';
    this.code = code;
    this.params = params;
  }

  /** As it travels. */
  get fact(): RefusalFact {
    return { code: this.code, params: this.params };
  }
}

export interface RefusalDetails {
  params?: RefusalParams;
  cause?: unknown;
}

/** The fact in an error that is a refusal. */
export function factOf(error: unknown): RefusalFact | undefined {
  return error instanceof Refusal ? error.fact : undefined;
}

/** What a final SIP status of 300 or more says (RFC 3261 §21). */
export function factOfStatus(status: number): RefusalFact {
  if (status === 408) return { code: 'no-answer', params: {} };
  if (status === 481) return { code: 'call-over', params: {} };
  return { code: status >= 500 && status < 600 ? 'overloaded' : 'refused', params: { status } };
}

/** The same refusal in a wider sentence; an error that is none keeps being one, under `code`. */
export function refusedBecause(error: unknown, words: string, code: RefusalCode): Refusal {
  const reason = error instanceof Error ? error.message : String(error);
  const fact = error instanceof Refusal ? error.fact : { code, params: {} };
  return new Refusal(fact.code, `${words}: ${reason}`, { params: fact.params, cause: error });
}
