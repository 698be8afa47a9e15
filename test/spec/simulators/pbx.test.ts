/** The simulated exchange is only worth as much as it resembles a real one: what it admits, rings, passes and drops. */
import { afterEach, describe, expect, it } from 'vitest';
import { Registrar } from '../../../src/simulators/pbx/registrar.ts';
import { ECHO_EXTENSION } from '../../../src/simulators/pbx/pbx.ts';
import {
  formatSip,
  header,
  headerValues,
  parseSip,
  userOf,
} from '../../../src/simulators/pbx/sip-message.ts';
import type { SipMessage } from '../../../src/simulators/pbx/sip-message.ts';
import { createTone, Ear } from '../../../src/simulators/pbx/tone.ts';
import { accountOf, callTo, cleanUp, exchange, hears, line, until } from './pbx-line.ts';

afterEach(cleanUp);

describe('The registrar', () => {
  it('admits a line with its digest and refuses a wrong password or an unknown line', async () => {
    const pbx = await exchange();
    const phone = await line(pbx, '1001', { transport: 'udp' });
    expect(pbx.registrations()).toMatchObject([{ user: '1001' }]);
    expect(await phone.register('wrong')).toBe(401);
    expect(await phone.register(undefined, 0)).toBe(200);
    expect(pbx.registrations()).toEqual([]);
  });

  it('answers the fault it is told, with Retry-After', () => {
    const registrar = new Registrar([accountOf('1001')], { registered: () => {}, unregistered: () => {} });
    registrar.fault = { status: 503, reason: 'Service Unavailable', retryAfterS: 7 };
    const answers: unknown[] = [];
    const message = parseSip(
      formatSip({
        method: 'REGISTER',
        uri: 'sip:x',
        status: 0,
        reason: '',
        body: '',
        headers: [
          ['Via', 'v'],
          ['From', 'f'],
          ['To', 't'],
          ['Call-ID', 'c'],
          ['CSeq', '1 REGISTER'],
        ],
      }),
    );
    if (!message) throw new Error('unreadable');
    registrar.receive({
      message,
      from: { transport: 'udp', host: 'h', port: 1 },
      respond: (...answer) => answers.push(answer),
    });
    expect(answers).toEqual([[503, 'Service Unavailable', { headers: [['Retry-After', '7']] }]]);
  });
});

