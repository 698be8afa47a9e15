/** Places a real SIP call with real audio: the Vapi simulator transfers with it, and tests ring the phone with it. */
import { EventEmitter } from 'node:events';
import { CallLeg } from './call-leg.ts';
import { RtpEndpoint } from './rtp-endpoint.ts';
import { mirrored, readSdp, writeSdp } from './sdp.ts';
import type { Direction } from './sdp.ts';
import { SipEndpoint } from './sip-endpoint.ts';
import type { IncomingRequest } from './sip-endpoint.ts';
import { header } from './sip-message.ts';
import { createTone } from './tone.ts';
import type { Ear, PcmSource } from './tone.ts';

export interface SipCallOptions {
  pbxHost: string;
  pbxPort: number;
  /** Number at the exchange, and our own as the exchange shows it. */
  to: string;
  from: string;
  displayName?: string;
  headers?: Record<string, string>;
  transport?: 'tcp' | 'udp';
  /** Gives up (CANCEL) when nobody answers for so long. */
  ringTimeoutMs?: number;
  /** What we say: a tone of so many hertz, or any source of 20 ms frames at 8000 Hz; default silence. */
  toneHz?: number;
  pcmSource?: PcmSource;
  /** Told of each 20 ms we hear. */
  onAudio?: (samples: Int16Array) => void;
}

/** How a call ended: the final SIP status (200 after a conversation) and who ended it. */
export interface SipCallEnd {
  status: number;
  reason: string;
  byPeer: boolean;
}

interface SipCallEvents {
  ringing: [];
  answered: [];
  ended: [end: SipCallEnd];
}

const HOST = '127.0.0.1';
const DEFAULT_RING_TIMEOUT_MS = 60_000;

/** Sends the INVITE; what becomes of it is told by events, and by `ended`, which always comes. */
export async function placeSipCall(options: SipCallOptions): Promise<SipCall> {
  const endpoint = await SipEndpoint.open(HOST, 0);
  const source = options.pcmSource ?? (options.toneHz === undefined ? undefined : createTone(options.toneHz));
  const rtp = await RtpEndpoint.open({
    host: HOST,
    ...(source && { source }),
    ...(options.onAudio && { onAudio: options.onAudio }),
  });
  return new SipCall(options, endpoint, rtp);
}

export class SipCall extends EventEmitter<SipCallEvents> {
  /** The audio: what is heard, lost packets, DTMF. */
  readonly rtp: RtpEndpoint;
  phase: 'calling' | 'ringing' | 'live' | 'ended' = 'calling';
  /** Resolves when the call is over, however it ended. */
  readonly ended: Promise<SipCallEnd>;
  readonly #endpoint: SipEndpoint;
  readonly #leg: CallLeg;
  readonly #ringTimer: NodeJS.Timeout;
  #resolveEnded: (end: SipCallEnd) => void = () => {};

  constructor(options: SipCallOptions, endpoint: SipEndpoint, rtp: RtpEndpoint) {
    super();
    this.rtp = rtp;
    this.#endpoint = endpoint;
    this.ended = new Promise((resolve) => (this.#resolveEnded = resolve));
    const name = options.displayName === undefined ? '' : `"${options.displayName.replaceAll('"', "'")}" `;
    const uri = `sip:${encodeURIComponent(options.to)}@${options.pbxHost}:${options.pbxPort}`;
    this.#leg = CallLeg.towards(endpoint, {
      peer: { transport: options.transport ?? 'tcp', host: options.pbxHost, port: options.pbxPort },
      uri,
      from: `${name}<sip:${options.from}@${HOST}>`,
      to: `<${uri}>`,
      contactUser: options.from,
    });
    endpoint.onRequest = (request) => this.#receive(request);
    this.#listen();
    this.#ringTimer = setTimeout(
      () => this.cancel(),
      options.ringTimeoutMs ?? DEFAULT_RING_TIMEOUT_MS,
    ).unref();
    this.#leg.invite({ sdp: this.#sdp('sendrecv'), headers: Object.entries(options.headers ?? {}) });
  }

  /** What is heard: level and tones. */
  get ear(): Ear {
    return this.rtp.ear;
  }

  /** Ends a conversation with BYE; a call not yet answered is cancelled. */
  hangup(reasonHeader?: string): void {
    if (this.phase !== 'live') return this.cancel(reasonHeader);
    this.#leg.bye(reasonHeader);
    this.#end({ status: 200, reason: 'OK', byPeer: false });
  }

  /** Gives the call up before it is answered; `ended` follows with 487. */
  cancel(reasonHeader?: string): void {
    if (this.phase === 'calling' || this.phase === 'ringing') this.#leg.cancel(reasonHeader);
  }

  /** Puts the other side on hold, or takes it back, by re-INVITE; answers the final status. */
  async hold(on: boolean): Promise<number> {
    const direction: Direction = on ? 'sendonly' : 'sendrecv';
    const { status, sdp, ack } = await this.#leg.reinvite(this.#sdp(direction));
    if (status >= 300) return status;
    ack();
    this.#applyAnswer(sdp, direction);
    return status;
  }

  #listen(): void {
    this.#leg.events.progress = () => {
      if (this.phase !== 'calling') return;
      this.phase = 'ringing';
      this.emit('ringing');
    };
    this.#leg.events.answered = (sdp) => {
      clearTimeout(this.#ringTimer);
      this.#leg.ack();
      this.#applyAnswer(sdp, 'sendrecv');
      this.phase = 'live';
      this.emit('answered');
    };
    this.#leg.events.failed = (status, reason) => this.#end({ status, reason, byPeer: status !== 487 });
    this.#leg.events.bye = (reason) => this.#end({ status: 200, reason: reason || 'OK', byPeer: true });
    this.#leg.events.reinvited = (sdp, answer) => {
      const direction = sdp ? mirrored(readSdp(sdp).direction) : 'sendrecv';
      if (sdp) this.rtp.sendTo(readSdp(sdp));
      this.rtp.direction = direction;
      answer(this.#sdp(direction));
    };
  }

  #receive(request: IncomingRequest): void {
    if (header(request.message, 'Call-ID') === this.#leg.callId) return this.#leg.receive(request);
    request.respond(481, 'Call/Transaction Does Not Exist');
  }

  #sdp(direction: Direction): string {
    return writeSdp({ host: HOST, port: this.rtp.port, direction });
  }

  #applyAnswer(sdp: string, wanted: Direction): void {
    const remote = readSdp(sdp);
    this.rtp.direction =
      wanted === 'sendrecv'
        ? mirrored(remote.direction)
        : remote.direction === 'inactive'
          ? 'inactive'
          : wanted;
    this.rtp.sendTo(remote);
  }

  #end(end: SipCallEnd): void {
    if (this.phase === 'ended') return;
    this.phase = 'ended';
    clearTimeout(this.#ringTimer);
    this.rtp.close();
    this.#resolveEnded(end);
    this.emit('ended', end);
    // The last answers (to BYE, to CANCEL) still have to go out and come in.
    setTimeout(() => void this.#endpoint.close(), 1_000).unref();
  }
}
