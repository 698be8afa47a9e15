/** The transport's own reading of SIP: framing, corrections, resending, endings. */
import { describe, expect, it } from 'vitest';
import { outcomeOf, reasonText } from '../../../src/phone/calls/call-ending.ts';
import { nextPhase } from '../../../src/phone/calls/call-record.ts';
import { backOffMs } from '../../../src/phone/sip/back-off.ts';
import { fillPlaceholder, restorePlaceholder, seenAddress } from '../../../src/phone/sip/placeholder.ts';
import { Retransmission } from '../../../src/phone/sip/retransmission.ts';
import { createSipStream } from '../../../src/phone/sip/sip-stream.ts';
import { readServer, uriHostOf } from '../../../src/phone/sip/server-list.ts';
import { callIdOf, isInDialog, transactionOf } from '../../../src/phone/sip/sip-text.ts';
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

describe('The placeholder in the place of our address', () => {
  const via = { host: '10.0.0.5', port: 5062 };
  const contact = { host: '198.51.100.7', port: 40_001 };
  const ours =
    'INVITE sip:a@b SIP/2.0\r\nVia: SIP/2.0/UDP phone.invalid;branch=z9hG4bKx;rport\r\n' +
    'Contact: <sip:1001@phone.invalid;transport=udp;ob>\r\nContent-Length: 15\r\n\r\no=phone.invalid';

  it('is replaced in Via by where answers shall go, elsewhere by where we are reached, never in the body', () => {
    const sent = fillPlaceholder(ours, { via, contact });
    expect(sent).toContain('\r\nVia: SIP/2.0/UDP 10.0.0.5:5062;branch=z9hG4bKx;rport\r\n');
    expect(sent).toContain('\r\nContact: <sip:1001@198.51.100.7:40001;transport=udp;ob>\r\n');
    expect(sent.endsWith('\r\n\r\no=phone.invalid')).toBe(true);
  });

  it.each([
    'Via: SIP/2.0/TCP 10.0.0.5:5062;rport=5062;branch=z9hG4bKx',
    'v:SIP / 2.0 / TCP   10.0.0.5;branch=z9hG4bKx',
    'VIA : SIP/2.0/WSS df7jal23ls0d.invalid;branch=z9hG4bKx',
  ])('is back in the Via of the answer "%s"', (header) => {
    const restored = restorePlaceholder(`SIP/2.0 200 OK\r\n${header}\r\nCSeq: 1 OPTIONS\r\n\r\n`);
    expect(restored).toMatch(/phone\.invalid;.*branch=z9hG4bKx/);
    expect(restored).not.toContain('5062 ');
    expect(restored).not.toContain('10.0.0.5');
  });

  it.each([
    ['rport=40001;received=198.51.100.7', false, contact],
    ['received=198.51.100.7;rport=40001', true, contact],
    ['rport=5062;received=10.0.0.5', false, via],
    ['rport=40001', false, { host: '10.0.0.5', port: 40_001 }],
    ['rport=40001', true, via],
    ['rport', false, undefined],
    ['received=198.51.100.7', false, undefined],
    ['rport=40001;received=127.0.0.1', false, undefined],
  ])('gives way to what a NAT made of it: %s (over a stream: %s)', (parameters, isReliable, seen) => {
    const answer = `SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP 10.0.0.5:5062;${parameters};branch=z9hG4bKx\r\n\r\n`;
    expect(seenAddress(answer, via, isReliable)).toEqual(seen);
  });
});

describe('The reading of a message', () => {
  it('know an answer and an ACK by the transaction they belong to', () => {
    expect(transactionOf(response(200, 'BYE'))).toBe(transactionOf(request('BYE')));
    expect(transactionOf(request('ACK'))).toBe(transactionOf(request('INVITE')));
    expect(transactionOf(request('CANCEL'))).not.toBe(transactionOf(request('INVITE')));
  });

  it('finds the call of a message and whether it is up', () => {
    const bye = 'BYE sip:a@b SIP/2.0\r\nTo: "tag=no" <sip:a@b>;tag=x\r\ni: abc@host\r\n\r\n';
    expect([callIdOf(bye), isInDialog(bye)]).toEqual(['abc@host', true]);
    expect(isInDialog('INVITE sip:a@b SIP/2.0\r\nt: <sip:a@b>\r\nFrom: <sip:c@d>;tag=y\r\n\r\n')).toBe(false);
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

  it('read a server as host, host:port or, of a gateway, as a URL', () => {
    expect(readServer('cucm.example.com', 'tcp')).toEqual({ host: 'cucm.example.com', port: undefined });
    expect(readServer(' 10.1.2.3:5070 ', 'udp')).toEqual({ host: '10.1.2.3', port: 5070 });
    expect(readServer('wss://sbc.example.com/ws', 'wss')).toEqual({
      host: 'sbc.example.com',
      port: 443,
      url: 'wss://sbc.example.com/ws',
    });
    for (const text of ['a:b:c', 'host:0', 'host:70000', 'a b', '']) {
      expect(() => readServer(text, 'tcp')).toThrow('is not a SIP server');
    }
    expect(() => readServer('https://sbc.example.com', 'wss')).toThrow('is not a gateway');
  });

  it('leave the usual port out of SIP addresses', () => {
    expect(uriHostOf('cucm:5060', 'tcp')).toBe('cucm');
    expect(uriHostOf('cucm:5060', 'tls')).toBe('cucm:5060');
    expect(uriHostOf('wss://sbc.example.com:8443/ws', 'wss')).toBe('sbc.example.com');
  });
});
