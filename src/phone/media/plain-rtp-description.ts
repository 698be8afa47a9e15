/**
 * What SIP.js asks for session descriptions. We write plain RTP/AVP ourselves: the library's WebRTC handler
 * cannot speak to a PBX, and in a page it breaks resuming by a re-INVITE without SDP.
 */
import type { BodyAndContentType, SessionDescriptionHandler } from 'sip.js/lib/api/index.js';
import type { PbxLeg } from './pbx-leg.ts';

const CONTENT_TYPE = 'application/sdp';

export class PlainRtpDescription implements SessionDescriptionHandler {
  readonly #leg: Promise<PbxLeg>;

  /** `leg` is opened when SIP.js first needs it and closed with the session. */
  constructor(leg: Promise<PbxLeg>) {
    this.#leg = leg;
    // Whoever awaits the leg sees the failure; without this an early one would count as unhandled.
    leg.catch(() => {});
  }

  async getDescription(): Promise<BodyAndContentType> {
    const leg = await this.#leg;
    return { body: leg.negotiation.describe(), contentType: CONTENT_TYPE };
  }

  hasDescription(contentType: string): boolean {
    return contentType === CONTENT_TYPE;
  }

  async setDescription(sdp: string): Promise<void> {
    (await this.#leg).accept(sdp);
  }

  async rollbackDescription(): Promise<void> {
    (await this.#leg).negotiation.rollback();
  }

  sendDtmf(tones: string): boolean {
    this.#leg.then((leg) => leg.sendDtmf(tones)).catch(() => {});
    return true;
  }

  close(): void {
    this.#leg.then((leg) => leg.close()).catch(() => {});
  }
}
