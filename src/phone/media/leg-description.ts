/**
 * What SIP.js asks for session descriptions, answered by a media leg. The library's own WebRTC handler
 * cannot speak to a PBX, and in a page it breaks resuming by a re-INVITE without SDP.
 */
import type { BodyAndContentType, SessionDescriptionHandler } from 'sip.js/lib/api/index.js';
import type { MediaLeg } from './media-leg.ts';

const CONTENT_TYPE = 'application/sdp';

export class LegDescription implements SessionDescriptionHandler {
  readonly #leg: Promise<MediaLeg>;

  /** `leg` is opened when SIP.js first needs it and closed with the session. */
  constructor(leg: Promise<MediaLeg>) {
    this.#leg = leg;
    // Whoever awaits the leg sees the failure; without this an early one would count as unhandled.
    leg.catch(() => {});
  }

  async getDescription(): Promise<BodyAndContentType> {
    return { body: await (await this.#leg).describe(), contentType: CONTENT_TYPE };
  }

  hasDescription(contentType: string): boolean {
    return contentType === CONTENT_TYPE;
  }

  async setDescription(sdp: string): Promise<void> {
    await (await this.#leg).accept(sdp);
  }

  async rollbackDescription(): Promise<void> {
    (await this.#leg).rollback();
  }

  sendDtmf(tones: string): boolean {
    this.#leg.then((leg) => leg.sendTones(tones)).catch(() => {});
    return true;
  }

  close(): void {
    this.#leg.then((leg) => leg.close()).catch(() => {});
  }
}
