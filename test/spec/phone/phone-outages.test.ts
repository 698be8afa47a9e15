/** What may go away during a call: the page, the exchange's connection, the exchange itself. The call goes on. */
import dgram from 'node:dgram';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startPbx } from '../../../src/simulators/pbx/pbx.ts';
import { placeSipCall } from '../../../src/simulators/pbx/sip-caller.ts';
import type { SipCall } from '../../../src/simulators/pbx/sip-caller.ts';
import { connectPhonePage } from '../../support/phone-page.ts';
import { expectNoFaults, hears, LINE, SESSION_TOKEN, startBench, TOKEN, until } from './bench.ts';
import type { Bench } from './bench.ts';

const PAGE_TONE_HZ = 700;
const CALLER_TONE_HZ = 1_000;

async function answeredCall(bench: Bench): Promise<SipCall> {
  const call = await placeSipCall({
    pbxHost: bench.pbx.host,
    pbxPort: bench.pbx.port,
    to: LINE.user,
    from: '+525512345678',
    toneHz: CALLER_TONE_HZ,
  });
  await bench.page.waitFor(() => bench.page.call?.phase === 'ringing', 'ringing');
  await bench.page.ask('call.answer', { id: bench.page.call?.id ?? '' });
  await until(() => call.phase === 'live', 'the caller is connected');
  await bench.page.waitFor(() => bench.page.call?.phase === 'live', 'live');
  await hears(call.ear, PAGE_TONE_HZ);
  return call;
}

describe('When the page goes away', () => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await startBench({ toneHz: PAGE_TONE_HZ });
  }, 60_000);
  afterAll(() => bench.close());

  it('a reload keeps the call: no SIP at all, silence meanwhile in the same stream, then both hear each other again', async () => {
    const call = await answeredCall(bench);
    const methods: string[] = [];
    // All that touches a dialog; OPTIONS keeps the line alive whatever happens.
    bench.pbx.on('trace', (_direction, { method }) => {
      if (['REGISTER', 'INVITE', 'UPDATE', 'BYE', 'CANCEL'].includes(method)) methods.push(method);
    });
    await bench.page.close();
    await until(() => call.ear.level < 50, 'silence');
    const { packets } = call.rtp.reception;
    await until(() => call.rtp.reception.packets > packets + 25, 'packets go on without a page');
    bench.page = await connectPhonePage(bench.phone.url, TOKEN);
    expect(bench.page.call?.phase).toBe('live');
    await bench.page.ask('session.start', { backendUrl: bench.backend.url, token: SESSION_TOKEN });
    await bench.page.startAudio({ toneHz: PAGE_TONE_HZ });
    await bench.page.hears(CALLER_TONE_HZ);
    await hears(call.ear, PAGE_TONE_HZ);
    expect(methods).toEqual([]);
    expect(call.rtp.streams.size).toBe(1);
    expect(call.rtp.reception.lost).toBe(0);
    call.hangup();
    await bench.page.waitFor(() => bench.page.call === undefined, 'the call is over');
  });

  it('a second page takes over: the first is told, closed with 4001 and obeyed no more; the call goes on', async () => {
    const call = await answeredCall(bench);
    const first = bench.page;
    const second = await connectPhonePage(bench.phone.url, TOKEN);
    await until(() => first.closeCode !== undefined, 'the first page is closed');
    expect([first.isReplaced, first.closeCode]).toEqual([true, 4001]);
    first.stopAudio();
    await second.startAudio({ toneHz: 1_300 });
    await second.hears(CALLER_TONE_HZ);
    await hears(call.ear, 1_300);
    bench.page = second;
    call.hangup();
    await second.waitFor(() => second.call === undefined, 'the call is over');
  });
});

