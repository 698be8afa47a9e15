/** A provider that speaks Vapi's REST protocol as far as a test needs, with the answers a test asks for. */
import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** How POST /call answers: `placed` means that the person's phone rings, whatever the answer says. */
export type DialAnswer =
  | { kind: 'placed' }
  | { kind: 'placed-without-answer'; status?: number }
  | { kind: 'refused'; status: number; message?: string; headers?: Record<string, string> }
  | { kind: 'blocked' }
  | { kind: 'lost' };

export interface ProvidedCall {
  id: string;
  status: string;
  createdAt: string;
  customer: { number: string; externalId: string };
  [field: string]: unknown;
}

export interface VapiProvider {
  url: string;
  /** Calls that rang somebody, oldest first. */
  placed: ProvidedCall[];
  /** Bodies of every POST /call, placed or not. */
  requests: Record<string, unknown>[];
  /** Bodies of live instructions, with the path they came to. */
  commands: { path: string; body: unknown }[];
  /** Answers for the next dials, in order; afterwards everything is placed. */
  answers: DialAnswer[];
  /** How the next live instructions are answered, by HTTP status; 0 hangs up instead. Afterwards all are taken. */
  controlAnswers: number[];
  /** Provider of the phone number. */
  numberKind: string;
  /** GET requests fail with 503 while set. */
  away: boolean;
  close: () => Promise<void>;
}

/** Starts it on a free port of loopback. */
export async function startVapiProvider(): Promise<VapiProvider> {
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const provider: VapiProvider = {
    url: `http://127.0.0.1:${port}`,
    placed: [],
    requests: [],
    commands: [],
    answers: [],
    controlAnswers: [],
    numberKind: 'byo-phone-number',
    away: false,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body: unknown = chunks.length === 0 ? undefined : JSON.parse(Buffer.concat(chunks).toString());
    const path = new URL(request.url ?? '/', provider.url).pathname;
    if (request.method === 'POST' && path === '/call') return dial(body as Record<string, unknown>, response);
    if (request.method === 'POST') {
      provider.commands.push({ path, body });
      const status = provider.controlAnswers.shift() ?? 200;
      if (status === 0) return void response.socket?.destroy();
      return send(response, status, status === 200 ? {} : { message: 'no' });
    }
    if (provider.away) return send(response, 503, { message: 'away' });
    if (path === '/call') return send(response, 200, provider.placed.toReversed());
    if (path.startsWith('/phone-number/'))
      return send(response, 200, { id: path.split('/')[2], provider: provider.numberKind });
    const found = provider.placed.find((call) => path === `/call/${call.id}`);
    return found ? send(response, 200, found) : send(response, 404, { message: 'no such call' });
  }

  function dial(body: Record<string, unknown>, response: ServerResponse): void {
    provider.requests.push(body);
    const how = provider.answers.shift() ?? { kind: 'placed' };
    if (how.kind === 'refused') {
      for (const [name, value] of Object.entries(how.headers ?? {})) response.setHeader(name, value);
      return send(response, how.status, { message: how.message ?? 'no' });
    }
    if (how.kind === 'lost') return void response.socket?.destroy();
    if (how.kind === 'blocked')
      return send(response, 201, { id: randomUUID(), subscriptionLimits: { concurrencyBlocked: true } });
    const id = randomUUID();
    const call: ProvidedCall = {
      id,
      status: 'queued',
      createdAt: new Date().toISOString(),
      customer: body['customer'] as ProvidedCall['customer'],
      monitor: { controlUrl: `${provider.url}/control/${id}`, listenUrl: `${provider.url}/listen/${id}` },
    };
    provider.placed.push(call);
    if (how.kind === 'placed')
      return send(response, 201, { ...call, subscriptionLimits: { concurrencyBlocked: false } });
    if (how.status === undefined) return void response.socket?.destroy();
    return send(response, how.status, { message: 'placed, and then something broke' });
  }
  return provider;
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}
