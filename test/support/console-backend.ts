/** The console's side of a backend on real stores: HTTP, sockets and publisher, without webhooks and without the journey. */
import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import type { Redis } from 'ioredis';
import type pg from 'pg';
import { pino, type Logger } from 'pino';
import { io, type Socket } from 'socket.io-client';
import { connectRedis } from '../../src/backend/cache/connect.ts';
import { createPublisher } from '../../src/backend/console-api/publisher.ts';
import { createServer, type ServerOptions } from '../../src/backend/console-api/server.ts';
import { startSockets, type Sockets } from '../../src/backend/console-api/sockets.ts';
import { createMetrics } from '../../src/backend/metrics.ts';
import { hashPassword, seal } from '../../src/backend/seal.ts';
import { connectPostgres } from '../../src/backend/store/connect.ts';
import { createUser, type Role } from '../../src/backend/store/users.ts';
import type { Session } from '../../src/shared/api.ts';
import type { BackendToPhone, PhoneToBackend } from '../../src/shared/phone.ts';
import type { BackendToConsole, ConsoleToBackend } from '../../src/shared/push.ts';

export const testSecretKey = 'a key of thirty-two characters or more';

export interface ConsoleBackend {
  url: string;
  server: FastifyInstance;
  sockets: Sockets;
  db: pg.Pool;
  redis: Redis;
  close: () => Promise<void>;
}

export type BackendSettings = Partial<
  Pick<ServerOptions, 'plugins' | 'checks' | 'now' | 'maxEventLoopDelayMs'>
> & {
  log?: Logger;
  env?: Partial<ServerOptions['env'] & { VAPI_API_URL: string }>;
  /** Without it nothing is pushed: for tests of what happens before. */
  publish?: boolean;
};

/** Starts one on a free port; the caller closes it. */
export async function startConsoleBackend(
  stores: { databaseUrl: string; redisUrl: string },
  settings: BackendSettings = {},
): Promise<ConsoleBackend> {
  const { log = pino({ level: 'silent' }), publish = true, env: own, ...options } = settings;
  const db = await connectPostgres(stores.databaseUrl, { log });
  const redis = await connectRedis(stores.redisUrl, { log });
  const env = {
    TRUST_PROXY: false,
    DEMO: false,
    RENDERER_DIR: '/nowhere',
    ALLOWED_ORIGINS: '',
    WRAP_UP_SECONDS: 120,
    REPORTING_TIME_ZONE: 'America/Mexico_City',
    MXN_PER_USD: 18.4,
    SECRET_KEY: testSecretKey,
    PBX_PROFILE: 'direct' as const,
    PBX_SERVER: ['127.0.0.1:5070', '127.0.0.1:5071'],
    PBX_TRANSPORT: 'tcp' as const,
    PBX_DOMAIN: undefined,
    PBX_MEDIA_ENCRYPTION: 'off' as const,
    PBX_CODECS: ['PCMU' as const],
    PBX_ECHO_NUMBER: undefined,
    PBX_CA_FILE: undefined,
    LADDER_AGENTS: 3,
    PBX_HUNT_PILOT: '4100',
    VAPI_CONCURRENCY: 10,
    VAPI_API_URL: 'https://api.vapi.ai',
    ...own,
  };
  const metrics = createMetrics({ db });
  const server = await createServer({ db, redis, env, log, metrics, ...options });
  const sockets = startSockets(server, { db, redis, env, log });
  await server.listen({ port: 0, host: '127.0.0.1' });
  const publisher = publish
    ? await createPublisher({ db, redis, databaseUrl: stores.databaseUrl, log, sockets, metrics })
    : undefined;
  const { port } = server.server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    server,
    sockets,
    db,
    redis,
    close: async () => {
      await server.close();
      await publisher?.close();
      redis.disconnect();
      await db.end();
    },
  };
}

/** Writes a person with the password `password-of-<username>`; agents get a line. Returns the id. */
export async function addPerson(
  db: pg.Pool,
  username: string,
  role: Role = 'agent',
  extension?: string,
): Promise<string> {
  const id = await createUser(db, {
    username,
    name: `Persona ${username}`,
    role,
    passwordHash: await hashPassword(passwordOf(username)),
    extension,
    sipAuthUser: extension === undefined ? undefined : `auth-${username}`,
    sipPasswordSealed: extension === undefined ? undefined : seal(`sip-${username}`, testSecretKey, username),
  });
  if (id === undefined) throw new Error(`${username} exists`);
  return id;
}

export function passwordOf(username: string): string {
  return `password-of-${username}`;
}

export interface Answer<T> {
  status: number;
  headers: Headers;
  body: T;
}

/** One request; `body` is sent as JSON where there is one. */
export async function ask<T = Record<string, unknown>>(
  url: string,
  path: string,
  {
    token,
    method = 'GET',
    body,
    headers = {},
  }: { token?: string; method?: string; body?: unknown; headers?: Record<string, string> } = {},
): Promise<Answer<T>> {
  const response = await fetch(new URL(path, url), {
    method,
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json') === true;
  return {
    status: response.status,
    headers: response.headers,
    body: (isJson ? JSON.parse(text) : text) as T,
  };
}

/** Signs in and gives back the session; throws unless that works. */
export async function signInAs(url: string, username: string): Promise<Session> {
  const body = { username, password: passwordOf(username) };
  const answer = await ask<Session>(url, '/api/session', { method: 'POST', body });
  if (answer.status !== 200)
    throw new Error(`signing in gave ${answer.status}: ${JSON.stringify(answer.body)}`);
  return answer.body;
}

export type ConsoleClient = Socket<BackendToConsole, ConsoleToBackend>;
export type PhoneClient = Socket<BackendToPhone, PhoneToBackend>;

/** A console's socket, connected. */
export function connectConsole(url: string, token: string): Promise<ConsoleClient> {
  return connected(io(new URL('/console', url).href, socketOptions(token)));
}

/** A phone's socket, connected. */
export function connectPhone(url: string, token: string): Promise<PhoneClient> {
  return connected(io(new URL('/phone', url).href, socketOptions(token)));
}

/** A socket that is trying; for tests of being refused. */
export function openSocket(
  url: string,
  namespace: string,
  { auth, origin }: { auth: object; origin?: string },
): Socket {
  const extraHeaders = origin === undefined ? {} : { origin };
  return io(new URL(namespace, url).href, { ...socketOptions(''), auth, extraHeaders });
}

function socketOptions(token: string): Parameters<typeof io>[1] & object {
  return {
    auth: { token },
    transports: ['websocket'],
    forceNew: true,
    reconnectionDelay: 50,
    reconnectionDelayMax: 200,
  };
}

function connected<S extends Socket<never, never>>(socket: unknown): Promise<S> {
  const opening = socket as Socket;
  return new Promise((resolve, reject) => {
    opening.once('connect', () => resolve(opening as unknown as S));
    opening.once('connect_error', (error) => {
      opening.close();
      reject(error);
    });
  });
}
