/** The sound of a call as Vapi gives it at `monitor.listenUrl`: a WebSocket with PCM (https://docs.vapi.ai/calls/call-features). */
import { WebSocket } from 'ws';
import type { Env } from '../env.ts';

export type SoundEnv = Pick<Env, 'VAPI_API_URL'>;

/** 16-bit PCM, little-endian. */
export interface SoundFormat {
  sampleRate: number;
  channels: number;
}

export interface SoundEars {
  /** Once, before the first sound. */
  format: (format: SoundFormat) => void;
  pcm: (frame: Buffer) => void;
  /** Once; nothing comes after. */
  end: () => void;
}

const handshakeMs = 5_000;
const longestFrameBytes = 256 * 1024;
/** What Vapi sends where it does not say. */
const usual: SoundFormat = { sampleRate: 16_000, channels: 1 };

/**
 * Opens it; the caller closes what it gets. Undefined where the address is not Vapi's: whoever could put an address
 * into a call of ours would else have us knock at doors inside the house.
 */
export function openSound(
  listenUrl: string,
  env: SoundEnv,
  ears: SoundEars,
): { close: () => void } | undefined {
  if (!isTheirs(listenUrl, env)) return undefined;
  const socket = new WebSocket(listenUrl, {
    handshakeTimeout: handshakeMs,
    maxPayload: longestFrameBytes,
    followRedirects: false,
    perMessageDeflate: false,
  });
  let format: SoundFormat | undefined;
  const tell = (told: SoundFormat): void => {
    if (format !== undefined) return;
    format = told;
    ears.format(told);
  };
  socket.on('message', (data: Buffer, isBinary) => {
    if (!isBinary) return void (isStart(data) && tell(readFormat(data)));
    tell(usual);
    ears.pcm(data);
  });
  socket.on('error', () => undefined); // its end follows
  socket.once('close', () => ears.end());
  return { close: () => socket.terminate() };
}

/** The same hosts that get our key for live control; over TLS, unless Vapi itself is reached without. */
function isTheirs(listenUrl: string, { VAPI_API_URL }: SoundEnv): boolean {
  if (!URL.canParse(listenUrl)) return false;
  const [listen, api] = [new URL(listenUrl), new URL(VAPI_API_URL)];
  if (listen.protocol === 'wss:') return listen.hostname.endsWith('.vapi.ai') || listen.host === api.host;
  return listen.protocol === 'ws:' && api.protocol === 'http:' && listen.host === api.host;
}

function isStart(data: Buffer): boolean {
  return data.length < 4_096 && data.includes('sampleRate');
}

function readFormat(data: Buffer): SoundFormat {
  try {
    const { sampleRate, channels } = JSON.parse(data.toString()) as Partial<Record<string, unknown>>;
    return {
      sampleRate: within(sampleRate, 8_000, 48_000) ?? usual.sampleRate,
      channels: within(channels, 1, 2) ?? usual.channels,
    };
  } catch {
    return usual;
  }
}

function within(value: unknown, least: number, most: number): number | undefined {
  return typeof value === 'number' && value >= least && value <= most ? value : undefined;
}
