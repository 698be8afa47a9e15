/** How a registrar says no, as errors. */
import type { RefusalFact } from '../../shared/phone-refusal.ts';
import type { IncomingResponseMessage } from 'sip.js/lib/core/messages/incoming-response-message.js';
import { factOfStatus, Refusal } from '../refusal.ts';

const ACCOUNT = [401, 403, 404, 407];

/** The registrar's refusal, or its silence (408). */
export class RegistrationRefused extends Refusal {
  readonly statusCode: number;
  /** Wait the registrar asked for, in seconds. */
  readonly retryAfterS: number | undefined;

  constructor(statusCode: number, reason: string, retryAfterS?: number) {
    const { code, params } = factOfRegistrar(statusCode);
    super(code, `${statusCode} ${reason}`, { params });
    this.name = 'RegistrationRefused';
    this.statusCode = statusCode;
    this.retryAfterS = retryAfterS;
  }

  /** Another server would say the same: the account is wrong, not the server. */
  get isFinal(): boolean {
    return (
      this.statusCode >= 300 && this.statusCode !== 408 && (this.statusCode < 500 || this.statusCode >= 600)
    );
  }
}

/** The account is wrong, or not known here; else what any status says. */
function factOfRegistrar(status: number): RefusalFact {
  return ACCOUNT.includes(status) ? { code: 'account', params: { status } } : factOfStatus(status);
}

/** 423: the registrar wants longer registrations. */
export class IntervalTooBrief extends Error {
  readonly minExpiresS: number;

  constructor(minExpiresS: number) {
    super('423 Interval Too Brief');
    this.minExpiresS = minExpiresS;
  }
}

export function refusalOf(message: IncomingResponseMessage): Error {
  const statusCode = message.statusCode ?? 500;
  const minExpiresS = Number(message.getHeaders('min-expires')[0]);
  if (statusCode === 423 && minExpiresS > 0) return new IntervalTooBrief(minExpiresS);
  const retryAfterS = Number.parseInt(message.getHeaders('retry-after')[0] ?? '', 10);
  return new RegistrationRefused(
    statusCode,
    message.reasonPhrase ?? 'refused',
    Number.isNaN(retryAfterS) ? undefined : retryAfterS,
  );
}
