/** What the phone tells of itself when something is wrong: the line test, and the SIP messages of the last calls. */
import { afterEach, describe, expect, it } from 'vitest';
import type { LineTest, LineTestStep } from '../../../src/shared/line-test.ts';
import { ECHO_EXTENSION } from '../../../src/simulators/pbx/pbx.ts';
import { connectPhonePage } from '../../support/phone-page.ts';
import { expectNoFaults, LINE, startBench, startPhone, TOKEN, until } from './bench.ts';
import type { Bench } from './bench.ts';

const PAGE_TONE_HZ = 700;
let bench: Bench | undefined;
afterEach(async () => {
  await bench?.close();
  bench = undefined;
});

async function testLine({ page }: Pick<Bench, 'page'>): Promise<LineTest> {
  await page.ask('line.test', {});
  const { lineTest } = await page.waitFor(
    (state) => state.lineTest !== undefined && state.lineTest.phase !== 'running',
    'the verdict',
    60_000,
  );
  return lineTest!;
}
const resultOf = ({ steps }: LineTest, step: LineTestStep) => steps.find((other) => other.step === step);

describe('The line test', () => {
  it('says go when the exchange, the audio, the microphone and the echo all answer', async () => {
    bench = await startBench({ toneHz: PAGE_TONE_HZ, account: { echoNumber: ECHO_EXTENSION } });
    const test = await testLine(bench);
    expect(test.steps.map(({ step, result }) => `${step} ${result}`)).toEqual(
      ['server', 'registration', 'options', 'audio', 'microphone', 'echo'].map((step) => `${step} passed`),
    );
    expect(test.phase).toBe('go');
    // The test's own call is nobody's business.
    expect(bench.page.state.calls).toEqual([]);
    expect(bench.backend.reports.every(({ type }) => type === 'registration')).toBe(true);
    await until(() => bench?.pbx.callCount === 0, 'the echo call is over');
    expectNoFaults(bench.phone);
  });

  it('leaves the echo out where the exchange has none, and hears a silent microphone', async () => {
    bench = await startBench({ microphone: 'silent' });
    const test = await testLine(bench);
    expect(test.phase).toBe('no-go');
    expect(resultOf(test, 'microphone')).toMatchObject({ result: 'failed', fault: 'silent' });
    expect(resultOf(test, 'echo')).toMatchObject({ result: 'skipped' });
  });

  it('says that the exchange cannot be reached, and tests the rest', async () => {
    bench = await startBench({ toneHz: PAGE_TONE_HZ });
    await bench.pbx.stop();
    const test = await testLine(bench);
    expect(test.phase).toBe('no-go');
    expect(resultOf(test, 'server')).toMatchObject({ result: 'failed', fault: 'unreachable' });
    expect(resultOf(test, 'registration')?.result).toBe('skipped');
    expect(resultOf(test, 'microphone')?.result).toBe('passed');
  });

  it('says that the exchange refuses the account', async () => {
    bench = await startBench({ toneHz: PAGE_TONE_HZ });
    bench.pbx.refuseRegistrations({ status: 403, reason: 'Forbidden' });
    const test = await testLine(bench);
    expect(resultOf(test, 'server')?.result).toBe('passed');
    expect(resultOf(test, 'registration')).toMatchObject({ result: 'failed', fault: 'refused' });
  });

  it('needs an account and a page', async () => {
    const phone = await startPhone();
    const page = await connectPhonePage(phone.url, TOKEN);
    const test = await testLine({ page });
    expect(resultOf(test, 'server')).toMatchObject({ result: 'failed', fault: 'no-account' });
    expect(resultOf(test, 'audio')).toMatchObject({ result: 'failed', fault: 'no-page' });
    await page.close();
    await phone.stop();
  });
});

describe('The SIP messages of the last calls', () => {
  it('are a ladder by call and a text for the administrator, without any secret', async () => {
    bench = await startBench({ toneHz: PAGE_TONE_HZ });
    const { page } = bench;
    const { id } = await page.ask('call.dial', { to: ECHO_EXTENSION });
    await page.waitFor(() => page.call?.phase === 'live', 'live');
    const sipCallId = page.call?.sipCallId ?? '';
    await page.ask('call.hangup', { id });
    await page.waitFor(({ calls }) => calls.every(({ phase }) => phase === 'ended'), 'the end');
    const ladderOf = async () =>
      (await page.ask('diagnostics.calls', {})).calls.find((call) => call.sipCallId === sipCallId);
    await until(
      async () => ((await ladderOf())?.messages.at(-1)?.summary ?? '').startsWith('200'),
      'the BYE’s answer',
    );
    const ladder = (await ladderOf())!;
    const steps = ladder.messages.map(({ direction, summary }) => `${direction} ${summary.split(' ')[0]}`);
    expect(steps[0]).toBe('out INVITE');
    expect(steps).toContain('out ACK');
    expect(steps.slice(-2)).toEqual(['out BYE', 'in 200']);
    const { text } = await page.ask('diagnostics.export', {});
    expect(text).toContain(`INVITE sip:`);
    expect(text).toContain('REGISTER sip:');
    expect(text).toMatch(/Authorization: /i);
    for (const message of [text, ...ladder.messages.map((one) => one.text)]) {
      expect(message).not.toContain(LINE.password);
      expect(message).not.toMatch(/response="?[0-9a-f]{32}/i);
    }
  });
});
