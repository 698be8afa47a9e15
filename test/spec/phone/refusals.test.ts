/** Whatever the phone refuses carries a code for the page, and every command comes to an end in bounded time. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { phoneCommandLimitsMs } from '../../../src/shared/phone-limits.ts';
import { phoneCommands } from '../../../src/shared/phone.ts';
import type { PhoneFrame, PhoneState } from '../../../src/shared/phone.ts';
import { factOf, factOfStatus, Refusal, refusedBecause } from '../../../src/phone/refusal.ts';
import { SerialQueue } from '../../../src/phone/calls/serial-queue.ts';
import { within } from '../../../src/phone/control/commands.ts';
import { ControlServer } from '../../../src/phone/control/control-server.ts';
import { connectionFailure } from '../../../src/phone/sip/connection-failure.ts';
import { RegistrationRefused } from '../../../src/phone/sip/registration-refused.ts';
import { expectNoFaults, startBench, until } from './bench.ts';
import type { Bench } from './bench.ts';
import { answeredFrom, endAllCalls, untilPhase } from './call-bench.ts';

const TOKEN = 'a-token-for-the-control-channel';

describe('A refusal', () => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await startBench();
  }, 60_000);
  afterEach(() => endAllCalls(bench));
  afterAll(() => bench.close());

  const refused = (asking: Promise<unknown>): Promise<unknown> =>
    asking.then(
      () => undefined,
      (error: unknown) => error,
    );

  it('tells by its code what was wrong with the command', async () => {
    const { page } = bench;
    const code = (of: string): object => expect.objectContaining({ code: of }) as object;
    expect(await refused(page.ask('call.frobnicate' as 'call.answer', { id: 'x' }))).toEqual(
      code('unknown-command'),
    );
    expect(await refused(page.ask('call.dtmf', { id: 'x', tones: '!' }))).toEqual(code('malformed'));
    expect(await refused(page.ask('call.hangup', { id: 'nobody' }))).toEqual(code('no-such-call'));
    expect(await refused(page.ask('call.dial', { to: 'sip:@@' }))).toEqual(code('bad-number'));
    const token = 'x'.repeat(20);
    expect(await refused(page.ask('session.start', { backendUrl: 'file:///etc/passwd', token }))).toEqual(
      code('bad-backend'),
    );
  });

  it('tells by its code what is not possible as things stand', async () => {
    const { page } = bench;
    const code = (of: string): object => expect.objectContaining({ code: of }) as object;
    const { id } = await answeredFrom(bench, '+525511111111');
    expect(await refused(page.ask('call.answer', { id }))).toEqual(code('wrong-phase'));
    expect(await refused(page.ask('call.transferTo', { id, withId: id }))).toEqual(code('same-call'));
    expect(await refused(page.ask('conference.start', {}))).toEqual(code('needs-two-calls'));
    expect(await refused(page.ask('conference.end', {}))).toEqual(code('no-conference'));
    expect(await refused(page.ask('session.end', {}))).toEqual(code('call-up'));
    const second = await answeredFrom(bench, '+525522222222');
    expect(await refused(page.ask('call.hold', { id, on: false }))).toEqual(code('other-call-up'));
    await page.ask('conference.start', {});
    expect(await refused(page.ask('call.transfer', { id, to: '2002' }))).toEqual(code('in-conference'));
    await page.ask('call.hangup', { id: second.id });
    expect(await refused(page.ask('call.mute', { id: second.id, on: true }))).toEqual(code('call-over'));
    expectNoFaults(bench.phone);
  });

  it('tells the limit that belongs to it, and a second line test from the first', async () => {
    const { page } = bench;
    for (const number of ['1', '2', '3', '4']) {
      const { id } = await page.ask('call.dial', { to: `+52557777777${number}` });
      await untilPhase(bench, id, 'live');
    }
    expect(await refused(page.ask('call.dial', { to: '+525577777775' }))).toMatchObject({
      code: 'too-many-calls',
      params: { limit: 4 },
    });
    await page.ask('line.test', {});
    expect(await refused(page.ask('line.test', {}))).toMatchObject({ code: 'test-under-way' });
    await page.waitFor(({ lineTest }) => lineTest?.phase !== 'running', 'the test is over');
  });

  it('keeps its code in a wider sentence, and a SIP status says which it is', () => {
    const inner = new Refusal('no-answer', 'the exchange does not answer');
    expect(refusedBecause(inner, 'it cannot be held', 'refused')).toMatchObject({
      code: 'no-answer',
      message: 'it cannot be held: the exchange does not answer',
    });
    expect(refusedBecause(new Error('odd'), 'it cannot be held', 'refused').code).toBe('refused');
    expect([408, 481, 486, 503].map((status) => factOfStatus(status).code)).toEqual([
      'no-answer',
      'call-over',
      'refused',
      'overloaded',
    ]);
  });
});

describe('A command', () => {
  it('has a limit, whichever it is', () => {
    for (const command of Object.keys(phoneCommands))
      expect(phoneCommandLimitsMs[command as keyof typeof phoneCommands], command).toBeGreaterThan(0);
  });

  it('that hangs is refused as too slow', async () => {
    await expect(within(20, new Promise(() => {}))).rejects.toMatchObject({ code: 'too-slow' });
    await expect(within(60_000, Promise.resolve('done'))).resolves.toBe('done');
  });

  it('whose turn does not come is left out', async () => {
    const queue = new SerialQueue();
    let finish: () => void = () => {};
    const first = queue.run(() => new Promise<void>((resolve) => (finish = resolve)));
    let hasRun = false;
    const second = queue.runSoon(async () => void (hasRun = true), { patienceMs: 20, reason: 'later' });
    await expect(second).rejects.toMatchObject({ code: 'changing', message: 'later' });
    finish();
    await first;
    await queue.run(async () => {});
    expect(hasRun).toBe(false);
  });

  it('that takes long is said to be under way, and a fault nobody foresaw has no code', async () => {
    let fail: (error: Error) => void = () => {};
    const server = await ControlServer.open({
      port: 0,
      token: TOKEN,
      allowedOrigins: undefined,
      run: () => new Promise((_, reject) => (fail = reject)),
      snapshot: () => ({ registration: { phase: 'unconfigured' }, calls: [] }) as unknown as PhoneState,
      onPageLeft: () => {},
      log: () => {},
    });
    const frames: PhoneFrame[] = [];
    const socket = new WebSocket(server.url);
    socket.on('open', () => {
      socket.send(JSON.stringify({ hello: TOKEN }));
      socket.send(JSON.stringify({ id: 7, do: 'call.hold', with: {} }));
    });
    socket.on('message', (raw) => frames.push(JSON.parse(String(raw)) as PhoneFrame));
    const has = (frame: object) => (): boolean =>
      frames.some((one) => JSON.stringify(one) === JSON.stringify(frame));
    await until(has({ t: 'working', re: 7 }), 'it is under way');
    fail(new Error('odd'));
    await until(has({ t: 'reply', re: 7, ok: false, error: 'odd' }), 'the reply');
    socket.terminate();
    server.close();
  });
});

describe('The reason of a registration', () => {
  const codeOf = (reason: Error): string | undefined => factOf(reason)?.code;

  it.each([
    ['ECONNREFUSED', 'connection-refused'],
    ['ECONNRESET', 'not-connected'],
    ['EHOSTUNREACH', 'no-network'],
    ['ENETUNREACH', 'no-network'],
    ['EADDRNOTAVAIL', 'no-network'],
    ['CERT_HAS_EXPIRED', 'certificate'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'certificate'],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'certificate'],
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'no-tls'],
  ])('%s of the connection has the code %s', (code, expected) => {
    expect(codeOf(connectionFailure(Object.assign(new Error('as Node says it'), { code })))).toBe(expected);
  });

  it('has a code for silence and for each kind of refusal, with the status', () => {
    const timeout = Object.assign(new Error('aborted'), { name: 'TimeoutError' });
    expect(codeOf(connectionFailure(timeout))).toBe('no-answer');
    expect(codeOf(new RegistrationRefused(408, 'the PBX does not answer'))).toBe('no-answer');
    expect(factOf(new RegistrationRefused(403, 'Forbidden'))).toEqual({
      code: 'account',
      params: { status: 403 },
    });
    expect(codeOf(new RegistrationRefused(503, 'Service Unavailable'))).toBe('overloaded');
    expect(factOf(connectionFailure(new Error('something new')))).toBeUndefined();
  });
});
