/** An escalated call is recognised by header or reservation, and the backend hears the same story. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ExpectedCall } from '../../../src/shared/phone.ts';
import { placeSipCall } from '../../../src/simulators/pbx/sip-caller.ts';
import type { SipCall } from '../../../src/simulators/pbx/sip-caller.ts';
import { LINE, SESSION_TOKEN, startBench, until } from './bench.ts';
import type { Bench } from './bench.ts';

const reservation = (n: number, more: Partial<ExpectedCall> = {}): ExpectedCall => ({
  escalationId: `escalation-${n}`,
  attemptId: `attempt-${n}`,
  callId: `call-${n}`,
  caller: null,
  until: Date.now() + 60_000,
  ...more,
});

describe('An escalated call', () => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await startBench({ pbx: { passHeaders: true } });
  }, 60_000);
  afterAll(() => bench.close());

  const ring = async (headers: Record<string, string> = {}): Promise<SipCall> => {
    const call = await placeSipCall({
      pbxHost: bench.pbx.host,
      pbxPort: bench.pbx.port,
      to: LINE.user,
      from: '+525512345678',
      headers,
    });
    await bench.page.waitFor(() => bench.page.call?.phase === 'ringing', 'ringing');
    return call;
  };
  const finish = async (call: SipCall): Promise<void> => {
    call.hangup();
    await bench.page.waitFor(() => bench.page.call === undefined, 'no call up');
  };
  const reportsOfNewestCall = (): { type: string; match?: string; attemptId?: string | null }[] => {
    const id = bench.page.state.calls[0]?.id;
    return bench.backend.reports.filter((report) => 'phoneCallId' in report && report.phoneCallId === id);
  };

  it('is recognised by its header, and every report names the attempt', async () => {
    bench.backend.expect([reservation(1), reservation(2)]);
    const call = await ring({ 'X-Vapi-Call-Id': 'call-2' });
    const { calls } = await bench.page.waitFor(
      ({ calls: [newest] }) => newest?.match === 'header',
      'recognised',
    );
    expect(calls[0]).toMatchObject({ escalationId: 'escalation-2', callId: 'call-2' });
    await bench.page.ask('call.answer', { id: calls[0]?.id ?? '' });
    await until(() => call.phase === 'live', 'connected');
    await finish(call);
    await until(() => reportsOfNewestCall().length === 3, 'three reports');
    expect(reportsOfNewestCall().map(({ type }) => type)).toEqual([
      'call.ringing',
      'call.answered',
      'call.ended',
    ]);
    expect(new Set(reportsOfNewestCall().map(({ match, attemptId }) => `${match} ${attemptId}`))).toEqual(
      new Set(['header attempt-2']),
    );
  });

  it('brings its summary along, and an id with parameters behind it is still the id', async () => {
    bench.backend.expect([reservation(7)]);
    const call = await ring({
      'X-Escalation-Id': 'escalation-7;reason=asked-for-a-person',
      'X-Transfer-Summary': 'Quiere%20visitar%20el%20viernes',
    });
    const { calls } = await bench.page.waitFor(
      ({ calls: [newest] }) => newest?.match === 'header',
      'recognised',
    );
    expect(calls[0]).toMatchObject({ escalationId: 'escalation-7', summary: 'Quiere visitar el viernes' });
    await finish(call);
  });

  it('is recognised by its reservation when there is no header', async () => {
    bench.backend.expect([reservation(3, { caller: '+525512345678' })]);
    const call = await ring();
    const { calls } = await bench.page.waitFor(
      ({ calls: [newest] }) => newest?.match === 'reservation',
      'recognised',
    );
    expect(calls[0]?.escalationId).toBe('escalation-3');
    await finish(call);
  });

  it('is recognised while it rings if the reservation arrives late, and is reported again', async () => {
    bench.backend.expect([]);
    const call = await ring({ 'X-Escalation-Id': 'escalation-4' });
    expect(bench.page.call?.match).toBe('none');
    bench.backend.expect([reservation(4)]);
    await bench.page.waitFor(() => bench.page.call?.match === 'header', 'recognised');
    await until(() => reportsOfNewestCall().length === 2, 'two reports');
    expect(reportsOfNewestCall().map(({ type, match }) => `${type} ${match}`)).toEqual([
      'call.ringing none',
      'call.ringing header',
    ]);
    await finish(call);
  });

  it('is recognised even after a quick answer, and the backend hears of the answer again', async () => {
    bench.backend.expect([]);
    const call = await ring();
    await bench.page.ask('call.answer', { id: bench.page.call?.id ?? '' });
    await bench.page.waitFor(() => bench.page.call?.phase === 'live', 'live');
    bench.backend.expect([reservation(8, { caller: '+525512345678' })]);
    await bench.page.waitFor(() => bench.page.call?.match === 'reservation', 'recognised');
    await until(
      () =>
        reportsOfNewestCall().some((one) => one.type === 'call.answered' && one.attemptId === 'attempt-8'),
      'the answer is told again',
    );
    await finish(call);
  });

  it('is an ordinary call when nothing is expected', async () => {
    bench.backend.expect([]);
    const call = await ring({ 'X-Escalation-Id': 'escalation-5' });
    expect(bench.page.call).toMatchObject({ match: 'none' });
    await finish(call);
    await until(() => reportsOfNewestCall().length === 2, 'two reports');
    expect(reportsOfNewestCall().at(-1)).toMatchObject({
      match: 'none',
      outcome: 'no-answer',
      escalationId: null,
    });
  });

  it('keeps ringing and is reported in order to a backend that was away, each report once', async () => {
    const before = bench.backend.reports.length;
    await bench.backend.stop();
    await bench.page.waitFor(({ backend }) => backend === 'connecting', 'the backend is missed');
    const call = await ring();
    await bench.page.ask('call.answer', { id: bench.page.call?.id ?? '' });
    await until(() => call.phase === 'live', 'connected without a backend');
    await finish(call);
    bench.backend.acknowledges = false;
    await bench.backend.start();
    await until(() => bench.backend.deliveries.length > before, 'a delivery without acknowledgement');
    bench.backend.acknowledges = true;
    await until(() => reportsOfNewestCall().length === 3, 'three reports');
    expect(reportsOfNewestCall().map(({ type }) => type)).toEqual([
      'call.ringing',
      'call.answered',
      'call.ended',
    ]);
    const ids = bench.backend.deliveries;
    expect(ids.length).toBeGreaterThan(new Set(ids).size);
    await until(() => bench.backend.reports.at(-1)?.type === 'registration', 'its registration told anew');
    expect(bench.backend.reports.at(-1)).toMatchObject({ registered: true });
  });

  it('goes on while the session is renewed, without a word to the exchange', async () => {
    const call = await ring();
    await bench.page.ask('call.answer', { id: bench.page.call?.id ?? '' });
    await bench.page.waitFor(() => bench.page.call?.phase === 'live', 'live');
    await until(() => call.phase === 'live', 'connected');
    const heard: string[] = [];
    // The caller's own ACK may still be on its way, and OPTIONS keeps the line alive whatever happens.
    bench.pbx.on('trace', (_direction, { method }) => {
      if (['REGISTER', 'INVITE', 'UPDATE', 'BYE', 'CANCEL'].includes(method)) heard.push(method);
    });
    const renewed = { backendUrl: bench.backend.url, token: `${SESSION_TOKEN}-renewed` };
    await bench.page.ask('session.start', renewed);
    await bench.page.waitFor(({ backend }) => backend === 'connecting', 'connecting with the new token');
    await bench.page.waitFor(({ backend }) => backend === 'connected', 'connected with the new token');
    await bench.page.ask('session.start', renewed);
    expect(bench.backend.phoneCount).toBe(1);
    expect(heard).toEqual([]);
    expect(bench.page.call?.phase).toBe('live');
    await finish(call);
  });

  it('survives the revocation of the session; afterwards the line is given up', async () => {
    const call = await ring();
    await bench.page.ask('call.answer', { id: bench.page.call?.id ?? '' });
    await until(() => call.phase === 'live', 'connected');
    bench.backend.revoke();
    await expect(bench.page.ask('session.end', {})).rejects.toThrow('hang up before signing out');
    expect(bench.pbx.registrations()).toHaveLength(1);
    await finish(call);
    await bench.page.waitFor(({ backend }) => backend === 'signed-out', 'signed out');
    await until(() => bench.pbx.registrations().length === 0, 'unregistered');
    expect(bench.page.state.registration).toEqual({ phase: 'unconfigured' });
    await bench.page.ask('session.start', { backendUrl: bench.backend.url, token: SESSION_TOKEN });
    await until(() => bench.pbx.registrations().length === 1, 'registered again');
  });
});
