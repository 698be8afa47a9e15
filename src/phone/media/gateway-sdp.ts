/** Reads and writes the small part of WebRTC's SDP (RFC 8829) that one audio stream towards an SBC needs. */
import type { VoiceCodec } from '../../shared/phone.ts';
import type { Direction } from './direction.ts';
import type { Fingerprint, PathEnd, RemoteEnd } from './gateway-path.ts';
import { staticType } from './sdp.ts';

/** Who begins DTLS (RFC 5763 §5). */
export type Setup = 'actpass' | 'active' | 'passive';

/** What the other side said. */
export interface GatewayDescription {
  /** Codecs of ours by their fixed payload types, in its order; never empty. */
  voices: readonly VoiceCodec[];
  /** Payload type of telephone-event at 8000 Hz (RFC 4733), if it takes them. */
  events: number | undefined;
  direction: Direction;
  /** Length of the packets it wants, in ms. */
  ptimeMs: number | undefined;
  end: RemoteEnd;
  setup: Setup;
  mid: string | undefined;
  isBundled: boolean;
  /** Position of the audio section, and every other `m=` line: an answer keeps order and refuses them. */
  audioIndex: number;
  otherMedia: string[];
}

const PROFILES = ['UDP/TLS/RTP/SAVPF', 'UDP/TLS/RTP/SAVP'];
const DIRECTION = /^a=(sendrecv|sendonly|recvonly|inactive)\s*$/;

/** The first audio section of `text`; throws with the reason if we cannot speak with it. */
export function readGatewaySdp(text: string): GatewayDescription {
  const { session, sections } = splitSdp(text);
  const audioIndex = sections.findIndex(([media]) => media?.startsWith('m=audio '));
  const section = sections[audioIndex];
  if (!section) throw new Error('SDP without an audio section');
  const [media = ''] = section;
  const [, port, profile = '', ...formats] = media.trim().split(/\s+/);
  const types = formats.map(Number);
  if (port === '0') throw new Error('the other side refused the audio');
  if (!PROFILES.includes(profile)) throw new Error(`the gateway does not speak WebRTC: ${media}`);
  const mid = firstMatch(section, /^a=mid:(\S+)/);
  return {
    voices: voicesOf(media, types),
    events: eventTypeOf(section, types),
    direction: (firstMatch(section, DIRECTION) ?? firstMatch(session, DIRECTION) ?? 'sendrecv') as Direction,
    ptimeMs: Number(firstMatch(section, /^a=ptime:(\d{1,3})\b/)) || undefined,
    end: remoteEndOf(section, session),
    setup: (firstMatch([...section, ...session], /^a=setup:(actpass|active|passive)/) ?? 'actpass') as Setup,
    mid,
    isBundled: mid !== undefined && isInBundle(session, mid),
    audioIndex,
    otherMedia: sections.filter((_, i) => i !== audioIndex).map(([line]) => line ?? ''),
  };
}

/** Everything that goes into a description of ours. */
export interface LocalGatewayAudio {
  sessionId: number;
  version: number;
  ip: string;
  port: number;
  end: PathEnd;
  setup: Setup;
  voices: readonly VoiceCodec[];
  events: number | undefined;
  direction: Direction;
  /** Of the offer we answer; ours otherwise. */
  mid: string | undefined;
  isBundled: boolean;
  audioIndex: number;
  otherMedia: string[];
}

/** SDP text of `audio`, 20 ms packets, RTP and RTCP on one port, all candidates at once (no trickle). */
export function writeGatewaySdp(audio: LocalGatewayAudio): string {
  const { ip, mid, isBundled } = audio;
  const media = audio.otherMedia.map((line) => [line.replace(/^(m=\S+) \d+/, '$1 0')]);
  media.splice(audio.audioIndex, 0, audioSection(audio));
  return [
    'v=0',
    `o=- ${audio.sessionId} ${audio.version} IN IP4 ${ip}`,
    's=-',
    't=0 0',
    ...(isBundled && mid !== undefined ? [`a=group:BUNDLE ${mid}`] : []),
    ...media.flat(),
    '',
  ].join('\r\n');
}

