/** Reads and writes the small part of SDP (RFC 8866, RFC 3264) that plain G.711 over RTP needs. */
import { PCMA, PCMU } from '../../shared/g711.ts';

export type Direction = 'sendrecv' | 'sendonly' | 'recvonly' | 'inactive';
export type VoiceType = typeof PCMU | typeof PCMA;

/** What the peer said about its audio. */
export interface AudioDescription {
  ip: string;
  port: number;
  /** The first payload type both sides know. */
  voice: VoiceType;
  /** Payload type of telephone-event (RFC 4733), if offered. */
  events: number | undefined;
  direction: Direction;
  /** `m=` lines after the first audio section: an answer must refuse them with port 0 (RFC 3264 §6). */
  otherMedia: string[];
}

/** The direction seen from the other side (RFC 3264 §6.1). */
export const mirrored: Record<Direction, Direction> = {
  sendrecv: 'sendrecv',
  sendonly: 'recvonly',
  recvonly: 'sendonly',
  inactive: 'inactive',
};

const sends = (direction: Direction): boolean => direction === 'sendrecv' || direction === 'sendonly';
const receives = (direction: Direction): boolean => direction === 'sendrecv' || direction === 'recvonly';

/** What both directions allow. */
export function bothAllow(a: Direction, b: Direction): Direction {
  const sending = sends(a) && sends(b);
  const receiving = receives(a) && receives(b);
  if (sending) return receiving ? 'sendrecv' : 'sendonly';
  return receiving ? 'recvonly' : 'inactive';
}

export { receives, sends };

/** The first audio section of `text`; throws with the reason if we cannot speak with it. */
export function readSdp(text: string): AudioDescription {
  const lines = text.split(/\r?\n/);
  const mediaStarts = lines.flatMap((line, i) => (line.startsWith('m=') ? [i] : []));
  const start = mediaStarts.find((i) => lines[i]?.startsWith('m=audio '));
  if (start === undefined) throw new Error('SDP without an audio section');
  const section = lines.slice(
    start,
    mediaStarts.find((i) => i > start),
  );
  const session = lines.slice(0, mediaStarts[0]);
  const ip = addressOf(section) ?? addressOf(session);
  if (ip === undefined) throw new Error('SDP without an IPv4 address');
  const [, port, profile, ...types] = (section[0] ?? '').split(' ');
  const voice = types.map(Number).find((type): type is VoiceType => type === PCMU || type === PCMA);
  if (profile !== 'RTP/AVP' || voice === undefined) throw new Error(`no common codec in ${section[0]}`);
  return {
    ip,
    port: Number(port),
    voice,
    events: eventTypeOf(section),
    // RFC 2543's way to say hold, still seen: the address is zero.
    direction: ip === '0.0.0.0' ? 'sendonly' : (directionOf(section) ?? directionOf(session) ?? 'sendrecv'),
    otherMedia: mediaStarts.filter((i) => i !== start).map((i) => lines[i] ?? ''),
  };
}

const firstMatch = (lines: string[], pattern: RegExp): string | undefined =>
  lines.map((line) => pattern.exec(line)?.[1]).find((found) => found !== undefined);

const addressOf = (lines: string[]): string | undefined =>
  firstMatch(lines, /^c=IN IP4 (\d+\.\d+\.\d+\.\d+)/);
const directionOf = (lines: string[]): Direction | undefined =>
  firstMatch(lines, /^a=(sendrecv|sendonly|recvonly|inactive)\s*$/) as Direction | undefined;
const eventTypeOf = (lines: string[]): number | undefined => {
  const type = firstMatch(lines, /^a=rtpmap:(\d+) telephone-event\/8000/i);
  return type === undefined ? undefined : Number(type);
};

/** Everything that goes into a description of ours. */
export interface LocalAudio {
  sessionId: number;
  version: number;
  ip: string;
  port: number;
  voices: VoiceType[];
  events: number | undefined;
  direction: Direction;
  refusedMedia: string[];
}

const codecLine: Record<VoiceType, string> = {
  [PCMU]: 'a=rtpmap:0 PCMU/8000',
  [PCMA]: 'a=rtpmap:8 PCMA/8000',
};

/** SDP text of `audio`, 20 ms packets. */
export function writeSdp(audio: LocalAudio): string {
  const { ip, events } = audio;
  const types = events === undefined ? audio.voices : [...audio.voices, events];
  return [
    'v=0',
    `o=- ${audio.sessionId} ${audio.version} IN IP4 ${ip}`,
    's=-',
    `c=IN IP4 ${ip}`,
    't=0 0',
    `m=audio ${audio.port} RTP/AVP ${types.join(' ')}`,
    ...audio.voices.map((voice) => codecLine[voice]),
    ...(events === undefined ? [] : [`a=rtpmap:${events} telephone-event/8000`, `a=fmtp:${events} 0-15`]),
    'a=ptime:20',
    `a=${audio.direction}`,
    ...audio.refusedMedia.map((line) => line.replace(/^(m=\S+) \d+/, '$1 0')),
    '',
  ].join('\r\n');
}
