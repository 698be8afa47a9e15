/** The line test on the wire renderer ⇄ phone process (phone.ts): its steps, and what became of each. */

/** The steps of a line test, in order. */
export const lineTestSteps = [
  'server', // the PBX's port takes us
  'registration',
  'options', // the PBX answers OPTIONS
  'audio', // the page's leg stands
  'microphone', // something can be heard from it
  'echo', // a call to the echo number brings back what we say
] as const;
export type LineTestStep = (typeof lineTestSteps)[number];

/** Why a step failed, so that the page can say it in the user's language. */
export type LineTestFault =
  | 'no-account'
  | 'unreachable'
  | 'refused'
  | 'no-answer'
  | 'no-page'
  | 'silent'
  | 'call-up'
  | 'call-failed'
  | 'no-audio-back';

export interface LineTestResult {
  step: LineTestStep;
  result: 'waiting' | 'running' | 'passed' | 'failed' | 'skipped';
  fault: LineTestFault | undefined;
  /** A figure or the PBX's own words, for whoever repairs it. */
  detail: string | undefined;
}

/** The last line test. `go` when nothing failed. */
export interface LineTest {
  phase: 'running' | 'go' | 'no-go';
  startedAt: number;
  steps: LineTestResult[];
}
