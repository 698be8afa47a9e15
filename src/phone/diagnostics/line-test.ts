/**
 * The test before the shift: does this workstation's telephone work, and if not, where does it end? Steps run
 * in order; what depends on a failed one is left out. The result is a list of facts the page says in words.
 */
import { Refusal } from '../refusal.ts';
import type { LineTest, LineTestFault, LineTestResult, LineTestStep } from '../../shared/line-test.ts';
import { lineTestSteps } from '../../shared/line-test.ts';

/** What a step found; `detail` is for whoever repairs it. */
export type Finding =
  | { result: 'passed' | 'skipped'; detail?: string | undefined }
  | { result: 'failed'; fault: LineTestFault; detail?: string | undefined };

/** How each step is done. A step that throws has failed with what it says. */
export type LineTestBench = { readonly [step in LineTestStep]: () => Promise<Finding> };

/** Without these a later step can only fail for the same reason. */
const needs: Readonly<Record<LineTestStep, readonly LineTestStep[]>> = {
  server: [],
  registration: ['server'],
  options: ['server'],
  audio: [],
  microphone: ['audio'],
  echo: ['registration'],
};

/** What a step that threw means. */
const faultOf: Readonly<Record<LineTestStep, LineTestFault>> = {
  server: 'unreachable',
  registration: 'no-answer',
  options: 'no-answer',
  audio: 'no-page',
  microphone: 'silent',
  echo: 'call-failed',
};

export class LineTester {
  readonly #bench: LineTestBench;
  readonly #onChange: () => void;
  #last: LineTest | undefined;

  constructor(bench: LineTestBench, onChange: () => void) {
    this.#bench = bench;
    this.#onChange = onChange;
  }

  /** The test under way, or the last one. */
  get last(): LineTest | undefined {
    return this.#last;
  }

  get isRunning(): boolean {
    return this.#last?.phase === 'running';
  }

  /** Starts a test; the snapshots tell how it goes. Throws while one is under way. */
  start(): void {
    if (this.isRunning) throw new Refusal('test-under-way', 'a line test is already under way');
    void this.#run();
  }

  async #run(): Promise<void> {
    const steps = lineTestSteps.map((step): LineTestResult => blank(step, 'waiting'));
    const test: LineTest = { phase: 'running', startedAt: Date.now(), steps };
    this.#last = test;
    for (const step of lineTestSteps) await this.#take(step, test);
    test.phase = test.steps.some(({ result }) => result === 'failed') ? 'no-go' : 'go';
    this.#onChange();
  }

  async #take(step: LineTestStep, { steps }: LineTest): Promise<void> {
    const index = lineTestSteps.indexOf(step);
    const show = (result: LineTestResult): void => {
      steps[index] = result;
      this.#onChange();
    };
    const isPossible = needs[step].every((needed) => resultOf(steps, needed) === 'passed');
    if (!isPossible) return show(blank(step, 'skipped'));
    show(blank(step, 'running'));
    const finding = await this.#bench[step]().catch((error: unknown): Finding => ({
      result: 'failed',
      fault: faultOf[step],
      detail: textOf(error),
    }));
    const fault = finding.result === 'failed' ? finding.fault : undefined;
    show({ step, result: finding.result, fault, detail: finding.detail });
  }
}

const blank = (step: LineTestStep, result: LineTestResult['result']): LineTestResult => ({
  step,
  result,
  fault: undefined,
  detail: undefined,
});

const resultOf = (steps: LineTestResult[], step: LineTestStep): LineTestResult['result'] | undefined =>
  steps.find((other) => other.step === step)?.result;

const textOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
