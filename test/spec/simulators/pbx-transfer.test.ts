/** A REFER at the exchange: who hears whom afterwards, what the transferor is told, and what stays when it fails. */
import { afterEach, describe, expect, it } from 'vitest';
import { ECHO_EXTENSION, OUTSIDE_TONE_HZ } from '../../../src/simulators/pbx/pbx.ts';
import { header } from '../../../src/simulators/pbx/sip-message.ts';
import type { SipMessage } from '../../../src/simulators/pbx/sip-message.ts';
import { callTo, cleanUp, exchange, hears, line, liveCallTo, until } from './pbx-line.ts';

const CALLER_HZ = 900;
const OUTSIDE = '+523221234567';

afterEach(cleanUp);

describe('A blind transfer by a line', () => {
  it('rings the new line, joins its audio with the caller’s by re-INVITE without SDP, tells each step and hangs up', async () => {
    const pbx = await exchange();
    const agent = await line(pbx, '1001');
    const colleague = await line(pbx, '1002', { toneHz: 1_300 });
    const caller = await liveCallTo(pbx, '1001', { toneHz: CALLER_HZ });
    await hears(caller, 600);
    const bodies: string[] = [];
    pbx.on('trace', (direction, { method, body, uri }) => {
      if (direction === 'out' && method === 'INVITE' && uri.includes('+525500000000')) bodies.push(body);
    });
    expect(await agent.call.refer(`<sip:1002@${pbx.host}>`)).toBe(202);
    await until(() => agent.call.isTransferOver, 'the outcome');
    expect(agent.call.told).toEqual([100, 180, 200]);
    await until(() => agent.call.endedBy !== undefined, 'the transferor is hung up');
    await hears(caller, 1_300, 'the colleague');
    await hears(colleague.call, CALLER_HZ, 'the caller');
    expect(bodies).toEqual(['']);
    expect(colleague.invites[0]?.body).toBe('');
    expect(pbx.callCount).toBe(1);
    caller.hangup();
    await until(() => colleague.call.endedBy !== undefined, 'the colleague is told');
    await until(() => pbx.callCount === 0, 'the call is over');
  });

  it.each([
    ['an outside number', OUTSIDE, OUTSIDE_TONE_HZ],
    ['the echo', ECHO_EXTENSION, CALLER_HZ],
  ])('reaches %s', async (_what, number, hz) => {
    const pbx = await exchange();
    const agent = await line(pbx, '1001', { transport: 'udp' });
    const caller = await liveCallTo(pbx, '1001', { toneHz: CALLER_HZ });
    expect(await agent.call.refer(`<sip:${encodeURIComponent(number)}@${pbx.host}>`)).toBe(202);
    await until(() => agent.call.endedBy !== undefined, 'the transferor is hung up');
    expect(agent.call.told).toEqual([100, 180, 200]);
    await hears(caller, hz);
    caller.hangup();
    await until(() => pbx.callCount === 0, 'the call is over');
  });

  it('finds the caller again though the agent had it on hold', async () => {
    const pbx = await exchange();
    const agent = await line(pbx, '1001');
    await line(pbx, '1002', { toneHz: 1_300 });
    const caller = await liveCallTo(pbx, '1001', { toneHz: CALLER_HZ });
    expect(await agent.call.hold(true)).toBe(200);
    await agent.call.refer(`<sip:1002@${pbx.host}>`);
    await hears(caller, 1_300, 'the colleague');
  });

  it.each([
    ['is busy', '7007', { status: 486, reason: 'Busy Here' }, [100, 486]],
    ['does not exist', '9999', undefined, [100, 404]],
    ['is not registered', '1003', undefined, [100, 480]],
  ])('to somebody who %s fails, and the call goes on', async (_what, to, fault, told) => {
    const pbx = await exchange();
    pbx.answerWith('7007', fault);
    const agent = await line(pbx, '1001');
    const caller = await liveCallTo(pbx, '1001', { toneHz: CALLER_HZ });
    expect(await agent.call.refer(`<sip:${to}@${pbx.host}>`)).toBe(202);
    await until(() => agent.call.isTransferOver, 'the outcome');
    expect(agent.call.told).toEqual(told);
    await hears(caller, 600, 'the agent');
    await hears(agent.call, CALLER_HZ, 'the caller');
    expect(agent.call.endedBy).toBeUndefined();
    expect(pbx.callCount).toBe(1);
  });

  it('that rings out fails with 480; a line that declines fails with its status', async () => {
    const pbx = await exchange({ ringTimeoutMs: 300 });
    const agent = await line(pbx, '1001');
    const colleague = await line(pbx, '1002');
    colleague.behaviour = 'ring';
    const caller = await liveCallTo(pbx, '1001');
    await agent.call.refer(`<sip:1002@${pbx.host}>`);
    await until(() => agent.call.isTransferOver, 'rung out');
    expect(agent.call.told).toEqual([100, 180, 480]);
    expect(colleague.seen).toContain('CANCEL');
    colleague.behaviour = { status: 603, reason: 'Decline' };
    agent.call.told.length = 0;
    await agent.call.refer(`<sip:1002@${pbx.host}>`);
    await until(() => agent.call.told.includes(603), 'declined');
    await hears(caller, 600, 'the agent');
  });

  it('goes on when the transferor hangs up at once, and ends the caller’s call if it then fails', async () => {
    const pbx = await exchange();
    const agent = await line(pbx, '1001');
    const colleague = await line(pbx, '1002', { toneHz: 1_300 });
    const caller = await liveCallTo(pbx, '1001');
    await agent.call.refer(`<sip:1002@${pbx.host}>`);
    agent.call.hangUp();
    await hears(caller, 1_300, 'the colleague');
    colleague.behaviour = { status: 486, reason: 'Busy Here' };
    const second = await liveCallTo(pbx, '1001');
    await agent.call.refer(`<sip:1002@${pbx.host}>`);
    agent.call.hangUp();
    expect(await second.ended).toMatchObject({ byPeer: true });
  });

  it('waits for the transferor’s own BYE when the exchange is set up so', async () => {
    const pbx = await exchange({ transferorHungUpBy: 'phone' });
    const agent = await line(pbx, '1001');
    await line(pbx, '1002', { toneHz: 1_300 });
    const caller = await liveCallTo(pbx, '1001');
    await agent.call.hold(true);
    await agent.call.refer(`<sip:1002@${pbx.host}>`);
    await until(() => agent.call.isTransferOver, 'the outcome');
    await hears(caller, 1_300, 'the colleague');
    expect(agent.call.endedBy).toBeUndefined();
    agent.call.hangUp();
    await hears(caller, 1_300, 'the colleague still');
    expect(pbx.callCount).toBe(1);
  });

  it('is given up when the caller hangs up while the new line rings', async () => {
    const pbx = await exchange();
    const agent = await line(pbx, '1001');
    const colleague = await line(pbx, '1002');
    colleague.behaviour = 'ring';
    const caller = await liveCallTo(pbx, '1001');
    await agent.call.refer(`<sip:1002@${pbx.host}>`);
    await until(() => agent.call.told.includes(180), 'ringing');
    expect(await agent.call.refer(`<sip:1003@${pbx.host}>`)).toBe(491);
    caller.hangup();
    await until(() => colleague.seen.includes('CANCEL'), 'the colleague stops ringing');
    await until(() => agent.call.endedBy !== undefined, 'the agent is told');
    await until(() => pbx.callCount === 0, 'the call is over');
  });
});

