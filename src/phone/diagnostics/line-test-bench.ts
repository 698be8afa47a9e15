/** How the steps of the line test are done on the phone's real parts. */
import { setTimeout as wait } from 'node:timers/promises';
import { samplesFromUlaw } from '../../shared/g711.ts';
import type { PhoneState, Registration, SipAccount } from '../../shared/phone.ts';
import type { Line } from '../sip/line.ts';
import type { EchoCalls } from './echo-call.ts';
import type { Finding, LineTestBench } from './line-test.ts';

export interface LineTestParts {
  account: () => SipAccount | undefined;
  line: () => Line | undefined;
  registration: () => Registration;
  /** Connects and registers anew; resolves when that attempt is over. */
  refresh: () => Promise<void>;
  audio: () => PhoneState['audio'];
  /** Hands over what the page's microphone hears (µ-law) until the returned function is called. */
  tapMicrophone: (onVoice: (ulaw: Buffer) => void) => () => void;
  /** Nobody is on the phone. */
  isIdle: () => boolean;
  echoCalls: EchoCalls;
}

const REGISTER_MS = 8_000;
const AUDIO_MS = 6_000;
const LISTEN_MS = 3_000;
const POLL_MS = 50;
/** A microphone that is muted in hardware gives zeros; a quiet room's is some tens. */
const HEARD_PEAK = 24;
const FULL_SCALE = 32_768;

/** A bench over the running phone. */
export function createLineTestBench(parts: LineTestParts): LineTestBench {
  return {
    server: () => testServer(parts),
    registration: () => testRegistration(parts),
    options: () => testOptions(parts),
    audio: () => testAudio(parts),
    microphone: () => testMicrophone(parts),
    echo: () => testEcho(parts),
  };
}

async function testServer({ account, line, refresh }: LineTestParts): Promise<Finding> {
  const known = account();
  if (!known) return { result: 'failed', fault: 'no-account' };
  await refresh();
  if (line()?.isConnected) return { result: 'passed', detail: known.servers.join(', ') };
  return { result: 'failed', fault: 'unreachable', detail: known.servers.join(', ') };
}

async function testRegistration({ registration }: LineTestParts): Promise<Finding> {
  await until(() => registration().phase !== 'connecting', REGISTER_MS);
  const state = registration();
  if (state.phase === 'registered') return { result: 'passed', detail: state.server };
  if (state.phase === 'failed') return { result: 'failed', fault: 'refused', detail: state.reason };
  return { result: 'failed', fault: 'no-answer' };
}

/** A PBX may take calls and still not answer OPTIONS: that alone is no fault. */
async function testOptions({ line }: LineTestParts): Promise<Finding> {
  const answer = line()?.ping() ?? Promise.reject(new Error('there is no line'));
  return answer.then(
    (ms): Finding => ({ result: 'passed', detail: `${Math.round(ms)} ms` }),
    (error: unknown): Finding => ({ result: 'skipped', detail: String(error) }),
  );
}

async function testAudio({ audio }: LineTestParts): Promise<Finding> {
  if (await until(() => audio() === 'connected', AUDIO_MS)) return { result: 'passed' };
  return { result: 'failed', fault: 'no-page' };
}

/** The page opens its microphone while a test runs. */
async function testMicrophone({ tapMicrophone }: LineTestParts): Promise<Finding> {
  let peak = 0;
  const stopListening = tapMicrophone((ulaw) => {
    for (const sample of samplesFromUlaw(ulaw)) peak = Math.max(peak, Math.abs(sample));
  });
  await until(() => peak >= HEARD_PEAK, LISTEN_MS);
  stopListening();
  if (peak < HEARD_PEAK) return { result: 'failed', fault: 'silent', detail: levelText(peak) };
  return { result: 'passed', detail: levelText(peak) };
}

async function testEcho({ account, line, isIdle, echoCalls }: LineTestParts): Promise<Finding> {
  const number = account()?.echoNumber;
  const current = line();
  if (number === undefined || !current) return { result: 'skipped' };
  if (!isIdle()) return { result: 'skipped', detail: 'a call is up' };
  return echoCalls.place(current, number);
}

const levelText = (peak: number): string =>
  peak === 0 ? '−∞ dB' : `${Math.round(20 * Math.log10(peak / FULL_SCALE))} dB`;

/** Answers whether `check` became true in time. */
async function until(check: () => boolean, limitMs: number): Promise<boolean> {
  const end = Date.now() + limitMs;
  while (!check()) {
    if (Date.now() > end) return false;
    await wait(POLL_MS);
  }
  return true;
}
