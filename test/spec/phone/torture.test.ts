/** RFC 4475's messages at the real phone's SIP port: nothing of it may break, and the next call must ring. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { placeSipCall } from '../../../src/simulators/pbx/sip-caller.ts';
import { bytesOf, messages } from '../../torture/messages.ts';
import type { Reaction, TortureMessage } from '../../torture/messages.ts';
import { ackOf, fence, openSipSource, statusOf } from '../../torture/sip-source.ts';
import type { SipTarget } from '../../torture/sip-source.ts';
import { cancel, invite } from '../../torture/sip-templates.ts';
import { expectNoFaults, hears, LINE, startBench, until } from './bench.ts';
import type { Bench } from './bench.ts';

const AGENT_HZ = 700;
const CALLER_HZ = 1000;
/** How long an answer may take on a machine that is busy. */
const ANSWER_MS = 10_000;

/** Where the phone listens: its Contact at the exchange names the port. */
function targetOf({ pbx }: Bench, transport: 'tcp' | 'udp'): SipTarget {
  const [binding] = pbx.registrations();
  const [, host, port] = /@([\d.]+):(\d+)/.exec(binding?.contact ?? '') ?? [];
  if (host === undefined) throw new Error(`no address in ${binding?.contact}`);
  return { transport, host, port: Number(port), user: LINE.user };
}

/** The same message for our user, in a transaction of its own: several of the RFC's share one branch. */
function meantFor(user: string, message: Buffer): Buffer {
  const text = message
    .toString('latin1')
    .replace(/^([^\r\n:]* +<?sip:)(?:[^\r\n ]*@)?(?=[^\r\n]* SIP\/\d\.0 *\r$)/gm, `$1${user}@`)
    .replace(/(branch *=\s*z9hG4bK)(?=[^\s;,])/, `$1${Math.random().toString(36).slice(2)}`);
  return Buffer.from(text, 'latin1');
}

/**
 * What the phone made of it: its first answer beyond 100 (what follows answers our ending it), or nothing. An answer
 * to a message before it may still be repeated to the same port (RFC 3261 §17.2.1).
 */
function reactionOf(answers: readonly string[], bytes: Buffer): Reaction {
  const statuses = answers.filter((answer) => answersTo(answer, bytes)).map(statusOf);
  return statuses.find((status) => status > 100) ?? 'nothing';
}

function answersTo(answer: string, bytes: Buffer): boolean {
  const callId = /^call-id: *(.*?) *$/im.exec(answer)?.[1];
  return !answer.includes('z9hG4bKfence') && (callId === undefined || bytes.includes(callId, 0, 'latin1'));
}

it('has all 49 messages of the RFC, each once', () => {
  expect(new Set(messages.map(({ name }) => name)).size).toBe(49);
  expect(new Set(messages.map((message) => bytesOf(message).toString('latin1'))).size).toBe(49);
});

describe.each(['udp', 'tcp'] as const)('the phone over %s', (transport) => {
  let bench: Bench;
  let target: SipTarget;

  beforeAll(async () => {
    bench = await startBench({ transport, toneHz: AGENT_HZ });
    target = targetOf(bench, transport);
  });

  afterAll(() => bench.close());

  /** Sends it and answers what the phone made of it; what rings is refused. */
  async function react(bytes: Buffer, allowed: readonly Reaction[]): Promise<Reaction> {
    const source = await openSipSource(target);
    try {
      source.send(bytes);
      await fence(target, source);
      // One more way there and back: what rings by now is seen by the page, and answered.
      await bench.page.ask('call.hangup', { id: 'none' }).catch(() => {});
      const isFinal = (answer: string): boolean => statusOf(answer) > 100 && answersTo(answer, bytes);
      if (!allowed.includes('nothing')) await source.hasAnswered(isFinal, ANSWER_MS);
      const reaction = reactionOf(source.answers, bytes);
      if (reaction === 180)
        await bench.page.waitFor(({ calls }) => calls.some(({ phase }) => phase === 'ringing'), 'it rings');
      await refuseWhatRings();
      if (reaction === 180) await source.hasAnswered((answer) => statusOf(answer) >= 300, ANSWER_MS);
      for (const ack of source.answers.map(ackOf)) if (ack) source.send(ack);
      return reaction;
    } finally {
      source.close();
    }
  }

  async function refuseWhatRings(): Promise<void> {
    const ringing = bench.page.state.calls.filter(({ phase }) => phase === 'ringing');
    for (const { id } of ringing) await bench.page.ask('call.reject', { id });
    await until(() => bench.page.call === undefined, 'no call is left');
  }

  const named = messages.map((message) => [message.name, message.section, message.what, message] as const);

  it.each(named)('takes %s (%s, %s) as a phone should', async (_name, _section, _what, message) => {
    const exact = await react(bytesOf(message), allowedForOthers(message));
    expect(allowedForOthers(message)).toContain(exact);
    const ours = await react(meantFor(target.user, bytesOf(message)), message.reactions);
    expect(message.reactions, `a correct element ${message.correct}`).toContain(ours);
    expect(bench.phone.child.exitCode).toBeNull();
    expectNoFaults(bench.phone);
  });

  it('is free for the next call when a caller gave up in the very packet of the INVITE', async () => {
    const context = { target, overheard: { request: undefined, dialog: undefined }, rtpPort: 4_000 };
    const source = await openSipSource(target);
    const messages = [invite({ ...context, index: 1 }), cancel({ ...context, index: 2 })].map(String);
    const packets = transport === 'tcp' ? [messages.join('')] : messages;
    for (const packet of packets) source.send(Buffer.from(packet));
    expect(await source.hasAnswered((answer) => statusOf(answer) === 487, ANSWER_MS)).toBe(true);
    await fence(target, source);
    source.close();
    await until(() => bench.page.call === undefined, 'no call is left');
    expectNoFaults(bench.phone);
  });

  it('is still registered after all of them, and the next call rings and is heard on both sides', async () => {
    expect(bench.page.state.registration.phase).toBe('registered');
    expect(bench.pbx.registrations().map(({ user }) => user)).toEqual([LINE.user]);
    const call = await placeSipCall({
      pbxHost: bench.pbx.host,
      pbxPort: bench.pbx.port,
      to: LINE.user,
      from: '+525511112222',
      toneHz: CALLER_HZ,
    });
    await bench.page.waitFor(({ calls }) => calls.some(({ phase }) => phase === 'ringing'), 'it rings');
    const id = bench.page.call?.id ?? '';
    await bench.page.ask('call.answer', { id });
    await bench.page.hears(CALLER_HZ);
    await hears(call.ear, AGENT_HZ);
    call.hangup();
    await bench.page.waitFor(({ calls }) => calls.every(({ phase }) => phase === 'ended'), 'it ends');
    expectNoFaults(bench.phone);
  });
});

/** As it stands in the RFC it is for somebody else: 404 (RFC 3261 §8.2.2.1), or whatever is looked at before that. */
const allowedForOthers = ({ reactions }: TortureMessage): Reaction[] => [
  ...reactions.filter((reaction) => reaction !== 180),
  ...(reactions.length === 1 && reactions[0] === 'nothing' ? [] : [404 as const, 416 as const]),
];
