/** One phone process with a line, a page without a face, and a caller's end: what a call needs, and no browser. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { SipAccount } from '../../src/shared/phone.ts';
import type { Pbx } from '../../src/simulators/pbx/pbx.ts';
import { placeSipCall, type SipCall } from '../../src/simulators/pbx/sip-caller.ts';
import { connectPhonePage, type PhonePage } from '../../test/support/phone-page.ts';
import { until } from '../../test/support/until.ts';
import { startProgram, type ChildProgram } from '../lib/child-program.ts';
import { root } from '../lib/run-program.ts';
import { SipWatch } from './sip-watch.ts';
import { listenFor, SoundLog } from './sound-log.ts';

export const pageHz = 700;
export const callerHz = 1_000;
const pollMs = 40;
/** The page's ear looks back half a second: below this a fifth of it was something else. */
const clearShare = 0.85;
const waitMs = 30_000;

export interface LaneOptions {
  pbx: Pbx;
  extension: string;
  backendUrl: string;
  dataDir: string;
  env?: Record<string, string>;
}

export interface PhoneLane {
  extension: string;
  pbx: Pbx;
  watch: SipWatch;
  program: ChildProgram<{ ready: 'phone'; url: string }>;
  /** The page that holds the audio now. */
  page: PhonePage;
  /** The page goes without a word and comes back, as a reload does. */
  reloadPage: () => Promise<void>;
  close: () => Promise<void>;
}

/** SIP settings of a lane's line; `sipPort` is where its phone finds the exchange: the exchange's own, or a relay's. */
export function accountOf(extension: string, sipPort: number, expiresS = 120): SipAccount {
  return {
    profile: 'direct',
    servers: [`127.0.0.1:${sipPort}`],
    transport: 'tcp',
    user: extension,
    authUser: `line-${extension}`,
    password: passwordOf(extension),
    displayName: `Line ${extension}`,
    expiresS,
    mediaEncryption: 'off',
    codecs: ['PCMU', 'PCMA', 'G722'],
  };
}

export const passwordOf = (extension: string): string => `password-of-${extension}`;
export const sessionTokenOf = (extension: string): string => `session-token-of-${extension}`;

const running = new Set<PhoneLane['program']>();

/** Ends every phone that lanes of this process started, at once; for when the run is broken off. */
export async function killPhones(): Promise<void> {
  await Promise.all([...running].map((program) => program.kill()));
}

/** Starts a phone and its page; resolves when it is registered and its audio stands. */
export async function openLane(options: LaneOptions): Promise<PhoneLane> {
  const { pbx, extension, backendUrl, dataDir, env = {} } = options;
  const phoneToken = `phone-token-of-${extension}`;
  mkdirSync(join(dataDir, 'logs'), { recursive: true });
  const program = await startProgram<{ ready: 'phone'; url: string }>({
    name: 'phone',
    file: join(root, 'src/phone/main.ts'),
    env: { PHONE_TOKEN: phoneToken, PHONE_LOCAL_ADDRESS: '127.0.0.1', ...env },
    logFile: join(dataDir, 'logs', `phone-${extension}.log`),
  });
  running.add(program);
  void program.ended.then(() => running.delete(program));
  const openPage = async (): Promise<PhonePage> => {
    const page = await connectPhonePage(program.ready.url, phoneToken);
    await page.ask('session.start', { backendUrl, token: sessionTokenOf(extension) });
    await page.waitFor(({ registration }) => registration.phase === 'registered', 'registration', waitMs);
    await page.startAudio({ toneHz: pageHz });
    return page;
  };
  try {
    const watch = new SipWatch(pbx, extension);
    const lane: PhoneLane = {
      ...{ extension, pbx, watch, program },
      page: await openPage(),
      reloadPage: async () => {
        await lane.page.close();
        lane.page = await openPage();
      },
      close: async () => {
        watch.close();
        await lane.page.close();
        await program.stop(5_000);
      },
    };
    return lane;
  } catch (error) {
    await program.kill();
    throw error;
  }
}

/** A call that is up, with what each end hears of the other. */
export interface Talk {
  call: SipCall;
  /** The phone's name for it. */
  id: string;
  far: SoundLog;
  near: SoundLog;
  stopListening: () => void;
}

/** Calls the lane's line and answers there; resolves when each end hears the other's tone. */
export async function startTalk(lane: PhoneLane): Promise<Talk> {
  const { page, pbx, extension } = lane;
  lane.watch.forget();
  const heard = listenFor(pageHz);
  const call = await placeSipCall({
    ...{ pbxHost: pbx.host, pbxPort: pbx.port, to: extension, from: '+525512345678' },
    ...{ toneHz: callerHz, onAudio: heard.hear },
  });
  await page.waitFor(() => page.call?.phase === 'ringing', 'ringing', waitMs);
  const id = page.call?.id ?? '';
  await page.ask('call.answer', { id });
  await until(() => call.phase === 'live', { what: 'the caller to be connected' });
  const near = listenAtPage(lane);
  const talk: Talk = { call, id, far: heard.log, near: near.log, stopListening: near.stop };
  await hearEachOther(talk);
  return talk;
}

/** Resolves when both ends hear each other by what is said from now on. */
export async function hearEachOther(talk: Talk, what = 'both to hear each other'): Promise<void> {
  const since = Date.now() + 500; // the page's ear looks back so long
  await until(() => [talk.far, talk.near].every(({ heardAt }) => (heardAt.at(-1) ?? 0) > since), { what });
}

/** Ends a talk from one side; resolves when the exchange has told the other. */
export async function endTalk(lane: PhoneLane, talk: Talk, by: 'agent' | 'caller'): Promise<void> {
  const { page } = lane;
  if (by === 'agent') await page.ask('call.hangup', { id: talk.id });
  else talk.call.hangup();
  const end = await talk.call.ended;
  talk.stopListening();
  await page.waitFor(() => page.call === undefined, 'the end of the call', waitMs);
  if (end.byPeer !== (by === 'agent') || end.status !== 200)
    throw new Error(`hung up by the ${by}, the caller saw ${JSON.stringify(end)}`);
  await until(() => lane.watch.requests.includes(by === 'agent' ? 'in BYE' : 'out BYE'), {
    what: 'the BYE between exchange and phone',
  });
}

/** Notes again and again whether the page hears the caller; a page that gets no packets hears nothing. */
function listenAtPage(lane: PhoneLane): { log: SoundLog; stop: () => void } {
  const log = new SoundLog();
  let frames = lane.page.heard().frames;
  const timer = setInterval(() => {
    const heard = lane.page.heard();
    const isFlowing = heard.frames !== frames;
    ({ frames } = heard);
    if (isFlowing && heard.toneShare(callerHz) > clearShare) log.note(Date.now());
  }, pollMs);
  return { log, stop: () => clearInterval(timer) };
}
