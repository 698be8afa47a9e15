/** A call that the agent gave up while it rang, at an exchange that never says what became of it. */
import { SessionState } from 'sip.js/lib/api/index.js';
import { describe, expect, it } from 'vitest';
import { CallSignalling } from '../../../src/phone/calls/call-signalling.ts';
import type { MediaLeg } from '../../../src/phone/media/media-leg.ts';
import { until } from './bench.ts';
import { ScriptedExchange } from './call-exchange.ts';
import { LineBench } from './line-bench.ts';

/** 32 s until the transaction is over, and a slow machine. */
const LONG_MS = 120_000;

describe('A call given up while it rings', () => {
  it(
    'is let go in the end, although the exchange never finishes it',
    async () => {
      const exchange = await ScriptedExchange.start();
      let leg: Promise<MediaLeg> | undefined;
      const bench = new LineBench({
        servers: [exchange.server],
        onLeg: (_session, opened) => void (leg = opened),
      });
      await bench.registered();
      const inviter = bench.line.createInviter('2002');
      const ends: string[] = [];
      const nothing = (): void => {};
      const signalling = new CallSignalling(inviter, () => undefined, {
        ...{ established: nothing, progress: nothing, refused: nothing, cancelled: nothing, bye: nothing },
        ...{ tone: nothing, notified: nothing, broken: nothing },
        terminated: () => ends.push('terminated'),
      });
      await signalling.invite();
      const call = await exchange.called();
      call.respond(180);
      await until(() => inviter.state === SessionState.Establishing, 'it rings');
      await signalling.close();
      (await call.next('CANCEL')).respond(200, 'OK');
      await until(() => ends.length > 0, 'it is over', LONG_MS);
      expect(inviter.state).toBe(SessionState.Terminated);
      const { userAgentClients } = bench.line.userAgent.userAgentCore;
      expect([...userAgentClients.values()].map(({ message }) => message.method)).not.toContain('INVITE');
      (await leg)?.close();
      await bench.line.close();
      await exchange.stop();
    },
    LONG_MS,
  );
});
