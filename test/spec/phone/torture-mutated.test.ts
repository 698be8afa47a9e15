/**
 * Many thousand damaged messages at the real phone's SIP port, before, between and within calls. The seed is
 * printed; `TORTURE_SEED` repeats a run and `TORTURE_MESSAGES` says how many messages (100,000 in full).
 */
import dgram from 'node:dgram';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PhoneCall } from '../../../src/shared/phone.ts';
import { placeSipCall } from '../../../src/simulators/pbx/sip-caller.ts';
import type { SipCall } from '../../../src/simulators/pbx/sip-caller.ts';
import { header } from '../../../src/simulators/pbx/sip-message.ts';
import type { SipMessage } from '../../../src/simulators/pbx/sip-message.ts';
import { mutant } from '../../torture/sip-mutation.ts';
import type { Mutant } from '../../torture/sip-mutation.ts';
import { fence, openSipSource } from '../../torture/sip-source.ts';
import type { SipTarget } from '../../torture/sip-source.ts';
import type { Overheard } from '../../torture/sip-templates.ts';
import { expectNoFaults, hears, LINE, startBench, until } from './bench.ts';
import type { Bench } from './bench.ts';

const MESSAGES = Number(process.env['TORTURE_MESSAGES'] ?? 10_000);
const SEED = Number(process.env['TORTURE_SEED'] ?? 4_475);
/** Between two chunks the phone must have a call again. */
const CHUNK = 500;
/** As many as fit into the phone's UDP buffer. */
const BATCH = 25;
const CALLER = '+525511112222';
const AGENT_HZ = 700;
const CALLER_HZ = 1000;
/** More than the phone keeps of them in sight. */
const MAX_CALLS_SHOWN = 60;
/** Without a bound the heap of so many transactions would be several times this. */
const MAX_RSS_MB = 700;
const TIMEOUT_MS = 60_000 + MESSAGES * 20;

