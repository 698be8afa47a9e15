/** How long from the agent's word to the 200 OK at the exchange, and to the first voice at each end. */
import type { SipMessage } from '../../src/simulators/pbx/sip-message.ts';
import { header } from '../../src/simulators/pbx/sip-message.ts';
import { spreadOf, type Spread } from './figures.ts';
import { endMarked, openPhoneBench, ringMarked, type PhoneBench } from './phone-bench.ts';

export interface AnsweringFigures {
  /** From `call.answer` until the exchange has the 200 OK, ms. */
  okMs: Spread;
  /** From `call.answer` until the caller hears the agent, and the agent the caller. */
  callerHearsMs: Spread;
  agentHearsMs: Spread;
}

export async function measureAnswering(dataDir: string, rounds: number): Promise<AnsweringFigures> {
  const bench = await openPhoneBench(dataDir);
  const took = { ok: [] as number[], caller: [] as number[], agent: [] as number[] };
  try {
    const stop = bench.marked.speak(bench.fromPage);
    for (let round = 0; round < rounds; round++) {
      const one = await answerOnce(bench);
      took.ok.push(one.ok);
      took.caller.push(one.caller);
      took.agent.push(one.agent);
    }
    stop();
  } finally {
    await bench.close();
  }
  return {
    okMs: spreadOf(took.ok),
    callerHearsMs: spreadOf(took.caller),
    agentHearsMs: spreadOf(took.agent),
  };
}

async function answerOnce(bench: PhoneBench): Promise<{ ok: number; caller: number; agent: number }> {
  const marked = await ringMarked(bench);
  const ok = firstOk(bench);
  const heard = [bench.fromPage.first(), bench.fromPbx.first()];
  const from = performance.now();
  void bench.lane.page.ask('call.answer', { id: marked.id });
  const [okAt = 0, callerAt = 0, agentAt = 0] = await Promise.all([ok, ...heard]);
  await endMarked(bench, marked);
  return { ok: okAt - from, caller: callerAt - from, agent: agentAt - from };
}

/** When (performance.now) the exchange gets the next 200 to an INVITE from the phone. */
function firstOk({ pbx }: PhoneBench): Promise<number> {
  return new Promise((resolve) => {
    const look = (direction: 'in' | 'out', message: SipMessage): void => {
      const isOk = message.status === 200 && header(message, 'CSeq').endsWith('INVITE');
      if (direction !== 'in' || !isOk) return;
      pbx.off('trace', look);
      resolve(performance.now());
    };
    pbx.on('trace', look);
  });
}
