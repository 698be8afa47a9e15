/** What the tests of calls add to the phone's bench: callers who speak tones, and waits for what a call becomes. */
import type { PhoneCall } from '../../../src/shared/phone.ts';
import { placeSipCall } from '../../../src/simulators/pbx/sip-caller.ts';
import type { SipCall, SipCallOptions } from '../../../src/simulators/pbx/sip-caller.ts';
import { LINE, until } from './bench.ts';
import type { Bench } from './bench.ts';

export const PAGE_TONE_HZ = 700;

/** The call with this id, whatever became of it. */
export function callOf(bench: Bench, id: string): PhoneCall {
  const call = bench.page.state.calls.find((candidate) => candidate.id === id);
  if (!call) throw new Error(`the page knows no call ${id}`);
  return call;
}

export async function untilPhase(bench: Bench, id: string, phase: PhoneCall['phase']): Promise<PhoneCall> {
  await bench.page.waitFor(({ calls }) => calls.some((c) => c.id === id && c.phase === phase), phase);
  return callOf(bench, id);
}

/** Somebody calls the agent; resolves when the page shows it ringing, with its id. */
export async function ringFrom(
  bench: Bench,
  from: string,
  more: Partial<SipCallOptions> = {},
): Promise<{ caller: SipCall; id: string }> {
  const { pbx, page } = bench;
  const caller = await placeSipCall({ pbxHost: pbx.host, pbxPort: pbx.port, to: LINE.user, from, ...more });
  const isIt = ({ number, phase }: PhoneCall): boolean => number === from && phase === 'ringing';
  const { calls } = await page.waitFor((state) => state.calls.some(isIt), `${from} ringing`);
  return { caller, id: calls.find(isIt)?.id ?? '' };
}

/** Somebody calls and the agent answers. */
export async function answeredFrom(
  bench: Bench,
  from: string,
  more: Partial<SipCallOptions> = {},
): Promise<{ caller: SipCall; id: string }> {
  const { caller, id } = await ringFrom(bench, from, more);
  await bench.page.ask('call.answer', { id });
  await until(() => caller.phase === 'live', 'the caller is connected');
  await untilPhase(bench, id, 'live');
  return { caller, id };
}

/** Leaves nothing to the next test. */
export async function endAllCalls(bench: Bench): Promise<void> {
  for (const { id, phase } of bench.page.state.calls)
    if (phase !== 'ended') await bench.page.ask('call.hangup', { id }).catch(() => {});
  await bench.page.waitFor(({ calls }) => calls.every(({ phase }) => phase === 'ended'), 'no call up');
}
