/** DTMF in INFO messages, the fall-back where RFC 4733 events are not agreed (`application/dtmf-relay`, Cisco's form). */

export const DTMF_RELAY = 'application/dtmf-relay';
const DURATION_MS = 160;
const KEYS = '0123456789*#ABCD';

/** The body that presses one key. */
export const dtmfRelay = (tone: string): string =>
  `Signal=${tone.toUpperCase()}\r\nDuration=${DURATION_MS}\r\n`;

/**
 * The key in an INFO's body, or undefined if it has none. `application/dtmf` is the key alone; both forms
 * also write `*` and `#` as 10 and 11.
 */
export function toneOfInfo(contentType: string, body: string): string | undefined {
  const type = contentType.split(';')[0]?.trim().toLowerCase();
  if (type !== DTMF_RELAY && type !== 'application/dtmf') return undefined;
  const text = type === DTMF_RELAY ? /^\s*Signal\s*=\s*(\S+)/im.exec(body)?.[1] : body.trim();
  const key = text?.toUpperCase() ?? '';
  if (/^1[0-5]$/.test(key)) return KEYS[Number(key)];
  return key.length === 1 && KEYS.includes(key) ? key : undefined;
}
