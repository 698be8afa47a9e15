/** The transport's own reading of SIP: framing, corrections, resending, endings. */
import { describe, expect, it } from 'vitest';
import { outcomeOf, reasonText } from '../../../src/phone/calls/call-ending.ts';
import { nextPhase } from '../../../src/phone/calls/call-record.ts';
import { backOffMs } from '../../../src/phone/sip/back-off.ts';
import { Retransmission } from '../../../src/phone/sip/retransmission.ts';
import { readSipServer } from '../../../src/phone/sip/sip-port.ts';
import { createSipStream } from '../../../src/phone/sip/sip-stream.ts';
import { addViaPort, dropViaPort, transactionOf } from '../../../src/phone/sip/sip-text.ts';
import { phoneCallTransitions } from '../../../src/shared/phone.ts';
import type { PhoneCallPhase, PhoneCallSignal } from '../../../src/shared/phone.ts';
import { until } from './bench.ts';

const request = (method: string, branch = 'z9hG4bKone'): string =>
  `${method} sip:a@b SIP/2.0\r\nVia: SIP/2.0/UDP 10.0.0.5;branch=${branch};rport\r\nCSeq: 1 ${method}\r\nContent-Length: 0\r\n\r\n`;
const response = (status: number, method: string, branch = 'z9hG4bKone'): string =>
  `SIP/2.0 ${status} X\r\nv: SIP/2.0/UDP 10.0.0.5:5062;received=1.1.1.1;branch=${branch}\r\nCSeq: 1 ${method}\r\nl: 0\r\n\r\n`;

