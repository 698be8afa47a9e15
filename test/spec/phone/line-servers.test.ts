/** Several servers in order: which one the line takes, when it goes to the next, and when it returns. */
import net from 'node:net';
import { once } from 'node:events';
import { SessionState } from 'sip.js/lib/api/index.js';
import { afterEach, describe, expect, it } from 'vitest';
import { inOrderOfWeight, resolverLookup } from '../../../src/phone/sip/server-list.ts';
import { startPbx } from '../../../src/simulators/pbx/pbx.ts';
import type { Pbx } from '../../../src/simulators/pbx/pbx.ts';
import { placeSipCall } from '../../../src/simulators/pbx/sip-caller.ts';
import { LINE, until } from './bench.ts';
import { LineBench } from './line-bench.ts';
import type { LineBenchOptions } from './line-bench.ts';
import { startTinyDns } from './tiny-dns.ts';

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function exchange(): Promise<Pbx> {
  const pbx = await startPbx({ accounts: [LINE] });
  closers.push(() => pbx.stop());
  return pbx;
}

function openLine(options: LineBenchOptions): LineBench {
  const bench = new LineBench(options);
  closers.push(() => bench.close());
  return bench;
}

const at = (pbx: Pbx): string => `127.0.0.1:${pbx.port}`;
const isRegistered = (pbx: Pbx): boolean => pbx.registrations().length > 0;