describe.each(['udp', 'tcp'] as const)(`${MESSAGES / 2} damaged messages over %s`, (transport) => {
  let bench: Bench;
  let target: SipTarget;
  let rtp: dgram.Socket;
  let call: SipCall | undefined;
  let answers = 0;
  const overheard: Overheard = { request: undefined, dialog: undefined };

  beforeAll(async () => {
    bench = await startBench({ transport, toneHz: AGENT_HZ });
    const [, host = '', port] = /@([\d.]+):(\d+)/.exec(bench.pbx.registrations()[0]?.contact ?? '') ?? [];
    target = { transport, host, port: Number(port), user: LINE.user };
    rtp = dgram.createSocket('udp4');
    rtp.bind(0, '127.0.0.1');
    await once(rtp, 'listening');
    bench.pbx.on('trace', (direction, message) => overhear(overheard, direction, message));
  });

  afterAll(async () => {
    rtp.close();
    await bench.close();
  });

  it(
    'cost neither the phone nor the line, and the next call rings and is heard on both sides',
    { timeout: TIMEOUT_MS },
    async () => {
      const many = MESSAGES / 2;
      for (let sent = 0; sent < many; sent += CHUNK) {
        await keepACallUp();
        const seed = SEED + sent;
        const mutants = fc.sample(mutant, { seed, numRuns: Math.min(CHUNK, many - sent) });
        await throwAll(mutants, sent).catch((error: unknown) => {
          throw new Error(`seed ${SEED}, messages ${sent} to ${sent + CHUNK} over ${transport}`, {
            cause: error,
          });
        });
        expect(bench.phone.child.exitCode, `seed ${SEED} at ${sent}`).toBeNull();
        expectNoFaults(bench.phone);
        expect(bench.page.state.calls.length).toBeLessThan(MAX_CALLS_SHOWN);
      }
      await endAllCalls();
      const rss = rssMbOf(bench.phone.child.pid ?? 0);
      console.log(
        `${many} over ${transport}, seed ${SEED}: ${answers} answers, the phone's memory ${rss} MB`,
      );
      expect(rss).toBeLessThan(MAX_RSS_MB);
      await expectAGoodCall();
    },
  );

  /** Sends them in small batches, and goes on when the phone has looked at each. */
  async function throwAll(mutants: Mutant[], first: number): Promise<void> {
    for (let done = 0; done < mutants.length; done += BATCH) {
      const sources = [await openSipSource(target)];
      for (const [i, one] of mutants.slice(done, done + BATCH).entries()) {
        const context = { target, index: first + done + i, overheard, rtpPort: rtp.address().port };
        const bytes = one.bytes(context);
        sources.at(-1)?.send(bytes);
        // What comes after it in the same stream would be taken for its rest.
        if (transport === 'tcp' && !isFramed(bytes)) sources.push(await openSipSource(target));
      }
      await fence(target, sources[0]);
      for (const source of sources) {
        answers += source.answers.length;
        source.close();
      }
      await refuseWhatRings();
    }
  }

  async function refuseWhatRings(): Promise<void> {
    for (const { id, phase } of bench.page.state.calls) {
      // Meanwhile its caller may have given up.
      if (phase === 'ringing') await bench.page.ask('call.reject', { id }).catch(() => {});
    }
  }

  /** Requests within a call need one; some of them end it. */
  async function keepACallUp(): Promise<void> {
    if (!bench.page.state.calls.some(({ phase, number }) => phase === 'live' && number === CALLER))
      await placeCall();
  }

  /** Rings the phone until it has no other call left and this one is live. */
  async function placeCall(): Promise<void> {
    await endAllCalls();
    await until(async () => {
      if (call === undefined || call.phase === 'ended') await ring();
      const ringing = ours().find(({ phase }) => phase === 'ringing');
      if (ringing) await bench.page.ask('call.answer', { id: ringing.id }).catch(() => {});
      for (const { id } of others()) await bench.page.ask('call.hangup', { id }).catch(() => {});
      return ours().some(({ phase }) => phase === 'live');
    }, 'a call is live');
  }

  async function ring(): Promise<void> {
    const { host, port } = bench.pbx;
    call = await placeSipCall({
      pbxHost: host,
      pbxPort: port,
      to: LINE.user,
      from: CALLER,
      toneHz: CALLER_HZ,
    });
  }

  const upNow = (): PhoneCall[] => bench.page.state.calls.filter(({ phase }) => phase !== 'ended');
  const ours = (): PhoneCall[] => upNow().filter(({ number }) => number === CALLER);
  const others = (): PhoneCall[] => upNow().filter(({ number }) => number !== CALLER);

  async function endAllCalls(): Promise<void> {
    const refusals: string[] = [];
    await until(async () => {
      for (const { id } of upNow())
        await bench.page.ask('call.hangup', { id }).catch((error: unknown) => refusals.push(String(error)));
      return upNow().length === 0;
    }, 'no call is left').catch((error: unknown) => {
      throw new Error(`still up: ${JSON.stringify(upNow())}; ${refusals.at(-1)}`, { cause: error });
    });
    call?.hangup();
    call = undefined;
    overheard.dialog = undefined;
    bench.pbx.endCalls();
    await until(() => bench.pbx.callCount === 0, 'the exchange has no call left');
  }

  async function expectAGoodCall(): Promise<void> {
    expect(bench.pbx.registrations().map(({ user }) => user)).toEqual([LINE.user]);
    await bench.page.waitFor(({ registration }) => registration.phase === 'registered', 'registered');
    await placeCall();
    await bench.page.hears(CALLER_HZ);
    if (call) await hears(call.ear, AGENT_HZ);
    await endAllCalls();
    expectNoFaults(bench.phone);
  }
});

/** Keeps what the exchange and the phone said to each other, for messages that pretend to belong to it. */
function overhear(overheard: Overheard, direction: 'in' | 'out', message: SipMessage): void {
  const of = <N extends string>(...names: N[]): Record<N, string> =>
    Object.fromEntries(names.map((name) => [name, header(message, name)])) as Record<N, string>;
  if (direction === 'in' && message.method !== '' && message.method !== 'ACK')
    overheard.request = of('Via', 'Call-ID', 'CSeq', 'From', 'To');
  const isAnswer = direction === 'in' && message.status === 200 && header(message, 'CSeq').endsWith('INVITE');
  if (isAnswer && header(message, 'To').includes(`sip:${LINE.user}@`))
    overheard.dialog = of('Call-ID', 'From', 'To');
}

/** One whole message and nothing else, by its Content-Length (RFC 3261 §18.3). */
function isFramed(bytes: Buffer): boolean {
  const head = bytes.indexOf('\r\n\r\n');
  const length = /^(?:content-length|l)[ \t]*:[ \t]*(\d+)[ \t]*$/im.exec(
    bytes.subarray(0, head).toString('latin1'),
  );
  return head > 0 && Number(length?.[1]) === bytes.length - head - 4;
}

/** Resident memory of a process, in MB. */
const rssMbOf = (pid: number): number =>
  Math.round(Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024);
