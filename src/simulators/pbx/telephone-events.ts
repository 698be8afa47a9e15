/** DTMF keys as named telephone events (RFC 4733), frame by frame, and as INFO bodies (application/dtmf-relay). */
import { FRAME_SAMPLES } from '../../shared/g711.ts';

const KEYS = '0123456789*#ABCD';
const TONE_FRAMES = 8;
const GAP_FRAMES = 4;
const VOLUME_DBM0 = 10;

/** What is sent in one 20 ms: a piece of an event, or nothing between two keys. */
export type EventFrame = 'gap' | { event: number; step: number; isFirst: boolean; isLast: boolean };

/** The frames of `keys`; each key lasts 160 ms and is followed by 80 ms of nothing. Unknown keys throw. */
export function eventFrames(keys: string): EventFrame[] {
  return [...keys.toUpperCase()].flatMap((key): EventFrame[] => {
    const event = KEYS.indexOf(key);
    if (event < 0) throw new Error(`${key} is not a key`);
    const pressed = Array.from({ length: TONE_FRAMES }, (_, step) => ({
      event,
      step: step + 1,
      isFirst: step === 0,
      isLast: step === TONE_FRAMES - 1,
    }));
    return [...pressed, ...Array.from({ length: GAP_FRAMES }, (): EventFrame => 'gap')];
  });
}

export function eventPayload({ event, step, isLast }: Exclude<EventFrame, 'gap'>): Buffer {
  const payload = Buffer.from([event, (isLast ? 0x80 : 0) | VOLUME_DBM0, 0, 0]);
  payload.writeUInt16BE(step * FRAME_SAMPLES, 2);
  return payload;
}

export const keyOf = (event: number): string => KEYS[event] ?? '?';

export const DTMF_RELAY = 'application/dtmf-relay';

/** An INFO body that presses `key`, the way Cisco's gateways write it. */
export const writeDtmfRelay = (key: string): string => `Signal=${key}\r\nDuration=160\r\n`;

/** The key an INFO body presses (application/dtmf-relay or the bare key of application/dtmf). */
export const readDtmfRelay = (body: string): string | undefined =>
  /^Signal\s*=\s*([0-9*#A-D])/im.exec(body)?.[1]?.toUpperCase() ?? /^\s*([0-9*#A-D])\s*$/i.exec(body)?.[1];
