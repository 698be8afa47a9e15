import { describe, expect, it } from 'vitest';
import {
  judge,
  lastLine,
  noElectron,
  sum,
  tallyPlaywright,
  tallyVitest,
} from '../../../scripts/lib/tally.ts';

const assertion = (status: string) => ({ fullName: `a ${status} test`, status });

describe('the tally of a test run', () => {
  it('counts what Vitest reports', () => {
    const file = {
      name: 'a.test.ts',
      status: 'failed',
      assertionResults: ['passed', 'passed', 'failed', 'skipped'].map(assertion),
    };
    const tally = tallyVitest({ success: false, testResults: [file] });
    expect(lastLine(tally)).toBe('2 passed, 1 failed, 1 skipped');
  });

  it('counts a file that could not be loaded as a failure', () => {
    const file = { name: 'broken.test.ts', status: 'failed', assertionResults: [] };
    expect(tallyVitest({ success: false, testResults: [file] }).failed).toBe(1);
  });

  it('counts an error outside every test as a failure', () => {
    const file = { name: 'a.test.ts', status: 'passed', assertionResults: [assertion('passed')] };
    expect(lastLine(tallyVitest({ success: false, testResults: [file] }))).toBe('1 passed, 1 failed');
  });

  it('counts what Playwright reports, in suites within suites', () => {
    const electron = { type: 'skip', description: noElectron };
    const inner = {
      title: 'signing in',
      specs: [
        { title: 'works', tests: [{ status: 'expected', annotations: [] }] },
        { title: 'breaks', tests: [{ status: 'unexpected', annotations: [] }] },
        { title: 'in Electron', tests: [{ status: 'skipped', annotations: [electron] }] },
      ],
    };
    const tally = tallyPlaywright({ errors: [], suites: [{ title: 'desk.spec.ts', suites: [inner] }] });
    expect(tally).toMatchObject({ passed: 1, failed: 1 });
    expect(tally.skipped).toMatchObject([
      { name: 'desk.spec.ts › signing in › in Electron', reason: noElectron },
    ]);
  });

  it('fails when no test ran at all', () => {
    expect(sum([{ passed: 0, failed: 0, skipped: [] }]).failed).toBe(1);
  });
});

describe('what may be left out', () => {
  const tally = {
    passed: 5,
    failed: 0,
    skipped: [
      { name: 'a window', reason: noElectron },
      { name: 'a registrar', reason: 'no kamailio' },
    ],
  };

  it('is everything with a reason on a developer’s machine', () => {
    expect(lastLine(judge(tally, { ci: false, requireElectron: false }))).toBe(
      '5 passed, 0 failed, 2 skipped',
    );
  });

  it('is only real Electron under CI', () => {
    expect(lastLine(judge(tally, { ci: true, requireElectron: false }))).toBe(
      '5 passed, 1 failed, 1 skipped',
    );
  });

  it('is not even that where Electron is required', () => {
    expect(lastLine(judge(tally, { ci: true, requireElectron: true }))).toBe('5 passed, 2 failed');
  });
});
