/** Somebody else's server on loopback: keeps every request as it came, and answers as it is told. */
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';

export interface Received {
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
}

export interface WebhookReceiver {
  url: string;
  received: Received[];
  /** What it answers from now on; `hang` never answers. */
  answer: (how: { status: number; text?: string; headers?: Record<string, string> } | 'hang') => void;
  close: () => Promise<void>;
}

/** Starts one on a free port. */
export async function startWebhookReceiver(): Promise<WebhookReceiver> {
  const received: Received[] = [];
  let how: Parameters<WebhookReceiver['answer']>[0] = { status: 200 };
  const server = createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      received.push({
        path: request.url ?? '',
        headers: request.headers,
        body: Buffer.concat(pieces).toString(),
      });
      if (how !== 'hang') response.writeHead(how.status, how.headers).end(how.text);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    received,
    answer: (next) => (how = next),
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

/** The payload, verified as a receiver does it; throws where the signature is not of `secret`. */
export function verified<T = { type: string; timestamp: string; data: Record<string, unknown> }>(
  { headers, body }: Received,
  secret: string,
): T {
  return new Webhook(secret).verify(body, headers as Record<string, string>) as T;
}