describe('A call from the trunk', () => {
  it('rings a line with a delayed offer, drops unknown headers, and joins the audio of both directly', async () => {
    const pbx = await exchange();
    const phone = await line(pbx, '1001');
    const call = await callTo(pbx, '1001', { toneHz: 900, headers: { 'X-Escalation-Id': 'e-1' } });
    await until(() => call.phase === 'live', 'answered');
    expect(phone.invites[0]?.body).toBe('');
    expect(header(phone.invites[0] as SipMessage, 'X-Escalation-Id')).toBe('');
    expect(userOf(header(phone.invites[0] as SipMessage, 'From').replace(/.*<|>.*/g, ''))).toBe(
      '+525500000000',
    );
    await hears(call, 600, 'the phone');
    await hears(phone.call, 900, 'the caller');
    call.hangup();
    await until(() => phone.seen.includes('BYE'), 'the phone is told');
    await until(() => pbx.callCount === 0, 'the exchange forgets the call');
  });

  it('offers at once and passes headers when configured so', async () => {
    const pbx = await exchange({ passHeaders: true, delayedOffer: false });
    const phone = await line(pbx, '1001', { transport: 'udp' });
    const call = await callTo(pbx, '1001', {
      transport: 'udp',
      headers: { 'X-Escalation-Id': 'e-1', Subject: 'no' },
    });
    await until(() => call.phase === 'live', 'answered');
    expect(phone.invites[0]?.body).toContain('m=audio');
    expect(header(phone.invites[0] as SipMessage, 'X-Escalation-Id')).toBe('e-1');
    expect(header(phone.invites[0] as SipMessage, 'Subject')).toBe('');
    call.hangup();
  });

  it.each([
    ['an unknown number', '9999', 404],
    ['a line that is not registered', '1002', 480],
    ['a pilot without lines', '1900', 404],
  ])('to %s is refused', async (_what, to, status) => {
    const pbx = await exchange({ huntPilot: '1900' });
    expect(await (await callTo(pbx, to)).ended).toMatchObject({ status, byPeer: true });
  });

  it.each([
    { status: 486, reason: 'Busy Here' },
    { status: 603, reason: 'Decline' },
  ])('hears the refusal of the line: $status', async (refusal) => {
    const pbx = await exchange();
    (await line(pbx, '1001')).behaviour = refusal;
    expect(await (await callTo(pbx, '1001')).ended).toMatchObject(refusal);
  });

  it('gets 480 when the line rings out, and the line is told with CANCEL', async () => {
    const pbx = await exchange({ ringTimeoutMs: 300 });
    const phone = await line(pbx, '1001');
    phone.behaviour = 'ring';
    expect(await (await callTo(pbx, '1001')).ended).toMatchObject({ status: 480 });
    expect(phone.seen).toContain('CANCEL');
  });

  it('can be given up while it rings', async () => {
    const pbx = await exchange();
    const phone = await line(pbx, '1001');
    phone.behaviour = 'ring';
    const call = await callTo(pbx, '1001');
    await until(() => call.phase === 'ringing', 'ringing');
    call.cancel('SIP;cause=200;text="elsewhere"');
    expect(await call.ended).toMatchObject({ status: 487, byPeer: false });
    await until(() => phone.seen.includes('CANCEL'), 'the phone stops ringing');
  });

  it('to the hunt pilot rings the registered lines in turn until one answers', async () => {
    const pbx = await exchange({ huntPilot: '1900', ringTimeoutMs: 300 });
    const first = await line(pbx, '1001');
    const second = await line(pbx, '1002');
    const third = await line(pbx, '1003');
    first.behaviour = { status: 486, reason: 'Busy Here' };
    second.behaviour = 'ring';
    const call = await callTo(pbx, '1900');
    await until(() => call.phase === 'live', 'answered by the third');
    expect([first, second, third].map(({ invites }) => invites.length)).toEqual([1, 1, 1]);
    call.hangup();
  });

  it('is admitted only from a configured peer', async () => {
    const pbx = await exchange({ trunkPeers: ['10.0.0.1'] });
    expect(await (await callTo(pbx, '1001')).ended).toMatchObject({ status: 403 });
  });

  it('hears itself at the echo extension', async () => {
    const call = await callTo(await exchange(), ECHO_EXTENSION, { toneHz: 1_100 });
    await until(() => call.ear.toneShare(1_100) > 0.7, 'the echo');
    call.hangup();
    expect(await call.ended).toMatchObject({ byPeer: false });
  });
});

describe('SIP messages', () => {
  it('are read with compact names, folded lines and repeated headers', () => {
    const message = parseSip(
      'INVITE sip:a@b SIP/2.0\r\nv: one\r\nVia: two\r\nf: x\r\nt: y\r\ni: z\r\nCSeq: 1 INVITE\r\nSubject: a\r\n  b\r\n\r\nbody',
    );
    if (!message) throw new Error('unreadable');
    expect(headerValues(message, 'via')).toEqual(['one', 'two']);
    expect([header(message, 'call-id'), header(message, 'subject'), message.body]).toEqual([
      'z',
      'a b',
      'body',
    ]);
    expect(parseSip(formatSip(message))).toMatchObject({ method: 'INVITE', body: 'body' });
  });

  it.each(['', 'hello\r\n\r\n', 'INVITE sip:a SIP/2.0\r\nVia: x\r\n\r\n'])(
    'that are none are refused (%j)',
    (text) => {
      expect(parseSip(text)).toBeUndefined();
    },
  );
});

describe('The ear', () => {
  it('tells a tone from its neighbours, from noise and from silence', () => {
    const ear = new Ear();
    const tone = createTone(1_000);
    for (let i = 0; i < 25; i++) ear.hear(tone() as Int16Array);
    expect(ear.toneShare(1_000)).toBeGreaterThan(0.95);
    expect(ear.toneShare(700)).toBeLessThan(0.1);
    let seed = 1;
    const noise = (): number => (seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31) / 2 ** 16 - 16_384;
    for (let i = 0; i < 25; i++) ear.hear(Int16Array.from({ length: 160 }, noise));
    expect(ear.toneShare(1_000)).toBeLessThan(0.3);
    ear.forget();
    expect([ear.level, ear.toneShare(1_000)]).toEqual([0, 0]);
  });
});
