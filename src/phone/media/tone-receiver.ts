/**
 * Keys the other side pressed, told once each (RFC 4733 §2.5.2), although an event comes as many packets, its end
 * three times or never, and a long one in several pieces. Some gateways also move the timestamp within a key.
 */
import type { RtpPacket } from './rtp-packet.ts';

const KEYS = '0123456789*#ABCD';
const PAYLOAD_BYTES = 4;
/** A pause shorter than this between two reports of the same key is no second press. */
const SLACK_MS = 40;
/** Further back than this no packet is late: the other side's clock was set anew. */
const MAX_LATE_MS = 5_000;

interface Press {
  event: number;
  timestamp: number;
  /** In timestamp units, as far as reported. */
  duration: number;
  hasEnded: boolean;
}

export class ToneReceiver {
  readonly #onTone: (tone: string) => void;
  #last: Press | undefined;

  constructor(onTone: (tone: string) => void) {
    this.#onTone = onTone;
  }

  /** Takes one packet of telephone events; `clockHz` is their clock. */
  take({ payload, timestamp, marker }: RtpPacket, clockHz: number): void {
    if (payload.length < PAYLOAD_BYTES) return;
    const press = {
      event: payload.readUInt8(0),
      timestamp,
      duration: payload.readUInt16BE(2),
      hasEnded: (payload.readUInt8(1) & 0x80) !== 0,
    };
    const last = this.#last;
    const age = last ? (timestamp - last.timestamp) | 0 : 1;
    const isAnew = age < (-MAX_LATE_MS * clockHz) / 1_000;
    if (age < 0 && !isAnew) return; // a late packet of a key already told
    const isNew =
      !last ||
      isAnew ||
      (age > 0 && !continues(last, press, { marker, slack: (SLACK_MS * clockHz) / 1_000 }));
    this.#last = last && age === 0 ? merged(last, press) : press;
    const key = KEYS[press.event];
    if (isNew && key !== undefined) this.#onTone(key);
  }

  /** The other side's stream begins anew. */
  reset(): void {
    this.#last = undefined;
  }
}

const merged = (last: Press, press: Press): Press => ({
  ...last,
  duration: Math.max(last.duration, press.duration),
  hasEnded: last.hasEnded || press.hasEnded,
});

/** The next piece of a key still down: same event, not ended, no new talk spurt, no pause between. */
const continues = (
  last: Press,
  next: Press,
  { marker, slack }: { marker: boolean; slack: number },
): boolean =>
  !marker &&
  !last.hasEnded &&
  last.event === next.event &&
  ((next.timestamp - last.timestamp) | 0) <= last.duration + slack;
