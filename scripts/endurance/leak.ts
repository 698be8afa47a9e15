/** A working day compressed: calls in a row in and out, reloads and re-registrations, and what is left of them in memory. */
import { join } from 'node:path';
import { ECHO_EXTENSION, startPbx } from '../../src/simulators/pbx/pbx.ts';
import { until } from '../../test/support/until.ts';
import { startLineBackend } from './line-backend.ts';
import {
  accountOf,
  callerHz,
  openLane,
  pageHz,
  passwordOf,
  sessionTokenOf,
  type PhoneLane,
} from './phone-lane.ts';
import { placeSipCall } from '../../src/simulators/pbx/sip-caller.ts';
import { measureProcess, probeEnv, type ProcessFigures } from './process-figures.ts';
import { listenFor } from './sound-log.ts';

/** The shortest a phone asks for. */
const expiresS = 60;
/** Half a second is what the page's ear looks back; this share of tone in it is an eighth of a second of sound. */
const briefShare = 0.5;
/** Keep-alives and refreshes begin and end a little apart. */
const mostTimers = 8;
/** Besides the refreshes by the clock: a day has more of them than these minutes. */
const refreshEvery = 5;
const hundred = 100;
/** How much memory may grow after the first hundred calls. */
const mostGrowth = 1.1;

export interface LeakOptions {
  calls: number;
  dataDir: string;
  /** How long what a call leaves behind may take to go, at most; default 150,000, since some of it stays a minute. */
  settleMs?: number;
  onSample?: (sample: LeakSample) => void;
}

export interface LeakSample extends ProcessFigures {
  calls: number;
}

export interface LeakResult {
  calls: number;
  reloads: number;
  registrations: number;
  samples: LeakSample[];
  /** Largest later memory as a multiple of that after the first hundred calls (or after half, of fewer). */
  growth: number;
  /** What is wrong; empty if nothing is. */
  faults: string[];
}

/** Runs one phone through all calls. Throws when a call fails. */
export async function runLeak({
  calls,
  dataDir,
  settleMs = 150_000,
  onSample = () => undefined,
}: LeakOptions): Promise<LeakResult> {
  const extension = '3900';
  const pbx = await startPbx({
    accounts: [{ user: extension, authUser: `line-${extension}`, password: passwordOf(extension) }],
    outsideRingMs: 1,
  });
  let registrations = 0;
  pbx.on('registered', () => (registrations += 1));
  const account = accountOf(extension, pbx.port, expiresS);
  const backend = await startLineBackend(new Map([[sessionTokenOf(extension), account]]));
  const probeFile = join(dataDir, 'memory.jsonl');
  const lane = await openLane({
    ...{ pbx, extension, backendUrl: backend.url, dataDir },
    env: probeEnv(probeFile),
  });
  const samples: LeakSample[] = [];
  const sample = async (done: number): Promise<LeakSample> => {
    const figures = { calls: done, ...(await measureProcess(lane.program.pid, probeFile)) };
    samples.push(figures);
    onSample(figures);
    return figures;
  };
  try {
    await sample(0);
    const every = Math.max(1, Math.min(25, Math.floor(calls / 4)));
    let reloads = 0;
    for (let done = 1; done <= calls; done += 1) {
      if (await makeCall(lane, done)) reloads += 1;
      if (done % every === 0) await sample(done);
    }
    const isSettled = async (): Promise<boolean> =>
      faultsOf(await measureProcess(lane.program.pid, probeFile), samples[0]).length === 0;
    await until(isSettled, { timeoutMs: settleMs }).catch(() => undefined);
    const last = await sample(calls);
    const { growth, faults } = judge(samples, last);
    if (registrations < calls / refreshEvery) faults.push(`only ${registrations} registrations`);
    return { calls, reloads, registrations, samples, growth, faults };
  } finally {
    await lane.close();
    await backend.close();
    await pbx.stop();
  }
}

/** One call; tells whether the page was reloaded in it. */
async function makeCall(lane: PhoneLane, number: number): Promise<boolean> {
  const isReloaded = number % 10 === 5;
  const hangUp = number % 3 === 0 ? await dialEcho(lane) : await takeCall(lane, number % 2 === 0);
  if (isReloaded) {
    await lane.reloadPage();
    await pageHears(lane, number % 3 === 0 ? pageHz : callerHz);
  }
  await hangUp();
  await until(() => lane.page.call === undefined, { what: `the end of call ${number}` });
  if (number % refreshEvery === 0) await lane.page.ask('line.refresh', {});
  return isReloaded;
}

/** The page hears itself from the far end: both directions at once. */
async function dialEcho(lane: PhoneLane): Promise<() => Promise<void>> {
  const { page } = lane;
  const { id } = await page.ask('call.dial', { to: ECHO_EXTENSION });
  await until(() => page.call?.phase === 'live', { what: 'the echo to answer' });
  await pageHears(lane, pageHz);
  return () => lane.page.ask('call.hangup', { id });
}

async function takeCall(lane: PhoneLane, isHungUpByCaller: boolean): Promise<() => Promise<void>> {
  const { pbx, page, extension } = lane;
  const { log, hear } = listenFor(pageHz);
  const call = await placeSipCall({
    ...{ pbxHost: pbx.host, pbxPort: pbx.port, to: extension, from: '+525512345678' },
    ...{ toneHz: callerHz, onAudio: hear },
  });
  await until(() => page.call?.phase === 'ringing', { what: 'ringing' });
  const id = page.call?.id ?? '';
  await page.ask('call.answer', { id });
  await pageHears(lane, callerHz);
  await until(() => log.heardAt.length > 0, { what: 'the agent heard by the caller' });
  return async () => {
    if (isHungUpByCaller) call.hangup();
    else await lane.page.ask('call.hangup', { id });
    await call.ended;
  };
}

async function pageHears(lane: PhoneLane, hz: number): Promise<void> {
  await until(() => lane.page.heard().toneShare(hz) > briefShare, { what: `${hz} Hz at the page` });
}

/** What there is more of than before the first call. */
function faultsOf(now: ProcessFigures, first: ProcessFigures | undefined): string[] {
  if (!first) return [];
  return [
    ...(now.udpSockets === first.udpSockets
      ? []
      : [`${now.udpSockets} UDP sockets, ${first.udpSockets} before the first call`]),
    ...(now.timers <= first.timers + mostTimers
      ? []
      : [`${now.timers} timers, ${first.timers} before the first call`]),
  ];
}

function judge(samples: LeakSample[], last: LeakSample): Pick<LeakResult, 'growth' | 'faults'> {
  const [first] = samples;
  const warm = samples.find(({ calls }) => calls >= Math.min(hundred, last.calls / 2)) ?? last;
  const later = samples.slice(samples.indexOf(warm) + 1);
  const growth = Math.max(...later.map(({ rssMb }) => rssMb)) / warm.rssMb;
  const faults = [
    ...(growth > mostGrowth
      ? [`memory grew to ${growth.toFixed(2)} times that after ${warm.calls} calls`]
      : []),
    ...faultsOf(last, first),
  ];
  return { growth: Math.round(growth * 1000) / 1000, faults };
}