describe('When the connection to the exchange drops', () => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await startBench({ toneHz: PAGE_TONE_HZ });
  }, 60_000);
  afterAll(() => bench.close());

  it.each(['the agent', 'the caller'])(
    'in mid-call, the phone registers again, audio never stops, and %s can hang up',
    async (who) => {
      const call = await answeredCall(bench);
      const registered = new Promise((resolve) => bench.pbx.once('registered', resolve));
      bench.pbx.dropConnections();
      await registered;
      await bench.page.waitFor(({ registration }) => registration.phase === 'registered', 'registered');
      expect(call.rtp.reception.lost).toBe(0);
      await hears(call.ear, PAGE_TONE_HZ);
      await bench.page.ask('call.hold', { id: bench.page.call?.id ?? '', on: true });
      await bench.page.ask('call.hold', { id: bench.page.call?.id ?? '', on: false });
      await bench.page.hears(CALLER_TONE_HZ);
      if (who === 'the caller') call.hangup();
      else await bench.page.ask('call.hangup', { id: bench.page.call?.id ?? '' });
      expect(await call.ended).toMatchObject({ status: 200 });
      await bench.page.waitFor(() => bench.page.call === undefined, 'the call is over');
    },
  );

  it('a hang-up in the gap still reaches the exchange', async () => {
    const call = await answeredCall(bench);
    bench.pbx.dropConnections();
    await bench.page.ask('call.hangup', { id: bench.page.call?.id ?? '' });
    expect(await call.ended).toMatchObject({ byPeer: true, status: 200 });
    await bench.page.waitFor(({ registration }) => registration.phase === 'registered', 'registered');
  });

  it('an answer in the gap still connects the caller', async () => {
    const { pbx, page } = bench;
    const call = await placeSipCall({
      pbxHost: pbx.host,
      pbxPort: pbx.port,
      to: LINE.user,
      from: '2002',
      transport: 'udp',
    });
    await page.waitFor(() => page.call?.phase === 'ringing', 'ringing');
    pbx.dropConnections();
    await page.ask('call.answer', { id: page.call?.id ?? '' });
    await until(() => call.phase === 'live', 'connected');
    await hears(call.ear, PAGE_TONE_HZ);
    call.hangup();
    await page.waitFor(() => page.call === undefined, 'the call is over');
    await page.waitFor(({ registration }) => registration.phase === 'registered', 'registered');
  });

  it('a refused registration is shown with its reason and tried again', async () => {
    bench.pbx.refuseRegistrations({ status: 503, reason: 'Service Unavailable', retryAfterS: 1 });
    bench.pbx.dropConnections();
    const { registration } = await bench.page.waitFor(
      (s) => s.registration.phase === 'failed' && s.registration.reason.startsWith('503'),
      'refused',
    );
    expect(registration).toMatchObject({ reason: '503 Service Unavailable' });
    await expect(bench.page.ask('call.dial', { to: 'sip:@@' })).rejects.toThrow();
    bench.pbx.refuseRegistrations(undefined);
    await bench.page.waitFor((s) => s.registration.phase === 'registered', 'registered again');
    await until(
      () => bench.backend.reports.some((r) => r.type === 'registration' && !r.registered),
      'the backend heard of it',
    );
  });

  it('an exchange that hangs without closing anything is noticed; when it wakes the phone is back', async () => {
    bench.pbx.setSilent(true);
    await bench.page.waitFor((s) => s.registration.phase === 'failed', 'noticed', 60_000);
    bench.pbx.setSilent(false);
    await bench.page.waitFor((s) => s.registration.phase === 'registered', 'back');
    const call = await answeredCall(bench);
    call.hangup();
    await call.ended;
    expectNoFaults(bench.phone);
  });
});

describe.each(['tcp', 'udp'] as const)(
  'A machine that comes into another network in mid-call (%s)',
  (transport) => {
    it('registers from there, tells the other side by re-INVITE, and both hear each other again', async () => {
      const folder = await mkdtemp(join(tmpdir(), 'vidanta-network-'));
      const file = join(folder, 'address');
      await writeFile(file, '127.0.0.1');
      const bench = await startBench({
        transport,
        toneHz: PAGE_TONE_HZ,
        env: {
          PHONE_LOCAL_ADDRESS: '',
          MOVING_ADDRESS_FILE: file,
          NODE_OPTIONS: `--import=${new URL('moving-address.ts', import.meta.url)}`,
        },
      });
      try {
        const call = await answeredCall(bench);
        const offers: string[] = [];
        bench.pbx.on('trace', (direction, { method, body }) => {
          if (direction === 'in' && method === 'INVITE') offers.push(body);
        });
        await writeFile(file, '127.0.0.2');
        await until(() => offers.some((sdp) => sdp.includes('c=IN IP4 127.0.0.2')), 'a re-INVITE from there');
        const contacts = bench.pbx.registrations().map(({ contact }) => contact);
        expect(contacts).toEqual([expect.stringContaining('@127.0.0.2:')]);
        await hears(call.ear, PAGE_TONE_HZ);
        await bench.page.hears(CALLER_TONE_HZ);
        await bench.page.ask('call.hangup', { id: bench.page.call?.id ?? '' });
        expect(await call.ended).toMatchObject({ byPeer: true, status: 200 });
        expectNoFaults(bench.phone);
      } finally {
        await bench.close();
        await rm(folder, { recursive: true });
      }
    });
  },
);

describe('A machine that slept', () => {
  it('registers as soon as it wakes, without waiting for the next refresh', async () => {
    const bench = await startBench({ toneHz: PAGE_TONE_HZ });
    try {
      const registered = new Promise((resolve) => bench.pbx.once('registered', resolve));
      bench.phone.child.kill('SIGSTOP');
      // Long enough to be taken for sleep and not for a busy machine.
      await new Promise((resolve) => setTimeout(resolve, 8_000));
      bench.phone.child.kill('SIGCONT');
      await registered;
      await bench.page.waitFor((s) => s.registration.phase === 'registered', 'registered');
      const call = await answeredCall(bench);
      call.hangup();
      await call.ended;
      expectNoFaults(bench.phone);
    } finally {
      bench.phone.child.kill('SIGCONT');
      await bench.close();
    }
  });
});

