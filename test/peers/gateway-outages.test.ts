/** What may break between a phone and its WebRTC gateway, and what a call notices of it: nothing. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { expectNoFaults, SESSION_TOKEN, startPhone, TinyBackend, TOKEN } from '../spec/phone/bench.ts';
import { connectPhonePage } from '../support/phone-page.ts';
import { until } from '../support/until.ts';
import type { Registration, SipAccount } from '../../src/shared/phone.ts';
import {
  AGENT,
  AGENT_HZ,
  bothHear,
  gatewayAccount,
  noCall,
  openPage,
  ring,
  startGatewayBench,
  talk,
} from './support/gateway-bench.ts';
import type { GatewayBench } from './support/gateway-bench.ts';
import { missingForGateway } from './support/gateway.ts';

/** A connection that is silent is noticed within 15 s, and a slow machine may take its time to mend it. */
const MEND_MS = 60_000;

describe.skipIf(missingForGateway() !== undefined)('A phone behind a WebRTC gateway that breaks', () => {
  let bench: GatewayBench;
  let stateDir: string;
  const id = (): string => bench.page.call?.id ?? '';
  const registeredAgain = async (connectionsBefore: number): Promise<void> => {
    await until(() => bench.link.count > connectionsBefore, { what: 'a new connection', timeoutMs: MEND_MS });
    await bench.page.waitFor(
      ({ registration }) => registration.phase === 'registered',
      'registered',
      MEND_MS,
    );
  };
  const notRegistered = (): Promise<unknown> =>
    bench.page.waitFor(({ registration }) => registration.phase !== 'registered', 'the loss', MEND_MS);

  beforeAll(async () => {
    stateDir = await mkdtemp(join(tmpdir(), 'vidanta-gateway-phone-'));
    bench = await startGatewayBench({ PHONE_STATE_DIR: stateDir });
  });
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail')
      console.error(bench.gateway.log().slice(-4_000), bench.phone.log.slice(-20));
    bench.link.mend();
    for (const call of bench.page.state.calls)
      if (call.phase !== 'ended') await bench.page.ask('call.hangup', { id: call.id }).catch(() => {});
    for (const call of bench.trunk.calls) call.drop();
    await bench.page.waitFor(
      ({ registration }) => registration.phase === 'registered',
      'registered',
      MEND_MS,
    );
  });
  afterAll(async () => {
    if (!bench) return;
    expectNoFaults(bench.phone);
    await bench.close();
    await rm(stateDir, { recursive: true, force: true });
  });

  it('keeps the audio when the connection is cut, registers again, and the PBX can hang up', async () => {
    const call = await talk(bench);
    const { count } = bench.link;
    bench.link.cut();
    await notRegistered();
    await bothHear(bench, call);
    bench.link.mend();
    await registeredAgain(count);
    await bothHear(bench, call);
    expect(call.audio.ssrcs.size).toBe(1);
    expect(await call.hangUp()).toBe(200);
    await noCall(bench);
    expect(await bench.gateway.bindings(AGENT.user)).toHaveLength(1);
  });

  it('can hold, resume and hang up over the new connection', async () => {
    const call = await talk(bench);
    const { count } = bench.link;
    bench.link.cut();
    bench.link.mend();
    await registeredAgain(count);
    await bench.page.ask('call.hold', { id: id(), on: true });
    await until(() => call.audio.direction === 'recvonly', { what: 'the PBX was told' });
    await bench.page.ask('call.hold', { id: id(), on: false });
    await bothHear(bench, call);
    await bench.page.ask('call.hangup', { id: id() });
    await call.becomes('ended');
    expect(call.end).toEqual({ status: 200, byPeer: true });
  });

  it('notices a connection that is silent without being closed, and makes another', async () => {
    const call = await talk(bench);
    const { count } = bench.link;
    bench.link.silence();
    await notRegistered();
    bench.link.cut();
    bench.link.mend();
    await registeredAgain(count);
    await bothHear(bench, call);
    expect(await call.hangUp()).toBe(200);
  });

  it('outlives a restart of the signalling: the call goes on and either side can end it', async () => {
    const call = await talk(bench);
    await bench.gateway.stopSignalling();
    await notRegistered();
    await bothHear(bench, call);
    await bench.gateway.startSignalling();
    await bench.page.waitFor(
      ({ registration }) => registration.phase === 'registered',
      'registered',
      MEND_MS,
    );
    await bothHear(bench, call);
    expect(await call.hangUp()).toBe(200);
    await noCall(bench);
    await bench.page.ask('call.hangup', { id: (await ring(bench), id()) });
  });

  it('finds a new way for the audio when rtpengine was restarted and knows the call no more', async () => {
    const call = await talk(bench);
    await bench.gateway.restartMedia();
    await until(() => call.reinvites > 0, { what: 'a re-INVITE with a new way', timeoutMs: MEND_MS });
    await bothHear(bench, call);
    expect(call.audio.ssrcs.size).toBe(1);
    expect(await call.hangUp()).toBe(200);
  });

  it('has one binding after it died and was started again, and is rung once', async () => {
    const before = await bench.gateway.bindings(AGENT.user);
    bench.phone.child.kill('SIGKILL');
    await until(() => bench.phone.child.signalCode !== null, { what: 'the end of the phone' });
    await bench.page.close();
    bench.phone = await startPhone({ PHONE_STATE_DIR: stateDir });
    bench.page = await openPage(bench.phone, bench.backend);
    expect(await bench.gateway.bindings(AGENT.user)).toEqual(before);
    const call = await talk(bench);
    expect(await call.hangUp()).toBe(200);
  });

  it.each<[string, (account: SipAccount) => SipAccount, RegExp]>([
    [
      'a certificate nobody vouches for',
      ({ caPem: _, ...account }) => account,
      /certificate.*(trust|itself)/,
    ],
    [
      'a path that is no WebSocket',
      (account) => ({ ...account, servers: account.servers.map((url) => url.replace('/sip', '/other')) }),
      /refuses a WebSocket.*404/,
    ],
    ['a wrong password', (account) => ({ ...account, password: 'wrong' }), /40[13]/],
  ])('says clearly why it does not register: %s', async (_what, spoil, reason) => {
    const backend = new TinyBackend(spoil(gatewayAccount(bench.gateway, bench.gateway.wssPort)));
    await backend.start();
    const phone = await startPhone();
    const page = await connectPhonePage(phone.url, TOKEN);
    try {
      await page.ask('session.start', { backendUrl: backend.url, token: SESSION_TOKEN });
      const { registration } = await page.waitFor(
        (state) => state.registration.phase === 'failed',
        'a refusal',
      );
      expect((registration as Extract<Registration, { phase: 'failed' }>).reason).toMatch(reason);
    } finally {
      await page.close();
      await phone.stop();
      await backend.stop();
    }
  });

  it('is heard again by a call after all that', async () => {
    const call = await talk(bench, { sdp: false });
    await call.hears(AGENT_HZ);
    expect(await call.hangUp()).toBe(200);
  });
});
