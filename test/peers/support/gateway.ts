/**
 * Debian's Kamailio and rtpengine as a WebRTC gateway, with the very files that docs/pbx/kamailio.md gives to a
 * site: what we tell people to install is what the phone is proved against.
 */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findProgram } from '../../support/debian.ts';
import { freePort } from '../../support/ports.ts';
import { until } from '../../support/until.ts';
import { makeCertificate } from './certificate.ts';
import { askRtpengine } from './gateway-rtpengine.ts';
import { startOwnedProgram } from './owned-program.ts';
import type { OwnedProgram } from './owned-program.ts';

const HOST = '127.0.0.1';
const DOCUMENT = 'docs/pbx/kamailio.md';
const REALM = 'sbc.example.com';
const ATTEMPTS = 5;
/** Media ports per gateway: four a call, and rtpengine keeps those of a call that ended for half a minute. */
const MEDIA_PORTS = 400;
const FIRST_MEDIA_PORT = 20_000;
const MEDIA_BLOCKS = 100;

export interface Agent {
  user: string;
  password: string;
}

export interface GatewayOptions {
  agents: readonly Agent[];
  /** SIP port of the PBX behind the gateway, on loopback. */
  pbxPort: number;
}

/** What is missing here to run a gateway, in words; undefined when nothing is. */
export function missingForGateway(): string | undefined {
  const modules = '/usr/lib/*/kamailio/modules';
  const needed = [
    'kamailio',
    'kamcmd',
    'rtpengine',
    'openssl',
    `${modules}/websocket.so`,
    `${modules}/tls.so`,
  ];
  const missing = needed.filter((program) => findProgram(program) === undefined);
  return missing.length === 0 ? undefined : `${missing.join(', ')} not installed`;
}

/** Starts both programs and waits until they answer; throws with their words when they do not. */
export async function startGateway(options: GatewayOptions): Promise<Gateway> {
  // Another program may take a free port first: then the gateway gets others.
  for (let attempt = 1; ; attempt++) {
    const gateway = await prepare(options);
    try {
      await gateway.start();
      return gateway;
    } catch (error) {
      await gateway.close();
      if (attempt === ATTEMPTS) throw error;
    }
  }
}

interface Place {
  folder: string;
  wssPort: number;
  sipPort: number;
  ngPort: number;
  cliPort: number;
  mediaPort: number;
}

export class Gateway {
  readonly host = HOST;
  readonly wssPort: number;
  /** UDP and TCP towards the PBX. */
  readonly sipPort: number;
  /** What a phone must trust. */
  readonly caPem: string;
  /** Where rtpengine is told what to do. */
  readonly ngPort: number;
  readonly #folder: string;
  #kamailio: OwnedProgram | undefined;
  #rtpengine: OwnedProgram | undefined;

  constructor(place: Place, caPem: string) {
    this.wssPort = place.wssPort;
    this.sipPort = place.sipPort;
    this.caPem = caPem;
    this.#folder = place.folder;
    this.ngPort = place.ngPort;
  }

  get wssUrl(): string {
    return `wss://${HOST}:${this.wssPort}/sip`;
  }

  /** Both programs' own words so far. */
  log(): string {
    return `${this.#rtpengine?.output() ?? ''}\n${this.#kamailio?.output() ?? ''}`;
  }

  async start(): Promise<void> {
    await this.#startRtpengine();
    await this.startSignalling();
  }

  /** Kamailio alone, (again) on the same ports, knowing nobody. */
  async startSignalling(): Promise<void> {
    const folder = this.#folder;
    const options = ['-f', join(folder, 'kamailio.cfg'), '-DD', '-E', '-Y', folder, '-m', '32', '-M', '8'];
    const program = startOwnedProgram(findProgram('kamailio') ?? 'kamailio', options, { folder });
    this.#kamailio = program;
    await this.#answers(program, () => this.#kamcmd('core.uptime'));
  }

  /** Ends Kamailio; media goes on. */
  async stopSignalling(): Promise<void> {
    await this.#kamailio?.stop();
    this.#kamailio = undefined;
  }

  /** Kills rtpengine and starts it again: it knows no call any more. */
  async restartMedia(): Promise<void> {
    await this.#rtpengine?.stop('SIGKILL');
    await this.#startRtpengine();
  }

