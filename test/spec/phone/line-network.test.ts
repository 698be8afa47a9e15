/** What networks do to a line: none at the start, another one later, address translation, silence, sleep. */
import dgram from 'node:dgram';
import { once } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';
import { findLocalAddress } from '../../../src/phone/sip/local-address.ts';
import { watchNetwork } from '../../../src/phone/sip/network-watch.ts';
import { startPbx } from '../../../src/simulators/pbx/pbx.ts';
import type { Pbx } from '../../../src/simulators/pbx/pbx.ts';
import { placeSipCall } from '../../../src/simulators/pbx/sip-caller.ts';
import type { SipCall } from '../../../src/simulators/pbx/sip-caller.ts';
import { LINE, until } from './bench.ts';
import { LineBench } from './line-bench.ts';
import type { LineBenchOptions } from './line-bench.ts';
import { TinyRegistrar } from './tiny-registrar.ts';

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function exchange(): Promise<Pbx> {
  const pbx = await startPbx({ accounts: [LINE] });
  closers.push(() => pbx.stop());
  return pbx;
}

async function registrar(): Promise<TinyRegistrar> {
  const tiny = await TinyRegistrar.start();
  closers.push(() => tiny.close());
  return tiny;
}

function openLine(options: LineBenchOptions): LineBench {
  const bench = new LineBench(options);
  closers.push(() => bench.close());
  return bench;
}

/** A machine whose address is whatever `address` says; `undefined` is no network. */
function machineAt(first: string | undefined): {
  address: string | undefined;
  options: Pick<LineBenchOptions, 'localAddress' | 'findAddress'>;
} {
  const machine = {
    address: first,
    options: {
      localAddress: undefined,
      findAddress: async () => {
        if (machine.address === undefined) throw new Error('this machine has no network');
        return machine.address;
      },
    },
  };
  return machine;
}

const callTo = (pbx: Pbx): Promise<SipCall> =>
  placeSipCall({ pbxHost: pbx.host, pbxPort: pbx.port, to: LINE.user, from: '2002' });

describe('This machine', () => {
  it('finds its address towards a server, or says that there is no way', async () => {
    expect(await findLocalAddress({ address: '127.0.0.1', port: 5060 })).toBe('127.0.0.1');
    await expect(findLocalAddress({ address: '300.1.1.1', port: 5060 })).rejects.toThrow();
  });
});

describe('A line without a network', () => {
  it('says so, and registers when there is one', async () => {
    const pbx = await exchange();
    const machine = machineAt(undefined);
    const bench = openLine({ servers: [`127.0.0.1:${pbx.port}`], ...machine.options });
    expect((await bench.failed()).reason).toBe('this machine has no network');
    expect(bench.line.isConnected).toBe(false);
    machine.address = '127.0.0.1';
    await bench.registered();
  });
});

describe.each(['tcp', 'udp'] as const)('A machine that gets another address (%s)', (transport) => {
  it('registers from there in the place of the old binding, tells the owner of calls, and keeps their dialogs', async () => {
    const pbx = await exchange();
    const machine = machineAt('127.0.0.1');
    const bench = openLine({ servers: [`127.0.0.1:${pbx.port}`], transport, ...machine.options });
    await bench.registered();
    const call = await callTo(pbx);
    const invitation = await bench.invited();
    await invitation.accept();
    await until(() => call.phase === 'live', 'live');
    machine.address = '127.0.0.2';
    await until(() => bench.moves.length > 0, 'the owner is told');
    expect(bench.moves).toEqual(['127.0.0.2']);
    const [binding] = pbx.registrations();
    expect([pbx.registrations().length, binding?.contact]).toEqual([
      1,
      expect.stringMatching(/^sip:1001@127\.0\.0\.2:\d+/),
    ]);
    expect(bench.line.localAddress).toBe('127.0.0.2');
    await invitation.invite();
    await until(
      () => /Contact: <sip:1001@127\.0\.0\.2:\d+/.test(bench.trace.text(invitation.request.callId)),
      're-INVITE',
    );
    await invitation.bye();
    expect(await call.ended).toMatchObject({ byPeer: true });
    expect(bench.states.filter(({ phase }) => phase === 'failed')).toEqual([]);
  });
});

describe('A registrar that shows where it sees the phone', () => {
  /** A NAT on UDP: everything from the phone comes from another port. */
  async function startNat(serverPort: number): Promise<{ port: number; outsidePort: number }> {
    const inside = dgram.createSocket('udp4');
    const outside = dgram.createSocket('udp4');
    let phonePort = 0;
    inside.on('message', (datagram, { port }) => {
      phonePort = port;
      outside.send(datagram, serverPort, '127.0.0.1');
    });
    outside.on('message', (datagram) => inside.send(datagram, phonePort, '127.0.0.1'));
    for (const socket of [inside, outside]) {
      socket.bind(0, '127.0.0.1');
      await once(socket, 'listening');
      closers.push(() => socket.close());
    }
    return { port: inside.address().port, outsidePort: outside.address().port };
  }

  it('makes it register again at once with the address that a NAT gave it', async () => {
    const tiny = await registrar();
    const nat = await startNat(tiny.port);
    const bench = openLine({ servers: [`127.0.0.1:${nat.port}`], transport: 'udp' });
    await bench.registered();
    const contacts = tiny.registers().map(({ contact }) => /@([^;>]+)/.exec(contact)?.[1]);
    expect(contacts.length).toBe(2);
    expect(contacts[0]).not.toBe(contacts[1]);
    expect(contacts[1]).toBe(`127.0.0.1:${nat.outsidePort}`);
  });

  it('registers once where nothing stands between', async () => {
    const tiny = await registrar();
    await openLine({ servers: [`127.0.0.1:${tiny.port}`], transport: 'udp' }).registered();
    await openLine({ servers: [`127.0.0.1:${tiny.port}`], transport: 'tcp' }).registered();
    expect(tiny.registers().length).toBe(2);
  });

  it("has this phone's bindings of before removed, and nobody else's", async () => {
    const tiny = await registrar();
    const instanceId = '9d8f2a1c-33aa-4b1b-8d8d-111111111111';
    const bound = (address: string, id: string): string =>
      `<sip:1001@${address};transport=tcp>;expires=200;+sip.instance="<urn:uuid:${id}>"`;
    tiny.otherBindings = [
      bound('10.9.9.9:4321', instanceId),
      bound('10.8.8.8:1234', '00000000-1111-4222-8333-444444444444'),
    ];
    await openLine({ servers: [`127.0.0.1:${tiny.port}`], instanceId }).registered();
    const removed = tiny.registers().filter(({ contact }) => contact.includes('expires=0'));
    expect(removed.map(({ contact }) => contact)).toEqual([
      '<sip:1001@10.9.9.9:4321;transport=tcp>;expires=0',
    ]);
  });
});

describe('A machine that slept', () => {
  it('is noticed by its clock', async () => {
    let woke = 0;
    const stop = watchNetwork({
      findAddress: async () => undefined,
      usedAddress: () => undefined,
      onWoke: () => (woke += 1),
      onChanged: () => {},
      onTick: () => {},
    });
    closers.push(stop);
    const until8s = Date.now() + 8_000;
    // Nothing runs in this process meanwhile, as in a machine that sleeps.
    while (Date.now() < until8s) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1_000);
    await until(() => woke === 1, 'noticed');
  });
});