describe('An attended transfer', () => {
  it('joins the caller with the colleague the agent asked first, and hangs the agent up twice', async () => {
    const pbx = await exchange();
    const agent = await line(pbx, '1001');
    const colleague = await line(pbx, '1002', { toneHz: 1_300 });
    const caller = await liveCallTo(pbx, '1001', { toneHz: CALLER_HZ });
    const first = agent.call;
    await first.hold(true);
    const second = await agent.liveCall('1002');
    await hears(second, 1_300, 'the colleague');
    expect(pbx.callCount).toBe(2);
    expect(await first.transferTo(second, pbx)).toBe(202);
    await until(() => first.endedBy !== undefined && second.endedBy !== undefined, 'both legs end');
    expect(first.told).toEqual([100, 200]);
    await hears(caller, 1_300, 'the colleague');
    await hears(colleague.call, CALLER_HZ, 'the caller');
    expect(pbx.callCount).toBe(1);
    colleague.call.hangUp();
    expect(await caller.ended).toMatchObject({ byPeer: true });
  });

  it('joins the caller with an outside number', async () => {
    const pbx = await exchange();
    const agent = await line(pbx, '1001');
    const caller = await liveCallTo(pbx, '1001', { toneHz: CALLER_HZ });
    const first = agent.call;
    await first.hold(true);
    const second = await agent.liveCall(OUTSIDE);
    await first.transferTo(second, pbx);
    await hears(caller, OUTSIDE_TONE_HZ);
    caller.hangup();
    await until(() => pbx.callCount === 0, 'over');
  });

  it('joins two callers from outside', async () => {
    const pbx = await exchange();
    const agent = await line(pbx, '1001');
    const one = await liveCallTo(pbx, '1001', { toneHz: CALLER_HZ });
    const first = agent.call;
    const other = await liveCallTo(pbx, '1001', { toneHz: 1_300 });
    await agent.call.transferTo(first, pbx);
    await hears(one, 1_300);
    await hears(other, CALLER_HZ);
  });

  it('that names a call the exchange does not know fails with 481, and both calls stay', async () => {
    const pbx = await exchange();
    const agent = await line(pbx, '1001');
    const caller = await liveCallTo(pbx, '1001');
    const refer = `<sip:x@${pbx.host}?Replaces=${encodeURIComponent('nobody;to-tag=a;from-tag=b')}>`;
    expect(await agent.call.refer(refer)).toBe(202);
    await until(() => agent.call.isTransferOver, 'the outcome');
    expect(agent.call.told).toEqual([481]);
    await hears(caller, 600, 'the agent');
  });
});

