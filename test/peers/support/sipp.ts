/**
 * sipp as a caller or callee that we did not write: it follows one scenario for one call. Signalling is sipp's;
 * the voice is the test's own RTP socket, announced in the scenario's SDP, because that one recognises tones.
 */
import dgram from 'node:dgram';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RtpEndpoint } from '../../../src/simulators/pbx/rtp-endpoint.ts';
import type { Ear } from '../../../src/simulators/pbx/tone.ts';
import { createTone } from '../../../src/simulators/pbx/tone.ts';
import { findProgram } from '../../support/debian.ts';
import { until } from '../../support/until.ts';
import { startOwnedProgram } from './owned-program.ts';
import type { OwnedProgram } from './owned-program.ts';
import { readScenario } from './sipp-scenario.ts';
import { freeSipPort } from './sip-port.ts';
import { readSippLog } from './sipp-log.ts';
import type { SippMessage } from './sipp-log.ts';

/** No scenario takes longer, whatever happens to the test. */
const LIMIT_S = 240;
const RECEIVE_LIMIT_MS = 180_000;
const ATTEMPTS = 5;
/** What an ear remembers. */
const EAR_MS = 500;

export interface SippOptions {
  /** Name of a file in `test/peers/scenarios`, without `.xml`. */
  scenario: string;
  /** Where it sends to and expects calls from: the registrar. */
  server: { host: string; port: number };
  transport?: 'udp' | 'tcp';
  /** The number a caller dials. */
  dials?: string;
  /** Its own number and the name shown for it. */
  number?: string;
  name?: string;
  /** Its voice. */
  toneHz?: number;
  /** Further `[keywords]` of the scenario. */
  keys?: Record<string, string>;
  /** The `{{value …}}`s of the scenario. */
  values?: Record<string, string>;
  /** Record-Route headers between it and the phone: two when the transports differ. */
  recordRoutes?: number;
}

export const missingForSipp = (): string | undefined =>
  findProgram('sipp') === undefined ? 'sip-tester is not installed' : undefined;

/** Starts a scenario; a caller calls at once, a callee is ready to be called when this resolves. */
export async function startSipp(options: SippOptions): Promise<Sipp> {
  const { scenario, toneHz, recordRoutes = 1, values = {} } = options;
  const folder = await mkdtemp(join(tmpdir(), 'vidanta-sipp-'));
  const file = new URL(`../scenarios/${scenario}.xml`, import.meta.url);
  await writeFile(join(folder, 'scenario.xml'), await readScenario(file, { recordRoutes, values }));
  const source = toneHz === undefined ? {} : { source: createTone(toneHz) };
  const rtp = await RtpEndpoint.open({ host: '127.0.0.1', ...source });
  // Another program may take a free port before sipp does: then it gets another.
  for (let attempt = 1; ; attempt++) {
    const port = await freeSipPort();
    const program = startOwnedProgram(findProgram('sipp') ?? 'sipp', sippArguments(options, { port, rtp }), {
      folder,
    });
    const sipp = new Sipp({ scenario, folder, port, rtp, program });
    try {
      await sipp.ready(options.transport ?? 'udp');
      return sipp;
    } catch (error) {
      if (attempt < ATTEMPTS) continue;
      await sipp.stop();
      throw error;
    }
  }
}

export class Sipp {
  /** Its voice and its ear. */
  readonly rtp: RtpEndpoint;
  /** UDP (or TCP) port of its signalling. */
  readonly port: number;
  readonly #scenario: string;
  readonly #folder: string;
  readonly #program: OwnedProgram;
  #cues = 0;

  constructor(parts: {
    scenario: string;
    folder: string;
    port: number;
    rtp: RtpEndpoint;
    program: OwnedProgram;
  }) {
    this.rtp = parts.rtp;
    this.port = parts.port;
    this.#scenario = parts.scenario;
    this.#folder = parts.folder;
    this.#program = parts.program;
  }

  get ear(): Ear {
    return this.rtp.ear;
  }

  /** Every message it sent and received so far, in order. */
  async messages(): Promise<SippMessage[]> {
    return readSippLog(await this.#read('messages.log'));
  }

  /** The newest message of a kind; `what` is a method or a status: `INVITE`, `200 INVITE`. */
  async last(direction: SippMessage['direction'], what: string): Promise<SippMessage | undefined> {
    return (await this.messages()).findLast(
      (message) => message.direction === direction && message.what === what,
    );
  }

  /** Waits for a message: see `last`. */
  async saw(
    direction: SippMessage['direction'],
    what: string,
    { count = 1, timeoutMs }: { count?: number; timeoutMs?: number } = {},
  ): Promise<SippMessage> {
    const ofKind = async (): Promise<SippMessage[]> =>
      (await this.messages()).filter((message) => message.direction === direction && message.what === what);
    await this.#while(
      async () => (await ofKind()).length >= count,
      `${count} ${what} ${direction}`,
      timeoutMs,
    );
    return (await ofKind()).at(-1) as SippMessage;
  }

  /** Speaks from now on to where the phone's last SDP says. */
  async speak(): Promise<void> {
    const find = async (): Promise<SippMessage | undefined> =>
      (await this.messages()).findLast(
        ({ direction, media }) => direction === 'received' && media !== undefined,
      );
    await this.#while(async () => (await find()) !== undefined, 'the phone to tell its media address');
    const media = (await find())?.media;
    if (media) this.rtp.sendTo(media);
  }

  /** Resolves when it hears `hz` clearly, from now on. */
  async hears(hz: number): Promise<void> {
    this.ear.forget();
    await until(() => this.ear.toneShare(hz) > 0.7, { what: `${hz} Hz at sipp (level ${this.ear.level})` });
  }

