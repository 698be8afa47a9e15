/** Debian's Kamailio as a PBX that we did not write: a registrar and proxy on ports and in a folder of its own. */
import dgram from 'node:dgram';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { findProgram } from '../../support/debian.ts';
import { until } from '../../support/until.ts';
import { makeCertificate } from './certificate.ts';
import { kamailioConfig, tlsConfig } from './kamailio-config.ts';
import type { KamailioConfig, KamailioPlace } from './kamailio-config.ts';
import { freeSipPort } from './sip-port.ts';
import { startOwnedProgram } from './owned-program.ts';
import type { OwnedProgram } from './owned-program.ts';

const MODULE_PATTERN = '/usr/lib/*/kamailio/modules';
const ATTEMPTS = 5;

export interface KamailioOptions extends Partial<KamailioConfig> {
  users: KamailioConfig['users'];
  /** Listen for TLS too. */
  tls?: boolean;
  /** Whom its certificate names, in openssl's words: `IP:127.0.0.1` by default, or `DNS:pbx.example`. */
  certified?: string;
}

/** One registered contact, as Kamailio's `ul.lookup` tells it. `expiresInS` counts down. */
export interface Binding {
  contact: string;
  expiresInS: number;
  callId: string;
  cseq: number;
  instance: string;
  userAgent: string;
  /** Where the REGISTER came in: `udp:127.0.0.1:5060`. */
  socket: string;
}

/** What is missing here to run Kamailio (and its TLS), by Debian package; undefined when nothing is. */
export function missingForKamailio({ tls = false } = {}): string | undefined {
  if (findProgram('kamailio') === undefined) return 'kamailio is not installed';
  if (!tls) return undefined;
  if (findProgram('openssl') === undefined) return 'openssl is not installed';
  const hasModule = findProgram(`${MODULE_PATTERN}/tls.so`) !== undefined;
  return hasModule ? undefined : 'kamailio-tls-modules is not installed';
}

/** Starts it and waits until it answers OPTIONS; throws with its log when it does not. */
export async function startKamailio({
  tls = false,
  certified,
  ...config
}: KamailioOptions): Promise<Kamailio> {
  const folder = await mkdtemp(join(tmpdir(), 'vidanta-kamailio-'));
  const caPem = tls ? await makeCertificate(folder, certified) : undefined;
  const full: KamailioConfig = {
    realm: 'ccmsipline',
    algorithm: 'MD5',
    qop: false,
    maxExpiresS: 3_600,
    minExpiresS: 0,
    challengesCalls: false,
    ...config,
  };
  // Another program may take a free port before Kamailio does: then it gets others.
  for (let attempt = 1; ; attempt++) {
    const kamailio = new Kamailio(full, await findPlace(folder, tls), caPem);
    try {
      await kamailio.start();
      return kamailio;
    } catch (error) {
      if (attempt < ATTEMPTS) continue;
      await kamailio.close();
      throw error;
    }
  }
}

export class Kamailio {
  readonly host = '127.0.0.1';
  /** UDP and TCP. */
  readonly port: number;
  readonly tlsPort: number | undefined;
  /** What a client must trust to accept its certificate. */
  readonly caPem: string | undefined;
  readonly #config: KamailioConfig;
  readonly #place: KamailioPlace;
  #program: OwnedProgram | undefined;

  constructor(config: KamailioConfig, place: KamailioPlace, caPem: string | undefined) {
    this.#config = config;
    this.#place = place;
    this.port = place.port;
    this.tlsPort = place.tlsPort;
    this.caPem = caPem;
  }

  /** Its own words so far, since the last start. */
  log(): string {
    return this.#program?.output() ?? '';
  }

