/**
 * What the way through the phone costs: delay each way and processor time of one call, beside rtpengine and a bare
 * relay. All take turns in one run, so that a busy machine is busy for all of them.
 */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startProgram } from '../lib/child-program.ts';
import { hundredths, spreadOf, type Spread } from './figures.ts';
import { openMarkedPage } from './marked-page.ts';
import type { Marks } from './marks.ts';
import { endMarked, openPhoneBench, ringMarked, type PhoneBench } from './phone-bench.ts';
import { openPlainEnds, type PlainEnds } from './plain-ends.ts';
import { cpuPercent, cpuPercentOf, cpuSecondsOf } from './process-cpu.ts';
import { rtpEngineVersion, startRtpEngine, type RtpEngine } from './rtpengine.ts';

/** One thing that stands between two ends. */
interface Path {
  name: string;
  pid: number;
  /** Marks on their way to the PBX's side, and to the page's. */
  toPbx: Marks;
  toPage: Marks;
  /** Starts both voices; answers what ends them. */
  speak: () => () => void;
  close: () => Promise<void>;
}

export interface PathFigures {
  name: string;
  /** One way, ms. */
  toPbxMs: Spread;
  toPageMs: Spread;
  lost: number;
  /** Percent of one core while both sides speak. */
  cpuPercent: number;
}

export interface MediaPathFigures {
  paths: PathFigures[];
  /** Percent of one core: registered without a page, and with a page's silent leg. */
  idle: { registered: number; withPage: number };
}

const ROUNDS = 5;
const WARM_UP_MS = 500;
/** What was said last is still on its way. */
const DRAIN_MS = 200;

/** `env` is given to the phone: a profiler's options, for one. */
export async function measureMediaPath(
  dataDir: string,
  seconds: number,
  env: Record<string, string> = {},
): Promise<MediaPathFigures> {
  const bench = await openPhoneBench(dataDir, env);
  const engine = rtpEngineVersion() === undefined ? undefined : await startRtpEngine(dataDir);
  const paths: Path[] = [];
  try {
    const idle = await measureIdle(bench, seconds / 2);
    paths.push(await phonePath(bench), await relayPath(dataDir));
    if (engine) paths.push(await rtpEnginePagePath(engine), await rtpEnginePath(engine));
    return { paths: await takeTurns(paths, seconds), idle };
  } finally {
    for (const path of paths) await path.close();
    await engine?.stop();
    await bench.close();
  }
}

async function measureIdle(bench: PhoneBench, seconds: number): Promise<MediaPathFigures['idle']> {
  const { pid } = bench.lane.program;
  const withPage = await cpuPercentOf(pid, seconds);
  await bench.marked.close();
  await bench.lane.page.close();
  const registered = await cpuPercentOf(pid, seconds);
  await bench.reload();
  return { registered: hundredths(registered), withPage: hundredths(withPage) };
}

async function takeTurns(paths: readonly Path[], seconds: number): Promise<PathFigures[]> {
  const tallies = paths.map((path) => new Tally(path));
  for (let round = 0; round < ROUNDS; round++)
    for (const tally of tallies) await tally.listen((seconds * 1_000) / ROUNDS);
  return tallies.map((tally) => tally.figures());
}

/** What one path showed in all its turns. */
class Tally {
  readonly #path: Path;
  readonly #toPbx: number[] = [];
  readonly #toPage: number[] = [];
  #sent = 0;
  #cpuSeconds = 0;
  #wallMs = 0;

  constructor(path: Path) {
    this.#path = path;
  }

  async listen(forMs: number): Promise<void> {
    const { toPbx, toPage, pid, speak } = this.#path;
    const stop = speak();
    await sleep(WARM_UP_MS);
    for (const marks of [toPbx, toPage]) marks.forget();
    const [from, cpuFrom] = [performance.now(), cpuSecondsOf(pid)];
    await sleep(forMs);
    this.#cpuSeconds += cpuSecondsOf(pid) - cpuFrom;
    this.#wallMs += performance.now() - from;
    stop();
    await sleep(DRAIN_MS);
    this.#toPbx.push(...toPbx.tookMs);
    this.#toPage.push(...toPage.tookMs);
    this.#sent += toPbx.sent + toPage.sent;
  }

  figures(): PathFigures {
    return {
      name: this.#path.name,
      toPbxMs: spreadOf(this.#toPbx),
      toPageMs: spreadOf(this.#toPage),
      lost: this.#sent - this.#toPbx.length - this.#toPage.length,
      cpuPercent: hundredths(cpuPercent(this.#cpuSeconds, this.#wallMs)),
    };
  }
}

async function phonePath(bench: PhoneBench): Promise<Path> {
  let isSpeaking = false;
  const marked = await ringMarked(bench, () => isSpeaking);
  await bench.lane.page.ask('call.answer', { id: marked.id });
  return {
    name: 'the phone (page: DTLS-SRTP, PBX: RTP)',
    pid: bench.lane.program.pid,
    toPbx: bench.fromPage,
    toPage: bench.fromPbx,
    speak: () => {
      const stop = bench.marked.speak(bench.fromPage);
      isSpeaking = true;
      return () => {
        isSpeaking = false;
        stop();
      };
    },
    close: () => endMarked(bench, marked),
  };
}

async function relayPath(dataDir: string): Promise<Path> {
  const ends = await openPlainEnds();
  const relay = await startProgram<{ ready: 'relay'; nearPort: number; farPort: number }>({
    name: 'relay',
    file: join(import.meta.dirname, 'udp-relay.ts'),
    env: { RELAY_NEAR_PORT: String(ends.near.port), RELAY_FAR_PORT: String(ends.far.port) },
    logFile: join(dataDir, 'logs', 'relay.log'),
  });
  const { nearPort, farPort } = relay.ready;
  return {
    ...plainPath(ends, { forNear: nearPort, forFar: farPort }),
    name: 'a bare UDP relay in Node (RTP, RTP)',
    pid: relay.pid,
    close: async () => {
      ends.close();
      await relay.stop();
    },
  };
}

async function rtpEnginePath(engine: RtpEngine): Promise<Path> {
  const ends = await openPlainEnds();
  return {
    ...plainPath(ends, await engine.join(ends.near.port, ends.far.port)),
    name: `rtpengine ${rtpEngineVersion()} (RTP, RTP)`,
    pid: engine.pid,
    close: async () => ends.close(),
  };
}

/** The fair yardstick: what the phone does, done by rtpengine. */
async function rtpEnginePagePath(engine: RtpEngine): Promise<Path> {
  const { near, far, close } = await openPlainEnds();
  let forFar = 0;
  const page = await openMarkedPage(async (offerSdp) => {
    const joined = await engine.joinPage(offerSdp, far.port);
    ({ forFar } = joined);
    return joined.answerSdp;
  }, far.said);
  return {
    name: `rtpengine ${rtpEngineVersion()} (DTLS-SRTP, RTP)`,
    pid: engine.pid,
    toPbx: near.said,
    toPage: far.said,
    speak: () => {
      const stops = [page.speak(near.said), far.speakTo(forFar)];
      return () => stops.forEach((stop) => stop());
    },
    close: async () => {
      await page.close();
      close();
    },
  };
}

const plainPath = (
  { near, far }: PlainEnds,
  { forNear, forFar }: { forNear: number; forFar: number },
): Pick<Path, 'toPbx' | 'toPage' | 'speak'> => ({
  toPbx: near.said,
  toPage: far.said,
  speak: () => {
    const stops = [near.speakTo(forNear), far.speakTo(forFar)];
    return () => stops.forEach((stop) => stop());
  },
});
