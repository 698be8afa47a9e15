/**
 * Debian's baresip: a whole SIP phone that we did not write, with SDES-SRTP and G.722. It says a tone, writes down
 * what it hears, and is told what to do over its control connection (JSON in netstrings).
 */
import { globSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import net from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createTone, Ear } from '../../../src/shared/tone.ts';
import { findProgram } from '../../support/debian.ts';
import { until } from '../../support/until.ts';
import { startOwnedProgram } from './owned-program.ts';
import type { OwnedProgram } from './owned-program.ts';
import { freeSipPort } from './sip-port.ts';

const MODULES = '/usr/lib/{baresip,*/baresip}/modules';
const USER = '2002';
const TONE_S = 120;
const SAMPLE_RATE_HZ = 8_000;
const ATTEMPTS = 5;

export interface BaresipOptions {
  transport: 'udp' | 'tcp';
  /** `srtp-mand` speaks RTP/SAVP only; `srtp` offers keys in plain RTP/AVP. Default: no encryption. */
  encryption?: 'srtp' | 'srtp-mand';
  toneHz: number;
  /** Answers every call by itself. */
  answers?: boolean;
}

/** An event of baresip's own words: `CALL_ESTABLISHED`, `CALL_CLOSED` … */
export interface BaresipEvent {
  type: string;
  param?: string;
  rtcp_stats?: RtcpStats;
}

/** What it knows from RTCP: `tx` is what the other side reports of its packets. */
export interface RtcpStats {
  tx: { sent: number; lost: number; jit: number };
  rx: { sent: number; lost: number; jit: number };
  rtt: number;
}

/** What is missing here to run it; undefined when nothing is. */
export function missingForBaresip(): string | undefined {
  if (findProgram('baresip') === undefined) return 'baresip-core is not installed';
  const needed = ['account', 'menu', 'ctrl_tcp', 'g711', 'g722', 'srtp', 'aufile', 'aubridge', 'sndfile'];
  const without = needed.filter((name) => globSync(`${MODULES}/${name}.so`).length === 0);
  return without.length === 0 ? undefined : `this baresip has no ${without.join(', ')}`;
}

/** Starts one on ports and in a folder of its own; throws with its words when it does not come up. */
export async function startBaresip(options: BaresipOptions): Promise<Baresip> {
  const folder = await mkdtemp(join(tmpdir(), 'vidanta-baresip-'));
  await writeFile(join(folder, 'tone.wav'), toneFile(options.toneHz));
  // Another program may take a free port before baresip does: then it gets others.
  for (let attempt = 1; ; attempt++) {
    const [port, controlPort] = [await freeSipPort(), await freeSipPort()];
    await writeFile(join(folder, 'config'), configOf({ folder, port, controlPort }));
    await writeFile(join(folder, 'accounts'), accountOf(options, port));
    const program = startOwnedProgram(findProgram('baresip') ?? 'baresip', ['-4', '-s', '-v', '-f', folder], {
      folder,
    });
    try {
      return new Baresip(folder, port, program, await connect(controlPort, program));
    } catch (error) {
      await program.stop();
      if (attempt < ATTEMPTS) continue;
      await rm(folder, { recursive: true, force: true });
      throw new Error(`baresip does not run:\n${program.output()}`, { cause: error });
    }
  }
}

export class Baresip {
  readonly user = USER;
  readonly port: number;
  readonly events: BaresipEvent[] = [];
  readonly #folder: string;
  readonly #program: OwnedProgram;
  readonly #control: net.Socket;
  #unread = Buffer.alloc(0);

  constructor(folder: string, port: number, program: OwnedProgram, control: net.Socket) {
    this.#folder = folder;
    this.port = port;
    this.#program = program;
    this.#control = control;
    control.on('data', (chunk) => this.#read(chunk));
    control.on('error', () => {});
  }

  /** Its own words, SIP messages among them. */
  output(): string {
    return this.#program.output();
  }

  /** Keys it heard, in order. */
  get keysHeard(): string {
    return this.#of('CALL_DTMF_START')
      .map(({ param }) => param ?? '')
      .join('');
  }

  /** The SRTP suites of its calls, in order; none for plain ones. */
  get suites(): string[] {
    return this.#of('CALL_MENC').map(({ param }) => param?.split(',').at(-1) ?? '');
  }

  /** The codec it speaks now. */
  get codec(): string | undefined {
    return [...this.output().matchAll(/Set audio encoder: (\w+)/g)].at(-1)?.[1];
  }

  /** Its figures at each report of the other side. */
  get reports(): RtcpStats[] {
    return this.#of('CALL_RTCP').flatMap(({ rtcp_stats: stats }) => (stats ? [stats] : []));
  }

  /** A command of its menu: `dial`, `accept`, `hangup`, `hold`, `resume`, `sndcode`. */
  command(command: string, params = ''): void {
    const json = JSON.stringify({ command, params, token: command });
    this.#control.write(`${Buffer.byteLength(json)}:${json},`);
  }

  /** Resolves once it told of `type`, `count` times since it began. */
  async told(type: string, count = 1): Promise<void> {
    await until(() => this.#of(type).length >= count, {
      what: `baresip's ${type}; it said:\n${this.output()}`,
    });
  }

