/**
 * A network that loses packets both ways, at random but the same each time: the call stays up, what is said can be
 * understood, and the agent is shown how bad it is. LOSS_SECONDS says how long each call lasts; 120 for the full.
 */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { PbxLeg } from '../../src/phone/media/pbx-leg.ts';
import { samplesFromUlaw, ulawFromSamples } from '../../src/shared/g711.ts';
import type { PhoneCall, PhoneState, QualitySummary } from '../../src/shared/phone.ts';
import { startFrameClock } from '../../src/phone/media/frame-clock.ts';
import { expectNoFaults } from '../spec/phone/bench.ts';
import { BenchPage, portIn } from '../spec/phone/media-bench.ts';
import { until } from '../support/until.ts';
import { AnsweringMachine } from './support/answering-machine.ts';
import { describeWith } from './support/describe-with.ts';
import { missingForKamailio } from './support/kamailio.ts';
import { LossyRelay } from './support/lossy-relay.ts';
import { startPeerBench } from './support/peer-bench.ts';
import type { PeerBench } from './support/peer-bench.ts';
import { createVoice, VowelEar } from './support/vowels.ts';

const SECONDS = Number(process.env['LOSS_SECONDS'] ?? 15);
const FRAMES = SECONDS * 50;
const TIMEOUT_MS = (SECONDS + 120) * 1_000;
const NUMBER = '7100';

describeWith(missingForKamailio(), `A call of ${SECONDS} s over a network that loses packets`, () => {
  let bench: PeerBench;
  let agent: BenchPage;
  const summaries = new Map<number, QualitySummary>();

  beforeAll(async () => {
    bench = await startPeerBench();
    const connectPage = async (sdp: string): Promise<string> =>
      (await bench.page.ask('audio.offer', { sdp })).sdp;
    agent = await BenchPage.connect({ connectPage }, createVoice());
    await bench.page.waitFor(({ audio }) => audio === 'connected');
  });
  afterAll(async () => {
    agent.close();
    expectNoFaults(bench.phone);
    await bench.close();
  });

  /** A call to somebody who speaks and listens behind the relay. */
  async function callThrough(relay: LossyRelay) {
    const leg = await PbxLeg.open({ localAddress: '127.0.0.1', codecs: ['PCMU'] });
    const [farEar, agentEar] = [new VowelEar(), new VowelEar()];
    leg.onVoice = ({ payload, timestamp }) => farEar.take(samplesFromUlaw(payload), timestamp);
    agent.onVoice = (samples, timestamp) => agentEar.take(samples, timestamp);
    const voice = createVoice();
    let timestamp = 0;
    const stopVoice = startFrameClock(() => {
      timestamp += 160;
      leg.sendVoice(ulawFromSamples(voice() ?? new Int16Array(160)), timestamp);
    });
    // Each side is told the relay's port in place of the other's.
    const machine = await AnsweringMachine.open({
      answer: async (offer) => {
        const farFacing = relay.portTowards(1, 0);
        relay.portTowards(0, portIn(offer));
        await leg.accept(offer.replace(/m=audio \d+/, `m=audio ${farFacing}`));
        const answer = await leg.describe();
        relay.portTowards(1, portIn(answer));
        return answer.replace(/m=audio \d+/, `m=audio ${relay.portTowards(0, portIn(offer))}`);
      },
    });
    await bench.kamailio.route(NUMBER, `sip:127.0.0.1:${machine.port}`);
    const { id } = await bench.page.ask('call.dial', { to: NUMBER });
    await bench.isLive(id);
    const close = async (): Promise<void> => {
      await bench.page.ask('call.hangup', { id }).catch(() => {});
      stopVoice();
      leg.close();
      machine.close();
      relay.close();
    };
    return { id, machine, farEar, agentEar, close };
  }

  it.each([0, 5, 10, 20])(
    'stays up and is understood both ways with a loss of %s per cent',
    async (lossPercent) => {
      const relay = await LossyRelay.open(lossPercent);
      const call = await callThrough(relay);
      try {
        await until(() => call.farEar.frames > FRAMES && call.agentEar.frames > FRAMES, {
          timeoutMs: (SECONDS + 30) * 1_000,
          what: `${SECONDS} s of voice both ways`,
        });
        const callIn = ({ calls }: PhoneState): PhoneCall | undefined =>
          calls.find(({ id }) => id === call.id);
        // The far side's reports can get lost as well; then the next one tells.
        const isTold = (state: PhoneState): boolean => callIn(state)?.quality?.farLossPercent !== undefined;
        const shown = callIn(await bench.page.waitFor(isTold, 'what the far side hears', 60_000));
        expect(shown?.phase).toBe('live');
        expect(call.machine.requests).toEqual(['INVITE']);
        // What was lost is not understood, nor what a busy machine held up; noise would fit to 0.29.
        const share = 0.8 * (1 - lossPercent / 100);
        expect(call.farEar.understood(FRAMES - 50)).toBeGreaterThan(share);
        expect(call.agentEar.understood(FRAMES - 50)).toBeGreaterThan(share);
        const { passed, lost } = relay.counts;
        expect((100 * lost) / (passed + lost)).toBeCloseTo(lossPercent, -1);
        expect(Math.abs((shown?.quality?.lossPercent ?? 100) - lossPercent)).toBeLessThan(
          3 + lossPercent * 0.6,
        );
        await bench.page.ask('call.hangup', { id: call.id });
        await until(() => call.machine.requests.includes('BYE'), { what: 'the goodbye' });
        const { quality } = await bench.backend.report('call.ended', summaries.size + 1);
        expect(quality).not.toBeNull();
        if (quality) summaries.set(lossPercent, quality);
        expect(Math.abs((quality?.lossPercent ?? 100) - lossPercent)).toBeLessThan(1 + lossPercent * 0.3);
        expect(quality?.farLossPercent).not.toBeNull();
      } finally {
        await call.close();
      }
    },
    TIMEOUT_MS,
  );

  it('is shown and kept as worse the more was lost', () => {
    const [none, five, ten, twenty] = [0, 5, 10, 20].map((loss) => summaries.get(loss)?.mosAverage ?? NaN);
    expect(none).toBeGreaterThan(4.2);
    expect(five).toBeLessThan((none ?? 0) - 0.2);
    expect(ten).toBeLessThan((five ?? 0) - 0.2);
    expect(twenty).toBeLessThan((ten ?? 0) - 0.2);
    console.log(
      [...summaries]
        .map(([loss, { mosAverage, mosMinimum }]) => `${loss} %: ${mosAverage} (${mosMinimum})`)
        .join(', '),
    );
  });
});
