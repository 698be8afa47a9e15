/** The little SDP the simulated exchange needs: to write its own, and to hand one side's to the other. */

export type Direction = 'sendrecv' | 'sendonly' | 'recvonly' | 'inactive';

const MIRROR: Record<Direction, Direction> = {
  sendrecv: 'sendrecv',
  sendonly: 'recvonly',
  recvonly: 'sendonly',
  inactive: 'inactive',
};

/** An offer of µ-law and telephone events at `host:port`, the way Cisco Unified CM writes it. */
export function writeSdp({
  host,
  port,
  direction = 'sendrecv',
}: {
  host: string;
  port: number;
  direction?: Direction;
}): string {
  return [
    'v=0',
    `o=CiscoSystemsCCM-SIP ${port} 1 IN IP4 ${host}`,
    's=SIP Call',
    `c=IN IP4 ${host}`,
    't=0 0',
    `m=audio ${port} RTP/AVP 0 101`,
    'a=rtpmap:0 PCMU/8000',
    'a=ptime:20',
    'a=rtpmap:101 telephone-event/8000',
    'a=fmtp:101 0-15',
    `a=${direction}`,
    '',
  ].join('\r\n');
}

/** Where the audio of `sdp` goes, and its direction as its writer sees it. */
export function readSdp(sdp: string): { ip: string; port: number; direction: Direction } {
  const direction = /^a=(sendrecv|sendonly|recvonly|inactive)/m.exec(sdp)?.[1] as Direction | undefined;
  return {
    ip: /^c=IN IP4 (\S+)/m.exec(sdp)?.[1] ?? '127.0.0.1',
    port: Number(/^m=audio (\d+)/m.exec(sdp)?.[1] ?? 0),
    direction: direction ?? 'sendrecv',
  };
}

export const mirrored = (direction: Direction): Direction => MIRROR[direction];

/** `sdp` as an answer to `offer`: its direction no wider than the offer allows (RFC 3264 §6.1). */
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

const canSend = (direction: Direction): boolean => direction === 'sendrecv' || direction === 'sendonly';
const canReceive = (direction: Direction): boolean => direction === 'sendrecv' || direction === 'recvonly';