  /** Takes everything and answers nothing, or goes on. */
  async freezeSignalling(isFrozen: boolean): Promise<void> {
    const { stdout } = await run('ps', ['-o', 'pid=', '--ppid', String(this.#kamailio?.pid)]);
    const pids = [this.#kamailio?.pid ?? 0, ...stdout.split(/\s+/).filter(Boolean).map(Number)];
    for (const pid of pids) process.kill(pid, isFrozen ? 'SIGSTOP' : 'SIGCONT');
  }

  /** The contacts registered for an extension. */
  async bindings(user: string): Promise<string[]> {
    // `s:`, or kamcmd sends a number.
    const answer = await this.#kamcmd('ul.lookup', 'location', `s:${user}`).catch(() => '');
    return [...answer.matchAll(/^\s*Address: (\S+)/gm)].map(([, address]) => address ?? '');
  }

  /** Ends both for good, with their folder. */
  async close(): Promise<void> {
    await Promise.all([this.#kamailio?.stop(), this.#rtpengine?.stop()]);
    await rm(this.#folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  }

  async #startRtpengine(): Promise<void> {
    const folder = this.#folder;
    const options = ['--config-file', join(folder, 'rtpengine.conf'), '--foreground', '--log-stderr'];
    const program = startOwnedProgram(findProgram('rtpengine') ?? 'rtpengine', options, { folder });
    this.#rtpengine = program;
    await this.#answers(program, () => askRtpengine(this.ngPort, { command: 'ping' }));
  }

  async #answers(program: OwnedProgram, isThere: () => Promise<unknown>): Promise<void> {
    await until(async () => program.isOver() || (await isThere()), { what: 'an answer' }).catch(() => {});
    if (program.isOver() || !(await isThere().catch(() => false)))
      throw new Error(`the gateway does not run:\n${program.output()}`);
  }

  async #kamcmd(...command: string[]): Promise<string> {
    const program = findProgram('kamcmd') ?? 'kamcmd';
    const socket = `unix:${join(this.#folder, 'kamailio_ctl')}`;
    return (await run(program, ['-s', socket, ...command], { timeout: 5_000 })).stdout;
  }
}

const run = promisify(execFile);

/** A folder with the document's files, made for this machine. */
async function prepare({ agents, pbxPort }: GatewayOptions): Promise<Gateway> {
  const folder = await mkdtemp(join(tmpdir(), 'vidanta-gateway-'));
  const caPem = await makeCertificate(folder);
  const place: Place = {
    folder,
    wssPort: await freePort(),
    sipPort: await freePort(),
    ngPort: await freePort(),
    cliPort: await freePort(),
    mediaPort: FIRST_MEDIA_PORT + MEDIA_PORTS * Math.floor(Math.random() * MEDIA_BLOCKS),
  };
  const files = await readFiles();
  await mkdir(join(folder, 'agents'));
  const write = (name: string, text: string): Promise<void> => writeFile(join(folder, name), text);
  await write('kamailio.cfg', kamailioHere(files('kamailio.cfg'), place, pbxPort));
  await write('tls.cfg', files('tls.cfg').replaceAll('/etc/kamailio', folder));
  await write('rtpengine.conf', rtpengineHere(files('rtpengine.conf'), place));
  await write('agents/version', files('version'));
  await write('agents/agents', files('agents') + agents.map((agent) => `${lineOf(agent)}\n`).join(''));
  return new Gateway(place, caPem);
}

/** The code blocks of the document by the name after their language. */
async function readFiles(): Promise<(name: string) => string> {
  const text = await readFile(DOCUMENT, 'utf8');
  const blocks = new Map(
    [...text.matchAll(/^```\w+ (\S+)\n([\s\S]*?)^```$/gm)].map(([, name = '', block = '']) => [name, block]),
  );
  return (name) => {
    const block = blocks.get(name);
    if (block === undefined) throw new Error(`${DOCUMENT} has no ${name}`);
    return block;
  };
}

/** Only what belongs to a site is changed: the lines that the document says are to be. */
function kamailioHere(text: string, { folder, wssPort, sipPort, ngPort }: Place, pbxPort: number): string {
  const site: Record<string, string | number> = {
    OUTSIDE_IP: HOST,
    WSS_PORT: wssPort,
    INSIDE_IP: HOST,
    SIP_PORT: sipPort,
    PBX_IP: HOST,
    PBX_PORT: pbxPort,
    ETC: folder,
    RUN: folder,
    RTPENGINE: `udp:${HOST}:${ngPort}`,
  };
  const here = Object.entries(site).reduce((config, [name, value]) => {
    const line = new RegExp(`^#!substdef "!${name}![^!]*!g"$`, 'm');
    if (!line.test(config)) throw new Error(`${DOCUMENT} has no setting ${name}`);
    return config.replace(line, `#!substdef "!${name}!${value}!g"`);
  }, text);
  return here.replace('log_stderror=no', 'log_stderror=yes');
}

function rtpengineHere(text: string, { ngPort, cliPort, mediaPort }: Place): string {
  const here: Record<string, string> = {
    table: '-1',
    interface: `outside/${HOST};inside/${HOST}`,
    'listen-ng': `${HOST}:${ngPort}`,
    'listen-cli': `${HOST}:${cliPort}`,
    'port-min': String(mediaPort),
    'port-max': String(mediaPort + MEDIA_PORTS - 1),
  };
  return Object.entries(here).reduce(
    (config, [name, value]) => config.replace(new RegExp(`^${name} = .*$`, 'm'), `${name} = ${value}`),
    text,
  );
}

const lineOf = ({ user, password }: Agent): string => {
  const ha1 = createHash('md5').update(`${user}:${REALM}:${password}`).digest('hex');
  return `${user}:${REALM}:${ha1}`;
};