  /** Resolves when what it heard in the last half second, of more than that since we began to listen, is `hz` clearly. */
  async hears(hz: number): Promise<void> {
    const before = (await this.#heard()).length;
    await until(
      async () => {
        const heard = await this.#heard();
        if (heard.length < before + SAMPLE_RATE_HZ * 0.6) return false;
        const ear = new Ear();
        ear.hear(heard.subarray(-SAMPLE_RATE_HZ / 2));
        return ear.toneShare(hz) > 0.7;
      },
      { what: `${hz} Hz at baresip` },
    );
  }

  async close(): Promise<void> {
    this.#control.destroy();
    await this.#program.stop();
    await rm(this.#folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  }

  #of(type: string): BaresipEvent[] {
    return this.events.filter((event) => event.type === type);
  }

  /** What it heard in its newest call, at 8000 Hz. From the first re-INVITE on it writes nothing down any more. */
  async #heard(): Promise<Int16Array> {
    const file = globSync(join(this.#folder, 'dump-*dec.wav')).toSorted().at(-1);
    return file === undefined ? new Int16Array(0) : samplesOf(await readFile(file));
  }

  #read(chunk: Buffer): void {
    this.#unread = Buffer.concat([this.#unread, chunk]);
    for (;;) {
      const colon = this.#unread.indexOf(':');
      const end = colon + 1 + Number(this.#unread.subarray(0, Math.max(0, colon)).toString());
      if (colon < 0 || this.#unread.length <= end) return;
      const message = JSON.parse(this.#unread.subarray(colon + 1, end).toString()) as {
        event?: boolean;
      } & BaresipEvent;
      if (message.event === true) this.events.push(message);
      this.#unread = this.#unread.subarray(end + 1);
    }
  }
}

async function connect(port: number, program: OwnedProgram): Promise<net.Socket> {
  return until(
    async () => {
      if (program.isOver()) throw new Error('baresip ended');
      const socket = net.connect(port, '127.0.0.1');
      await once(socket, 'connect');
      // It goes on without a port that somebody else has, and that one would answer.
      if (program.output().includes('Address already in use')) throw new Error('its port is taken');
      return socket;
    },
    { timeoutMs: 15_000, what: "baresip's control connection" },
  );
}

const configOf = ({
  folder,
  port,
  controlPort,
}: {
  folder: string;
  port: number;
  controlPort: number;
}): string =>
  [
    `sip_listen 127.0.0.1:${port}`,
    'call_local_timeout 120',
    'call_max_calls 4',
    `audio_source aufile,${join(folder, 'tone.wav')}`,
    'audio_player aubridge,nobody',
    'audio_alert aubridge,nobody',
    `ausrc_srate ${SAMPLE_RATE_HZ}`,
    'ausrc_channels 1',
    'auplay_channels 1',
    'audio_txmode poll',
    'rtp_ports 20000-32000',
    'rtp_stats yes',
    'net_interface 127.0.0.1',
    `module_path ${dirname(globSync(`${MODULES}/menu.so`)[0] ?? '')}`,
    ...['g711', 'g722', 'srtp', 'aufile', 'aubridge', 'sndfile'].map((name) => `module ${name}.so`),
    ...['account', 'menu', 'ctrl_tcp'].map((name) => `module_app ${name}.so`),
    `ctrl_tcp_listen 127.0.0.1:${controlPort}`,
    `snd_path ${folder}`,
    '',
  ].join('\n');

function accountOf({ transport, encryption, answers = false }: BaresipOptions, port: number): string {
  const parameters = [
    'regint=0',
    `answermode=${answers ? 'auto' : 'manual'}`,
    ...(encryption === undefined ? [] : [`mediaenc=${encryption}`]),
  ];
  return `<sip:${USER}@127.0.0.1:${port};transport=${transport}>;${parameters.join(';')}\n`;
}

/** A WAV file of one tone, 16 bits, 8000 Hz. */
function toneFile(hz: number): Buffer {
  const tone = createTone(hz);
  const frames = Array.from({ length: TONE_S * 50 }, () => tone() ?? new Int16Array(160));
  const samples = Buffer.concat(
    frames.map(({ buffer, byteOffset, byteLength }) => Buffer.from(buffer, byteOffset, byteLength)),
  );
  const head = Buffer.alloc(44);
  head.write('RIFF', 0);
  head.writeUInt32LE(36 + samples.length, 4);
  head.write('WAVEfmt ', 8);
  [16, 0x0001_0001, SAMPLE_RATE_HZ, SAMPLE_RATE_HZ * 2, 0x0010_0002].forEach((word, i) =>
    head.writeUInt32LE(word, 16 + 4 * i),
  );
  head.write('data', 36);
  head.writeUInt32LE(samples.length, 40);
  return Buffer.concat([head, samples]);
}

/** The samples of a WAV file that is still being written, at 8000 Hz: of a wideband one every other. */
function samplesOf(file: Buffer): Int16Array {
  const start = file.indexOf('data') + 8;
  if (start < 44) return new Int16Array(0);
  const step = file.readUInt32LE(24) / SAMPLE_RATE_HZ;
  const count = Math.floor((file.length - start) / 2 / step);
  return Int16Array.from({ length: count }, (_, i) => file.readInt16LE(start + 2 * step * i));
}
