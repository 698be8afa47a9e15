/** Places a real SIP call with real audio: the Vapi simulator transfers with it, and tests ring the phone with it. */
import { EventEmitter } from 'node:events';
import { CallLeg } from './call-leg.ts';
import type { Referral } from './leg.ts';
import { writeReplaces } from './refer.ts';
import { RtpEndpoint } from './rtp-endpoint.ts';
import { mirrored, readSdp, writeSdp } from './sdp.ts';
import type { Codec, Direction } from './sdp.ts';
import { SipEndpoint } from './sip-endpoint.ts';
import type { IncomingRequest } from './sip-endpoint.ts';
import { header } from './sip-message.ts';
import { DTMF_RELAY, readDtmfRelay, writeDtmfRelay } from './telephone-events.ts';
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
  /** Codecs offered, in order; default µ-law alone. */
  codecs?: Codec[];
  /** Offer telephone events (RFC 4733); default true. Without them the other side must send its keys by INFO. */
  telephoneEvents?: boolean;
  /** Invite without SDP: the other side offers, and we answer with the ACK. */
  delayedOffer?: boolean;
}

/** How a call ended: the final SIP status (200 after a conversation) and who ended it. */
export interface SipCallEnd {
  status: number;
  reason: string;
  byPeer: boolean;
}

/** How a transfer went that we asked for: the status of the last NOTIFY (200 when it succeeded), or of the REFER that was refused. */
export interface TransferEnd {
  status: number;
  reason: string;
  /** Every status the NOTIFYs told, in order. */
  told: number[];
}

interface SipCallEvents {
  ringing: [];
  /** Somebody spoke before answering (183 with SDP). */
  earlyMedia: [];
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
  /** Keys received by INFO (application/dtmf-relay). Those received as events are in `rtp.tones`. */
  readonly infoTones: string[] = [];
  /** Asked to call somebody else (REFER): true accepts, false declines with 603. Default: declines. */
  onReferred: (toUri: string) => boolean = () => false;
  readonly #options: SipCallOptions;
  readonly #endpoint: SipEndpoint;
  readonly #leg: CallLeg;
  readonly #ringTimer: NodeJS.Timeout;
  #isHolding = false;
  #resolveEnded: (end: SipCallEnd) => void = () => {};

  constructor(options: SipCallOptions, endpoint: SipEndpoint, rtp: RtpEndpoint) {
    super();
    this.#options = options;
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
    const sdp = options.delayedOffer ? '' : this.#sdp('sendrecv');
    this.#leg.invite({ sdp, headers: Object.entries(options.headers ?? {}) });
  }

  /** What is heard: level and tones. */
  get ear(): Ear {
    return this.rtp.ear;
  }

