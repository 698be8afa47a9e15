/** Hold at the exchange: what the other side hears meanwhile, and that both find each other again. */
import { afterEach, describe, expect, it } from 'vitest';
import { MUSIC_ON_HOLD_HZ } from '../../../src/simulators/pbx/pbx.ts';
import { cleanUp, exchange, hears, line, liveCallTo, until } from './pbx-line.ts';

const CALLER_HZ = 900;

afterEach(cleanUp);

describe('An exchange with music on hold', () => {
  it.each(['the agent', 'the caller'])('plays it to the other side while %s holds', async (who) => {
    const pbx = await exchange({ musicOnHold: true });
    const agent = await line(pbx, '1001');
    const caller = await liveCallTo(pbx, '1001', { toneHz: CALLER_HZ });
    const [holder, held, holderHz, heldHz] =
      who === 'the agent' ? [agent.call, caller, 600, CALLER_HZ] : [caller, agent.call, CALLER_HZ, 600];
    await hears(held, holderHz);
    expect(await holder.hold(true)).toBe(200);
    await hears(held, MUSIC_ON_HOLD_HZ, 'music');
    expect(held.ear.level).toBeLessThan(3_000);
    expect(await holder.hold(false)).toBe(200);
    await hears(held, holderHz);
    await hears(holder, heldHz);
  });

  it('plays it to whoever comes back while the other one still holds', async () => {
    const pbx = await exchange({ musicOnHold: true });
    const agent = await line(pbx, '1001');
    const caller = await liveCallTo(pbx, '1001', { toneHz: CALLER_HZ });
    expect(await agent.call.hold(true)).toBe(200);
    await hears(caller, MUSIC_ON_HOLD_HZ, 'music');
    await until(() => caller.rtp.direction === 'recvonly', 'the caller was re-invited');
    expect(await caller.hold(true)).toBe(200);
    expect(caller.rtp.direction).toBe('inactive');
    expect(await agent.call.hold(false)).toBe(200);
    await hears(agent.call, MUSIC_ON_HOLD_HZ, 'music');
    expect(await caller.hold(false)).toBe(200);
    await hears(agent.call, CALLER_HZ);
    await hears(caller, 600);
  });

  it('stops it when the caller is transferred', async () => {
    const pbx = await exchange({ musicOnHold: true });
    const agent = await line(pbx, '1001');
    await line(pbx, '1002', { toneHz: 1_300 });
    const caller = await liveCallTo(pbx, '1001');
    await agent.call.hold(true);
    await hears(caller, MUSIC_ON_HOLD_HZ, 'music');
    await agent.call.refer(`<sip:1002@${pbx.host}>`);
    await hears(caller, 1_300, 'the colleague');
  });
});

describe('An exchange without music on hold', () => {
  it('leaves the other side in silence', async () => {
    const pbx = await exchange();
    const agent = await line(pbx, '1001');
    const caller = await liveCallTo(pbx, '1001');
    await hears(caller, 600);
    await agent.call.hold(true);
    caller.ear.forget();
    expect(caller.rtp.direction).toBe('recvonly');
    await agent.call.hold(false);
    await hears(caller, 600);
  });
});
