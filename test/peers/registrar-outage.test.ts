/** Registrars go away: calls that are up live through it, and the line finds another server, and its way back. */
import { afterEach, expect, it } from 'vitest';
import { LINE } from '../spec/phone/bench.ts';
import { until } from '../support/until.ts';
import { describeWith } from './support/describe-with.ts';
import { startKamailio } from './support/kamailio.ts';
import type { Kamailio } from './support/kamailio.ts';
import { missingPeers, startPeerBench } from './support/peer-bench.ts';
import type { PeerBench } from './support/peer-bench.ts';

const SLOW_MS = 90_000;

describeWith(missingPeers(), 'While Kamailio is away', () => {
  let bench: PeerBench | undefined;
  let backup: Kamailio | undefined;
  afterEach(async (context) => {
    await bench?.clear(context);
    await bench?.close();
    await backup?.close();
    bench = backup = undefined;
  });

  const registeredAt = (port: number | undefined): Promise<unknown> =>
    (bench as PeerBench).page.waitFor(
      ({ registration }) => registration.phase === 'registered' && registration.server.endsWith(`:${port}`),
      `registration at ${port}`,
      SLOW_MS,
    );
  const isLost = (): Promise<unknown> =>
    (bench as PeerBench).page.waitFor(
      ({ registration }) => registration.phase !== 'registered',
      'the loss',
      SLOW_MS,
    );

  it.each(['udp', 'tcp'] as const)(
    'a call goes on over %s, and can be held and ended when Kamailio is back',
    async (transport) => {
      bench = await startPeerBench({ transport, kamailio: { maxExpiresS: 10 } });
      const talk = await bench.talk('caller-held');
      await bench.bothHear(talk.peer);
      await bench.kamailio.stop();
      await isLost();
      await bench.bothHear(talk.peer);
      await bench.kamailio.start();
      await registeredAt(bench.kamailio.port);
      await bench.page.ask('call.hold', { id: talk.id, on: true });
      await talk.peer.hearsNothing();
      await bench.page.ask('call.hold', { id: talk.id, on: false });
      await bench.bothHear(talk.peer);
      expect(talk.peer.rtp.streams.size).toBe(1);
      await bench.hangUp(talk);
    },
  );

  it.each(['udp', 'tcp'] as const)(
    'the line registers at the next server over %s, rings there, and returns when the first is back',
    async (transport) => {
      backup = await startKamailio({ users: [LINE] });
      const second = backup;
      bench = await startPeerBench({
        transport,
        kamailio: { maxExpiresS: 10 },
        moreServers: [`127.0.0.1:${backup.port}`],
      });
      expect(await backup.bindings(LINE.user)).toEqual([]);
      await bench.kamailio.stop();
      await registeredAt(backup.port);
      expect(bench.page.state.registration).toMatchObject({ phase: 'registered', fallback: true });
      const talk = await bench.talk('caller-hung-up-on', { server: backup });
      await bench.bothHear(talk.peer);
      await bench.hangUp(talk);
      await bench.kamailio.start();
      await registeredAt(bench.kamailio.port);
      expect(bench.page.state.registration).toMatchObject({ phase: 'registered', fallback: false });
      const again = await bench.talk('caller-hung-up-on');
      await bench.bothHear(again.peer);
      await bench.hangUp(again);
      await until(async () => (await second.bindings(LINE.user)).length === 0, {
        what: 'no binding left at the second server',
      });
    },
  );
});
