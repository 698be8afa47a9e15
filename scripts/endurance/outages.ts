/** Calls whose SIP connection is reset and refused for a while: the audio goes on, and signalling works again afterwards. */
import { setTimeout as sleep } from 'node:timers/promises';
import { startPbx } from '../../src/simulators/pbx/pbx.ts';
import { startLineBackend } from './line-backend.ts';
import {
  accountOf,
  endTalk,
  hearEachOther,
  openLane,
  passwordOf,
  sessionTokenOf,
  startTalk,
  type PhoneLane,
  type Talk,
} from './phone-lane.ts';
import { isVoid, type CaseName, type Round } from './rounds.ts';
import { expectSameDialogs, expectUntouched, lookAt } from './sip-watch.ts';
import { passageOf, watchHoldUps } from './sound-log.ts';
import { TcpRelay } from './tcp-relay.ts';

const noticeMs = 20_000;
const comeBackMs = 60_000;

/** A round to do: the case it counts for, and how long the exchange is away. */
export interface Outage {
  name: CaseName;
  awayMs: number;
}

export interface OutageOptions {
  /** Phones at once, each with a call of its own. */
  phones: number;
  outages: Outage[];
  dataDir: string;
  /** First extension; each phone has the next. */
  firstExtension?: number;
  onRound: (round: Round) => void;
}

/** Does all rounds, several at once. */
export async function runOutages({
  phones,
  outages,
  dataDir,
  firstExtension = 3001,
  onRound,
}: OutageOptions): Promise<void> {
  const extensions = Array.from({ length: phones }, (_, index) => String(firstExtension + index));
  const pbx = await startPbx({
    accounts: extensions.map((user) => ({ user, authUser: `line-${user}`, password: passwordOf(user) })),
  });
  const relays = await Promise.all(extensions.map(() => TcpRelay.open(pbx.port)));
  const backend = await startLineBackend(
    new Map(extensions.map((user, i) => [sessionTokenOf(user), accountOf(user, relays[i]?.port ?? 0)])),
  );
  const queue = [...outages];
  let repeats = outages.length;
  const work = async (extension: string, relay: TcpRelay): Promise<void> => {
    const open = (): Promise<PhoneLane> => openLane({ pbx, extension, backendUrl: backend.url, dataDir });
    let lane = await open();
    for (let outage = queue.shift(); outage; outage = queue.shift()) {
      const round = await runRound(lane, relay, outage);
      onRound(round);
      if (isVoid(round) && repeats-- > 0) queue.push(outage);
      if (round.error === undefined) continue;
      // What went wrong once must not spoil the rounds that follow.
      await lane.close();
      lane = await open();
    }
    await lane.close();
  };
  try {
    await Promise.all(relays.map((relay, index) => work(extensions[index] ?? '', relay)));
  } finally {
    await backend.close();
    for (const relay of relays) await relay.close();
    await pbx.stop();
  }
}

let hangUps = 0;

async function runRound(lane: PhoneLane, relay: TcpRelay, { name, awayMs }: Outage): Promise<Round> {
  let talk: Talk | undefined;
  try {
    talk = await startTalk(lane);
    const passage = await cutAndRestore(lane, talk, { relay, awayMs });
    await holdFromBothSides(lane, talk);
    await endTalk(lane, talk, (hangUps += 1) % 2 ? 'agent' : 'caller');
    return { name, ...passage };
  } catch (error) {
    await relay.restore().catch(() => undefined);
    talk?.stopListening();
    talk?.call.hangup();
    const seen = lane.watch.requests.join(', ');
    return { name, error: `${lane.extension}: ${String(error)}; the exchange saw ${seen}` };
  }
}

async function cutAndRestore(
  lane: PhoneLane,
  talk: Talk,
  { relay, awayMs }: { relay: TcpRelay; awayMs: number },
): Promise<Required<Omit<Round, 'name' | 'error'>>> {
  const { page, watch } = lane;
  const before = lookAt(watch);
  const lostBefore = talk.call.rtp.reception.lost;
  const heldUpMs = watchHoldUps();
  const eventAt = Date.now();
  await relay.cut();
  await page.waitFor(({ registration }) => registration.phase !== 'registered', 'the loss seen', noticeMs);
  await sleep(Math.max(0, awayMs - (Date.now() - eventAt)));
  await relay.restore();
  await page.waitFor(
    ({ registration }) => registration.phase === 'registered',
    'registered again',
    comeBackMs,
  );
  await hearEachOther(talk, 'both to hear each other when the exchange is back');
  const untilAt = Date.now();
  expectUntouched(watch, before);
  if (page.call?.id !== talk.id || page.call.phase !== 'live')
    throw new Error(`the phone shows ${JSON.stringify(page.call)}`);
  const lost = talk.call.rtp.reception.lost - lostBefore;
  const far = passageOf(talk.far.heardAt, { eventAt, untilAt });
  const near = passageOf(talk.near.heardAt, { eventAt, untilAt });
  if (!far || !near) throw new Error(`silent ${far ? 'at the page' : 'at the far end'}`);
  const streams = talk.call.rtp.streams.size;
  if (lost > 0 || streams !== 1) throw new Error(`${lost} packets lost, ${streams} streams`);
  return {
    backMs: Math.max(far.backMs, near.backMs),
    silenceMs: Math.max(far.silenceMs, near.silenceMs),
    heldUpMs: heldUpMs(),
  };
}

async function holdFromBothSides(lane: PhoneLane, { call, ...talk }: Talk): Promise<void> {
  const { page, watch } = lane;
  const before = lookAt(watch);
  const { id } = talk;
  await page.ask('call.hold', { id, on: true });
  await page.waitFor(() => page.call?.phase === 'held', 'held by the agent');
  await page.ask('call.hold', { id, on: false });
  await page.waitFor(() => page.call?.phase === 'live', 'resumed by the agent');
  await hearEachOther({ call, ...talk }, "both to hear each other after the agent's hold");
  await holdAsCaller(lane, call, true);
  await holdAsCaller(lane, call, false);
  await hearEachOther({ call, ...talk }, "both to hear each other after the caller's hold");
  expectSameDialogs(watch, before);
}

async function holdAsCaller({ page }: PhoneLane, call: Talk['call'], on: boolean): Promise<void> {
  const status = await call.hold(on);
  if (status !== 200) throw new Error(`the caller's ${on ? 'hold' : 'resume'} got ${status}`);
  await page.waitFor(() => page.call?.heldByPeer === on, `${on ? 'held' : 'resumed'} by the caller`);
}