function audioSection({ ip, port, end, voices, events, ...audio }: LocalGatewayAudio): string[] {
  const types = [...voices.map((codec) => staticType[codec]), ...(events === undefined ? [] : [events])];
  return [
    `m=audio ${port} UDP/TLS/RTP/SAVPF ${types.join(' ')}`,
    `c=IN IP4 ${ip}`,
    `a=rtcp:${port} IN IP4 ${ip}`,
    ...(audio.mid === undefined ? [] : [`a=mid:${audio.mid}`]),
    ...voices.map((codec) => `a=rtpmap:${staticType[codec]} ${codec}/8000`),
    ...(events === undefined ? [] : [`a=rtpmap:${events} telephone-event/8000`, `a=fmtp:${events} 0-15`]),
    'a=ptime:20',
    `a=${audio.direction}`,
    'a=rtcp-mux',
    `a=ice-ufrag:${end.ufrag}`,
    `a=ice-pwd:${end.password}`,
    ...end.fingerprints.map(({ algorithm, value }) => `a=fingerprint:${algorithm} ${value}`),
    `a=setup:${audio.setup}`,
    ...end.candidates.map((candidate) => `a=candidate:${candidate}`),
    'a=end-of-candidates',
  ];
}

function splitSdp(text: string): { session: string[]; sections: string[][] } {
  const session: string[] = [];
  const sections: string[][] = [];
  for (const line of text.split(/\r?\n/)) {
    if (line.startsWith('m=')) sections.push([]);
    (sections.at(-1) ?? session).push(line);
  }
  return { session, sections };
}

function voicesOf(media: string, types: number[]): VoiceCodec[] {
  const codecs = Object.keys(staticType) as VoiceCodec[];
  const voices = types.flatMap((type) => codecs.find((codec) => staticType[codec] === type) ?? []);
  if (voices.length === 0) throw new Error(`no common codec in ${media}`);
  return voices;
}

/** An offer may have telephone-event at 48000 Hz too, for Opus; ours are timed at 8000. */
function eventTypeOf(section: string[], types: number[]): number | undefined {
  const named = section.flatMap((line) => /^a=rtpmap:(\d+) telephone-event\/8000/i.exec(line)?.[1] ?? []);
  return types.find((type) => named.includes(String(type)));
}

const isInBundle = (session: string[], mid: string): boolean =>
  session.some((line) => line.startsWith('a=group:BUNDLE ') && line.trim().split(' ').includes(mid));

function remoteEndOf(section: string[], session: string[]): RemoteEnd {
  const both = [...section, ...session];
  const ufrag = firstMatch(both, /^a=ice-ufrag:(\S+)/);
  const password = firstMatch(both, /^a=ice-pwd:(\S+)/);
  const fingerprints = fingerprintsOf(section);
  if (ufrag === undefined || password === undefined) throw new Error('SDP without ICE');
  const known = fingerprints.length > 0 ? fingerprints : fingerprintsOf(session);
  if (known.length === 0) throw new Error('SDP without a DTLS fingerprint');
  return {
    ufrag,
    password,
    fingerprints: known,
    candidates: section.flatMap((line) => /^a=candidate:(.+?)\s*$/.exec(line)?.[1] ?? []),
    isLite: session.some((line) => /^a=ice-lite\b/.test(line)),
  };
}

const fingerprintsOf = (lines: string[]): Fingerprint[] =>
  lines.flatMap((line) => {
    const [, algorithm, value] = /^a=fingerprint:(\S+) ([0-9A-Fa-f:]+)/.exec(line) ?? [];
    return algorithm === undefined || value === undefined ? [] : [{ algorithm, value }];
  });

const firstMatch = (lines: string[], pattern: RegExp): string | undefined =>
  lines.map((line) => pattern.exec(line)?.[1]).find((found) => found !== undefined);
