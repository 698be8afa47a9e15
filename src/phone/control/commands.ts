/** What each command of the page does. Types vanish at run time, so every command's data is checked here first. */
import { z } from 'zod';
import { phoneCommandLimitsMs } from '../../shared/phone-limits.ts';
import { phoneCommands } from '../../shared/phone.ts';
import type { PhoneCommand, PhoneCommandData, PhoneReplies } from '../../shared/phone.ts';
import type { AgentSession } from '../agent-session.ts';
import type { CallDesk } from '../calls/call-desk.ts';
import { Refusal } from '../refusal.ts';
import type { LineTester } from '../diagnostics/line-test.ts';
import type { AudioBridge } from '../media/audio-bridge.ts';
import type { LineHolder } from '../sip/line-holder.ts';

export interface CommandTargets {
  session: AgentSession;
  desk: CallDesk;
  bridge: AudioBridge;
  lines: LineHolder;
  lineTester: LineTester;
}

type Reply<C extends PhoneCommand> = PhoneReplies[C] extends undefined ? void : PhoneReplies[C];
type Handlers = { [C in PhoneCommand]: (data: PhoneCommandData<C>) => Promise<Reply<C>> };

const createHandlers = ({ session, desk, bridge, lines, lineTester }: CommandTargets): Handlers => ({
  'session.start': async (credentials) => {
    if (!/^https?:/i.test(credentials.backendUrl))
      throw new Refusal('bad-backend', 'the backend is reached by http or https');
    await session.start(credentials);
  },
  'session.end': async () => {
    if (!desk.isIdle) throw new Refusal('call-up', 'a call is up: hang up before signing out');
    await session.end();
  },
  'audio.offer': async ({ sdp }) => ({ sdp: await bridge.connectPage(sdp) }),
  'call.dial': async ({ to }) => ({ id: await desk.dial(lines.line, to) }),
  'call.answer': async ({ id }) => desk.answer(id),
  'call.reject': ({ id, statusCode }) => desk.find(id).reject(statusCode),
  'call.hangup': ({ id }) => desk.find(id).hangUp(),
  'call.mute': async ({ id, on }) => desk.mute(id, on),
  'call.hold': async ({ id, on }) => desk.hold(id, on),
  'call.dtmf': ({ id, tones }) => desk.find(id).sendDtmf(tones),
  'call.transfer': async ({ id, to }) => desk.transfer(lines.line, id, to),
  'call.transferTo': async ({ id, withId }) => desk.transferTo(id, withId),
  'call.swap': async ({ id }) => desk.swap(id),
  'conference.start': () => desk.startConference(),
  'conference.end': () => desk.endConference(),
  'line.refresh': () => lines.refresh(),
  'line.test': async () => {
    if (lineTester.isRunning) throw new Refusal('test-under-way', 'a line test is already under way');
    lineTester.start();
  },
  'diagnostics.calls': async () => ({ calls: lines.trace.calls() }),
  'diagnostics.export': async ({ sipCallId }) => ({ text: lines.trace.text(sipCallId) }),
});

/**
 * Runs a command by its name; throws a `Refusal` when it is unknown, malformed, not possible now or not done within
 * its limit. What is refused as too slow may still come about: the snapshots tell.
 */
export function createCommandRunner(
  targets: CommandTargets,
): (command: string, data: unknown) => Promise<unknown> {
  const handlers = createHandlers(targets);
  return async (command, data) => {
    if (!isCommand(command)) throw new Refusal('unknown-command', `the phone knows no command "${command}"`);
    const parsed = phoneCommands[command].safeParse(data);
    if (!parsed.success) throw new Refusal('malformed', `${command}: ${z.prettifyError(parsed.error)}`);
    const handle = handlers[command] as (checked: unknown) => Promise<unknown>;
    return within(phoneCommandLimitsMs[command], handle(parsed.data));
  };
}

/** The answer, or the refusal that its time is over. */
export async function within<T>(limitMs: number, answer: Promise<T>): Promise<T> {
  let limit: NodeJS.Timeout | undefined;
  const tooSlow = new Promise<never>((_, reject) => {
    const refuse = (): void => reject(new Refusal('too-slow', `not done within ${limitMs / 1000} s`));
    limit = setTimeout(refuse, limitMs);
  });
  return Promise.race([answer, tooSlow]).finally(() => clearTimeout(limit));
}

const isCommand = (name: string): name is PhoneCommand => Object.hasOwn(phoneCommands, name);
