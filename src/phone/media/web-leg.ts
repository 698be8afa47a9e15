/**
 * The page's side of the audio: one WebRTC connection (PCMU, loopback only) that belongs to the page, not to
 * a call. It is made once when the page loads and carries every call, so that answering costs no set-up.
 */
import { MediaStreamTrack, RTCPeerConnection, RTCRtpCodecParameters } from 'werift';
import { PCMU } from '../../shared/g711.ts';
import { openLane, prepareLane } from './page-lane.ts';
import { PageStream } from './page-stream.ts';
import type { RtpPacket } from './rtp-packet.ts';
import { RtpRenumbering } from './rtp-renumbering.ts';

const LOOPBACK = '127.0.0.1';

export interface WebLegEvents {
  /** One µ-law packet of the microphone with its RTP timestamp. */
  onVoice: (ulaw: Buffer, timestamp: number) => void;
  onState: (state: RTCPeerConnection['connectionState']) => void;
}

export class WebLeg {
  readonly #peer: RTCPeerConnection;
  readonly #events: WebLegEvents;
  readonly #renumbering = new RtpRenumbering();
  /** While connected. */
  #stream: PageStream | undefined;
  #isClosed = false;

  constructor(events: WebLegEvents) {
    this.#events = events;
    this.#peer = openPeer();
    this.#peer.connectionStateChange.subscribe((state) => {
      if (!this.#isClosed) events.onState(state === 'connected' && !this.#begin() ? 'failed' : state);
    });
  }

  /** The answer to the page's offer. It is complete at once: waiting for more candidates would cost 140 ms. */
  async answer(offerSdp: string): Promise<string> {
    await this.#peer.setRemoteDescription({ type: 'offer', sdp: offerSdp });
    stopPublicStun(this.#peer);
    const transceiver = this.#peer.getTransceivers()[0];
    if (!transceiver) throw new Error('the offer has no audio');
    prepareLane(this.#peer);
    await transceiver.sender.replaceTrack(new MediaStreamTrack({ kind: 'audio' }));
    transceiver.setDirection('sendrecv');
    await this.#peer.setLocalDescription(await this.#peer.createAnswer());
    const sdp = this.#peer.localDescription?.sdp;
    if (sdp === undefined) throw new Error('the offer could not be answered');
    return sdp;
  }

  /** One µ-law packet to the page. */
  play(packet: RtpPacket): void {
    if (this.#isClosed || !this.#stream || this.#peer.connectionState !== 'connected') return;
    const nowMs = performance.now();
    this.#stream.send(this.#renumbering.next(packet, nowMs), nowMs);
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    void this.#peer.close();
  }

  /** Once: a connection that comes back after an outage goes on with its keys and its numbers. False: it cannot be used. */
  #begin(): boolean {
    try {
      this.#stream ??= new PageStream(
        (onMedia) => openLane(this.#peer, onMedia),
        (ulaw, timestamp) => {
          if (!this.#isClosed) this.#events.onVoice(ulaw, timestamp);
        },
      );
      return true;
    } catch (error) {
      // Thrown here it would end in werift, which tells nobody.
      setImmediate(() => {
        throw error;
      });
      return false;
    }
  }
}

function openPeer(): RTCPeerConnection {
  const pcmu = new RTCRtpCodecParameters({
    mimeType: 'audio/PCMU',
    clockRate: 8000,
    channels: 1,
    payloadType: PCMU,
  });
  return new RTCPeerConnection({
    iceServers: [],
    iceUseIpv4: false,
    iceUseIpv6: false,
    iceAdditionalHostAddresses: [LOOPBACK],
    codecs: { audio: [pcmu], video: [] },
  });
}

/** werift 0.24 asks a public STUN server even with `iceServers: []`; audio on loopback has no business there. */
function stopPublicStun(peer: RTCPeerConnection): void {
  for (const transport of peer.iceTransports) delete transport.connection.stunServer;
}