/** A port that nobody listens on. */
async function closedPort(): Promise<number> {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as net.AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

describe('A line with several servers', () => {
  it('takes the first one and says that it is no fall-back', async () => {
    const [first, second] = [await exchange(), await exchange()];
    const { fallback } = await openLine({ servers: [at(first), at(second)] }).registered(at(first));
    expect([fallback, isRegistered(second)]).toEqual([false, false]);
  });

  it.each(['tcp', 'udp'] as const)(
    'takes the next one at once when nobody listens at the first (%s)',
    async (transport) => {
      const [port, second] = [await closedPort(), await exchange()];
      const bench = openLine({ servers: [`127.0.0.1:${port}`, at(second)], transport });
      expect(await bench.registered(at(second))).toMatchObject({ fallback: true });
      expect(bench.states.map(({ phase }) => phase)).toEqual(['connecting', 'registered']);
      expect(bench.trace.text()).not.toContain(`-> 127.0.0.1:${port}`);
    },
  );

  it.each(['tcp', 'udp'] as const)('takes the next one when the first is silent (%s)', async (transport) => {
    const [first, second] = [await exchange(), await exchange()];
    first.setSilent(true);
    const bench = openLine({ servers: [at(first), at(second)], transport });
    expect(await bench.registered(at(second))).toMatchObject({ fallback: true });
  });

  it.each([500, 503])('takes the next one when the first answers %i', async (status) => {
    const [first, second] = [await exchange(), await exchange()];
    first.refuseRegistrations({ status, reason: 'Out Of Service', retryAfterS: 600 });
    const bench = openLine({ servers: [at(first), at(second)] });
    expect(await bench.registered(at(second))).toMatchObject({ fallback: true });
  });

  it('does not try a refused password anywhere else', async () => {
    const [first, second] = [await exchange(), await exchange()];
    let asked = 0;
    second.on('trace', () => (asked += 1));
    const bench = openLine({ servers: [at(first), at(second)], account: { password: 'wrong' } });
    const { reason, retryAt } = await bench.failed();
    expect(reason).toBe('401 Unauthorized');
    expect(retryAt - Date.now()).toBeGreaterThan(10_000);
    expect([asked, isRegistered(second)]).toEqual([0, false]);
  });

  it('names each one with its reason when none works, and goes on trying', async () => {
    const [port, second] = [await closedPort(), await exchange()];
    second.refuseRegistrations({ status: 503, reason: 'Busy' });
    const bench = openLine({ servers: [`127.0.0.1:${port}`, at(second)] });
    const { reason } = await bench.failed();
    expect(reason).toMatch(new RegExp(`127.0.0.1:${port}: the PBX refuses .*; ${at(second)}: 503 Busy`));
    second.refuseRegistrations(undefined);
    await bench.registered(at(second));
  });

  it('goes to the next one when the one in use breaks down, and to the first again when that is all there is', async () => {
    const [first, second] = [await exchange(), await exchange()];
    const bench = openLine({ servers: [at(first), at(second)] });
    await bench.registered(at(first));
    const { port } = first;
    await first.stop();
    await bench.registered(at(second));
    const again = await startPbx({ accounts: [LINE], port });
    closers.push(() => again.stop());
    await second.stop();
    expect(await bench.registered(at(again))).toMatchObject({ fallback: false });
  });

  it('returns to the first when it is back, but not before the call is over, and unregisters at the other', async () => {
    const [first, second] = [await exchange(), await exchange()];
    first.refuseRegistrations({ status: 503, reason: 'Starting' });
    const bench = openLine({ servers: [at(first), at(second)], probeEveryMs: 200 });
    await bench.registered(at(second));
    const endCall = bench.beginCall();
    let probes = 0;
    first.on('trace', (direction, { method }) => {
      if (direction === 'in' && method === 'OPTIONS') probes += 1;
    });
    first.refuseRegistrations(undefined);
    await until(() => probes > 0, 'the first is asked');
    expect(bench.registration).toMatchObject({ server: at(second) });
    endCall();
    expect(await bench.registered(at(first))).toMatchObject({ fallback: false });
    await until(() => !isRegistered(second), 'unregistered at the second');
    expect(bench.states.some(({ phase }) => phase === 'failed')).toBe(false);
  });

  it('stays where it is when the first answers OPTIONS but takes no registration', async () => {
    const [first, second] = [await exchange(), await exchange()];
    first.refuseRegistrations({ status: 503, reason: 'Overloaded' });
    let refused = 0;
    first.on('trace', (direction, message) => {
      if (direction === 'out' && message.status === 503) refused += 1;
    });
    const bench = openLine({ servers: [at(first), at(second)], probeEveryMs: 200 });
    await bench.registered(at(second));
    await until(() => refused >= 3, 'tried at the first again and again');
    expect(bench.registration).toMatchObject({ phase: 'registered', server: at(second) });
    await placeSipCall({ pbxHost: second.host, pbxPort: second.port, to: LINE.user, from: '2002' });
    await bench.invited();
  });

  it.each(['tcp', 'udp'] as const)(
    'ends a call where it began, although the line has moved to another server meanwhile (%s)',
    async (transport) => {
      const [first, second] = [await exchange(), await exchange()];
      const bench = openLine({ servers: [at(first), at(second)], transport });
      await bench.registered(at(first));
      const call = await placeSipCall({
        pbxHost: first.host,
        pbxPort: first.port,
        to: LINE.user,
        from: '2002',
      });
      const invitation = await bench.invited();
      await invitation.accept();
      await until(() => call.phase === 'live', 'live');
      first.refuseRegistrations({ status: 503, reason: 'Going Down' });
      await bench.line.refresh();
      await bench.registered(at(second));
      const strays: string[] = [];
      second.on('trace', (direction, { method }) => {
        if (direction === 'in' && method === 'BYE') strays.push(method);
      });
      await invitation.bye();
      expect(await call.ended).toMatchObject({ byPeer: true });
      expect(strays).toEqual([]);
    },
  );
});

describe('A call at a server that is away', () => {
  it('cannot be held meanwhile, is not ended by the server that took the line, and is hung up when its own is back', async () => {
    const [first, second] = [await exchange(), await exchange()];
    const relay = await startRelay(first.port);
    const bench = openLine({ servers: [`127.0.0.1:${relay.port}`, at(second)], probeEveryMs: 600_000 });
    await bench.registered(`127.0.0.1:${relay.port}`);
    const call = await placeSipCall({
      pbxHost: first.host,
      pbxPort: first.port,
      to: LINE.user,
      from: '2002',
    });
    const invitation = await bench.invited();
    await invitation.accept();
    await until(() => call.phase === 'live', 'live');
    relay.cut();
    await bench.registered(at(second));
    await expect(invitation.invite()).resolves.toBeDefined();
    expect(invitation.state).toBe(SessionState.Established);
    const strays: string[] = [];
    second.on('trace', (direction, { method }) => {
      if (direction === 'in' && /INVITE|BYE/.test(method)) strays.push(method);
    });
    await invitation.bye();
    relay.mend();
    expect(await call.ended).toMatchObject({ byPeer: true });
    expect(strays).toEqual([]);
  });
});

/** A way to an exchange over TCP that can be cut and mended. */
async function startRelay(port: number): Promise<{ port: number; cut: () => void; mend: () => void }> {
  let isCut = false;
  const sockets = new Set<net.Socket>();
  const server = net.createServer((socket) => {
    socket.on('error', () => {});
    if (isCut) return void socket.destroy();
    const inner = net.connect(port, '127.0.0.1');
    inner.on('error', () => {});
    sockets.add(socket).add(inner);
    socket.pipe(inner).pipe(socket);
    socket.on('close', () => inner.destroy());
    inner.on('close', () => socket.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const cut = (): void => {
    isCut = true;
    for (const socket of sockets) socket.destroy();
  };
  closers.push(() => {
    cut();
    server.close();
  });
  return { port: (server.address() as net.AddressInfo).port, cut, mend: () => (isCut = false) };
}

describe('A server given by its name alone', () => {
  it('is found by SRV: the priorities in order, each with its own port', async () => {
    const [first, second] = [await exchange(), await exchange()];
    const dns = await startTinyDns({
      services: {
        '_sip._tcp.pbx.test': [
          { name: 'b.pbx.test', port: second.port, priority: 20, weight: 0 },
          { name: 'a.pbx.test', port: first.port, priority: 10, weight: 0 },
        ],
      },
      addresses: { 'a.pbx.test': '127.0.0.1', 'b.pbx.test': '127.0.0.1' },
    });
    closers.push(() => dns.close());
    const bench = openLine({ servers: ['pbx.test'], names: resolverLookup(dns.resolver) });
    expect(await bench.registered(`a.pbx.test:${first.port}`)).toMatchObject({ fallback: false });
    await first.stop();
    expect(await bench.registered(`b.pbx.test:${second.port}`)).toMatchObject({ fallback: true });
    expect(dns.asked).toContain('_sip._tcp.pbx.test');
  });

  it('is asked for by transport, and with a port is no matter of SRV', async () => {
    const pbx = await exchange();
    const dns = await startTinyDns({
      services: { '_sip._udp.pbx.test': [{ name: 'a.pbx.test', port: pbx.port, priority: 1, weight: 1 }] },
      addresses: { 'a.pbx.test': '127.0.0.1' },
    });
    closers.push(() => dns.close());
    const names = resolverLookup(dns.resolver);
    await openLine({ servers: ['pbx.test'], transport: 'udp', names }).registered(`a.pbx.test:${pbx.port}`);
    const direct = openLine({ servers: [`a.pbx.test:${pbx.port}`], names });
    await direct.registered(`a.pbx.test:${pbx.port}`);
    expect(dns.asked.filter((name) => name.startsWith('_'))).toEqual(['_sip._udp.pbx.test']);
  });

  it('that nobody knows is a reason in words, and no end', async () => {
    const pbx = await exchange();
    const zone = { addresses: {} as Record<string, string> };
    const dns = await startTinyDns(zone);
    closers.push(() => dns.close());
    const bench = openLine({ servers: [`late.test:${pbx.port}`], names: resolverLookup(dns.resolver) });
    expect((await bench.failed()).reason).toContain("the PBX's name is not known here");
    zone.addresses['late.test'] = '127.0.0.1';
    await bench.registered(`late.test:${pbx.port}`);
  });

  it('shares phones among equal servers by their weight', () => {
    const record = (name: string, weight: number) => ({ name, port: 5060, priority: 1, weight });
    const records = [record('small', 1), record('none', 0), record('big', 9)];
    const firstAt = (random: number): string | undefined => inOrderOfWeight(records, () => random)[0]?.name;
    expect([firstAt(0.05), firstAt(0.5), firstAt(0.99)]).toEqual(['small', 'big', 'big']);
    expect(new Set(inOrderOfWeight(records, () => 0.5).map(({ name }) => name)).size).toBe(3);
  });
});
