/** A page's WebRTC leg with marked voice instead of a microphone. */
import { MediaStreamTrack, RTCPeerConnection, RTCRtpCodecParameters, RtpHeader, RtpPacket } from 'werift';
import type { RtcpPacket } from 'werift';
import { FRAME_SAMPLES, PCMU } from '../../src/shared/g711.ts';
import { until } from '../../test/support/until.ts';
import { everyFrame } from './marks.ts';
import type { Marks } from './marks.ts';

export interface MarkedPage {
  /** Speaks `said` until the answered function is called. */
  speak: (said: Marks) => () => void;
  close: () => Promise<void>;
}

/** Makes the leg with whoever answers its offer; what it hears is shown to `heard`, reports to `onReport`. */
export async function openMarkedPage(
  answer: (offerSdp: string) => Promise<string>,
  heard: Marks,
  onReport: (report: RtcpPacket) => void = () => {},
): Promise<MarkedPage> {
  const peer = openPeer();
  peer.onTrack.subscribe((track) => track.onReceiveRtp.subscribe((packet) => heard.take(packet.payload)));
  const track = new MediaStreamTrack({ kind: 'audio' });
  const { sender, receiver } = peer.addTransceiver(track, { direction: 'sendrecv' });
  for (const side of [sender, receiver]) side.onRtcp.subscribe(onReport);
  await peer.setLocalDescription(await peer.createOffer());
  const sdp = await answer(peer.localDescription?.sdp ?? '');
  await peer.setRemoteDescription({ type: 'answer', sdp });
  for (const transport of peer.iceTransports) delete transport.connection.stunServer;
  await until(() => peer.connectionState === 'connected', { what: 'the audio leg' });
  let sequence = 1;
  let timestamp = 0;
  return {
    speak: (said) =>
      everyFrame(() => {
        sequence = (sequence + 1) & 0xffff;
        timestamp = (timestamp + FRAME_SAMPLES) >>> 0;
        const header = new RtpHeader({ payloadType: PCMU, sequenceNumber: sequence, timestamp, ssrc: 7 });
        track.writeRtp(new RtpPacket(header, said.next()));
      }),
    close: () => peer.close(),
  };
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
    iceAdditionalHostAddresses: ['127.0.0.1'],
    codecs: { audio: [pcmu], video: [] },
  });
}
