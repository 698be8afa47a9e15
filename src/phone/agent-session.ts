/** The agent's working session: which backend, which line, and what is told to whom. Outlives every page. */
import { randomUUID } from 'node:crypto';
import type {
  ExpectedCall,
  PhoneCall,
  PhoneReport,
  PhoneState,
  Registration,
  SipAccount,
} from '../shared/phone.ts';
import { Refusal } from './refusal.ts';
import { BackendLink } from './backend-link/backend-link.ts';
import type { BackendLinkEvents } from './backend-link/backend-link.ts';
import type { ReportFile } from './backend-link/report-file.ts';
import type { LineHolder } from './sip/line-holder.ts';

export interface AgentSessionOptions {
  lines: LineHolder;
  onExpected: (calls: ExpectedCall[]) => void;
  onChange: () => void;
  whenIdle: () => Promise<void>;
  isIdle: () => boolean;
  log: (event: string, data: Record<string, unknown>) => void;
  /** Where reports of calls outlive the process. */
  reportFile: ReportFile | undefined;
}

const LAST_REPORTS_MS = 2_000;

export class AgentSession {
  backend: PhoneState['backend'] = 'signed-out';
  registration: Registration = { phase: 'unconfigured' };
  readonly #options: AgentSessionOptions;
  readonly #link: BackendLink;
  #credentials: { backendUrl: string; token: string } | undefined;
  #reportedRegistered: boolean | undefined;
  /** The sign-out under way, if any: it must not take the next agent's session along. */
  #leaving: Promise<void> = Promise.resolve();

  constructor(options: AgentSessionOptions) {
    this.#options = options;
    const events: BackendLinkEvents = {
      onState: (state) => {
        this.backend = state;
        options.onChange();
      },
      onAccount: (account) => this.#useAccount(account),
      onNoAccount: (reason, retryAt) => {
        if (!options.lines.line) this.setRegistration({ phase: 'failed', reason, retryAt });
      },
      onExpected: options.onExpected,
      onRevoked: () => void this.#revoked(),
      onSignedIn: () => this.#reportRegistration(),
      log: options.log,
    };
    this.#link = new BackendLink(events, options.reportFile);
  }

  /**
   * Signs in at a backend, once whoever was here before is signed out. The same again changes nothing; a new
   * token takes over without touching the line.
   */
  async start(credentials: { backendUrl: string; token: string }): Promise<void> {
    const { protocol } = new URL(credentials.backendUrl);
    if (protocol !== 'http:' && protocol !== 'https:')
      throw new Refusal('bad-backend', 'the backend is reached by http or https');
    await this.#leaving;
    if (this.#credentials && sameCredentials(this.#credentials, credentials)) return;
    this.#credentials = credentials;
    this.#link.open(credentials);
  }

  /** Signs out: unregisters and forgets the account. Refused while a call is up. */
  async end(): Promise<void> {
    if (!this.#options.isIdle()) throw new Refusal('call-up', 'a call is up: hang up before signing out');
    await this.#signOut();
  }

  /** Unregisters and tells the backend, within a few seconds; for the end of the process. */
  async close(): Promise<void> {
    await this.#signOut();
  }

  /** Tells the backend; `owner` is the SIP user of another line than the present one. */
  report(report: PhoneReport, owner?: string): void {
    this.#link.report(report, owner);
  }

  /** Tells the backend how the calls that are up sound; lost where it cannot be reached. */
  tellQuality(calls: readonly PhoneCall[]): void {
    for (const { id, phase, quality } of calls) {
      if (phase !== 'live' || quality === undefined) continue;
      const { mos, lossPercent: lossPct, jitterMs } = quality;
      this.#link.tellQuality({ phoneCallId: id, mos, lossPct, jitterMs });
    }
  }

  setRegistration(registration: Registration): void {
    this.registration = registration;
    const isRegistered = registration.phase === 'registered';
    if (isRegistered !== (this.#reportedRegistered ?? false)) this.#reportRegistration();
    this.#options.onChange();
  }

  #useAccount(account: SipAccount): void {
    void this.#options.lines.use(account);
  }

  async #revoked(): Promise<void> {
    const revoked = this.#credentials;
    await this.#options.whenIdle();
    if (this.#credentials === revoked) await this.#signOut();
  }

  #signOut(): Promise<void> {
    this.#credentials = undefined;
    this.#leaving = this.#leaving.then(() => this.#leave()).catch(() => {});
    return this.#leaving;
  }

  async #leave(): Promise<void> {
    await this.#options.lines.use(undefined);
    this.#options.onExpected([]);
    await this.#link.close(LAST_REPORTS_MS);
  }

  #reportRegistration(): void {
    const { registration } = this;
    const registered = registration.phase === 'registered';
    this.#reportedRegistered = registered;
    const reason = registration.phase === 'failed' ? registration.reason.slice(0, 200) : registration.phase;
    this.#link.report({ type: 'registration', id: randomUUID(), at: Date.now(), registered, reason });
  }
}

const sameCredentials = (a: { backendUrl: string; token: string }, b: typeof a): boolean =>
  a.backendUrl === b.backendUrl && a.token === b.token;
