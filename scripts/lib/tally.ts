/** Two runners, one answer: what passed, what failed, and what was left out and why. */

/** Counts of one run. Left-out tests are named, for "skipped" is only an answer with its reason. */
export interface Tally {
  passed: number;
  failed: number;
  skipped: { name: string; reason: string }[];
}

interface VitestReport {
  success: boolean;
  testResults: {
    name: string;
    status: string;
    assertionResults: { fullName: string; status: string }[];
  }[];
}

interface PlaywrightSuite {
  title: string;
  suites?: PlaywrightSuite[];
  specs?: {
    title: string;
    tests: { status: string; annotations: { type: string; description?: string }[] }[];
  }[];
}

interface PlaywrightReport {
  errors: unknown[];
  suites: PlaywrightSuite[];
}

/** The reason that tests in real Electron give where there is no runtime. */
export const noElectron = 'no Electron runtime';

/** Reads Vitest's JSON report. A file that could not be loaded counts as one failure, and so does a broken run. */
export function tallyVitest(report: VitestReport): Tally {
  const tally: Tally = { passed: 0, failed: 0, skipped: [] };
  for (const file of report.testResults) {
    if (file.status === 'failed' && !file.assertionResults.some(({ status }) => status === 'failed'))
      tally.failed++;
    for (const { status, fullName } of file.assertionResults) {
      if (status === 'passed') tally.passed++;
      else if (status === 'failed') tally.failed++;
      else tally.skipped.push({ name: fullName, reason: status });
    }
  }
  // An error outside every test (an unhandled rejection) fails the run and no test.
  if (!report.success && tally.failed === 0) tally.failed = 1;
  return tally;
}

/** Reads Playwright's JSON report. */
export function tallyPlaywright(report: PlaywrightReport): Tally {
  const tests = report.suites.flatMap((suite) => testsOf(suite, ''));
  return {
    passed: tests.filter(({ status }) => status === 'expected' || status === 'flaky').length,
    failed: tests.filter(({ status }) => status === 'unexpected').length + report.errors.length,
    skipped: tests.filter(({ status }) => status === 'skipped'),
  };
}

function testsOf(suite: PlaywrightSuite, path: string): { name: string; status: string; reason: string }[] {
  const here = path === '' ? suite.title : `${path} › ${suite.title}`;
  const own = (suite.specs ?? []).flatMap(({ title, tests }) =>
    tests.map(({ status, annotations }) => ({
      name: `${here} › ${title}`,
      status,
      reason: annotations.find(({ type }) => type === 'skip')?.description ?? 'no reason given',
    })),
  );
  return [...own, ...(suite.suites ?? []).flatMap((inner) => testsOf(inner, here))];
}

/** What may not be left out counts as failed: under CI all but Electron's tests, and those if Electron is required. */
export function judge(
  tally: Tally,
  { ci, requireElectron }: { ci: boolean; requireElectron: boolean },
): Tally {
  const isAllowed = ({ reason }: { reason: string }): boolean =>
    reason.includes(noElectron) ? !requireElectron : !ci;
  const skipped = tally.skipped.filter(isAllowed);
  return { ...tally, failed: tally.failed + tally.skipped.length - skipped.length, skipped };
}

/** Adds up; no test at all is a failure, because then nothing was shown. */
export function sum(tallies: readonly Tally[]): Tally {
  const passed = tallies.reduce((total, tally) => total + tally.passed, 0);
  const failed = tallies.reduce((total, tally) => total + tally.failed, 0);
  return {
    passed,
    failed: passed + failed === 0 ? 1 : failed,
    skipped: tallies.flatMap((tally) => tally.skipped),
  };
}

/** The last line of every test command: `12 passed, 0 failed`, and `, 2 skipped` if any were. */
export function lastLine({ passed, failed, skipped }: Tally): string {
  return `${passed} passed, ${failed} failed${skipped.length === 0 ? '' : `, ${skipped.length} skipped`}`;
}
