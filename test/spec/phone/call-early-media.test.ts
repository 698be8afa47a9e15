/** What the agent hears before somebody answers, whichever branch of a forked call it comes from. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { header } from '../../../src/simulators/pbx/sip-message.ts';
import { expectNoFaults, hears } from './bench.ts';
import { endScriptedCalls, startScriptedBench, Voice } from './call-exchange.ts';
import type { ScriptedBench, ScriptedDialog } from './call-exchange.ts';

const PAGE_TONE_HZ = 700;
const FIRST_HZ = 1_000;
const SECOND_HZ = 1_300;

describe.each(['tcp', 'udp'] as const)('Early media over %s', (transport) => {
  let bench: ScriptedBench;
  let first: Voice;
  let second: Voice;
  beforeAll(async () => {
    bench = await startScriptedBench({ toneHz: PAGE_TONE_HZ, transport });
    first = await Voice.open(FIRST_HZ);
    second = await Voice.open(SECOND_HZ);
  }, 60_000);
  afterEach(async () => {
    await endScriptedCalls(bench);
    first.hush();
    second.hush();
  });
  afterAll(async () => {
    first.rtp.close();
    second.rtp.close();
    await bench.close();
  });

  const dialled = async (): Promise<{ id: string; call: ScriptedDialog; offer: string }> => {
    const asked = bench.page.ask('call.dial', { to: '2002' });
    const call = await bench.exchange.called();
    return { id: (await asked).id, call, offer: call.invite.body };
  };
  const live = (): Promise<unknown> => bench.page.waitFor(() => bench.page.call?.phase === 'live', 'live');

  it('is heard from a 183 on, instead of a ringback tone, and the answer goes on from there', async () => {
    const { call, offer } = await dialled();
    call.respond(180);
    await bench.page.waitFor(({ tone }) => tone === 'ringback', 'the ringback tone');
    const sdp = first.answer(offer);
    call.respond(183, { sdp });
    await bench.page.waitFor(() => bench.page.call?.earlyMedia === true, 'early media');
    expect(bench.page.state.tone).toBeUndefined();
    await bench.page.hears(FIRST_HZ);
    expect(first.ear.toneShare(PAGE_TONE_HZ)).toBeLessThan(0.1);
    call.respond(200, { sdp });
    await live();
    expect(bench.page.call?.earlyMedia).toBe(false);
    await hears(first.ear, PAGE_TONE_HZ);
    await bench.page.hears(FIRST_HZ);
    await call.next('ACK');
  });

  it('comes from the newest branch of a fork, and the branch that answers wins', async () => {
    const { call, offer } = await dialled();
    const one = first.answer(offer);
    call.respond(183, { sdp: one, toTag: 'branch-one' });
    await bench.page.hears(FIRST_HZ);
    first.hush();
    call.respond(183, { sdp: second.answer(offer), toTag: 'branch-two' });
    await bench.page.hears(SECOND_HZ);
    second.hush();
    first.take(offer);
    call.respond(200, { sdp: one, toTag: 'branch-one' });
    await live();
    await bench.page.hears(FIRST_HZ);
    await hears(first.ear, PAGE_TONE_HZ);
    const ack = await call.next('ACK');
    expect(header(ack.message, 'To')).toContain('tag=branch-one');
    // The audio that was agreed last is the one that hold and resume change.
    const held = bench.page.ask('call.hold', { id: bench.page.call?.id ?? '', on: true });
    const reinvite = await call.next('INVITE');
    expect(reinvite.message.body).toContain('a=sendonly');
    reinvite.respond(200, 'OK', {
      headers: [['Contact', call.dialog.contact]],
      body: first.answer(reinvite.message.body),
    });
    await held;
    expect(bench.page.call?.phase).toBe('held');
  });

  it('does not hinder another branch from answering that was never heard', async () => {
    const { call, offer } = await dialled();
    call.respond(183, { sdp: first.answer(offer), toTag: 'branch-one' });
    await bench.page.hears(FIRST_HZ);
    first.hush();
    call.respond(200, { sdp: second.answer(offer), toTag: 'branch-three' });
    await live();
    await bench.page.hears(SECOND_HZ);
    await hears(second.ear, PAGE_TONE_HZ);
  });

  it('is acknowledged with PRACK when it is sent reliably, and 200 without SDP completes the call', async () => {
    const { call, offer } = await dialled();
    expect(header(call.invite, 'Supported')).toContain('100rel');
    call.respond(183, {
      sdp: first.answer(offer),
      headers: [
        ['Require', '100rel'],
        ['RSeq', '7001'],
      ],
    });
    const prack = await call.next('PRACK');
    expect(header(prack.message, 'RAck')).toBe(`7001 ${header(call.invite, 'CSeq')}`);
    prack.respond(200, 'OK');
    await bench.page.hears(FIRST_HZ);
    call.respond(200);
    await live();
    await hears(first.ear, PAGE_TONE_HZ);
  });

  it('is moved by an UPDATE before the answer', async () => {
    const { call, offer } = await dialled();
    call.respond(183, {
      sdp: first.answer(offer),
      headers: [
        ['Require', '100rel'],
        ['RSeq', '1'],
      ],
    });
    const prack = await call.next('PRACK');
    prack.respond(200, 'OK');
    await bench.page.hears(FIRST_HZ);
    const answer = await call.send('UPDATE', { body: second.offer() });
    expect(answer.status).toBe(200);
    first.hush();
    second.take(answer.body);
    await bench.page.hears(SECOND_HZ);
    call.respond(200);
    await live();
    await bench.page.hears(SECOND_HZ);
    await hears(second.ear, PAGE_TONE_HZ);
    expectNoFaults(bench.phone);
  });

  it('rings reliably when the exchange requires that, and is connected by PRACK, answer and ACK', async () => {
    const { call, invite, answers, final } = await bench.exchange.call({
      body: first.offer(),
      headers: [
        ['Require', '100rel'],
        ['Supported', '100rel'],
      ],
    });
    await bench.page.waitFor(() => bench.page.call?.phase === 'ringing', 'ringing');
    await bench.page.waitFor(() => answers.some(({ status }) => status === 180), 'the reliable 180');
    const ringing = answers.find(({ status }) => status === 180)!;
    expect(header(ringing, 'Require')).toContain('100rel');
    const rseq = header(ringing, 'RSeq');
    expect((await call.send('PRACK', { headers: [['RAck', `${rseq} 101 INVITE`]] })).status).toBe(200);
    first.take(ringing.body);
    await bench.page.ask('call.answer', { id: bench.page.call?.id ?? '' });
    expect((await final).status).toBe(200);
    call.ack(invite);
    await live();
    await bench.page.hears(FIRST_HZ);
    await hears(first.ear, PAGE_TONE_HZ);
  });
});
