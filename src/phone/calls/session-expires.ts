/** The headers of session timers (RFC 4028): who refreshes a session, and how often. Pure. */

/** What one request or answer says about the session's life. */
export interface SessionExpires {
  seconds: number;
  refresher: 'uac' | 'uas' | undefined;
}

/** What an incoming INVITE or UPDATE says. */
export interface TimerRequest {
  expires: SessionExpires | undefined;
  /** The sender knows session timers (`Supported: timer`); otherwise a proxy between us put them in. */
  isSupported: boolean;
}

/** RFC 4028 §4 forbids less than 90 s. */
export const MIN_SE_S = 90;
/** What we ask for; RFC 4028 §4 recommends half an hour. */
export const WANTED_SE_S = 1_800;

/** Reads `1800;refresher=uac`; undefined when it is absent or no number. */
export function readSessionExpires(header: string | undefined): SessionExpires | undefined {
  const seconds = Number.parseInt(header ?? '', 10);
  if (Number.isNaN(seconds) || seconds <= 0) return undefined;
  const refresher = /;\s*refresher\s*=\s*(uac|uas)/i.exec(header ?? '')?.[1]?.toLowerCase();
  return { seconds, refresher: refresher === 'uac' || refresher === 'uas' ? refresher : undefined };
}

/** True when the header's list of option tags has this one. */
export const hasOption = (headers: string[], tag: string): boolean =>
  headers.some((header) => header.split(',').some((option) => option.trim().toLowerCase() === tag));

/** What we ask for in an INVITE, re-INVITE or UPDATE. `refresher` keeps the role that was agreed. */
export const requestHeaders = ({ seconds, refresher }: SessionExpires, minSeconds: number): string[] => [
  `Session-Expires: ${seconds}${refresher ? `;refresher=${refresher}` : ''}`,
  `Min-SE: ${minSeconds}`,
];

/** Our answer to a request: too short (422), no timer, or an interval with who refreshes it. */
export type TimerAnswer =
  | { kind: 'too-brief'; headers: string[] }
  | { kind: 'none'; headers: string[] }
  | { kind: 'agreed'; seconds: number; weRefresh: boolean; headers: string[] };

/** RFC 4028 §9 and its table 2. Who asks is left to refresh: an exchange knows best what it demands. */
export function answerTimer({ expires, isSupported }: TimerRequest): TimerAnswer {
  if (!expires) return { kind: 'none', headers: [] };
  if (expires.seconds < MIN_SE_S && isSupported)
    return { kind: 'too-brief', headers: [`Min-SE: ${MIN_SE_S}`] };
  const refresher = isSupported ? (expires.refresher ?? 'uac') : 'uas';
  return {
    kind: 'agreed',
    seconds: expires.seconds,
    weRefresh: refresher === 'uas',
    headers: [
      `Session-Expires: ${expires.seconds};refresher=${refresher}`,
      ...(isSupported ? ['Require: timer'] : []),
    ],
  };
}
