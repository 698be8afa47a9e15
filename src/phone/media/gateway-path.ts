/**
 * One way to an SBC's media: an ICE transport on an address of ours, DTLS on it, SRTP keyed by it (RFC 8445,
 * RFC 5764). werift has the transports; its renegotiation is weak, so descriptions are written by us, and a way
 * that must change (ICE restart, another address, another certificate) is replaced by a new one as a whole.
 */
import {
  CipherContext,
  HashAlgorithm,
  IceCandidate,
  NamedCurveAlgorithm,
  RTCCertificate,
  RTCDtlsFingerprint,
  RTCDtlsParameters,
  RTCDtlsTransport,
  RTCIceGatherer,
  RTCIceParameters,
  RTCIceTransport,
  RtpPacket as WeriftPacket,
  SignatureAlgorithm,
} from 'werift';
import type { SrtpProfile } from 'werift';
import { EarlyFlights, sendFlightsWhole } from './gateway-flights.ts';
import type { RtpPacket } from './rtp-packet.ts';

/** A certificate's hash as SDP names it (RFC 8122): `sha-256`, `AB:CD:…`. */
export interface Fingerprint {
  algorithm: string;
  value: string;
}

/** What each side tells the other of its end of the way. */
export interface PathEnd {
  ufrag: string;
  password: string;
  fingerprints: Fingerprint[];
  /** Values of `a=candidate`, without that name. */
  candidates: string[];
}

/** The other end: an SBC with a public address may be `ice-lite`. */
export interface RemoteEnd extends PathEnd {
  isLite: boolean;
}

/** How to begin: who offered leads ICE (RFC 8445 §6.1.1), and who is `active` begins DTLS (RFC 5763 §5). */
export interface PathRoles {
  offered: boolean;
  dtls: 'client' | 'server';
}

export type PathPhase = 'waiting' | 'connecting' | 'connected' | 'failed' | 'closed';
export type PathSignal = 'start' | 'connect' | 'fail' | 'close';

/** Life-cycle of a way. One that failed stays failed: the next description brings a new one. */
export const pathTransitions = {
  waiting: { start: 'connecting', close: 'closed' },
  connecting: { connect: 'connected', fail: 'failed', close: 'closed' },
  connected: { fail: 'failed', close: 'closed' },
  failed: { close: 'closed' },
  closed: {},
} as const satisfies Record<PathPhase, Partial<Record<PathSignal, PathPhase>>>;

/** ICE and DTLS together; within a building they take a tenth of a second. */
const CONNECT_TIMEOUT_MS = 15_000;
/** SRTP_AEAD_AES_128_GCM and SRTP_AES128_CM_HMAC_SHA1_80 (RFC 7714, RFC 5764), in order of preference. */
const SRTP_PROFILES: SrtpProfile[] = [7, 1];
const RTP_COMPONENT = 1;

export class GatewayPath {
  readonly localAddress: string;
  readonly localPort: number;
  readonly local: PathEnd;
  /** A decrypted, authenticated packet. */
  onRtp: (packet: RtpPacket) => void = () => {};
  /** A decrypted compound RTCP packet. */
  onRtcp: (compound: Buffer) => void = () => {};
  onPhase: (phase: PathPhase) => void = () => {};
  phase: PathPhase = 'waiting';
  /** What the other end said when we started. */
  remote: RemoteEnd | undefined;
  roles: PathRoles | undefined;

  readonly #ice: RTCIceTransport;
  readonly #dtls: RTCDtlsTransport;
  readonly #early: EarlyFlights;
  #timer: NodeJS.Timeout | undefined;

  /** Opens a port on `localAddress`. A certificate is made for each way: a new one tells the other end to begin DTLS anew (RFC 8842 §3.1). */
  static async open(localAddress: string): Promise<GatewayPath> {
    const gatherer = createGatherer(localAddress);
    const ice = new RTCIceTransport(gatherer);
    const [certificate] = await Promise.all([makeCertificate(), gatherer.gather()]);
    const port = gatherer.localCandidates[0]?.port;
    if (port === undefined) throw new Error(`no port could be opened on ${localAddress}`);
    return new GatewayPath({ ip: localAddress, port }, ice, certificate);
  }

  private constructor(
    address: { ip: string; port: number },
    ice: RTCIceTransport,
    certificate: RTCCertificate,
  ) {
    this.localAddress = address.ip;
    this.localPort = address.port;
    this.#ice = ice;
    this.#early = new EarlyFlights(ice.connection);
    this.#dtls = new RTCDtlsTransport({}, ice, certificate, SRTP_PROFILES);
    const { usernameFragment, password } = ice.localParameters;
    this.local = {
      ufrag: usernameFragment,
      password,
      fingerprints: certificate.getFingerprints(),
      candidates: ice.localCandidates.map((candidate) => sdpOf(candidate)),
    };
    this.#listen();
  }

  /** We are about to offer this way: its other end may send its first checks before we have its answer. */
  lead(): void {
    if (this.phase === 'waiting') this.#ice.connection.iceControlling = true;
  }

