/** The little SDP the simulated exchange needs: to write its own, and to hand one side's to the other. */

export type Direction = 'sendrecv' | 'sendonly' | 'recvonly' | 'inactive';
/** The voice codecs the exchange's own endpoints speak. */
export type Codec = 'PCMU' | 'PCMA';

const MIRROR: Record<Direction, Direction> = {
  sendrecv: 'sendrecv',
  sendonly: 'recvonly',
  recvonly: 'sendonly',
  inactive: 'inactive',
};
const CODEC_TYPE: Record<Codec, number> = { PCMU: 0, PCMA: 8 };
/** RFC 3551's static payload types that need no rtpmap. */
const STATIC_TYPES: Record<string, string> = {
  0: 'PCMU/8000',
  8: 'PCMA/8000',
  9: 'G722/8000',
  18: 'G729/8000',
};
const EVENTS = 'TELEPHONE-EVENT/8000';

/** Payload type of the telephone events in descriptions the exchange writes. */
export const EVENT_TYPE = 101;

/** A description of G.711 and telephone events at `host:port`, the way Cisco Unified CM writes it. */
export function writeSdp({
  host,
  port,
  direction = 'sendrecv',
  codecs = ['PCMU'],
  events = true,
}: {
  host: string;
  port: number;
  direction?: Direction;
  codecs?: Codec[];
  /** Offer telephone events (RFC 4733). */
  events?: boolean;
}): string {
  const types = [...codecs.map((codec) => CODEC_TYPE[codec]), ...(events ? [EVENT_TYPE] : [])];
  return [
    'v=0',
    `o=CiscoSystemsCCM-SIP ${port} 1 IN IP4 ${host}`,
    's=SIP Call',
    `c=IN IP4 ${host}`,
    't=0 0',
    `m=audio ${port} RTP/AVP ${types.join(' ')}`,
    ...codecs.map((codec) => `a=rtpmap:${CODEC_TYPE[codec]} ${codec}/8000`),
    'a=ptime:20',
    ...(events ? [`a=rtpmap:${EVENT_TYPE} telephone-event/8000`, `a=fmtp:${EVENT_TYPE} 0-15`] : []),
    `a=${direction}`,
    '',
  ].join('\r\n');
}

/** What a description says of its audio, as its writer sees it. */
export interface AudioAddress {
  ip: string;
  port: number;
  direction: Direction;
  /** The first codec of its list that we speak; undefined when there is none. */
  codec: Codec | undefined;
  /** Payload type of telephone events; undefined when it takes none. */
  events: number | undefined;
}

/** Where the audio of `sdp` goes, and how. */
export function readSdp(sdp: string): AudioAddress {
  const direction = /^a=(sendrecv|sendonly|recvonly|inactive)/m.exec(sdp)?.[1] as Direction | undefined;
  const formats = formatsOf(sdp);
  const voice = formats.find(({ name }) => name === 'PCMU/8000' || name === 'PCMA/8000')?.name;
  const events = formats.find(({ name }) => name === EVENTS)?.type;
  return {
    ip: /^c=IN IP4 (\S+)/m.exec(sdp)?.[1] ?? '127.0.0.1',
    port: Number(/^m=audio (\d+)/m.exec(sdp)?.[1] ?? 0),
    direction: direction ?? 'sendrecv',
    codec: voice === undefined ? undefined : voice === 'PCMA/8000' ? 'PCMA' : 'PCMU',
    events: events === undefined ? undefined : Number(events),
  };
}

export const mirrored = (direction: Direction): Direction => MIRROR[direction];

/** True when the audio goes elsewhere or another way than before. */
export function hasChanged(before: string, after: string): boolean {
  const [one, other] = [readSdp(before), readSdp(after)];
  return one.ip !== other.ip || one.port !== other.port || one.direction !== other.direction;
}

/** True when `sdp` demands encryption (SDES-SRTP), which this exchange does not speak. */
export const demandsEncryption = (sdp: string): boolean => /^m=audio \d+ RTP\/SAVPF? /m.test(sdp);

/**
 * What two sides that described themselves are told of each other: the other's address, one voice codec that
 * both speak (in the order of `a`), and a direction no wider than both allow (RFC 3264 §6.1). Undefined when
 * they have no codec in common.
 */
export function agree(a: string, b: string): { toA: string; toB: string } | undefined {
  const voice = formatsOf(a).find(
    ({ name }) => name !== EVENTS && formatsOf(b).some((other) => other.name === name),
  );
  if (!voice) return undefined;
  return { toA: asAnswerTo(only(b, voice.name), a), toB: asAnswerTo(only(a, voice.name), b) };
}

/** `sdp` as an answer to `offer`: its direction no wider than the offer allows. */
export function asAnswerTo(sdp: string, offer: string): string {
  const own = readSdp(sdp).direction;
  const allowed = mirrored(readSdp(offer).direction);
  const sends = canSend(own) && canSend(allowed);
  const receives = canReceive(own) && canReceive(allowed);
  return withDirection(
    sdp,
    sends ? (receives ? 'sendrecv' : 'sendonly') : receives ? 'recvonly' : 'inactive',
  );
}

/** `sdp` with another direction. */
export function withDirection(sdp: string, direction: Direction): string {
  const without = sdp.replace(/^a=(sendrecv|sendonly|recvonly|inactive)\r?\n/gm, '');
  return `${without.trimEnd()}\r\na=${direction}\r\n`;
}

export const canSend = (direction: Direction): boolean =>
  direction === 'sendrecv' || direction === 'sendonly';
const canReceive = (direction: Direction): boolean => direction === 'sendrecv' || direction === 'recvonly';

/** The formats of the audio line in order, each with its codec's name in capitals. */
function formatsOf(sdp: string): { type: string; name: string }[] {
  const types = /^m=audio \d+ \S+ ([\d ]+)/m.exec(sdp)?.[1]?.trim().split(/ +/) ?? [];
  return types.map((type) => {
    const mapped = new RegExp(`^a=rtpmap:${type} ([^/\\s]+/\\d+)`, 'm').exec(sdp)?.[1];
    return { type, name: (mapped ?? STATIC_TYPES[type] ?? '').toUpperCase() };
  });
}

/** `sdp` reduced to one voice codec and its telephone events. */
function only(sdp: string, voiceName: string): string {
  const kept = formatsOf(sdp)
    .filter(({ name }) => name === voiceName || name === EVENTS)
    .map(({ type }) => type);
  return sdp
    .replace(/^(m=audio \d+ \S+) [\d ]+/m, `$1 ${kept.join(' ')}`)
    .replace(/^a=(?:rtpmap|fmtp):(\d+) .*\r?\n/gm, (line, type: string) => (kept.includes(type) ? line : ''))
    .replace(/^a=crypto:.*\r?\n/gm, '');
}
