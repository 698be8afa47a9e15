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
  const hear = (role: 'assistant' | 'user' | undefined): void => void (speaker = role);
  call.on('speaking', hear);
  client.send(JSON.stringify({ type: 'start', encoding: 'linear16', sampleRate: sampleRateHz, channels: 1 }));
  const timer = setInterval(() => {
    const hz = speaker === 'user' ? call.behaviour.toneHz : assistantHz;
    const frame = Int16Array.from({ length: frameSamples }, () =>
      speaker === undefined ? 0 : Math.round(8_000 * Math.sin((2 * Math.PI * hz * sample++) / sampleRateHz)),
    );
    client.send(Buffer.from(frame.buffer));
    if (call.over) client.close(1000);
  }, frameMs).unref();
  client.once('close', () => {
    clearInterval(timer);
    call.off('speaking', hear);
  });
}
