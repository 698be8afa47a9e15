/**
 * Notices a PBX that went silent without closing anything (cable pulled, firewall forgot us): TCP alone needs
 * minutes. After a quiet while an OPTIONS is sent; if nothing at all comes back, `onSilent` decides.
 */
import type { UserAgent } from 'sip.js/lib/api/index.js';
import type { SocketTransport } from './socket-transport.ts';

const CHECK_EVERY_MS = 1_000;
const QUIET_MS = 10_000;
const ANSWER_MS = 4_000;
/** A PBX that answers REGISTER but not OPTIONS is alive: ask it rarely. */
const QUIET_WITHOUT_OPTIONS_MS = 60_000;

export interface LivenessOptions {
  userAgent: UserAgent;
  transport: SocketTransport;
  onSilent: () => Promise<void>;
}

/** Watches until the returned function is called. */
export function watchLiveness({ userAgent, transport, onSilent }: LivenessOptions): () => void {
  let askedAt: number | undefined;
  let quietMs = QUIET_MS;
  const check = async (): Promise<void> => {
    const now = Date.now();
    if (!transport.isConnected()) askedAt = undefined;
    else if (askedAt === undefined) {
      if (now - transport.lastHeardAt < quietMs) return;
      askedAt = now;
      ask(userAgent);
    } else if (transport.lastHeardAt >= askedAt) {
      askedAt = undefined;
      quietMs = QUIET_MS;
    } else if (now - askedAt > ANSWER_MS) {
      askedAt = undefined;
      await onSilent();
      if (transport.isConnected()) quietMs = QUIET_WITHOUT_OPTIONS_MS;
    }
  };
  const timer = setInterval(() => void check(), CHECK_EVERY_MS).unref();
  return () => clearInterval(timer);
}

function ask(userAgent: UserAgent): void {
  const core = userAgent.userAgentCore;
  const self = userAgent.configuration.uri;
  const registrar = self.clone();
  registrar.user = undefined;
  core.request(core.makeOutgoingRequestMessage('OPTIONS', registrar, self, self, {}, []));
}
