/** Blind transfer (RFC 5589 §6): sipp is held, takes the REFER, and tells by NOTIFY what became of it. */
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import type { CallTransfer } from '../../src/shared/phone.ts';
import { header } from '../../src/simulators/pbx/sip-message.ts';
import { expectNoFaults } from '../spec/phone/bench.ts';
import { describeWith } from './support/describe-with.ts';
import { missingPeers, startPeerBench } from './support/peer-bench.ts';
import type { PeerBench } from './support/peer-bench.ts';

const TARGET = '7005';

describeWith(missingPeers(), 'A blind transfer of a call with sipp', () => {
  let bench: PeerBench;
  beforeAll(async () => {
    // Over TCP there are two connections, and a BYE may overtake the answer to a NOTIFY.
    bench = await startPeerBench({ transport: 'udp' });
  });
  afterEach((context) => bench.clear(context));
  afterAll(() => bench.close());

  const transferOf = (id: string): CallTransfer | undefined =>
    bench.page.state.calls.find((call) => call.id === id)?.transfer;
  const transferIs = (id: string, phase: CallTransfer['phase']): Promise<unknown> =>
    bench.page.waitFor(() => transferOf(id)?.phase === phase, `a transfer that is ${phase}`);
  /** Asks for it, without waiting for what becomes of it. */
  const transfer = (id: string): void =>
    void bench.page.ask('call.transfer', { id, to: TARGET }).catch(() => {});

  it('tells the agent that it rings and is answered, and then leaves the call', async () => {
    const { peer, id } = await bench.talk('caller-transferred');
    await bench.bothHear(peer);
    transfer(id);
    const refer = await peer.saw('received', 'REFER');
    expect(header(refer.message, 'Refer-To')).toMatch(new RegExp(`sip:${TARGET}@`));
    await transferIs(id, 'trying');
    await peer.cue('rings');
    await transferIs(id, 'ringing');
    await peer.cue('answers');
    await peer.finished();
    expect(await bench.isOver(id)).toMatchObject({
      outcome: 'transferred',
      transfer: { phase: 'done', to: TARGET },
    });
    expect(await bench.backend.report('call.ended')).toMatchObject({ outcome: 'transferred' });
  });

  it.each(['486 Busy Here', '404 Not Found', '603 Decline'])(
    'leaves the call with the agent when the target says %s',
    async (refusal) => {
      const { peer, id } = await bench.talk('caller-transfer-fails', { values: { refusal } });
      transfer(id);
      await peer.cue('refuses');
      await transferIs(id, 'failed');
      expect(transferOf(id)?.cause).toContain(refusal);
      await backWithTheAgent(id);
      await bench.bothHear(peer);
      await bench.page.ask('call.hangup', { id });
      await peer.finished();
    },
  );

  it('leaves the call with the agent when the caller does not want it', async () => {
    const { peer, id } = await bench.talk('caller-refuses-transfer');
    transfer(id);
    await transferIs(id, 'failed');
    expect(transferOf(id)?.cause).toContain('603');
    await backWithTheAgent(id);
    await bench.bothHear(peer);
    await bench.page.ask('call.hangup', { id });
    await peer.finished();
  });

  it('counts as done when the caller leaves without telling how it went', async () => {
    const { peer, id } = await bench.talk('caller-transferred-leaves');
    transfer(id);
    await transferIs(id, 'trying');
    await peer.cue('leaves');
    expect(await bench.isOver(id)).toMatchObject({ outcome: 'transferred' });
    await peer.finished();
    expectNoFaults(bench.phone);
  });

  const backWithTheAgent = async (id: string): Promise<void> => {
    await bench.page.waitFor(() => bench.page.call?.phase === 'live', 'the call with the agent again');
    expect(bench.page.call?.id).toBe(id);
  };
});