describe.each(['tcp', 'udp'] as const)('An exchange that restarts (%s)', (transport) => {
  it('finds the phone registered again soon after, and can ring it', async () => {
    const bench = await startBench({ transport, toneHz: PAGE_TONE_HZ });
    try {
      const { port } = bench.pbx;
      await bench.pbx.stop();
      await bench.page.waitFor((s) => s.registration.phase === 'failed', 'the exchange is missed', 60_000);
      expect(bench.page.state.registration).toMatchObject({ reason: expect.stringMatching(/\w/) });
      bench.pbx = await startPbx({ accounts: [LINE], port });
      await bench.page.waitFor((s) => s.registration.phase === 'registered', 'registered');
      const call = await answeredCall(bench);
      call.hangup();
      await call.ended;
    } finally {
      await bench.close();
    }
  });
});

describe.each(['tcp', 'udp'] as const)(
  'An exchange that calls the phone at its Contact (%s)',
  (transport) => {
    it('reaches it, and strangers and garbage at that port do no harm', async () => {
      const bench = await startBench({ transport, toneHz: PAGE_TONE_HZ, pbx: { inviteOver: 'contact' } });
      try {
        const [, host = '', port = ''] =
          /@([\d.]+):(\d+)/.exec(bench.pbx.registrations()[0]?.contact ?? '') ?? [];
        for (const text of GARBAGE) await (transport === 'tcp' ? sendTcp : sendUdp)(text, Number(port), host);
        const call = await answeredCall(bench);
        await bench.page.hears(CALLER_TONE_HZ);
        for (const text of GARBAGE) await (transport === 'tcp' ? sendTcp : sendUdp)(text, Number(port), host);
        await hears(call.ear, PAGE_TONE_HZ);
        await bench.page.ask('call.hangup', { id: bench.page.call?.id ?? '' });
        expect(await call.ended).toMatchObject({ byPeer: true });
        expectNoFaults(bench.phone);
      } finally {
        await bench.close();
      }
    });
  },
);

const head = (first: string, rest = ''): string =>
  `${first}\r\nVia: SIP/2.0/TCP 127.0.0.1:9;branch=z9hG4bK${Math.random()}\r\nFrom: <sip:x@y>;tag=1\r\nTo: <sip:1001@127.0.0.1>\r\n` +
  `Call-ID: ${Math.random()}\r\nCSeq: 1 ${first.split(' ')[0]}\r\n${rest}`;
/** In the spirit of RFC 4475: what a broken or hostile neighbour sends. */
const GARBAGE = [
  'GET / HTTP/1.1\r\nHost: phone\r\n\r\n',
  '\0\xff\xfe'.repeat(500),
  'INVITE sip:1001@127.0.0.1 SIP/2.0\r\n\r\n',
  'SIP/2.0 200 OK\r\nVia: ;;;\r\nCSeq: x y\r\n\r\n',
  `${head('INVITE sip:1001@127.0.0.1 SIP/2.0', 'Contact: <<<>>>\r\nContent-Type: application/sdp\r\n')}Content-Length: 5\r\n\r\nv=0\r\n`,
  `${head('INVITE sip:1001@127.0.0.1 SIP/2.0', 'From: "unterminated <sip:\r\nMax-Forwards: -1\r\n')}Content-Length: 0\r\n\r\n`,
  `${head('BYE sip:1001@127.0.0.1 SIP/2.0')}Content-Length: -7\r\n\r\n`,
  `${head('CANCEL sip:1001@127.0.0.1 SIP/2.0')}Content-Length: 0\r\n\r\n`,
  `${head('NOTIFY sip:1001@127.0.0.1 SIP/2.0', 'Event: \r\n')}Content-Length: 0\r\n\r\n`,
  `${head('FROBNICATE sip:1001@127.0.0.1 SIP/2.0')}Content-Length: 0\r\n\r\n`,
  `INVITE ${'a'.repeat(60_000)}`,
];

async function sendTcp(text: string, port: number, host: string): Promise<void> {
  const socket = net.connect({ port, host });
  socket.on('error', () => {});
  await new Promise<void>((resolve) => {
    socket.on('close', () => resolve());
    socket.on('connect', () => socket.end(text));
    socket.resume();
    setTimeout(() => socket.destroy(), 500);
  });
}

async function sendUdp(text: string, port: number, host: string): Promise<void> {
  const socket = dgram.createSocket('udp4');
  await new Promise<void>((resolve) => socket.send(text, port, host, () => resolve()));
  socket.close();
}
