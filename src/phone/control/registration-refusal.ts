/**
 * Why the line is not registered, by code. Below, many hands write that reason as words and statuses; here it is
 * read once, beside those who write it, so that no page has to.
 */
import type { RefusalCode, RefusalFact } from '../../shared/phone-refusal.ts';
import type { PhoneState } from '../../shared/phone.ts';

/** The first that fits counts: the particular stand before the general. */
const reasons: readonly (readonly [RegExp, RefusalCode])[] = [
  [/certificate/, 'certificate'],
  [/does not speak TLS/, 'no-tls'],
  [/name is not known|no server/, 'unknown-server'],
  [/WebSocket at this address|does not speak SIP over WebSocket/, 'no-websocket'],
  [/refuses the connection/, 'connection-refused'],
  [/no way to the PBX|no network|network of this machine/, 'no-network'],
  [/broke the connection|connection to the (PBX|gateway)|not connected/, 'not-connected'],
  [/does not answer|in time$|^408\b/, 'no-answer'],
  [/^(401|403|404|407)\b/, 'account'],
  [/^5\d\d\b/, 'overloaded'],
  [/^[3-6]\d\d\b/, 'refused'],
];
const telling: readonly RefusalCode[] = ['account', 'overloaded', 'refused', 'no-websocket'];

/** The code of a registration's reason, undefined for one that nobody foresaw. */
export function registrationRefusal(reason: string): RefusalFact | undefined {
  const code = reasons.find(([pattern]) => pattern.test(reason))?.[1];
  if (code === undefined) return undefined;
  const status = /^[3-6]\d\d\b|(?<=HTTP )\d{3}\b/.exec(reason)?.[0];
  return { code, params: status !== undefined && telling.includes(code) ? { status: Number(status) } : {} };
}

/** The snapshot whose failed registration says why by code too. */
export function withRefusal(state: PhoneState): PhoneState {
  const { registration } = state;
  if (registration.phase !== 'failed' || registration.refusal !== undefined) return state;
  return { ...state, registration: { ...registration, refusal: registrationRefusal(registration.reason) } };
}
