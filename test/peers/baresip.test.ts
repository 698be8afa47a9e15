/** Calls with baresip, a phone that we did not write: encrypted and plain, in each codec, both ways. */
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import type { CallQuality, PhoneState, SipAccount } from '../../src/shared/phone.ts';
import { expectNoFaults, LINE } from '../spec/phone/bench.ts';
import { until } from '../support/until.ts';
import { missingForBaresip, startBaresip } from './support/baresip.ts';
import type { Baresip, BaresipOptions } from './support/baresip.ts';
import { describeWith } from './support/describe-with.ts';
import { missingForKamailio } from './support/kamailio.ts';
import { AGENT_TONE_HZ, startPeerBench } from './support/peer-bench.ts';
import type { PeerBench } from './support/peer-bench.ts';

const BARESIP_TONE_HZ = 1_000;
const NUMBER = '2002';

interface Kind {
  title: string;
  transport: 'udp' | 'tcp';
  account: Pick<SipAccount, 'codecs' | 'mediaEncryption'>;
  encryption?: BaresipOptions['encryption'];
}

const kinds: Kind[] = [
  {
    title: 'plain G.711 A-law over UDP',
    transport: 'udp',
    account: { codecs: ['PCMA'], mediaEncryption: 'off' },
  },
  {
    title: 'G.711 with SRTP that both require, over TCP',
    transport: 'tcp',
    account: { codecs: ['PCMU', 'PCMA'], mediaEncryption: 'required' },
    encryption: 'srtp-mand',
  },
  {
    title: 'G.722 with SRTP that the phone only offers, over UDP',
    transport: 'udp',
    account: { codecs: ['G722', 'PCMU'], mediaEncryption: 'offered' },
    encryption: 'srtp',
  },
  {
    title: 'plain G.722 over TCP, though the phone offers encryption',
    transport: 'tcp',
    account: { codecs: ['G722'], mediaEncryption: 'offered' },
  },
];

for (const kind of kinds)
  describeWith(missingForBaresip() ?? missingForKamailio(), `A call with baresip in ${kind.title}`, () =>
    testKind(kind),
  );

