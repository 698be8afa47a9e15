/** Hands the person over to the PBX by a real SIP INVITE, with the person's voice as RTP. */
import { fieldsOf } from '../http/serve.ts';
import { placeSipCall, type SipCall } from '../pbx/sip-caller.ts';
import { assistant as aiLines, person } from './phrases.ts';
import type { SimulatedCall } from './simulated-call.ts';
import { summarize } from './summarize.ts';

/** What the assistant was told to do with the call; see TransferDestinationSip of Vapi's API. */
export interface SipDestination {
  host: string;
  port: number;
  user: string;
  verb: 'refer' | 'dial' | 'bye';
  headers: Record<string, string>;
  announcement: string;
  ringTimeoutMs: number;
  fallback: { message: string; endCall: boolean };
}

const textOf = (message: unknown): string => {
  if (typeof message === 'string') return message;
  const { message: text, content, contents } = fieldsOf(message);
  const [first] = Array.isArray(contents) ? contents.map((each) => fieldsOf(each)['text']) : [];
  return [text, content, first].find((each): each is string => typeof each === 'string') ?? '';
};

/** Reads a destination of type sip; undefined for anything that SIP cannot reach. */
export function readDestination(call: SimulatedCall, value: unknown): SipDestination | undefined {
  const destination = fieldsOf(value);
  const uri = /^sips?:([^@]+)@\[?([^\];:]+)\]?(?::(\d+))?/.exec(String(destination['sipUri'] ?? ''));
  if (!uri?.[1] || !uri[2]) return undefined;
  const plan = fieldsOf(destination['transferPlan']);
  const fallback = fieldsOf(plan['fallbackPlan']);
  const own = Object.entries(fieldsOf(destination['sipHeaders'])).map(([name, text]): [string, string] => [
    name,
    String(text),
  ]);
  const summary: [string, string][] =
    plan['mode'] === 'blind-transfer-add-summary-to-sip-header'
      ? [['X-Transfer-Summary', summarize(call).replace(/\s+/g, ' ').slice(0, 500)]]
      : [];
  const verb = plan['sipVerb'];
  return {
    user: decodeURIComponent(uri[1]),
    host: uri[2],
    port: Number(uri[3] ?? 5060),
    verb: verb === 'dial' || verb === 'bye' ? verb : 'refer',
    headers: Object.fromEntries([...own, ...summary]),
    announcement: textOf(destination['message']),
    ringTimeoutMs: 1000 * (typeof plan['dialTimeout'] === 'number' ? plan['dialTimeout'] : 60),
    fallback: {
      message: textOf(fallback['message']),
      endCall: fallback['message'] !== undefined && fallback['endCallEnabled'] !== false,
    },
  };
}

/** How a transfer went: `superseded` by a newer one, or the call ended while it rang. */
export type TransferOutcome = 'over' | 'failed' | 'superseded';

export class Transfer {
  readonly #call: SimulatedCall;
  readonly #destination: SipDestination;
  #leg: SipCall | undefined;
  readonly #superseded = new AbortController();

  constructor(call: SimulatedCall, destination: SipDestination) {
    this.#call = call;
    this.#destination = destination;
  }

  /** Gives the attempt up without a word, because another one takes its place. */
  supersede(): void {
    this.#superseded.abort();
    this.#leg?.cancel();
  }

  async run(content: string, raw: Record<string, unknown>): Promise<TransferOutcome> {
    const call = this.#call;
    await call.say('assistant', content || this.#destination.announcement);
    if (call.over) return 'over';
    if (this.#superseded.signal.aborted) return 'superseded';
    call.destination = raw;
    call.setStatus('forwarding', { destination: raw });
    call.notify('transfer-update', { destination: raw });
    const leg = await this.#dial().catch(() => undefined);
    if (!leg) return this.#superseded.signal.aborted ? 'superseded' : this.#fallBack(0);
    return this.#destination.verb === 'dial' ? this.#bridge(leg) : this.#refer(leg);
  }

  async #dial(): Promise<SipCall> {
    const { user, host, port, headers, ringTimeoutMs } = this.#destination;
    const { request, behaviour } = this.#call;
    this.#leg = await placeSipCall({
      pbxHost: host,
      pbxPort: port,
      to: user,
      from: request.customer.number,
      ...(request.customer.name === undefined ? {} : { displayName: request.customer.name }),
      headers,
      ringTimeoutMs,
      toneHz: behaviour.toneHz,
    });
    this.#call.legs.push(this.#leg);
    if (this.#superseded.signal.aborted) this.#leg.cancel();
    return this.#leg;
  }

  /** REFER and BYE: the AI is out at once; the person and the PBX go on without it. */
  async #refer(leg: SipCall): Promise<TransferOutcome> {
    leg.once('answered', () => void this.#talk(leg));
    await this.#call.wait(500);
    this.#handedOver();
    return 'over';
  }

  /** Dial: the AI stays until somebody answers, and comes back if nobody does. */
  async #bridge(leg: SipCall): Promise<TransferOutcome> {
    const { signal } = this.#call;
    const hangUp = (): void => leg.hangup();
    signal.addEventListener('abort', hangUp);
    const answered = await new Promise<boolean>((resolve) => {
      if (leg.phase === 'live') resolve(true);
      leg.once('answered', () => resolve(true));
      void leg.ended.then(() => resolve(false));
      // A silent exchange never says that it took the CANCEL; the person does not wait for it.
      this.#superseded.signal.addEventListener('abort', () => resolve(false), { once: true });
    });
    if (answered) await this.#talk(leg);
    signal.removeEventListener('abort', hangUp);
    if (this.#superseded.signal.aborted && !answered) return 'superseded';
    if (this.#call.over) return 'over';
    if (!answered) return this.#fallBack((await leg.ended).status);
    this.#handedOver();
    return 'over';
  }

  #handedOver(): void {
    this.#call.outcome = 'escalated_to_human';
    this.#call.end('assistant-forwarded-call');
  }

  /** The person talks with the agent until one of them hangs up. */
  async #talk(leg: SipCall): Promise<void> {
    const { world, behaviour } = this.#call;
    const enough = new AbortController();
    void leg.ended.then(() => enough.abort());
    await world.pace.wait(behaviour.talkWithAgentMs, enough.signal);
    leg.hangup();
    await leg.ended;
  }

  async #fallBack(sipStatus: number): Promise<TransferOutcome> {
    const call = this.#call;
    const { fallback } = this.#destination;
    if (call.over) return 'over';
    if (fallback.endCall) {
      await call.say('assistant', fallback.message);
      call.end(sipStatus === 486 ? 'call.forwarding.operator-busy' : 'call.forwarding.no-answer');
      return 'over';
    }
    call.setStatus('in-progress');
    await call.say('assistant', fallback.message || aiLines.trouble[call.language]);
    await call.say('user', person.waits[call.language]);
    return 'failed';
  }
}
