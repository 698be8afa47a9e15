/** Sees every SIP message about one line at the simulated exchange, so that a test can say that a dialog was left alone. */
import type { Pbx } from '../../src/simulators/pbx/pbx.ts';
import { header, userOf, uriOf, type SipMessage } from '../../src/simulators/pbx/sip-message.ts';

/** These keep the line alive whatever happens; all others touch a dialog. */
const lineMethods = ['REGISTER', 'OPTIONS'];

interface Seen {
  direction: 'in' | 'out';
  method: string;
  callId: string;
}

export class SipWatch {
  readonly #pbx: Pbx;
  readonly #extension: string;
  #seen: Seen[] = [];

  constructor(pbx: Pbx, extension: string) {
    this.#pbx = pbx;
    this.#extension = extension;
    pbx.on('trace', this.#take);
  }

  /** Requests that touched a dialog of this line since the last `forget`, as `out INVITE`. */
  get requests(): string[] {
    return this.#seen.map(({ direction, method }) => `${direction} ${method}`);
  }

  /** Call-IDs of this line's dialogs since the last `forget`: the caller's and the phone's for each call. */
  get dialogs(): Set<string> {
    return new Set(this.#seen.map(({ callId }) => callId));
  }

  /** To be called between calls only. */
  forget(): void {
    this.#seen = [];
  }

  close(): void {
    this.#pbx.off('trace', this.#take);
  }

  readonly #take = (direction: 'in' | 'out', message: SipMessage): void => {
    const { method } = message;
    if (method === '' || lineMethods.includes(method)) return;
    const parties = [header(message, 'From'), header(message, 'To')].map((party) => userOf(uriOf(party)));
    if (!parties.includes(this.#extension)) return;
    this.#seen.push({ direction, method, callId: header(message, 'Call-ID') });
  };
}

/** What the exchange knows of a call when an event comes. */
export interface Before {
  requests: number;
  dialogs: Set<string>;
}

export const lookAt = (watch: SipWatch): Before => ({
  requests: watch.requests.length,
  dialogs: watch.dialogs,
});

/** Throws unless no request touched a dialog since. */
export function expectUntouched(watch: SipWatch, before: Before): void {
  const since = watch.requests.slice(before.requests);
  if (since.length > 0) throw new Error(`the exchange saw ${since.join(', ')}`);
}

/** Throws if a dialog came up that was not there before. */
export function expectSameDialogs(watch: SipWatch, before: Before): void {
  const extra = [...watch.dialogs].filter((callId) => !before.dialogs.has(callId));
  if (extra.length > 0)
    throw new Error(`the exchange saw ${extra.length} more dialog(s): ${extra.join(', ')}`);
}