  /** Resolves when no voice has come for half a second: silence, or no packets at all. */
  async hearsNothing(): Promise<void> {
    const isQuiet = async (): Promise<boolean> => {
      this.ear.forget();
      await new Promise((resolve) => setTimeout(resolve, EAR_MS));
      return this.ear.level < 50;
    };
    await until(isQuiet, { what: 'sipp to hear nothing' });
  }

  /** Lets the scenario go on at its next cue, once it has come that far; `name` must be that cue's. */
  async cue(name: string): Promise<void> {
    const waiting = async (): Promise<string[]> =>
      (await this.#read('log.log')).match(/(?<=^cue ).*$/gm) ?? [];
    await this.#while(async () => (await waiting()).length > this.#cues, `the cue "${name}"`);
    const here = (await waiting())[this.#cues]?.trim();
    if (here !== name) throw new Error(`the scenario waits for the cue "${here}", not "${name}"`);
    this.#cues += 1;
    const [first] = await this.messages();
    await sendCue(this.port, first?.callId ?? '', this.#cues);
  }

  /** Resolves when the scenario went as it is written to the end; rejects with what was said when it did not. */
  async finished(): Promise<void> {
    const code = await this.#program.ended;
    if (code !== 0) throw new Error(await this.story(`ended with ${code}`));
  }

  /** Ends it in whatever state it is. */
  async stop(): Promise<void> {
    this.rtp.close();
    await this.#program.stop('SIGKILL');
    await rm(this.#folder, { recursive: true, force: true });
  }

  /** Until it has its port: a callee can be called then. A quick caller may be over already. */
  async ready(transport: 'udp' | 'tcp'): Promise<void> {
    const isReady = async (): Promise<boolean> =>
      (await isListening(this.port, transport)) || (await this.messages()).length > 0;
    await this.#while(isReady, 'it to listen');
  }

  async #while(check: () => Promise<boolean>, what: string, timeoutMs?: number): Promise<void> {
    const limit = timeoutMs === undefined ? {} : { timeoutMs };
    try {
      await until(async () => this.#program.isOver() || (await check()), { what: `sipp: ${what}`, ...limit });
    } catch (error) {
      throw new Error(await this.story(String(error)), { cause: error });
    }
    if (!(await check())) throw new Error(await this.story(`ended while waiting for ${what}`));
  }

  /** What it sent, received and said so far, for people. */
  async story(what: string): Promise<string> {
    const [errors, messages] = await Promise.all([this.#read('errors.log'), this.#read('messages.log')]);
    const output = this.#program.isOver() ? this.#program.output().slice(-1_500) : '';
    return `sipp's scenario ${this.#scenario}: ${what}\n${errors}\n${messages}\n${output}`;
  }

  #read(name: string): Promise<string> {
    return readFile(join(this.#folder, name), 'utf8').catch(() => '');
  }
}

function sippArguments(options: SippOptions, { port, rtp }: { port: number; rtp: RtpEndpoint }): string[] {
  const {
    server,
    transport = 'udp',
    dials = 'nobody',
    number = '+525512345678',
    name = '',
    keys = {},
  } = options;
  const words = { own_name: number, shown_name: name, rtp_port: String(rtp.port), ...keys };
  return [
    ...['-sf', 'scenario.xml', '-m', '1', '-l', '1', '-nostdin', '-skip_rlimit'],
    ...['-i', '127.0.0.1', '-p', String(port), '-t', transport === 'udp' ? 'u1' : 't1', '-s', dials],
    ...['-trace_msg', '-message_file', 'messages.log', '-trace_err', '-error_file', 'errors.log'],
    ...['-trace_logs', '-log_file', 'log.log'],
    ...['-timeout', `${LIMIT_S}s`, '-timeout_error', '-recv_timeout', String(RECEIVE_LIMIT_MS)],
    // A machine that is busy elsewhere is no reason to give up.
    ...['-watchdog_minor_maxtriggers', '1000000', '-watchdog_major_maxtriggers', '1000000'],
    // Its control port: the next free one from here.
    ...['-ci', '127.0.0.1', '-cp', String(20_000 + (port % 10_000))],
    ...Object.entries(words).flatMap(([key, value]) => ['-key', key, value]),
    `${server.host}:${server.port}`,
  ];
}

/** A message of no meaning but "go on": sipp takes what carries the Call-ID of its call. */
async function sendCue(port: number, callId: string, number: number): Promise<void> {
  const socket = dgram.createSocket('udp4');
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const own = `127.0.0.1:${socket.address().port}`;
  const text = [
    `MESSAGE sip:cue@127.0.0.1:${port} SIP/2.0`,
    `Via: SIP/2.0/UDP ${own};branch=z9hG4bKcue${number}`,
    `From: <sip:test@${own}>;tag=test`,
    `To: <sip:cue@127.0.0.1:${port}>`,
    `Call-ID: ${callId}`,
    `CSeq: ${number} MESSAGE`,
    'Content-Length: 0',
    '',
    '',
  ].join('\r\n');
  await new Promise((resolve) => socket.send(text, port, '127.0.0.1', resolve));
  socket.close();
}

/** Whether some program has this port of loopback. To try it oneself would take it from sipp. */
async function isListening(port: number, transport: 'udp' | 'tcp'): Promise<boolean> {
  const address = `0100007F:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  const sockets = await readFile(`/proc/net/${transport}`, 'utf8');
  return sockets.split('\n').some((line) => line.trim().split(/\s+/)[1] === address);
}