  /** The Call-ID of our own leg. */
  get callId(): string {
    return this.#leg.callId;
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

  /** Puts the other side on hold, or takes it back, by re-INVITE; answers the final status (491 after a collision). */
  async hold(on: boolean): Promise<number> {
    const direction: Direction = on ? 'sendonly' : 'sendrecv';
    const { status, sdp, ack } = await this.#leg.reinvite(this.#sdp(direction));
    if (status >= 300) return status;
    ack();
    this.#isHolding = on;
    this.#applyAnswer(sdp, direction);
    return status;
  }

  /** Sends an UPDATE (RFC 3311) without SDP, as a session refresh does; answers the final status. */
  async update(): Promise<number> {
    return (await this.#leg.request('UPDATE')).status;
  }

  /** Presses keys as telephone events (RFC 4733); resolves when they are sent. */
  async sendTones(tones: string): Promise<void> {
    await this.rtp.sendTones(tones);
  }

  /** Presses one key by INFO (application/dtmf-relay); answers the final status. */
  async sendInfo(tone: string): Promise<number> {
    return (await this.#leg.request('INFO', { contentType: DTMF_RELAY, body: writeDtmfRelay(tone) })).status;
  }

  /** Asks the exchange to connect the other side with `to` instead of us (blind: REFER); resolves when it tells how that went. */
  transfer(to: string): Promise<TransferEnd> {
    return this.#refer(`<sip:${encodeURIComponent(to)}@${this.#options.pbxHost}:${this.#options.pbxPort}>`);
  }

  /** Asks the exchange to join the other sides of this call and of `other` (attended: REFER with Replaces). */
  transferTo(other: SipCall): Promise<TransferEnd> {
    const replaces = encodeURIComponent(writeReplaces(other.#leg.dialogId));
    const { to, pbxHost, pbxPort } = other.#options;
    return this.#refer(`<sip:${encodeURIComponent(to)}@${pbxHost}:${pbxPort}?Replaces=${replaces}>`);
  }

  async #refer(referTo: string): Promise<TransferEnd> {
    const told: number[] = [];
    const last = new Promise<TransferEnd>((resolve) => {
      this.#leg.events.notified = (status, reason, isLast) => {
        told.push(status);
        if (isLast) resolve({ status, reason, told });
      };
      void this.ended.then(({ status, reason }) => resolve({ status, reason, told }));
    });
    const { status, reason } = await this.#leg.request('REFER', {
      headers: [
        ['Refer-To', referTo],
        ['Referred-By', `<sip:${this.#options.from}@${HOST}>`],
      ],
    });
    return status < 300 ? last : { status, reason, told };
  }

  #listen(): void {
    const { events } = this.#leg;
    events.progress = (_status, sdp) => this.#takeProgress(sdp);
    events.answered = (sdp) => {
      clearTimeout(this.#ringTimer);
      if (this.#options.delayedOffer) this.#answerOffer(sdp, (answer) => this.#leg.ack(answer));
      else {
        this.#leg.ack();
        this.#applyAnswer(sdp, 'sendrecv');
      }
      this.phase = 'live';
      this.emit('answered');
    };
    events.failed = (status, reason) => this.#end({ status, reason, byPeer: status !== 487 });
    events.bye = (reason) => this.#end({ status: 200, reason: reason || 'OK', byPeer: true });
    events.info = (_contentType, body) => {
      const key = readDtmfRelay(body);
      if (key !== undefined) this.infoTones.push(key);
    };
    events.referred = (referral) => this.#takeReferral(referral);
    events.reinvited = (sdp, answer) => this.#answerOffer(sdp, answer);
    // A re-INVITE without SDP brings what is agreed with its ACK.
    events.acked = (sdp) => {
      if (sdp) this.#applyAnswer(sdp, this.#isHolding ? 'sendonly' : 'sendrecv');
    };
  }

  #takeProgress(sdp: string): void {
    if (sdp) {
      this.rtp.direction = 'recvonly';
      this.rtp.sendTo(readSdp(sdp));
      this.emit('earlyMedia');
    }
    if (this.phase !== 'calling') return;
    this.phase = 'ringing';
    this.emit('ringing');
  }

  /** Answers an offer, or offers when there is none; who holds goes on holding. */
  #answerOffer(sdp: string, answer: (sdp: string) => void): void {
    const wanted: Direction = this.#isHolding ? 'sendonly' : 'sendrecv';
    if (!sdp) return answer(this.#sdp(wanted));
    const offered = mirrored(readSdp(sdp).direction);
    const direction = this.#isHolding && offered === 'sendrecv' ? 'sendonly' : offered;
    this.rtp.direction = direction;
    this.rtp.sendTo(readSdp(sdp));
    answer(this.#sdp(direction, readSdp(sdp).codec));
  }

  #takeReferral(referral: Referral): void {
    if (!this.onReferred(referral.uri)) return referral.refuse(603, 'Decline');
    const progress = referral.accept();
    void progress(100, 'Trying').then(() => progress(200, 'OK'));
  }

  #receive(request: IncomingRequest): void {
    if (header(request.message, 'Call-ID') === this.#leg.callId) return this.#leg.receive(request);
    request.respond(481, 'Call/Transaction Does Not Exist');
  }

  #sdp(direction: Direction, agreed?: Codec): string {
    const codecs = agreed ? [agreed] : (this.#options.codecs ?? ['PCMU']);
    const events = this.#options.telephoneEvents ?? true;
    return writeSdp({ host: HOST, port: this.rtp.port, direction, codecs, events });
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
