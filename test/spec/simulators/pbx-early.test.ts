/** What comes before an answer: announcements, forked calls, redirection, and provisional answers that want a PRACK. */
import { afterEach, describe, expect, it } from 'vitest';
import {
  ANNOUNCEMENT_EXTENSION,
  ANNOUNCEMENT_TONE_HZ,
  ECHO_EXTENSION,
  FORKING_EXTENSION,
  MOVED_EXTENSION,
  OTHER_BRANCH_TONE_HZ,
  OUTSIDE_TONE_HZ,
  REFUSING_ANNOUNCEMENT_EXTENSION,
} from '../../../src/simulators/pbx/pbx.ts';
import type { Pbx } from '../../../src/simulators/pbx/pbx.ts';
import { header, parameterOf } from '../../../src/simulators/pbx/sip-message.ts';
import type { SipMessage } from '../../../src/simulators/pbx/sip-message.ts';
import { callTo, cleanUp, exchange, hears, line, liveCallTo, until } from './pbx-line.ts';

afterEach(cleanUp);

const traceOf = (pbx: Pbx): [direction: 'in' | 'out', message: SipMessage][] => {
  const trace: [direction: 'in' | 'out', message: SipMessage][] = [];
  pbx.on('trace', (...entry) => trace.push(entry));
  return trace;
};

describe('Early media', () => {
  it('lets the caller hear an announcement before the answer, and somebody else afterwards', async () => {
    const call = await callTo(await exchange(), ANNOUNCEMENT_EXTENSION, { toneHz: 900 });
    await until(() => call.ear.toneShare(ANNOUNCEMENT_TONE_HZ) > 0.7, 'the announcement');
    expect(call.phase).toBe('ringing');
    await hears(call, OUTSIDE_TONE_HZ);
    expect(call.phase).toBe('live');
  });

  it('ends in a refusal at the extension that announces one', async () => {
    const call = await callTo(await exchange({ announcementMs: 1_000 }), REFUSING_ANNOUNCEMENT_EXTENSION);
    await until(() => call.ear.toneShare(ANNOUNCEMENT_TONE_HZ) > 0.7, 'the announcement');
    expect(await call.ended).toMatchObject({ status: 404, reason: 'Not Found', byPeer: true });
  });

  it('comes from two phones with tags of their own when a call forks, and the second one answers', async () => {
    const pbx = await exchange();
    const trace = traceOf(pbx);
    const phone = await line(pbx, '1001');
    const call = await phone.dial(FORKING_EXTENSION);
    await until(() => call.isLive, 'answered');
    await hears(call, OUTSIDE_TONE_HZ);
    expect(call.ear.toneShare(OTHER_BRANCH_TONE_HZ)).toBeLessThan(0.1);
    const answers = trace.filter(([direction, m]) => direction === 'out' && m.status > 100 && m.body);
    const tags = answers.map(([, message]) => parameterOf(header(message, 'To'), 'tag'));
    expect(answers.map(([, { status }]) => status)).toEqual([183, 183, 200]);
    expect(tags[1]).toBe(tags[2]);
    expect(tags[0]).not.toBe(tags[1]);
  });

  it('is given up with the call', async () => {
    const pbx = await exchange();
    const call = await callTo(pbx, ANNOUNCEMENT_EXTENSION);
    await until(() => call.phase === 'ringing', 'ringing');
    call.cancel();
    expect(await call.ended).toMatchObject({ status: 487 });
    await until(() => pbx.callCount === 0, 'over');
  });
});

describe('A number that moved', () => {
  it('is answered 302 with the new address', async () => {
    const pbx = await exchange();
    const trace = traceOf(pbx);
    expect(await (await callTo(pbx, MOVED_EXTENSION)).ended).toMatchObject({ status: 302 });
    const moved = trace.find(([, { status }]) => status === 302)?.[1] as SipMessage;
    expect(decodeURIComponent(header(moved, 'Contact'))).toBe(
      `<sip:${ECHO_EXTENSION}@${pbx.host}:${pbx.port}>`,
    );
  });

  it('is followed by the exchange itself when it is the target of a transfer', async () => {
    const pbx = await exchange();
    await line(pbx, '1001');
    const caller = await liveCallTo(pbx, '1001');
    expect(await caller.transfer(MOVED_EXTENSION)).toMatchObject({ status: 200 });
  });
});

describe('An exchange that demands reliable provisional answers', () => {
  it('acknowledges each with PRACK, and its answer to the offer goes with it', async () => {
    const pbx = await exchange({ require100rel: true });
    const trace = traceOf(pbx);
    const phone = await line(pbx, '1001', { ringsReliably: true });
    const caller = await liveCallTo(pbx, '1001', { toneHz: 900 });
    expect(header(phone.invites[0] as SipMessage, 'Require')).toBe('100rel');
    const prack = trace.find(([, { method }]) => method === 'PRACK')?.[1] as SipMessage;
    expect(header(prack, 'RAck')).toMatch(/^\d+ \d+ INVITE$/);
    expect(prack.body).toContain(`m=audio ${caller.rtp.port}`);
    const ack = trace.find(([direction, { method }]) => direction === 'out' && method === 'ACK')?.[1];
    expect(ack?.body).toBe('');
    await hears(caller, 600);
    await hears(phone.call, 900);
    caller.hangup();
    await until(() => phone.call.endedBy !== undefined, 'the phone is told');
  });

  it('still cancels an INVITE whose provisional answer it acknowledged', async () => {
    const pbx = await exchange({ require100rel: true });
    const phone = await line(pbx, '1001', { ringsReliably: true });
    phone.behaviour = 'ring';
    const caller = await callTo(pbx, '1001');
    await until(() => phone.seen.includes('PRACK'), 'PRACK');
    caller.cancel();
    expect(await caller.ended).toMatchObject({ status: 487 });
    await until(() => phone.seen.includes('CANCEL'), 'CANCEL');
    await until(() => pbx.callCount === 0, 'over');
  });

  it('sends its own reliably to a phone that takes them, one after the other, and answers when all are acknowledged', async () => {
    const pbx = await exchange({ require100rel: true });
    const trace = traceOf(pbx);
    const phone = await line(pbx, '1001');
    const call = await phone.dial(ANNOUNCEMENT_EXTENSION, [['Supported', '100rel']]);
    await hears(call, ANNOUNCEMENT_TONE_HZ, 'the announcement');
    await hears(call, OUTSIDE_TONE_HZ);
    const reliable = trace.filter(([direction, m]) => direction === 'out' && header(m, 'RSeq'));
    expect(new Set(reliable.map(([, { status }]) => status))).toEqual(new Set([180, 183]));
    expect(trace.filter(([d, { method }]) => d === 'in' && method === 'PRACK')).toHaveLength(2);
    expect(await call.leg.request('PRACK', { headers: [['RAck', '1 1 INVITE']] })).toMatchObject({
      status: 481,
    });
  });
});