  /** Starts (again) on the same ports, knowing nobody. */
  async start(): Promise<void> {
    const { folder } = this.#place;
    await writeFile(join(folder, 'kamailio.cfg'), kamailioConfig(this.#config, this.#place));
    await writeFile(join(folder, 'tls.cfg'), tlsConfig(folder));
    const options = ['-f', join(folder, 'kamailio.cfg'), '-DD', '-E', '-Y', folder, '-m', '16', '-M', '4'];
    const program = startOwnedProgram(findProgram('kamailio') ?? 'kamailio', options, { folder });
    this.#program = program;
    try {
      await until(async () => program.isOver() || (await answersOptions(this.port)), {
        what: 'Kamailio to answer',
      });
      if (program.isOver()) throw new Error('Kamailio ended');
    } catch (error) {
      await program.stop();
      throw new Error(`Kamailio does not run:\n${program.output()}`, { cause: error });
    }
  }

  /** Ends it; `start` brings it back. */
  async stop(): Promise<void> {
    await this.#program?.stop();
    this.#program = undefined;
  }

  /** Ends it for good, with its folder. */
  async close(): Promise<void> {
    await this.stop();
    await rm(this.#place.folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  }

  /** Every contact registered for an extension. */
  async bindings(user: string): Promise<Binding[]> {
    const answer = await this.#rpc('ul.lookup', ['location', user]);
    if ('error' in answer) return [];
    const { Contacts } = answer.result as { Contacts: { Contact: Record<string, string | number> }[] };
    return Contacts.map(({ Contact }) => ({
      contact: String(Contact['Address']),
      expiresInS: Number(Contact['Expires']),
      callId: String(Contact['Call-ID']),
      cseq: Number(Contact['CSeq']),
      instance: String(Contact['Instance']),
      userAgent: String(Contact['User-Agent']),
      socket: String(Contact['Socket']),
    }));
  }

  /** From now on calls for `number` go to `uri`: `sip:127.0.0.1:5070`, with `;transport=tcp` where wanted. */
  async route(number: string, uri: string): Promise<void> {
    const answer = await this.#rpc('htable.sets', ['routes', number, uri]);
    if ('error' in answer) throw new Error(`Kamailio refuses the route: ${JSON.stringify(answer)}`);
  }

  async #rpc(method: string, params: unknown[]): Promise<{ result: unknown } | { error: unknown }> {
    const answer = await fetch(`http://${this.host}:${this.port}/rpc`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', connection: 'close' },
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
    });
    return (await answer.json()) as { result: unknown } | { error: unknown };
  }
}

async function findPlace(folder: string, tls: boolean): Promise<KamailioPlace> {
  const modules = dirname(findProgram(`${MODULE_PATTERN}/tm.so`) ?? '/usr/lib/kamailio/modules/tm.so');
  return { folder, modules, port: await freeSipPort(), tlsPort: tls ? await freeSipPort() : undefined };
}

/** One OPTIONS over UDP; false when nothing comes back in a moment. */
async function answersOptions(port: number): Promise<boolean> {
  const socket = dgram.createSocket('udp4');
  try {
    socket.bind(0, '127.0.0.1');
    await once(socket, 'listening');
    const own = `127.0.0.1:${socket.address().port}`;
    const answer = new Promise<boolean>((resolve) => {
      socket.once('message', () => resolve(true));
      socket.once('error', () => resolve(false));
      setTimeout(() => resolve(false), 250);
    });
    socket.send(optionsRequest(`127.0.0.1:${port}`, own), port, '127.0.0.1');
    return await answer;
  } finally {
    socket.close();
  }
}

const optionsRequest = (server: string, own: string): string =>
  [
    `OPTIONS sip:${server} SIP/2.0`,
    `Via: SIP/2.0/UDP ${own};branch=z9hG4bK-are-you-there;rport`,
    `From: <sip:test@${own}>;tag=t`,
    `To: <sip:${server}>`,
    `Call-ID: are-you-there@${own}`,
    'CSeq: 1 OPTIONS',
    'Max-Forwards: 5',
    'Content-Length: 0',
    '',
    '',
  ].join('\r\n');
