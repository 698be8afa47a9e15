/** SIP over TLS: the certificate is checked, one connection serves both ways, and a new one is told. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { once } from 'node:events';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import tls from 'node:tls';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startPbx } from '../../../src/simulators/pbx/pbx.ts';
import type { Pbx } from '../../../src/simulators/pbx/pbx.ts';
import { placeSipCall } from '../../../src/simulators/pbx/sip-caller.ts';
import { makeCertificate } from '../../peers/support/certificate.ts';
import { LINE, until } from './bench.ts';
import { LineBench } from './line-bench.ts';
import type { SipAccount } from '../../../src/shared/phone.ts';

/** TLS in front of the exchange's TCP port. */
interface TlsFront {
  port: number;
  /** Server names asked for (SNI), newest last; '' for none. */
  names: string[];
  drop: () => void;
  close: () => Promise<void>;
}

async function startFront(folder: string, pbxPort: number): Promise<TlsFront> {
  const pem = (name: string): Promise<Buffer> => readFile(join(folder, name));
  const sockets = new Set<net.Socket>();
  const names: string[] = [];
  const server = tls.createServer({ cert: await pem('cert.pem'), key: await pem('key.pem') }, (socket) => {
    const inner = net.connect(pbxPort, '127.0.0.1');
    names.push(typeof socket.servername === 'string' ? socket.servername : '');
    for (const one of [socket, inner]) {
      sockets.add(one);
      one.on('error', () => {});
    }
    socket.pipe(inner).pipe(socket);
    socket.on('close', () => inner.destroy());
    inner.on('close', () => socket.destroy());
  });
  server.on('tlsClientError', () => {});
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const drop = (): void => sockets.forEach((socket) => socket.destroy());
  const close = async (): Promise<void> => {
    drop();
    await new Promise((resolve) => server.close(resolve));
  };
  return { port: (server.address() as net.AddressInfo).port, names, drop, close };
}

describe('A line over TLS', () => {
  let folder: string;
  let caPem: string;
  let pbx: Pbx;
  let front: TlsFront;
  let bench: LineBench | undefined;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'vidanta-tls-'));
    caPem = await makeCertificate(folder);
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));
  beforeEach(async () => {
    pbx = await startPbx({ accounts: [LINE] });
    front = await startFront(folder, pbx.port);
  });
  afterEach(async () => {
    await bench?.close();
    await front.close();
    await pbx.stop();
  });

  const open = (account: Partial<SipAccount>, host = '127.0.0.1'): LineBench => {
    bench = new LineBench({ servers: [`${host}:${front.port}`], transport: 'tls', account });
    return bench;
  };
  const contact = (): string => pbx.registrations()[0]?.contact ?? '';

  it('registers with a Contact that names its own connection, and is rung over it', async () => {
    const line = open({ caPem });
    await line.registered();
    expect(contact()).toMatch(/^sip:1001@127\.0\.0\.1:\d+;transport=tls$/);
    expect(line.trace.text()).toMatch(/Via: SIP\/2\.0\/TLS 127\.0\.0\.1:\d+;branch=/);
    const call = await placeSipCall({
      pbxHost: pbx.host,
      pbxPort: pbx.port,
      to: LINE.user,
      from: '2002',
    });
    const invitation = await line.invited();
    await invitation.accept();
    await until(() => call.phase === 'live', 'live');
    call.hangup();
    await call.ended;
  });

  it('asks for the server by its name, and takes a certificate for that name', async () => {
    await open({ caPem }, 'localhost').registered();
    expect(front.names.at(-1)).toBe('localhost');
  });

  it('connects anew when the connection breaks, with its new port as Contact, and tells that calls must know', async () => {
    const line = open({ caPem });
    await line.registered();
    const before = contact();
    expect(line.reconnections).toBe(0);
    front.drop();
    await until(() => contact() !== before && line.reconnections === 1, 'registered with another Contact');
    expect(line.moves).toEqual([]);
  });

  it('says in words that it does not trust the certificate', async () => {
    const { reason } = await open({}).failed();
    expect(reason).toContain("the PBX's certificate is signed by itself, not by a trusted authority");
    expect(pbx.registrations()).toEqual([]);
  });

  it('says in words that the certificate is for another name', async () => {
    const names = {
      services: () => Promise.reject(new Error('none')),
      addresses: async () => ['127.0.0.1'],
    };
    bench = new LineBench({
      servers: [`other.test:${front.port}`],
      transport: 'tls',
      account: { caPem },
      names,
    });
    expect((await bench.failed()).reason).toContain("the PBX's certificate is for another name");
  });

  it('says in words that nobody speaks TLS there', async () => {
    bench = new LineBench({ servers: [`127.0.0.1:${pbx.port}`], transport: 'tls', account: { caPem } });
    expect((await bench.failed()).reason).toMatch(/the PBX (does not speak TLS|did not take|broke)/);
  });
});
