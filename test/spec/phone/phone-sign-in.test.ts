/** Agents follow each other at one workstation: what happened on the line of one is never told as another's. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SipAccount } from '../../../src/shared/phone.ts';
import { LINE, SESSION_TOKEN, startBench, until } from './bench.ts';
import type { Bench } from './bench.ts';
import { answeredFrom } from './call-bench.ts';

const OTHER = { user: '1002', authUser: 'agent-two', password: 'battery staple' };

describe('Another agent who signs in', () => {
  let bench: Bench;
  let first: SipAccount;
  beforeEach(async () => {
    bench = await startBench({ pbx: { accounts: [LINE, OTHER] } });
    first = bench.backend.account;
  }, 60_000);
  afterEach(() => bench.close());

  const signIn = (account: SipAccount, who: string): Promise<undefined> => {
    bench.backend.account = account;
    return bench.page.ask('session.start', {
      backendUrl: bench.backend.url,
      token: `${SESSION_TOKEN}-${who}`,
    });
  };
  const other = (): SipAccount => ({ ...first, ...OTHER });
  const registeredAs = (user: string): Promise<void> =>
    until(() => bench.pbx.registrations().some((one) => one.user === user), `${user} registered`);
  const ends = (): object[] => bench.backend.reports.filter(({ type }) => type === 'call.ended');

  it('during a call does not get the report of its end, which waits for whose call it was', async () => {
    const { caller, id } = await answeredFrom(bench, '+525511111111');
    await bench.backend.report('call.answered');
    const told = bench.backend.reports.length;
    await signIn(other(), 'two');
    // The registration told anew shows that the other one's account has come.
    await until(() => bench.backend.reports.length > told, 'signed in');
    caller.hangup();
    await registeredAs('1002');
    await bench.page.waitFor(({ registration }) => registration.phase === 'registered', 'registered');
    expect(ends()).toEqual([]);
    await signIn(first, 'one-again');
    await until(() => ends().length > 0, 'the end is told');
    expect(ends()).toEqual([expect.objectContaining({ phoneCallId: id, outcome: 'answered' })]);
  });

  it('while the one before is still signing out is signed in all the same', async () => {
    // The last reports wait for an answer, and so does the sign-out.
    bench.backend.acknowledges = false;
    const leaving = bench.page.ask('session.end', {});
    await bench.page.waitFor(({ registration }) => registration.phase === 'unconfigured', 'unregistered');
    const arriving = signIn(other(), 'two');
    bench.backend.acknowledges = true;
    await leaving;
    await arriving;
    await registeredAs('1002');
    await bench.page.waitFor(({ backend }) => backend === 'connected', 'connected');
    await bench.page.waitFor(({ registration }) => registration.phase === 'registered', 'registered');
  });
});
