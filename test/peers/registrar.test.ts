/** The phone at a registrar that we did not write: Debian's Kamailio, over every transport the `direct` profile has. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { expectNoFaults, LINE, startPhone, TOKEN } from '../spec/phone/bench.ts';
import { connectPhonePage } from '../support/phone-page.ts';
import { until } from '../support/until.ts';
import { describeWith } from './support/describe-with.ts';
import { AGENT_TONE_HZ, missingPeers, startPeerBench } from './support/peer-bench.ts';
import type { PeerBench, PeerTransport } from './support/peer-bench.ts';

/** Short, so that a test sees a refresh. */
const GRANTED_S = 6;
const FAR_NUMBER = '7001';

for (const transport of ['udp', 'tcp', 'tls'] as const) {
  describeWith(missingPeers(transport), `A phone at Kamailio over ${transport}`, () =>
    testTransport(transport),
  );
}

function testTransport(transport: PeerTransport): void {
  let bench: PeerBench;
  let stateFolder: string;

  beforeAll(async () => {
    stateFolder = await mkdtemp(join(tmpdir(), 'vidanta-phone-'));
    bench = await startPeerBench({
      transport,
      kamailio: { maxExpiresS: GRANTED_S },
      env: { PHONE_STATE_DIR: stateFolder },
    });
  });
  afterEach((context) => bench.clear(context));
  afterAll(async () => {
    await bench.close();
    await rm(stateFolder, { recursive: true, force: true });
  });

  it('registers with digest, and its one contact is where it can be reached', async () => {
    const [binding, ...others] = await bench.kamailio.bindings(LINE.user);
    expect(others).toEqual([]);
    expect(binding).toMatchObject({ contact: contactPattern(transport), instance: instancePattern });
    expect(bench.page.state.registration).toMatchObject({ phase: 'registered', expiresInS: GRANTED_S });
  });

  it("refreshes before the server's expiry, not before its own wish, and stays one binding", async () => {
    const [before] = await bench.kamailio.bindings(LINE.user);
    await until(
      async () => ((await bench.kamailio.bindings(LINE.user))[0]?.cseq ?? 0) > (before?.cseq ?? 0) + 1,
      {
        what: 'two refreshes',
      },
    );
    const after = await bench.kamailio.bindings(LINE.user);
    expect(after).toHaveLength(1);
    expect(after[0]?.contact).toBe(before?.contact);
    expect(bench.page.state.registration.phase).toBe('registered');
  });

  it('rings when somebody calls through Kamailio; both hear each other until the caller hangs up', async () => {
    const { peer, id } = await bench.talk('caller', { name: 'María López' });
    expect(bench.page.call).toMatchObject({ direction: 'in', name: 'María López', number: '+525512345678' });
    await bench.bothHear(peer);
    await peer.cue('hang up');
    expect(await bench.isOver(id)).toMatchObject({
      outcome: 'answered',
      cause: 'Normal call clearing (Q.850 16)',
    });
    await peer.finished();
  });

  it('hangs up on a caller', async () => {
    const { peer, id } = await bench.talk('caller-hung-up-on');
    await bench.bothHear(peer);
    await bench.page.ask('call.hangup', { id });
    await peer.finished();
    expect(await bench.isOver(id)).toMatchObject({ outcome: 'answered' });
  });

  it('calls out through Kamailio; both hear each other until the callee hangs up', async () => {
    const peer = await bench.callee('callee', FAR_NUMBER);
    const { id } = await bench.page.ask('call.dial', { to: FAR_NUMBER });
    await peer.cue('answer');
    await bench.isLive(id);
    await peer.speak();
    await bench.bothHear(peer);
    await peer.cue('hang up');
    expect(await bench.isOver(id)).toMatchObject({ outcome: 'answered', number: FAR_NUMBER });
    await peer.finished();
  });

  it('hangs up on a callee', async () => {
    const peer = await bench.callee('callee-hung-up-on', FAR_NUMBER);
    const { id } = await bench.page.ask('call.dial', { to: FAR_NUMBER });
    await bench.isLive(id);
    await peer.hears(AGENT_TONE_HZ);
    await bench.page.ask('call.hangup', { id });
    await peer.finished();
  });

  it('calls and is called by somebody who speaks TCP', async () => {
    const callee = await bench.callee('callee-hung-up-on', FAR_NUMBER, { transport: 'tcp' });
    const { id } = await bench.page.ask('call.dial', { to: FAR_NUMBER });
    await bench.isLive(id);
    await callee.speak();
    await bench.bothHear(callee);
    await bench.page.ask('call.hangup', { id });
    await callee.finished();
    const caller = await bench.talk('caller-hung-up-on', { transport: 'tcp' });
    await bench.bothHear(caller.peer);
    await bench.page.ask('call.hangup', { id: caller.id });
    await caller.peer.finished();
  });

  it('registers again when Kamailio was restarted and knows nobody, and can be called', async () => {
    await bench.kamailio.stop();
    await bench.page.waitFor(({ registration }) => registration.phase !== 'registered', 'the loss', 40_000);
    await bench.kamailio.start();
    await bench.page.waitFor(
      ({ registration }) => registration.phase === 'registered',
      'registration',
      40_000,
    );
    expect(await bench.kamailio.bindings(LINE.user)).toHaveLength(1);
    const { peer, id } = await bench.talk('caller-hung-up-on');
    await bench.bothHear(peer);
    await bench.page.ask('call.hangup', { id });
    await peer.finished();
  });

  it('is one binding after the phone was killed and came back, with the same instance', async () => {
    const [before] = await bench.kamailio.bindings(LINE.user);
    bench.phone.child.kill('SIGKILL');
    await once(bench.phone.child, 'exit');
    await bench.page.close();
    bench.phone = await startPhone({ PHONE_STATE_DIR: stateFolder });
    bench.page = await connectPhonePage(bench.phone.url, TOKEN);
    await bench.signIn();
    const after = await bench.kamailio.bindings(LINE.user);
    expect(after).toHaveLength(1);
    expect(after[0]?.instance).toBe(before?.instance);
    const { peer, id } = await bench.talk('caller-hung-up-on');
    await bench.bothHear(peer);
    await bench.page.ask('call.hangup', { id });
    await peer.finished();
    expectNoFaults(bench.phone);
  });

  it('leaves no binding behind when it is told to stop', async () => {
    expect(await bench.kamailio.bindings(LINE.user)).toHaveLength(1);
    expect(await bench.phone.stop()).toBe(0);
    expect(await bench.kamailio.bindings(LINE.user)).toEqual([]);
  });
}

const instancePattern: unknown = expect.stringMatching(/^<urn:uuid:[0-9a-f-]{36}>$/);
const contactPattern = (transport: PeerTransport): unknown =>
  expect.stringMatching(
    transport === 'udp'
      ? new RegExp(`^sip:${LINE.user}@127\\.0\\.0\\.1:\\d+(;transport=udp)?$`)
      : new RegExp(`^sips?:${LINE.user}@127\\.0\\.0\\.1:\\d+;transport=${transport}$`),
  );
