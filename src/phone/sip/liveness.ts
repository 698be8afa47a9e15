/**
 * Notices a PBX that went silent without closing anything (cable pulled, firewall forgot us): TCP alone needs
 * minutes. From the last byte heard to "it is dead" it takes at most 15 s: quiet, ping, OPTIONS, REGISTER.
 */
import type { UserAgent } from 'sip.js/lib/api/index.js';
import type { Flow } from './flow.ts';
import { sendOptions } from './options-ping.ts';
import type { SocketTransport } from './socket-transport.ts';

const CHECK_EVERY_MS = 250;
const QUIET_MS = 7_000;
/** A PBX that answers REGISTER but not OPTIONS is alive: ask it rarely. */
const QUIET_WITHOUT_OPTIONS_MS = 60_000;

/** What is tried one after the other while nothing is heard, and how long each waits for an answer. */
const steps = {
  listening: { waitMs: 0, next: 'pinged' },
  pinged: { waitMs: 1_000, next: 'asked' },
  asked: { waitMs: 2_000, next: 'listening' },
} as const;
type Step = keyof typeof steps;

/** What a REGISTER may still take before the connection counts as dead; with all before it, 14 s. */
export const LAST_ANSWER_MS = 4_000;

export interface LivenessOptions {
  userAgent: UserAgent;
  transport: SocketTransport;
  /** Nothing answered: whoever registers finds out whether anybody is there. */
  onSilent: () => Promise<void>;
}

/** Watches until the returned function is called. */
export function watchLiveness({ userAgent, transport, onSilent }: LivenessOptions): () => void {
  let step: Step = 'listening';
  let since = 0;
  let quietMs = QUIET_MS;
  const enter = (next: Step): void => {
    step = next;
    since = Date.now();
  };
  const check = (): void => {
    const flow = transport.current;
    if (!flow?.isConnected) return enter('listening');
    if (step !== 'listening' && flow.lastHeardAt >= since) {
      quietMs = QUIET_MS;
      return enter('listening');
    }
    const waitedMs = Date.now() - (step === 'listening' ? Math.max(since, flow.lastHeardAt) : since);
    if (waitedMs < (step === 'listening' ? quietMs : steps[step].waitMs)) return;
    if (step === 'asked') {
      void onSilent().then(() => {
        if (transport.current === flow && flow.isConnected) quietMs = QUIET_WITHOUT_OPTIONS_MS;
      });
    }
    enter(steps[step].next);
    if (step === 'pinged' && flow.isReliable) flow.ping();
    if (step === 'asked') sendOptions(userAgent, undefined);
  };
  const timer = setInterval(check, CHECK_EVERY_MS).unref();
  return () => clearInterval(timer);
}

/** Sends OPTIONS over the current flow; resolves true when anything is heard from it within `waitMs`. */
export async function answersOptions(userAgent: UserAgent, flow: Flow, waitMs: number): Promise<boolean> {
  const askedAt = Date.now();
  sendOptions(userAgent, undefined);
  while (flow.isConnected && flow.lastHeardAt <= askedAt && Date.now() - askedAt < waitMs)
    await new Promise((resolve) => setTimeout(resolve, 50));
  return flow.isConnected && flow.lastHeardAt > askedAt;
}