describe('A SIP byte stream', () => {
  const body = 'ñandú';
  const message = `INFO sip:a@b SIP/2.0\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;

  it.each([1, 3, 7, 1_000])('is cut into whole messages when it arrives in pieces of %i bytes', (size) => {
    const messages: string[] = [];
    const take = createSipStream((text) => messages.push(text));
    const bytes = Buffer.from(`\r\n\r\n${message}\r\n${request('BYE')}${message}`);
    for (let i = 0; i < bytes.length; i += size) take(bytes.subarray(i, i + size));
    expect(messages).toEqual([message, request('BYE'), message]);
  });

  it.each([
    ['has no end', 'x'.repeat(70_000)],
    ['claims a huge body', 'INVITE sip:a SIP/2.0\r\nContent-Length: 99999999\r\n\r\n'],
  ])('is given up when it %s', (_what, text) => {
    const take = createSipStream(() => {});
    expect(() => take(Buffer.from(text))).toThrow(/64 KiB/);
  });
});

describe('Corrections of what SIP.js writes and reads', () => {
  it('put our port into the Via of requests and take it out of answers', () => {
    expect(addViaPort(request('OPTIONS'), 5062)).toContain('Via: SIP/2.0/UDP 10.0.0.5:5062;branch=');
    expect(dropViaPort(response(200, 'OPTIONS'))).toContain('v: SIP/2.0/UDP 10.0.0.5;received=');
  });

  it('know an answer and an ACK by the transaction they belong to', () => {
    expect(transactionOf(response(200, 'BYE'))).toBe(transactionOf(request('BYE')));
    expect(transactionOf(request('ACK'))).toBe(transactionOf(request('INVITE')));
    expect(transactionOf(request('CANCEL'))).not.toBe(transactionOf(request('INVITE')));
  });
});

describe('Resending', () => {
  it('repeats a request over UDP until its final answer', async () => {
    const sent: string[] = [];
    const resending = new Retransmission({ isReliable: false, resend: (text) => sent.push(text) });
    resending.sent(request('REGISTER'));
    await until(() => sent.length >= 2, 'two repetitions');
    resending.received(response(200, 'REGISTER'));
    resending.reconnected();
    expect(new Set(sent)).toEqual(new Set([request('REGISTER')]));
    resending.clear();
  });

  it('sends what belongs to a call again on a new connection, and nothing that was answered', () => {
    const sent: string[] = [];
    const resending = new Retransmission({ isReliable: true, resend: (text) => sent.push(text) });
    for (const [method, branch] of [
      ['REGISTER', 'r'],
      ['BYE', 'b'],
      ['INVITE', 'i'],
      ['INVITE', 'j'],
    ] as const) {
      resending.sent(request(method, branch));
    }
    resending.received(response(100, 'INVITE', 'j'));
    resending.reconnected();
    expect(sent).toEqual([request('BYE', 'b'), request('INVITE', 'i')]);
    resending.clear();
  });

  it('repeats a refusal over UDP until its ACK', async () => {
    const sent: string[] = [];
    const resending = new Retransmission({ isReliable: false, resend: (text) => sent.push(text) });
    resending.sent(response(486, 'INVITE'));
    await until(() => sent.length === 1, 'one repetition');
    resending.received(request('ACK'));
    resending.reconnected();
    expect(sent).toEqual([response(486, 'INVITE')]);
  });
});

describe('Endings', () => {
  it.each([
    [
      { by: 'peer-cancel', text: '' },
      undefined,
      { outcome: 'no-answer', sipStatus: 487, cause: 'the caller gave up' },
    ],
    [{ by: 'peer-bye', text: 'Normal' }, 5, { outcome: 'answered', sipStatus: null, cause: 'Normal' }],
    [{ by: 'agent-hangup' }, 5, { outcome: 'answered', sipStatus: null, cause: 'the agent hung up' }],
    [
      { by: 'agent-reject', statusCode: 603 },
      undefined,
      { outcome: 'rejected', sipStatus: 603, cause: 'rejected by the agent' },
    ],
    [{ by: 'busy-line' }, undefined, { outcome: 'busy', sipStatus: 486, cause: 'already on a call' }],
    [
      { by: 'failure', statusCode: undefined, text: 'x'.repeat(300) },
      undefined,
      { outcome: 'failed', sipStatus: null, cause: 'x'.repeat(200) },
    ],
  ] as const)('%o of a call live since %s is %o', (ending, liveAt, outcome) => {
    expect(outcomeOf(ending, { direction: 'in', liveAt })).toEqual(outcome);
  });

  it('read the Reason header for people', () => {
    expect(reasonText('Q.850;cause=16;text="Normal call clearing"')).toBe('Normal call clearing (Q.850 16)');
    expect(reasonText('SIP;cause=200')).toBe('(SIP 200)');
    expect(reasonText(undefined)).toBe('');
  });
});

describe('The life-cycle of a call', () => {
  const phases = Object.keys(phoneCallTransitions) as PhoneCallPhase[];
  const signals: PhoneCallSignal[] = ['ring', 'accept', 'establish', 'hold', 'resume', 'end'];

  it.each(phases.flatMap((phase) => signals.map((signal) => [phase, signal] as const)))(
    'takes a call that is %s and hears %s only where the table says',
    (phase, signal) => {
      const steps: Partial<Record<PhoneCallSignal, PhoneCallPhase>> = phoneCallTransitions[phase];
      const next = steps[signal];
      if (next) expect(nextPhase(phase, signal)).toBe(next);
      else expect(() => nextPhase(phase, signal)).toThrow(`a call that is ${phase} cannot ${signal}`);
    },
  );
});

describe('Small rules', () => {
  it('wait longer after each failure, up to a limit, and never in one beat', () => {
    const wait = (attempt: number, random: number): number =>
      backOffMs(attempt, { baseMs: 250, maxMs: 4_000, random: () => random });
    expect([0, 1, 2, 3, 4, 5, 99].map((attempt) => wait(attempt, 1))).toEqual([
      250, 500, 1_000, 2_000, 4_000, 4_000, 4_000,
    ]);
    expect(wait(4, 0)).toBe(2_000);
  });

  it('read the exchange as host or host:port', () => {
    expect(readSipServer('cucm.example.com')).toEqual({ host: 'cucm.example.com', port: 5060 });
    expect(readSipServer('10.1.2.3:5070')).toEqual({ host: '10.1.2.3', port: 5070 });
    expect(() => readSipServer('a:b:c')).toThrow('is not a SIP server');
  });
});
