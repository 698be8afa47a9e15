// What the browser itself measures of the audio leg, in the few figures we use.
/** Figures of the leg from WebRTC's own statistics (W3C webrtc-stats); levels 0–1. */
export interface AudioStats {
  state: RTCPeerConnectionState | 'none';
  codec: string | undefined;
  packetsIn: number;
  packetsOut: number;
  packetsLost: number;
  levelIn: number;
  levelOut: number;
}

export const noStats: AudioStats = {
  state: 'none',
  codec: undefined,
  packetsIn: 0,
  packetsOut: 0,
  packetsLost: 0,
  levelIn: 0,
  levelOut: 0,
};

/** Reads the leg's figures now; all zero while there is no leg. */
export async function readAudioStats(connection: RTCPeerConnection | undefined): Promise<AudioStats> {
  if (!connection) return noStats;
  const report = await connection.getStats();
  const stats: AudioStats = { ...noStats, state: connection.connectionState };
  for (const entry of report.values() as Iterable<Record<string, unknown>>) {
    if (entry['type'] === 'inbound-rtp') {
      stats.packetsIn = numberOf(entry['packetsReceived']);
      stats.packetsLost = numberOf(entry['packetsLost']);
      stats.levelIn = numberOf(entry['audioLevel']);
      const codec = report.get(String(entry['codecId'])) as { mimeType?: string } | undefined;
      stats.codec = codec?.mimeType;
    }
    if (entry['type'] === 'outbound-rtp') stats.packetsOut = numberOf(entry['packetsSent']);
    if (entry['type'] === 'media-source') stats.levelOut = numberOf(entry['audioLevel']);
  }
  return stats;
}

function numberOf(value: unknown): number {
  return typeof value === 'number' ? value : 0;
}
