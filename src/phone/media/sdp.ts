/** Reads and writes the part of SDP (RFC 8866, RFC 3264) that a telephone call's audio needs. */
import type { VoiceCodec } from '../../shared/phone.ts';
import { bothAllow } from './direction.ts';
import type { Direction } from './direction.ts';
import { readCrypto, writeCrypto } from './sdes.ts';
import type { SdesOffer } from './sdes.ts';

/** Payload types that need no rtpmap (RFC 3551). G.722's clock is written 8000 by an old mistake (§4.5.2). */
export const staticType: Record<VoiceCodec, number> = { PCMU: 0, PCMA: 8, G722: 9 };

export interface Address {
  ip: string;
  port: number;
}

/** Telephone events (RFC 4733): their payload type and the clock that counts their length. */
export interface EventFormat {
  type: number;
  clockHz: number;
}

/** One `m=audio` section of the peer. */
export interface AudioSection {
  /** Its place among the `m=` lines: an answer keeps the order (RFC 3264 §6). */
  index: number;
  profile: string;
  /** Undefined without an IPv4 address. */
  ip: string | undefined;
  /** 0: refused or switched off. */
  port: number;
  /** The codecs we know, in its order. */
  voices: { type: number; codec: VoiceCodec }[];
  events: EventFormat | undefined;
  direction: Direction;
  /** Where it wants RTCP, if not on the next port (RFC 3605). */
  rtcp: Address | undefined;
  /** RTP and RTCP on one port (RFC 5761). */
  rtcpMux: boolean;
  ptimeMs: number | undefined;
  cryptos: SdesOffer[];
}

export interface SdpDescription {
  /** Every `m=` line as it stands. */
  mediaLines: string[];
  audio: AudioSection[];
}

/** Throws when there is no audio section at all. */
export function readSdp(text: string): SdpDescription {
  const lines = text.split(/\r?\n/);
  const starts = lines.flatMap((line, i) => (line.startsWith('m=') ? [i] : []));
  const session = lines.slice(0, starts[0]);
  const mediaLines = starts.map((i) => lines[i] ?? '');
  const audio = starts.flatMap((start, index) =>
    mediaLines[index]?.startsWith('m=audio ')
      ? [readSection(lines.slice(start, starts[index + 1]), session, index)]
      : [],
  );
  if (audio.length === 0) throw new Error('SDP without an audio section');
  return { mediaLines, audio };
}

function readSection(lines: string[], session: string[], index: number): AudioSection {
  const [, port = '', profile = '', ...types] = (lines[0] ?? '').trim().split(/\s+/);
  const ip = addressOf(lines) ?? addressOf(session);
  const said = directionOf(lines) ?? directionOf(session) ?? 'sendrecv';
  return {
    index,
    profile,
    ip,
    // `49170/2` would be two ports; telephones have one.
    port: /^\d{1,5}(\/1)?$/.test(port) ? Number.parseInt(port, 10) & 0xffff : 0,
    voices: types.flatMap((type) => voiceOf(Number(type), lines)),
    events: eventsOf(types.map(Number), lines),
    // RFC 2543's way to say hold, still seen: the address is zero.
    direction: ip === '0.0.0.0' ? bothAllow(said, 'sendonly') : said,
    rtcp: rtcpOf(lines, ip),
    rtcpMux: lines.some((line) => /^a=rtcp-mux\s*$/.test(line)),
    ptimeMs: numberOf(firstMatch(lines, /^a=ptime:(\d+)/)),
    cryptos: lines.flatMap((line) => {
      const crypto = line.startsWith('a=crypto:') ? readCrypto(line.slice('a=crypto:'.length)) : undefined;
      return crypto ? [crypto] : [];
    }),
  };
}

const firstMatch = (lines: string[], pattern: RegExp): string | undefined =>
  lines.map((line) => pattern.exec(line)?.[1]).find((found) => found !== undefined);
const numberOf = (text: string | undefined): number | undefined =>
  text === undefined ? undefined : Number(text);
