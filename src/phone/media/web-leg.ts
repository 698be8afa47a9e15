/**
 * The page's side of the audio: one WebRTC connection (PCMU, loopback only) that belongs to the page, not to
 * a call. It is made once when the page loads and carries every call, so that answering costs no set-up.
 */
import {
  MediaStreamTrack,
  RTCPeerConnection,
  RTCRtpCodecParameters,
  RtpHeader,
  RtpPacket as WeriftPacket,
} from 'werift';
import { PCMU } from '../../shared/g711.ts';
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
  readonly #track = new MediaStreamTrack({ kind: 'audio' });
  readonly #renumbering = new RtpRenumbering();
  #isClosed = false;

  constructor({ onVoice, onState }: WebLegEvents) {
    this.#peer = openPeer();
    this.#peer.onTrack.subscribe((track) =>
      track.onReceiveRtp.subscribe((packet) => {
        if (!this.#isClosed) onVoice(packet.payload, packet.header.timestamp);
      }),
    );
    this.#peer.connectionStateChange.subscribe((state) => {
      if (!this.#isClosed) onState(state);
    });
  }

  /** The answer to the page's offer. It is complete at once: waiting for more candidates would cost 140 ms. */
  async answer(offerSdp: string): Promise<string> {
    await this.#peer.setRemoteDescription({ type: 'offer', sdp: offerSdp });
    stopPublicStun(this.#peer);
    const transceiver = this.#peer.getTransceivers()[0];
    if (!transceiver) throw new Error('the offer has no audio');
    await transceiver.sender.replaceTrack(this.#track);
    transceiver.setDirection('sendrecv');
    await this.#peer.setLocalDescription(await this.#peer.createAnswer());
    const sdp = this.#peer.localDescription?.sdp;
    if (sdp === undefined) throw new Error('the offer could not be answered');
    return sdp;
  }

  /** One µ-law packet to the page. */
  play(packet: RtpPacket): void {
    if (this.#isClosed || this.#peer.connectionState !== 'connected') return;
    const { sequence, timestamp, marker, payload } = this.#renumbering.next(packet, performance.now());
    const header = new RtpHeader({ payloadType: PCMU, sequenceNumber: sequence, timestamp, ssrc: 1, marker });
    this.#track.writeRtp(new WeriftPacket(header, payload));
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    void this.#peer.close();
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
