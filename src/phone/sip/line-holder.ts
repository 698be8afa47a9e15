/** Holds the one line the agent has, and changes it only while no call depends on it. */
import type { Registration, SipAccount } from '../../shared/phone.ts';
import { Line } from './line.ts';
import type { LineOptions } from './line.ts';

export interface LineHolderOptions extends Omit<LineOptions, 'account' | 'onAddressChanged'> {
  /** Resolves when no call is up. */
  whenIdle: () => Promise<void>;
}

const RETRY_OPEN_MS = 4_000;

export class LineHolder {
  readonly #options: LineHolderOptions;
  #wanted: SipAccount | undefined;
  #account: SipAccount | undefined;
  #line: Line | undefined;
  #retry: NodeJS.Timeout | undefined;
  #change: Promise<void> = Promise.resolve();

  constructor(options: LineHolderOptions) {
    this.#options = options;
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

  async #apply(): Promise<void> {
    if (isSameAccount(this.#wanted, this.#account)) return;
    if (this.#line) await this.#options.whenIdle();
    await this.#dropLine();
    const account = this.#wanted;
    if (account) await this.#openLine(account);
  }

  async #dropLine(): Promise<void> {
    const line = this.#line;
    this.#line = undefined;
    this.#account = undefined;
    await line?.close();
    if (line) this.#options.onRegistration({ phase: 'unconfigured' });
  }

  async #openLine(account: SipAccount): Promise<void> {
    try {
      const options = { ...this.#options, account, onAddressChanged: () => this.#renew(account) };
      this.#line = await Line.open({ ...options, onRegistration: (state) => this.#tell(account, state) });
      this.#account = account;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.#options.onRegistration({ phase: 'failed', reason, retryAt: Date.now() + RETRY_OPEN_MS });
      this.#retry = setTimeout(() => void this.use(account), RETRY_OPEN_MS).unref();
    }
  }

  /** The same account on another address of this machine. */
  #renew(account: SipAccount): void {
    if (this.#wanted !== account) return;
    this.#account = undefined;
    void this.use(account);
  }

  #tell(account: SipAccount, state: Registration): void {
    if (this.#wanted === account || isSameAccount(this.#wanted, account)) this.#options.onRegistration(state);
  }
}

function isSameAccount(a: SipAccount | undefined, b: SipAccount | undefined): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