  /** Begins towards `remote`, in the background: `onPhase` tells what became of it. */
  start(remote: RemoteEnd, roles: PathRoles): void {
    this.#step('start');
    this.remote = remote;
    this.roles = roles;
    this.#timer = setTimeout(() => this.#fail(), CONNECT_TIMEOUT_MS).unref();
    this.#connect(remote, roles).catch(() => this.#fail());
  }

  /** Encrypts and sends one RTP datagram; nothing is sent before the way stands. */
  sendRtp(datagram: Buffer): void {
    if (this.phase !== 'connected') return;
    const { payload, header } = WeriftPacket.deSerialize(datagram);
    void this.#dtls.sendRtp(payload, header);
  }

  /** Encrypts and sends one compound RTCP packet. */
  sendRtcp(compound: Buffer): void {
    if (this.phase !== 'connected') return;
    this.#ice.connection.send(this.#dtls.srtcp.encrypt(compound)).catch(() => {});
  }

  close(): void {
    if (this.phase === 'closed') return;
    clearTimeout(this.#timer);
    this.#step('close');
    this.#dtls.stop().catch(() => {});
  }

  #listen(): void {
    this.#dtls.onRtp.subscribe(({ header, payload }) =>
      this.onRtp({
        payloadType: header.payloadType,
        marker: header.marker,
        sequence: header.sequenceNumber,
        timestamp: header.timestamp,
        ssrc: header.ssrc,
        payload,
      }),
    );
    this.#dtls.onRtcp.subscribe((packet) => this.onRtcp(packet.serialize()));
    // The other end closed DTLS, or stopped agreeing to what we send (RFC 7675).
    this.#dtls.onStateChange.subscribe((state) => {
      if (state === 'closed' || state === 'failed') this.#fail();
    });
    this.#ice.onStateChange.subscribe((state) => {
      if (state === 'failed') this.#fail();
    });
  }

  async #connect(remote: RemoteEnd, roles: PathRoles): Promise<void> {
    const { ufrag, password, isLite } = remote;
    this.#ice.connection.iceControlling = roles.offered || isLite;
    this.#ice.setRemoteParams(new RTCIceParameters({ usernameFragment: ufrag, password, iceLite: isLite }));
    for (const candidate of readCandidates(remote.candidates)) await this.#ice.addRemoteCandidate(candidate);
    await this.#ice.addRemoteCandidate(undefined);
    this.#dtls.setRemoteParams(
      new RTCDtlsParameters(
        remote.fingerprints.map(({ algorithm, value }) => new RTCDtlsFingerprint(algorithm, value)),
        'auto',
      ),
    );
    this.#dtls.role = roles.dtls;
    await this.#ice.start();
    const established = this.#dtls.start();
    this.#early.replay();
    await established;
    if (this.phase === 'connecting') this.#step('connect');
    clearTimeout(this.#timer);
  }

  #fail(): void {
    if (this.phase !== 'connecting' && this.phase !== 'connected') return;
    clearTimeout(this.#timer);
    this.#step('fail');
  }

  #step(signal: PathSignal): void {
    const steps: Partial<Record<PathSignal, PathPhase>> = pathTransitions[this.phase];
    const next = steps[signal];
    if (next === undefined) throw new Error(`a media path that is ${this.phase} cannot ${signal}`);
    this.phase = next;
    this.onPhase(next);
  }
}

/** Host candidates of this one address. werift asks a public STUN server unless its address is taken away. */
function createGatherer(localAddress: string): RTCIceGatherer {
  const gatherer = new RTCIceGatherer({
    useIpv4: false,
    useIpv6: false,
    interfaceAddresses: { udp4: localAddress },
    additionalHostAddresses: [localAddress],
  });
  delete gatherer.connection.stunServer;
  sendFlightsWhole(gatherer.connection);
  return gatherer;
}

async function makeCertificate(): Promise<RTCCertificate> {
  const signature = { signature: SignatureAlgorithm.ecdsa_3, hash: HashAlgorithm.sha256_4 };
  const { keyPem, certPem, signatureHash } = await CipherContext.createSelfSignedCertificateWithKey(
    signature,
    NamedCurveAlgorithm.secp256r1_23,
  );
  return new RTCCertificate(keyPem, certPem, signatureHash);
}

const sdpOf = (candidate: IceCandidate): string => candidate.toJSON().candidate.replace(/^candidate:/, '');

/** Only what RTP over one UDP port can use; names (mDNS) are a browser's business. */
const readCandidates = (candidates: string[]): IceCandidate[] =>
  candidates
    .map((candidate) => IceCandidate.fromJSON({ candidate }))
    .filter((candidate): candidate is IceCandidate => candidate !== undefined)
    .filter(
      ({ component, protocol, ip }) =>
        component === RTP_COMPONENT && /^udp$/i.test(protocol) && /^[\d.]+$/.test(ip),
    );
