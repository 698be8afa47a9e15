/** An exchange that goes away, hangs, or comes back: what becomes of its ports, registrations and calls. */
import net from 'node:net';
import { once } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';
import { cleanUp, exchange, hears, line, liveCallTo, onCleanUp, until } from './pbx-line.ts';

afterEach(cleanUp);

describe('An exchange that restarts', () => {
  it('refuses connections meanwhile, listens at the same port again, and has forgotten its lines', async () => {
    const pbx = await exchange();
    const phone = await line(pbx, '1001');
    const { port } = pbx;
    await pbx.stop();
    const socket = net.connect({ port, host: pbx.host });
    const [error] = (await once(socket, 'error')) as [NodeJS.ErrnoException];
    expect(error.code).toBe('ECONNREFUSED');
    await pbx.start();
    expect(pbx.port).toBe(port);
    expect(pbx.registrations()).toEqual([]);
    expect(await phone.register()).toBe(200);
    const caller = await liveCallTo(pbx, '1001');
    await hears(caller, 600);
  });

  it('keeps calls when told so: audio goes on, and both sides can hang up afterwards', async () => {
    const pbx = await exchange();
    const phone = await line(pbx, '1001');
    const caller = await liveCallTo(pbx, '1001', { toneHz: 900 });
    await pbx.stop({ calls: 'kept', keepsRegistrations: true });
    await hears(phone.call, 900, 'the caller, without an exchange');
    await pbx.start();
    expect(pbx.registrations()).toHaveLength(1);
    expect(await phone.call.hold(true)).toBe(200);
    caller.hangup();
    await until(() => phone.call.endedBy !== undefined, 'BYE after the restart');
    await until(() => pbx.callCount === 0, 'over');
  });

  it('that lost its calls answers 481 for them', async () => {
    const pbx = await exchange();
    const phone = await line(pbx, '1001');
    const caller = await liveCallTo(pbx, '1001');
    await pbx.stop({ calls: 'lost' });
    await hears(caller, 600, 'the agent, without an exchange');
    await pbx.start();
    expect((await phone.call.leg.request('UPDATE')).status).toBe(481);
    expect(await caller.hold(true)).toBe(481);
    expect([pbx.callCount, phone.call.endedBy]).toEqual([0, undefined]);
  });

  it('ends its calls with BYE otherwise', async () => {
    const pbx = await exchange();
    const phone = await line(pbx, '1001');
    const caller = await liveCallTo(pbx, '1001');
    await pbx.stop();
    expect(await caller.ended).toMatchObject({ byPeer: true });
    await until(() => phone.call.endedBy !== undefined, 'the phone is told');
  });
});

describe('An exchange that hangs', () => {
  it('takes connections and requests, answers none, and deals with them again when it wakes', async () => {
    const pbx = await exchange();
    const phone = await line(pbx, '1001', { transport: 'udp' });
    pbx.setSilent(true);
    const socket = net.connect({ port: pbx.port, host: pbx.host });
    onCleanUp(() => socket.destroy());
    await once(socket, 'connect');
    let answered: number | undefined;
    void phone.register().then((status) => (answered = status));
    const seen = new Promise((resolve) =>
      pbx.on('trace', (direction, { method }) => {
        if (direction === 'in' && method === 'REGISTER') resolve(undefined);
      }),
    );
    await seen;
    expect(answered).toBeUndefined();
    pbx.setSilent(false);
    await until(() => answered === 200, 'the repeated REGISTER is answered');
  });

  it('sends phones elsewhere with 503 and Retry-After', async () => {
    const pbx = await exchange();
    const phone = await line(pbx, '1001');
    pbx.refuseRegistrations({ status: 503, reason: 'Service Unavailable', retryAfterS: 7 });
    expect(await phone.register()).toBe(503);
    pbx.refuseRegistrations(undefined);
    expect(await phone.register()).toBe(200);
  });

  it.each([true, false])('answers a keep-alive ping only when told to (%s)', async (answersPings) => {
    const pbx = await exchange({ answersPings });
    const socket = net.connect({ port: pbx.port, host: pbx.host });
    onCleanUp(() => socket.destroy());
    let heard = '';
    socket.on('data', (chunk) => (heard += String(chunk)));
    await once(socket, 'connect');
    socket.write('\r\n\r\n');
    // OPTIONS behind the ping shows that the ping was read.
    socket.write(
      'OPTIONS sip:x SIP/2.0\r\nVia: SIP/2.0/TCP h;branch=z9hG4bKp\r\nFrom: f;tag=1\r\nTo: t\r\nCall-ID: c\r\nCSeq: 1 OPTIONS\r\n\r\n',
    );
    await until(() => heard.includes('SIP/2.0 200'), 'OPTIONS answered');
    expect(heard.startsWith('\r\n')).toBe(answersPings);
  });
});
