/**
 * The phone process: owns SIP and media, so that a call outlives the page, the backend and the window around
 * it. This file is the only place where its parts are put together.
 */
import { constants as priorities, setPriority } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import type { PhoneState } from '../shared/phone.ts';
import { AgentSession } from './agent-session.ts';
import { CallDesk } from './calls/call-desk.ts';
import { CallJournal } from './calls/call-journal.ts';
import { ReportFile } from './backend-link/report-file.ts';
import { createCommandRunner } from './control/commands.ts';
import { ControlServer } from './control/control-server.ts';
import { EchoCalls } from './diagnostics/echo-call.ts';
import { createLineTestBench } from './diagnostics/line-test-bench.ts';
import { LineTester } from './diagnostics/line-test.ts';
import { readPhoneEnv } from './env.ts';
import { readInstanceId } from './identity.ts';
import { AudioBridge } from './media/audio-bridge.ts';
import { watchParent } from './parent-watch.ts';
import { LineHolder } from './sip/line-holder.ts';

const env = readPhoneEnv(process.env);
const destination = pino.destination({ dest: 2, sync: true });
// Whoever read our log may be gone while a call goes on; that must not end it.
destination.on('error', () => {});
process.stdout.on('error', () => {});
const logger = pino({ level: env.logLevel, base: { process: 'phone' } }, destination);
const log = (event: string, data: Record<string, unknown> = {}): void => logger.info(data, event);

const bridge = new AudioBridge(() => control.publish());
const journal = CallJournal.open({ stateDir: env.stateDir, log });
const desk = new CallDesk({
  bridge,
  report: (report, owner) => session.report(report, owner),
  onChange: () => control.publish(),
  log,
  ...(journal && { journal }),
});
const lines = new LineHolder({
  instanceId: await readInstanceId(env.stateDir),
  localAddress: env.localAddress,
  whenIdle: () => desk.idle(),
  onRegistration: (registration) => {
    log('registration', {
      phase: registration.phase,
      ...('reason' in registration && { reason: registration.reason }),
    });
    session.setRegistration(registration);
    if (registration.phase === 'registered') desk.releaseLost(lines.line);
  },
  onInvitation: (invitation, fault) => desk.ring(invitation, fault),
  onLeg: (sipSession, leg) => {
    if (!echoCalls.useLeg(sipSession, leg)) desk.useLeg(sipSession, leg);
  },
  onAddressChanged: (address) => void desk.relocate(address),
  onReconnected: () => void desk.refreshTargets(),
  log: (level, text) => logger[level](text),
});
const session = new AgentSession({
  lines,
  onExpected: (calls) => desk.expect(calls),
  onChange: () => control.publish(),
  whenIdle: () => desk.idle(),
  isIdle: () => desk.isIdle,
  // Of two phones that were given the same folder, only its owner writes there.
  reportFile:
    env.stateDir === undefined || !journal
      ? undefined
      : new ReportFile(join(env.stateDir, 'reports.jsonl'), (error) =>
          logger.warn({ err: error }, 'reports live in memory only'),
        ),
  log,
});
const echoCalls = new EchoCalls();
const bench = createLineTestBench({
  account: () => lines.account,
  line: () => lines.line,
  registration: () => session.registration,
  refresh: () => lines.refresh(),
  audio: () => bridge.phase,
  tapMicrophone: (onVoice) => bridge.tapMicrophone(onVoice),
  isIdle: () => desk.isIdle,
  echoCalls,
});
const lineTester = new LineTester(bench, () => control.publish());
const control = await ControlServer.open({
  port: env.port,
  token: env.token,
  allowedOrigins: env.allowedOrigins,
  run: createCommandRunner({ session, desk, bridge, lines, lineTester }),
  snapshot: (): PhoneState => ({
    registration: session.registration,
    calls: desk.view(),
    audio: bridge.phase,
    backend: session.backend,
    tone: desk.tone,
    lineTest: lineTester.last,
  }),
  onPageLeft: () => bridge.dropPage(),
  log,
});

desk.reportLost();

/** Supervisors see how a call sounds while it goes on. */
const QUALITY_EVERY_MS = 10_000;
setInterval(() => session.tellQuality(desk.view()), QUALITY_EVERY_MS).unref();

const STOP_LIMIT_MS = 6_000;
let isStopping = false;
async function stop(reason: string): Promise<void> {
  if (isStopping) return;
  isStopping = true;
  log('stopping', { reason });
  // Whoever stops us waits for our end; a peer that answers nothing must not hold it up.
  setTimeout(() => process.exit(0), STOP_LIMIT_MS);
  await desk.hangUpAll();
  await session.close();
  control.close();
  process.exit(0);
}

try {
  // Voice that waits for the processor is voice that stutters. Windows allows this to anybody, Linux to few.
  setPriority(priorities.priority.PRIORITY_ABOVE_NORMAL);
} catch {
  // Then it has the priority of everything else.
}
process.on('SIGTERM', () => void stop('SIGTERM'));
process.on('SIGINT', () => void stop('SIGINT'));
// A call must outlive a fault that a strange message or a dying socket caused somewhere below; see docs/decisions/0103.
process.on('uncaughtException', (error) => logger.error({ err: error }, 'uncaught'));
process.on('unhandledRejection', (error) => logger.error({ err: error }, 'unhandled'));
if (env.exitsWithParent) watchParent(() => void desk.idle().then(() => stop('the parent is gone')));

process.stdout.write(`${JSON.stringify({ ready: 'phone', url: control.url })}\n`);
