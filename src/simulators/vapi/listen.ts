/** `monitor.listenUrl`: a WebSocket with the call's sound, 16-bit PCM at 16 kHz, both sides on one channel. */
import type { Server } from 'node:http';
import { WebSocketServer, type WebSocket } from 'ws';
import type { SimulatedCall } from './simulated-call.ts';

const sampleRateHz = 16_000;
const frameMs = 20;
const frameSamples = (sampleRateHz * frameMs) / 1000;
/** The AI's voice; the person's is their own tone. */
const assistantHz = 220;

/** Serves the sound of `find(id)` at /{id}/listen. */
export function serveListeners(server: Server, find: (id: string) => SimulatedCall | undefined): () => void {
  const sockets = new WebSocketServer({ noServer: true });
  server.on('upgrade', (request, socket, head) => {
    const id = /^\/([0-9a-f-]{36})\/listen$/.exec(request.url ?? '')?.[1];
    const call = id === undefined ? undefined : find(id);
    if (!call || call.over) return void socket.destroy();
    sockets.handleUpgrade(request, socket, head, (client) => stream(client, call));
  });
  return () => {
    for (const client of sockets.clients) client.terminate();
    sockets.close();
  };
}

function stream(client: WebSocket, call: SimulatedCall): void {
  let speaker: 'assistant' | 'user' | undefined;
  let sample = 0;
  const voices = { assistant: voiceAt(assistantHz), user: voiceAt(call.behaviour.toneHz) };
  const hear = (role: 'assistant' | 'user' | undefined): void => void (speaker = role);
  call.on('speaking', hear);
  client.send(JSON.stringify({ type: 'start', encoding: 'linear16', sampleRate: sampleRateHz, channels: 1 }));
  const timer = setInterval(() => {
    const voice = speaker === undefined ? undefined : voices[speaker];
    const frame = Int16Array.from({ length: frameSamples }, () => voice?.(sample++ / sampleRateHz) ?? 0);
    client.send(Buffer.from(frame.buffer));
    if (call.over) client.close(1000);
  }, frameMs).unref();
  client.once('close', () => {
    clearInterval(timer);
    call.off('speaking', hear);
  });
}

/** Overtones of a voice (the first two formants of an open vowel stand out) and how loud each is. */
const overtones = [
  [1, 0.5],
  [2, 0.3],
  [3, 0.25],
  [5, 0.12],
] as const;
const loudest = 9_000;
const syllablesPerSecond = 4.5;

/** A voice at this pitch by the second: syllables that rise and fall, so that an ear tells speech, and who speaks. */
function voiceAt(hz: number): (atS: number) => number {
  return (atS) => {
    const syllable = Math.abs(Math.sin(Math.PI * syllablesPerSecond * atS));
    const pitch = hz * atS + 0.8 * Math.sin(2 * Math.PI * 1.3 * atS);
    const wave = overtones.reduce((sum, [n, part]) => sum + part * Math.sin(2 * Math.PI * n * pitch), 0);
    return Math.round(loudest * (0.25 + 0.75 * syllable) * wave * 0.7);
  };
}
