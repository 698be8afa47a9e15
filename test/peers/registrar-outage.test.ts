/**
 * Registrars go away: calls that are up live through it, and the line finds another server, and its way back.
 * Each waits for time-outs, so they run side by side.
 */
import { describe, expect, it } from 'vitest';
import { LINE } from '../spec/phone/bench.ts';
import { until } from '../support/until.ts';
import { describeWith } from './support/describe-with.ts';
import { startKamailio } from './support/kamailio.ts';
import type { Kamailio } from './support/kamailio.ts';
import { missingPeers, withPeerBench } from './support/peer-bench.ts';
import type { PeerBench } from './support/peer-bench.ts';

const SLOW_MS = 90_000;
const LIMIT_MS = 300_000;
/** Short, so that a test sees the loss soon. */
const GRANTED_S = 10;

const registeredAt = ({ page }: PeerBench, { port }: Kamailio): Promise<unknown> =>
  page.waitFor(
    ({ registration }) => registration.phase === 'registered' && registration.server.endsWith(`:${port}`),
    `registration at ${port}`,
    SLOW_MS,
  );

/** A call goes on without its registrar, and obeys again when that is back. */
async function outliveKamailio(bench: PeerBench): Promise<void> {
  const talk = await bench.talk('caller-held');
  await bench.bothHear(talk.peer);
  await bench.kamailio.stop();
  await bench.page.waitFor(({ registration }) => registration.phase !== 'registered', 'the loss', SLOW_MS);
  await bench.bothHear(talk.peer);
  await bench.kamailio.start();
  await registeredAt(bench, bench.kamailio);
  await bench.page.ask('call.hold', { id: talk.id, on: true });
  await talk.peer.hearsNothing();
  await bench.page.ask('call.hold', { id: talk.id, on: false });
  await bench.bothHear(talk.peer);
  expect(talk.peer.rtp.streams.size).toBe(1);
  await bench.hangUp(talk);
}

/** The line goes to the second server and is called there, and returns to the first. */
async function failOverAndBack(bench: PeerBench, second: Kamailio): Promise<void> {
  expect(await second.bindings(LINE.user)).toEqual([]);
  await bench.kamailio.stop();
  await registeredAt(bench, second);
  expect(bench.page.state.registration).toMatchObject({ fallback: true });
  const there = await bench.talk('caller-hung-up-on', { server: second });
  await bench.bothHear(there.peer);
  await bench.hangUp(there);
  await bench.kamailio.start();
  await registeredAt(bench, bench.kamailio);
  expect(bench.page.state.registration).toMatchObject({ fallback: false });
  const back = await bench.talk('caller-hung-up-on');
  await bench.bothHear(back.peer);
  await bench.hangUp(back);
  await until(async () => (await second.bindings(LINE.user)).length === 0, {
    what: 'no binding left at the second server',
  });
}

describeWith(missingPeers(), 'While Kamailio is away', () => {
  describe.concurrent.each(['udp', 'tcp'] as const)('over %s', { timeout: LIMIT_MS }, (transport) => {
    const kamailio = { maxExpiresS: GRANTED_S };

    it(
      'a call goes on, and can be held and ended when Kamailio is back',
      withPeerBench({ transport, kamailio }, outliveKamailio),
    );

    it('the line registers at the next server, rings there, and returns when the first is back', async () => {
      const second = await startKamailio({ users: [LINE] });
      const moreServers = [`127.0.0.1:${second.port}`];
      const test = withPeerBench({ transport, kamailio, moreServers }, (bench) =>
        failOverAndBack(bench, second),
      );
      await test().finally(() => second.close());
    });
  });
});