const addressOf = (lines: string[]): string | undefined =>
  firstMatch(lines, /^c=IN IP4 (\d+\.\d+\.\d+\.\d+)/);
const directionOf = (lines: string[]): Direction | undefined =>
  firstMatch(lines, /^a=(sendrecv|sendonly|recvonly|inactive)\s*$/) as Direction | undefined;
const mappingOf = (type: number, lines: string[]): string | undefined =>
  firstMatch(lines, new RegExp(`^a=rtpmap:${type} +(\\S+)`))?.toUpperCase();

function voiceOf(type: number, lines: string[]): { type: number; codec: VoiceCodec }[] {
  const mapping = mappingOf(type, lines);
  const codec = (Object.keys(staticType) as VoiceCodec[]).find((name) =>
    mapping === undefined
      ? staticType[name] === type
      : /^(PCMU|PCMA|G722)\/8000(\/1)?$/.exec(mapping)?.[1] === name,
  );
  return codec === undefined ? [] : [{ type, codec }];
}

/** Events at the voice's clock if there are any, otherwise at whatever clock is offered. */
function eventsOf(types: number[], lines: string[]): EventFormat | undefined {
  const found = types.flatMap((type) => {
    const clock = /^TELEPHONE-EVENT\/(\d+)/.exec(mappingOf(type, lines) ?? '')?.[1];
    return clock === undefined ? [] : [{ type, clockHz: Number(clock) }];
  });
  return found.find(({ clockHz }) => clockHz === 8_000) ?? found[0];
}

function rtcpOf(lines: string[], ip: string | undefined): Address | undefined {
  const found = lines
    .map((line) => /^a=rtcp:(\d+)(?: IN IP4 (\d+\.\d+\.\d+\.\d+))?/.exec(line))
    .find(Boolean);
  const address = found?.[2] ?? ip;
  return found && address !== undefined ? { ip: address, port: Number(found[1]) & 0xffff } : undefined;
}

/** Everything that goes into a description of ours. */
export interface LocalAudio {
  sessionId: number;
  version: number;
  ip: string;
  /** 0 refuses the audio, which only an answer does. */
  port: number;
  profile: string;
  voices: { type: number; codec: VoiceCodec }[];
  events: EventFormat | undefined;
  direction: Direction;
  rtcpMux: boolean;
  cryptos: SdesOffer[];
  /** All `m=` lines being answered and which of them is ours; undefined in an offer. */
  answers: { mediaLines: string[]; index: number } | undefined;
}

/** SDP text of `audio`, 20 ms packets. */
export function writeSdp(audio: LocalAudio): string {
  const { ip, answers } = audio;
  const head = [
    'v=0',
    `o=- ${audio.sessionId} ${audio.version} IN IP4 ${ip}`,
    's=-',
    `c=IN IP4 ${ip}`,
    't=0 0',
  ];
  const sections = answers
    ? answers.mediaLines.flatMap((line, i) => (i === answers.index ? writeSection(audio) : [refused(line)]))
    : writeSection(audio);
  return [...head, ...sections, ''].join('\r\n');
}

function writeSection({ port, profile, voices, events, direction, rtcpMux, cryptos }: LocalAudio): string[] {
  const types = [...voices.map(({ type }) => type), ...(events ? [events.type] : [])];
  return [
    `m=audio ${port} ${profile} ${types.join(' ')}`,
    ...voices.map(({ type, codec }) => `a=rtpmap:${type} ${codec}/8000`),
    ...(events
      ? [`a=rtpmap:${events.type} telephone-event/${events.clockHz}`, `a=fmtp:${events.type} 0-15`]
      : []),
    ...cryptos.map(writeCrypto),
    ...(rtcpMux ? ['a=rtcp-mux'] : []),
    'a=ptime:20',
    `a=${direction}`,
  ];
}

const refused = (line: string): string => line.replace(/^(m=\S+) \d+(\/\d+)?/, '$1 0');
