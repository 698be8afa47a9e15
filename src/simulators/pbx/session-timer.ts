/** The session timer of one leg (RFC 4028): who refreshes when, and the end of a call nobody refreshed. */
import type { CallLeg } from './call-leg.ts';
import type { Headers } from './dialog.ts';
import type { Session } from './leg.ts';
import { header, headerValues, parameterOf } from './sip-message.ts';
import type { SipMessage } from './sip-message.ts';

export interface SessionTimerOptions {
  /** Session-Expires and Min-SE, in seconds. RFC 4028 wants 90 at least; tests want less. */
  expiresS: number;
  minS: number;
  /** Who refreshes; undefined leaves it to the phone, and the exchange does it if the phone does not say. */
  refresher: 'exchange' | 'phone' | undefined;
  /** How the exchange refreshes: UPDATE, or a re-INVITE without SDP. */
  refreshBy: 'update' | 'reinvite';
  /** How often the exchange refreshes when it is its turn; default half of the session's interval. */
  refreshEveryMs: number | undefined;
}

type Role = 'uac' | 'uas';

const MAX_MARGIN_S = 32;

export class SessionTimer implements Session {
  reinvite: () => Promise<number> = () => Promise.resolve(488);
  expired: () => void = () => {};
  readonly #leg: CallLeg;
  readonly #options: SessionTimerOptions;
  #refreshBy: SessionTimerOptions['refreshBy'];
  #isOurs: boolean;
  #expiresS: number;
  #minS: number;
  #timer: NodeJS.Timeout | undefined;

  constructor(leg: CallLeg, options: SessionTimerOptions) {
    this.#leg = leg;
    this.#options = options;
    this.#refreshBy = options.refreshBy;
    this.#isOurs = options.refresher !== 'phone';
    this.#expiresS = options.expiresS;
    this.#minS = options.minS;
  }

  requestHeaders({ isFirst }: { isFirst: boolean }): Headers {
    const { refresher } = this.#options;
    const wanted: Role = this.#isOurs ? 'uac' : 'uas';
    const parameter = isFirst && refresher === undefined ? '' : `;refresher=${wanted}`;
    return [
      ['Session-Expires', `${this.#expiresS}${parameter}`],
      ['Min-SE', String(this.#minS)],
    ];
  }

  tooShort(request: SipMessage): number | undefined {
    const { minS } = this.#options;
    return (readSessionExpires(request)?.expiresS ?? minS) < minS ? minS : undefined;
  }

  raise(refusal: SipMessage): boolean {
    const minS = Number.parseInt(header(refusal, 'Min-SE'), 10);
    if (!(minS > this.#expiresS)) return false;
    this.#expiresS = minS;
    this.#minS = minS;
    return true;
  }

  takeAnswer(response: SipMessage): void {
    const told = readSessionExpires(response);
    this.#isOurs = told?.refresher !== 'uas';
    this.#expiresS = told?.expiresS ?? this.#expiresS;
    this.#arm();
  }

  answerTo(request: SipMessage): Headers {
    const asked = readSessionExpires(request);
    if (asked?.refresher) this.#isOurs = asked.refresher === 'uas';
    // Who knows no session timer cannot be told to refresh (RFC 4028 §9).
    else if (!knowsTimer(request)) this.#isOurs = true;
    if (asked) this.#expiresS = Math.min(asked.expiresS, this.#expiresS);
    this.#arm();
    if (!knowsTimer(request)) return [];
    const value = `${this.#expiresS};refresher=${this.#isOurs ? 'uas' : 'uac'}`;
    return [['Session-Expires', value], ...(this.#isOurs ? [] : ([['Require', 'timer']] as Headers))];
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  /** Half-way when it is ours to refresh (§10); otherwise shortly before the end, when nobody did. */
  #arm(): void {
    clearTimeout(this.#timer);
    const expiresS = this.#expiresS;
    if (this.#isOurs) {
      const everyMs = this.#options.refreshEveryMs ?? expiresS * 500;
      this.#timer = setTimeout(() => void this.#refresh(), everyMs).unref();
    } else {
      const marginS = Math.min(MAX_MARGIN_S, expiresS / 3);
      this.#timer = setTimeout(() => this.expired(), (expiresS - marginS) * 1_000).unref();
    }
  }

  async #refresh(): Promise<void> {
    if (this.#leg.isOver) return;
    let status = this.#refreshBy === 'update' ? await this.#update() : await this.reinvite();
    if (status === 405 || status === 501) {
      this.#refreshBy = 'reinvite';
      status = await this.reinvite();
    }
    if (this.#leg.isOver) return;
    if (status === 408 || status === 481) return this.expired();
    this.#arm();
  }

  async #update(): Promise<number> {
    const response = await this.#leg.request('UPDATE', { headers: this.requestHeaders({ isFirst: false }) });
    if (response.status < 300) this.takeAnswer(response);
    return response.status;
  }
}

function readSessionExpires(
  message: SipMessage,
): { expiresS: number; refresher: Role | undefined } | undefined {
  const value = header(message, 'Session-Expires') || header(message, 'x');
  if (!/^\s*\d+/.test(value)) return undefined;
  const refresher = parameterOf(value, 'refresher');
  return {
    expiresS: Number.parseInt(value, 10),
    refresher: refresher === 'uac' || refresher === 'uas' ? refresher : undefined,
  };
}

const knowsTimer = (request: SipMessage): boolean =>
  headerValues(request, 'Supported').some((value) => /\btimer\b/i.test(value));
