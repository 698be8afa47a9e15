/** Extensions the exchange answers itself: an echo that plays back what it hears, and a tone that stands for any outside number. */
import type { CallLeg } from './call-leg.ts';
import { RtpEndpoint } from './rtp-endpoint.ts';
import { mirrored, readSdp, writeSdp } from './sdp.ts';
import { createTone } from './tone.ts';
import type { PcmSource } from './tone.ts';

/** What an extension says: back what it hears, or a tone of so many hertz. */
export type OwnVoice = 'echo' | { toneHz: number };

/** Frames the echo waits before it speaks, so that a lost packet makes no hole. */
const ECHO_DELAY_FRAMES = 3;
const MAX_ECHO_FRAMES = 50;

/** Rings, answers after `ringMs`, and speaks until the caller hangs up. */
export async function answerItself(
  leg: CallLeg,
  voice: OwnVoice,
  { host, ringMs }: { host: string; ringMs: number },
): Promise<RtpEndpoint> {
  const heard: Int16Array[] = [];
  const rtp = await RtpEndpoint.open({
    host,
    source: voice === 'echo' ? echoOf(heard) : createTone(voice.toneHz),
    onAudio: (samples) => {
      heard.push(samples);
      if (heard.length > MAX_ECHO_FRAMES) heard.shift();
    },
  });
  const describe = (offer: string): string => {
    const remote = readSdp(offer);
    rtp.direction = mirrored(remote.direction);
    rtp.sendTo(remote);
    return writeSdp({ host, port: rtp.port, direction: rtp.direction });
  };
  leg.ring();
  const timer = setTimeout(() => leg.answer(describe(leg.remoteSdp)), ringMs);
  const close = (): void => {
    clearTimeout(timer);
    rtp.close();
  };
  leg.events.cancelled = close;
  leg.events.bye = close;
  leg.events.reinvited = (sdp, answer) => answer(describe(sdp || leg.remoteSdp));
  return rtp;
}

function echoOf(heard: Int16Array[]): PcmSource {
  let hasStarted = false;
  return () => {
    hasStarted ||= heard.length >= ECHO_DELAY_FRAMES;
    return hasStarted ? heard.shift() : undefined;
  };
}