function testKind({ transport, account, encryption }: Kind): void {
  let bench: PeerBench;
  let baresip: Baresip;
  const codec = account.codecs[0];
  const isSecured = encryption !== undefined;

  beforeAll(async () => {
    bench = await startPeerBench({ transport, account });
  });
  afterEach(async (context) => {
    if (context.task.result?.state === 'fail') console.error(baresip.output().slice(-6_000));
    await bench.clear(context);
    await baresip.close();
  });
  afterAll(async () => {
    expectNoFaults(bench.phone);
    await bench.close();
  });

  /** baresip, reachable under its number. */
  async function meet(options: Partial<BaresipOptions> = {}): Promise<void> {
    baresip = await startBaresip({
      transport,
      toneHz: BARESIP_TONE_HZ,
      ...(encryption ? { encryption } : {}),
      ...options,
    });
    await bench.kamailio.route(
      NUMBER,
      `sip:${baresip.user}@127.0.0.1:${baresip.port};transport=${transport}`,
    );
  }

  async function bothHear(): Promise<void> {
    await bench.page.hears(BARESIP_TONE_HZ);
    await baresip.hears(AGENT_TONE_HZ);
  }

  /** baresip calls, the agent answers. */
  async function answerBaresip(options: Partial<BaresipOptions> = {}): Promise<string> {
    await meet(options);
    baresip.command('dial', `sip:${LINE.user}@127.0.0.1:${bench.kamailio.port};transport=${transport}`);
    const { calls } = await bench.page.waitFor((state) =>
      state.calls.some(({ phase }) => phase === 'ringing'),
    );
    const id = calls.find(({ phase }) => phase === 'ringing')?.id ?? '';
    await bench.page.ask('call.answer', { id });
    await bench.isLive(id);
    await baresip.told('CALL_ESTABLISHED');
    return id;
  }

  it('that it places: both hear each other, in the codec and the secrecy agreed', async () => {
    const id = await answerBaresip();
    await bothHear();
    expect(bench.page.call).toMatchObject({ codec, secured: isSecured });
    expect(baresip.codec).toBe(codec);
    expect(baresip.suites).toEqual(isSecured ? ['AES_CM_128_HMAC_SHA1_80'] : []);
    baresip.command('hangup');
    expect(await bench.isOver(id)).toMatchObject({ outcome: 'answered' });
  });

  it('that the agent places: both hear each other, and the agent hangs up', async () => {
    await meet({ answers: true });
    const { id } = await bench.page.ask('call.dial', { to: NUMBER });
    await bench.isLive(id);
    await bothHear();
    expect(bench.page.call).toMatchObject({ codec, secured: isSecured });
    expect(baresip.codec).toBe(codec);
    await bench.page.ask('call.hangup', { id });
    await baresip.told('CALL_CLOSED');
  });

  it('is held and resumed by either side, and both hear each other again', async () => {
    const id = await answerBaresip();
    await bothHear();
    await bench.page.ask('call.hold', { id, on: true });
    await until(() => baresip.output().includes('a=recvonly'), { what: 'the hold at baresip' });
    await bench.page.ask('call.hold', { id, on: false });
    await hearsAgain(id, '4');
    baresip.command('hold');
    await bench.page.waitFor(({ calls }) => calls.some((call) => call.id === id && call.heldByPeer));
    baresip.command('resume');
    await bench.page.waitFor(({ calls }) => calls.some((call) => call.id === id && !call.heldByPeer));
    await hearsAgain(id, '49');
  });

  /** After a re-INVITE baresip writes down no more what it hears; a key in the same stream tells that it does. */
  async function hearsAgain(id: string, keys: string): Promise<void> {
    await bench.page.hears(BARESIP_TONE_HZ);
    await bench.page.ask('call.dtmf', { id, tones: keys.slice(-1) });
    await until(() => baresip.keysHeard === keys, { what: `${keys} at baresip` });
  }

  it('carries the keys that either side presses', async () => {
    const id = await answerBaresip();
    await bothHear();
    await bench.page.ask('call.dtmf', { id, tones: '0158*#' });
    await until(() => baresip.keysHeard.length >= 6, { what: 'six keys at baresip' });
    expect(baresip.keysHeard).toBe('0158*#');
    for (const key of '73#') baresip.command('sndcode', key);
    await bench.page.waitFor(({ calls }) => calls.some(({ tonesHeard }) => tonesHeard.length >= 3));
    expect(bench.page.call?.tonesHeard).toBe('73#');
    await bothHear();
  });

  it('tells each side by RTCP how the other hears it', async () => {
    const id = await answerBaresip();
    await bothHear();
    const qualityIn = ({ calls }: PhoneState): CallQuality | undefined =>
      calls.find((call) => call.id === id)?.quality;
    const isMeasured = (state: PhoneState): boolean => qualityIn(state)?.roundTripMs !== undefined;
    const quality = qualityIn(await bench.page.waitFor(isMeasured, 'a round trip', 60_000));
    expect(quality?.mos).toBeGreaterThan(4);
    expect(quality).toMatchObject({ lossPercent: 0, farLossPercent: 0 });
    expect(quality?.roundTripMs).toBeLessThan(500);
    await until(() => baresip.reports.some(({ tx }) => tx.sent > 0), {
      timeoutMs: 60_000,
      what: 'our reports at baresip',
    });
  });
}

describeWith(missingForBaresip() ?? missingForKamailio(), 'A phone that requires encryption', () => {
  it('refuses a plain call of baresip with 488, and its own offer is refused by one that knows no SRTP', async () => {
    const bench = await startPeerBench({ account: { mediaEncryption: 'required' } });
    const baresip = await startBaresip({ transport: 'udp', toneHz: BARESIP_TONE_HZ, answers: true });
    try {
      baresip.command('dial', `sip:${LINE.user}@127.0.0.1:${bench.kamailio.port}`);
      await baresip.told('CALL_CLOSED');
      expect(baresip.output()).toContain('488 Not Acceptable Here');
      expect(baresip.output()).toContain('Warning: 399 phone "this account requires encrypted audio"');
      await bench.page.waitFor(({ calls }) =>
        calls.some((call) => call.direction === 'in' && call.phase === 'ended' && call.sipStatus === 488),
      );
      expect((await bench.backend.report('call.ended')).sipStatus).toBe(488);
      await bench.kamailio.route(NUMBER, `sip:${baresip.user}@127.0.0.1:${baresip.port}`);
      const { id } = await bench.page.ask('call.dial', { to: NUMBER });
      expect(await bench.isOver(id)).toMatchObject({ sipStatus: 488 });
    } finally {
      await bench.close();
      await baresip.close();
    }
  });
});
