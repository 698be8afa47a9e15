/** The line test: steps in order, what hangs on a fault is left out, and one verdict. */
import { describe, expect, it } from 'vitest';
import type { Finding, LineTestBench } from '../../../src/phone/diagnostics/line-test.ts';
import { LineTester } from '../../../src/phone/diagnostics/line-test.ts';
import { lineTestSteps } from '../../../src/shared/line-test.ts';
import type { LineTest, LineTestStep } from '../../../src/shared/line-test.ts';
import { until } from './bench.ts';

const passed = async (): Promise<Finding> => ({ result: 'passed' });
const allWell = Object.fromEntries(lineTestSteps.map((step) => [step, passed])) as unknown as LineTestBench;

async function outcomeOf(bench: Partial<LineTestBench>): Promise<LineTest> {
  const tester = new LineTester({ ...allWell, ...bench }, () => {});
  tester.start();
  await until(() => !tester.isRunning, 'the verdict');
  return tester.last!;
}
const resultOf = (test: LineTest, step: LineTestStep) => test.steps.find((other) => other.step === step);

describe('A line test', () => {
  it('says go when nothing failed, and a step that could not be done is no fault', async () => {
    const test = await outcomeOf({ echo: async () => ({ result: 'skipped' }) });
    expect(test.phase).toBe('go');
    expect(test.steps.map(({ step }) => step)).toEqual([...lineTestSteps]);
    expect(resultOf(test, 'echo')?.result).toBe('skipped');
  });

  it('leaves out what hangs on a fault, and still tests the rest', async () => {
    const test = await outcomeOf({
      server: async () => ({ result: 'failed', fault: 'unreachable', detail: '10.0.0.5' }),
      echo: () => Promise.reject(new Error('must not be tried')),
    });
    expect(test.phase).toBe('no-go');
    expect(resultOf(test, 'server')).toMatchObject({ fault: 'unreachable', detail: '10.0.0.5' });
    for (const step of ['registration', 'options', 'echo'] as const)
      expect(resultOf(test, step)?.result).toBe('skipped');
    for (const step of ['audio', 'microphone'] as const) expect(resultOf(test, step)?.result).toBe('passed');
  });

  it('takes a step that breaks for a fault with its own words', async () => {
    const test = await outcomeOf({ audio: () => Promise.reject(new Error('no leg')) });
    expect(resultOf(test, 'audio')).toMatchObject({ result: 'failed', fault: 'no-page', detail: 'no leg' });
    expect(resultOf(test, 'microphone')?.result).toBe('skipped');
  });

  it('shows each step as it runs, and runs once at a time', async () => {
    const seen: string[] = [];
    const tester = new LineTester(allWell, () => {
      const running = tester.last?.steps.find(({ result }) => result === 'running');
      if (running) seen.push(running.step);
    });
    tester.start();
    expect(() => tester.start()).toThrow('already under way');
    await until(() => !tester.isRunning, 'the verdict');
    expect(seen).toEqual([...lineTestSteps]);
  });
});
