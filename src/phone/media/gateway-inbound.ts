/** The way in of one call's WebRTC audio, after ICE, DTLS and SRTP have said who sent it: is it what we agreed on. */
import { receives } from './direction.ts';
import { codecOfType, FollowedStream } from './followed-stream.ts';
import type { InboundEvents } from './followed-stream.ts';
import type { AgreedAudio } from './gateway-negotiation.ts';
import type { Reception } from './reception.ts';
import type { RtpPacket } from './rtp-packet.ts';

/** The clock of the events we offer and take. */
const EVENT_CLOCK_HZ = 8_000;

export class GatewayInbound {
  readonly #stream: FollowedStream;
  #agreed: AgreedAudio | undefined;

  constructor(events: InboundEvents) {
    this.#stream = new FollowedStream(events);
  }

  get reception(): Reception {
    return this.#stream.reception;
  }

  /** What was agreed anew. Back from hold: what the other side sent meanwhile was not lost. */
  agree(agreed: AgreedAudio): void {
    const wasHeard = this.#agreed !== undefined && receives(this.#agreed.direction);
    this.#agreed = agreed;
    if (!wasHeard && receives(agreed.direction)) this.reception.restart();
  }

  take(packet: RtpPacket, nowMs: number): void {
    const agreed = this.#agreed;
    if (!agreed || !receives(agreed.direction)) return;
    const { payloadType, ssrc } = packet;
    const carried = payloadType === agreed.events ? EVENT_CLOCK_HZ : codecOfType(payloadType);
    if (carried !== undefined && this.#stream.admits(ssrc, nowMs)) this.#stream.take(packet, carried, nowMs);
  }
}