describe('A transfer by the caller', () => {
  it('hands the agent to the echo, and tells how it went', async () => {
    const pbx = await exchange();
    const agent = await line(pbx, '1001');
    const caller = await liveCallTo(pbx, '1001');
    expect(await caller.transfer(ECHO_EXTENSION)).toMatchObject({ status: 200, told: [100, 180, 200] });
    expect(await caller.ended).toMatchObject({ byPeer: true });
    await hears(agent.call, 600, 'the agent itself');
  });

  it('joins the two agents it spoke with', async () => {
    const pbx = await exchange();
    const agent = await line(pbx, '1001');
    const colleague = await line(pbx, '1002', { toneHz: 1_300 });
    const one = await liveCallTo(pbx, '1001');
    const other = await liveCallTo(pbx, '1002');
    expect(await one.transferTo(other)).toMatchObject({ status: 200 });
    await hears(agent.call, 1_300);
    await hears(colleague.call, 600);
  });

  it('to a number that is busy is refused, and the call goes on', async () => {
    const pbx = await exchange();
    pbx.answerWith('7007', { status: 486, reason: 'Busy Here' });
    await line(pbx, '1001');
    const caller = await callTo(pbx, '1001');
    await until(() => caller.phase === 'live', 'live');
    expect(await caller.transfer('7007')).toMatchObject({ status: 486, reason: 'Busy Here' });
    await hears(caller, 600);
  });
});

describe('An exchange that moves phones by INVITE with Replaces', () => {
  it.each([true, false])(
    'joins the colleague with the agent the caller asks for (phone takes Replaces: %s)',
    async (takesReplaces) => {
      const pbx = await exchange({ transferBy: 'replaces' });
      const agent = await line(pbx, '1001');
      const colleague = await line(pbx, '1002', { toneHz: 1_300 });
      const caller = await liveCallTo(pbx, '1001', { toneHz: CALLER_HZ });
      agent.takesReplaces = takesReplaces;
      const first = agent.call;
      expect(await caller.transfer('1002')).toMatchObject({ status: 200 });
      const [, second] = agent.invites;
      expect(header(second as SipMessage, 'Replaces')).toContain(first.leg.callId);
      const current = takesReplaces ? agent.call : first;
      expect(current === first).toBe(!takesReplaces);
      await hears(current, 1_300, 'the colleague');
      await hears(colleague.call, 600, 'the agent');
      expect(pbx.callCount).toBe(1);
      current.hangUp();
      await until(() => pbx.callCount === 0, 'the call is over');
      await until(() => colleague.call.endedBy !== undefined, 'the colleague is told');
    },
  );
});
