/**
 * The phone's own connection to the backend (`/phone`): fetches the account, hears reservations, delivers
 * reports. It reconnects for ever, and its absence is invisible to a call.
 */
import { io } from 'socket.io-client';
import type { Socket } from 'socket.io-client';
import { z } from 'zod';
import { expectedCall, sipAccount } from '../../shared/phone.ts';
import type {
  BackendToPhone,
  ExpectedCall,
  LiveQuality,
  PhoneReport,
  PhoneState,
  PhoneToBackend,
  SipAccount,
} from '../../shared/phone.ts';
import type { ReportFile } from './report-file.ts';
import { ReportQueue } from './report-queue.ts';

export interface BackendLinkEvents {
  onState: (state: PhoneState['backend']) => void;
  onAccount: (account: SipAccount) => void;
  /** The backend has no account for us now; asked again by itself. */
  onNoAccount: (reason: string, retryAt: number) => void;
  onExpected: (calls: ExpectedCall[]) => void;
  onRevoked: () => void;
  /** Signed in (again): whoever derives presence from us must hear the registration anew. */
  onSignedIn: () => void;
  log: (event: string, data: Record<string, unknown>) => void;
}

const ANSWER_TIMEOUT_MS = 5_000;
const REFUSED_RETRY_MS = 5_000;
const ACCOUNT_RETRY_MS = 5_000;

const accountAnswer = z.union([
  z.object({ ok: z.literal(true), account: sipAccount }),
  z.object({ ok: z.literal(false), error: z.string() }),
]);
const reportAnswer = z.union([
  z.object({ ok: z.literal(true) }),
  z.object({ ok: z.literal(false), error: z.string() }),
]);

export class BackendLink {
  readonly #events: BackendLinkEvents;
  readonly #reports: ReportQueue;
  #socket: Socket<BackendToPhone, PhoneToBackend> | undefined;
  #retry: NodeJS.Timeout | undefined;

  /** `file` keeps reports of calls that wait. */
  constructor(events: BackendLinkEvents, file?: ReportFile) {
    this.#events = events;
    this.#reports = new ReportQueue({
      file,
      deliver: (report) => this.#deliver(report),
      onGivenUp: (report, reason) =>
        events.log('report given up', { type: report.type, id: report.id, reason }),
    });
  }

  /** Connects with a session token; reports still waiting from before are delivered to this backend. */
  open({ backendUrl, token }: { backendUrl: string; token: string }): void {
    this.#disconnect();
    const socket: Socket<BackendToPhone, PhoneToBackend> = io(new URL('/phone', backendUrl).href, {
      auth: { token },
      transports: ['websocket'],
      forceNew: true,
      reconnectionDelay: 250,
      reconnectionDelayMax: 3_000,
      timeout: 5_000,
    });
    this.#socket = socket;
    this.#events.onState('connecting');
    socket.on('connect', () => this.#connected());
    socket.on('disconnect', () => this.#lost(socket));
    socket.on('connect_error', (error) => this.#refused(socket, error));
    socket.on('expected', (calls) => this.#take(calls));
    socket.on('revoked', () => this.#events.onRevoked());
  }

  /** Reports of `owner`'s line (its SIP user); without one, of the line in use. */
  report(report: PhoneReport, owner?: string): void {
    this.#reports.add(report, owner);
  }

  /** How a call sounds just now: what cannot be told at once is old by the time it could. */
  tellQuality(quality: LiveQuality): void {
    if (this.#socket?.connected === true) this.#socket.volatile.emit('quality', quality);
  }

  /** Gives the last reports a moment, then disconnects. */
  async close(limitMs: number): Promise<void> {
    if (this.#socket) await this.#reports.flushed(limitMs);
    this.#disconnect();
    this.#events.onState('signed-out');
  }

  #connected(): void {
    this.#events.onState('connected');
    void this.#fetchAccount();
  }

  #lost(socket: Socket): void {
    if (socket !== this.#socket) return;
    clearTimeout(this.#retry);
    this.#reports.pause();
    this.#events.onState('connecting');
    // Thrown out by the server: socket.io then waits to be asked.
    if (!socket.active) this.#reconnectLater(socket);
  }

  #refused(socket: Socket, error: Error): void {
    if (socket !== this.#socket) return;
    if (socket.active) return;
    this.#events.log('backend refused the phone', { reason: error.message });
    this.#reconnectLater(socket);
  }

  #reconnectLater(socket: Socket): void {
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => socket.connect(), REFUSED_RETRY_MS).unref();
  }

  #take(calls: unknown): void {
    const parsed = z.array(expectedCall).safeParse(calls);
    if (parsed.success) this.#events.onExpected(parsed.data);
    else this.#events.log('unreadable reservations', { issues: parsed.error.issues.length });
  }

  async #fetchAccount(): Promise<void> {
    const socket = this.#socket;
    const answer = await this.#askAccount().catch((error: unknown) => ({
      ok: false as const,
      error: String(error),
    }));
    if (socket !== this.#socket || !socket?.connected) return;
    if (answer.ok) {
      this.#reports.belongTo(answer.account.user);
      this.#events.onAccount(answer.account);
      return this.#events.onSignedIn();
    }
    this.#events.onNoAccount(answer.error, Date.now() + ACCOUNT_RETRY_MS);
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => void this.#fetchAccount(), ACCOUNT_RETRY_MS).unref();
  }

  async #askAccount(): Promise<z.infer<typeof accountAnswer>> {
    if (!this.#socket) throw new Error('not signed in');
    return accountAnswer.parse(await this.#socket.timeout(ANSWER_TIMEOUT_MS).emitWithAck('account'));
  }

  async #deliver(report: PhoneReport): Promise<z.infer<typeof reportAnswer>> {
    if (!this.#socket?.connected) throw new Error('not connected');
    return reportAnswer.parse(await this.#socket.timeout(ANSWER_TIMEOUT_MS).emitWithAck('report', report));
  }

  #disconnect(): void {
    clearTimeout(this.#retry);
    this.#reports.pause();
    const socket = this.#socket;
    this.#socket = undefined;
    socket?.removeAllListeners();
    socket?.disconnect();
  }
}
