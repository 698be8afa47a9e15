/** Holds the one line the agent has, and changes it only while no call depends on it. */
import type { Registration, SipAccount } from '../../shared/phone.ts';
import { factOf } from '../refusal.ts';
import { Line } from './line.ts';
import type { LineOptions } from './line.ts';
import { SipTrace } from './sip-trace.ts';

export type LineHolderOptions = Omit<LineOptions, 'account' | 'trace'>;

/** A line that cannot even be opened (its account makes no sense) is looked at again after this time. */
const RETRY_OPEN_MS = 30_000;

export class LineHolder {
  /** The SIP messages of the last calls; survives a change of the line. */
  readonly trace = new SipTrace();
  readonly #options: LineHolderOptions;
  #wanted: SipAccount | undefined;
  #account: SipAccount | undefined;
  #line: Line | undefined;
  #retry: NodeJS.Timeout | undefined;
  #change: Promise<void> = Promise.resolve();

  constructor(options: LineHolderOptions) {
    this.#options = options;
  }

  /** The account that is wanted, whether or not its line stands yet. */
  get account(): SipAccount | undefined {
    return this.#wanted;
  }

  get line(): Line | undefined {
    return this.#line;
  }

  /** Takes up `account`, or none. A different line waits until no call is up; the same one is left alone. */
  use(account: SipAccount | undefined): Promise<void> {
    this.#wanted = account;
    clearTimeout(this.#retry);
    this.#change = this.#change.then(() => this.#apply());
    return this.#change;
  }

  /** The machine woke up or its network is back: see `Line.refresh`. */
  async refresh(): Promise<void> {
    await this.#line?.refresh();
  }

  async #apply(): Promise<void> {
    if (isSameAccount(this.#wanted, this.#account)) return;
    if (this.#line) await this.#options.whenIdle();
    await this.#dropLine();
    const account = this.#wanted;
    if (account) this.#openLine(account);
  }

  async #dropLine(): Promise<void> {
    const line = this.#line;
    this.#line = undefined;
    this.#account = undefined;
    await line?.close();
    if (line) this.#options.onRegistration({ phase: 'unconfigured' });
  }

  #openLine(account: SipAccount): void {
    try {
      const onRegistration = (state: Registration): void => this.#tell(account, state);
      this.#line = Line.open({ ...this.#options, account, trace: this.trace, onRegistration });
      this.#account = account;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.#options.onRegistration({
        phase: 'failed',
        reason,
        refusal: factOf(error),
        retryAt: Date.now() + RETRY_OPEN_MS,
      });
      this.#retry = setTimeout(() => void this.use(account), RETRY_OPEN_MS).unref();
    }
  }

  #tell(account: SipAccount, state: Registration): void {
    if (this.#wanted === account || isSameAccount(this.#wanted, account)) this.#options.onRegistration(state);
  }
}

function isSameAccount(a: SipAccount | undefined, b: SipAccount | undefined): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
