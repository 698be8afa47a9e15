/** The smallest HTTP server a provider's API needs: every simulator gets raw bytes and decides everything itself. */
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Asked {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
  raw: Buffer;
}

/** A Buffer goes as it is, anything else as JSON; `'drop'` closes the connection without an answer, as a cut line does. */
export type Answered = { status: number; body?: unknown; headers?: Record<string, string> } | 'drop';
export type Handle = (asked: Asked) => Promise<Answered> | Answered;

export interface Served {
  url: string;
  port: number;
  server: Server;
  close: () => Promise<void>;
}

async function readAll(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

async function answer(request: IncomingMessage, response: ServerResponse, handle: Handle): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://simulator');
  const answered = await handle({
    method: request.method ?? 'GET',
    path: decodeURIComponent(url.pathname),
    query: url.searchParams,
    headers: request.headers,
    raw: await readAll(request),
  });
  if (answered === 'drop') return void request.socket.destroy();
  const body = bytesOf(answered.body);
  response.writeHead(answered.status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': body.length,
    ...answered.headers,
  });
  response.end(body);
}

function bytesOf(body: unknown): Buffer {
  if (Buffer.isBuffer(body)) return body;
  return Buffer.from(body === undefined ? '' : JSON.stringify(body));
}

/** Serves `handle` on loopback; port 0 takes a free one. An error in it answers 500 with its message. */
export async function serve(handle: Handle, port = 0): Promise<Served> {
  const server = createServer((request, response) => {
    answer(request, response, handle).catch((error: unknown) => {
      if (response.headersSent || response.destroyed) return;
      response.writeHead(500, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ error: { message: String(error) } }));
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const bound = (server.address() as AddressInfo).port;
  return {
    url: `http://127.0.0.1:${bound}`,
    port: bound,
    server,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** The body as JSON, or undefined where it is none. */
export function jsonOf(raw: Buffer): unknown {
  try {
    return JSON.parse(raw.toString('utf8'));
  } catch {
    return undefined;
  }
}

/** `value` as an object with unknown fields; anything else is an empty one. */
export function fieldsOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {};
}
