/** Hands what one side says of its audio to the other, and plays music to whoever is on hold. */
import type { Side } from './hunt.ts';
import type { Leg } from './leg.ts';
import { reinviteUntilTaken } from './media-join.ts';
import { RtpEndpoint } from './rtp-endpoint.ts';
import { agree, hasChanged, readSdp, withDirection, writeSdp } from './sdp.ts';
import { createTone } from './tone.ts';

/** What is heard on hold, when the exchange plays music. */
export const MUSIC_ON_HOLD_HZ = 523;
const MUSIC_AMPLITUDE = 2_000;

/** The ways to answer a re-INVITE. */
export interface Reply {
  answer: (sdp: string) => void;
  refuse: (status: number, reason: string) => void;
}

export class MediaRelay {
  readonly #musicHost: string | undefined;
  readonly #holding = new Set<Leg>();
  #music: RtpEndpoint | undefined;

  /** With `musicHost` the exchange plays music from there to the side on hold. */
  constructor(musicHost: string | undefined) {
    this.#musicHost = musicHost;
  }

  /** Deals with a re-INVITE of `from`, whose SDP is '' when it asks for an offer. */
  async pass(from: Side, to: Side, { sdp, ...reply }: { sdp: string } & Reply): Promise<void> {
    if (sdp === '') return this.#offer(from, to, reply.answer);
    this.#note(from.leg, sdp);
    if (this.#musicHost === undefined) return relay(to, { sdp, ...reply });
    if (this.#holding.has(from.leg)) {
      reply.answer(withDirection(agree(sdp, to.leg.remoteSdp)?.toA ?? to.leg.remoteSdp, 'inactive'));
      return this.#holding.has(to.leg) ? this.#stopMusic() : this.#playTo(to);
    }
    if (this.#holding.has(to.leg)) return reply.answer(await this.#musicFor(sdp));
    await relay(to, { sdp, ...reply });
    this.#stopMusic();
  }

  /** Sends `side` a re-INVITE without SDP that leaves the audio as it is; resolves with its status. */
  async refresh(side: Side, other: Side): Promise<number> {
    const { status, sdp, ack } = await reinviteUntilTaken(side, '');
    if (status >= 300) return status;
    const hearsMusic = this.#music && this.#holding.has(other.leg) && !this.#holding.has(side.leg);
    ack(
      hearsMusic ? await this.#musicFor(sdp) : (agree(sdp, other.leg.remoteSdp)?.toA ?? other.leg.remoteSdp),
    );
    return status;
  }

  /** The sides are others now, or the call is over. */
  reset(): void {
    this.#holding.clear();
    this.#stopMusic();
  }

  /** Answers a re-INVITE without SDP with the other side's description; what the ACK changes is passed on. */
  #offer(from: Side, to: Side, answer: Reply['answer']): void {
    const before = from.leg.remoteSdp;
    from.leg.events.acked = (sdp) => {
      from.leg.events.acked = () => {};
      if (!sdp || !hasChanged(before, sdp)) return;
      this.#note(from.leg, sdp);
      if (!this.#holding.has(from.leg)) this.#stopMusic();
      void tell(to, sdp);
    };
    answer(withDirection(to.leg.remoteSdp, this.#holding.has(to.leg) ? 'sendonly' : 'sendrecv'));
  }

  #note(leg: Leg, sdp: string): void {
    const { direction } = readSdp(sdp);
    if (direction === 'sendonly' || direction === 'inactive') this.#holding.add(leg);
    else this.#holding.delete(leg);
  }

  /** Re-INVITEs the side on hold towards the music (without SDP where phones are called so). */
  async #playTo(to: Side): Promise<void> {
    const answered = await reinviteUntilTaken(
      to,
      to.delayedOffer ? '' : await this.#musicFor(to.leg.remoteSdp),
    );
    if (answered.status >= 300) return;
    answered.ack(to.delayedOffer ? await this.#musicFor(answered.sdp) : '');
  }

  /** The music's description for a side that described itself so. */
  async #musicFor(sdp: string): Promise<string> {
    const host = this.#musicHost ?? '127.0.0.1';
    this.#music ??= await RtpEndpoint.open({ host, source: createTone(MUSIC_ON_HOLD_HZ, MUSIC_AMPLITUDE) });
    const remote = readSdp(sdp);
    this.#music.direction = 'sendonly';
    this.#music.sendTo(remote);
    return writeSdp({
      host,
      port: this.#music.port,
      direction: 'sendonly',
      codecs: [remote.codec ?? 'PCMU'],
    });
  }

  #stopMusic(): void {
    this.#music?.close();
    this.#music = undefined;
  }
}

async function relay(to: Side, { sdp, answer, refuse }: { sdp: string } & Reply): Promise<void> {
  const response = await to.leg.reinvite(to.delayedOffer ? '' : sdp);
  if (response.status >= 300) return refuse(response.status, 'Refused by the other side');
  const agreed = agree(sdp, response.sdp);
  response.ack(to.delayedOffer ? (agreed?.toB ?? sdp) : '');
  if (!agreed) return refuse(488, 'Not Acceptable Here');
  answer(agreed.toA);
}

async function tell(to: Side, sdp: string): Promise<void> {
  const response = await reinviteUntilTaken(to, to.delayedOffer ? '' : sdp);
  if (response.status < 300) response.ack(to.delayedOffer ? (agree(sdp, response.sdp)?.toB ?? sdp) : '');
}
