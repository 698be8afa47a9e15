// Lists from outside: who brings which, the example one gets, and the way of a file from the choice to the rows.
import { parse } from 'csv-parse/sync';
import { beforeEach, describe, expect, it } from 'vitest';
import {
  badRowsOf,
  columnsOf,
  kindsOf,
  sampleOf,
} from '../../../../../src/renderer/features/admin/imports/import-kinds.ts';
import {
  bringIn,
  importRun,
  startAnew,
  takeFile,
} from '../../../../../src/renderer/features/admin/imports/import-run.ts';
import { ActionError } from '../../../../../src/renderer/stores/actions.ts';
import type { SupervisionApi } from '../../../../../src/renderer/stores/supervision-api.ts';
import { importKinds, type ImportReport } from '../../../../../src/shared/admin.ts';

const report: ImportReport = {
  ...{ kind: 'spend', applied: false, rows: 2, added: 1, changed: 0, unchanged: 0, badRows: 1, ignored: [] },
  bad: [{ line: 3, column: 'day', value: '=HYPERLINK("x")', problem: 'not-a-date' }],
};

it('lets supervisors bring what they answer for', () => {
  expect(kindsOf('supervisor')).toEqual(['spend', 'sales']);
  expect(kindsOf('admin')).toEqual(importKinds);
  expect(kindsOf('agent')).toEqual([]);
});

describe('the files that the console makes', () => {
  it('show every column of their list, in rows that are whole', async () => {
    for (const kind of importKinds) {
      const [head, ...rows] = parse(await sampleOf(kind).text(), { bom: true });
      expect(head).toEqual(columnsOf(kind).map(({ name }) => name));
      expect(rows).toHaveLength(2);
    }
  });

  it('say of each bad row why, and start no formula in a spreadsheet', async () => {
    const file = badRowsOf(report, { heads: ['a', 'b', 'c', 'd'], why: () => 'No es un día, o no existe.' });
    const [, row] = parse(await file.text(), { bom: true });
    expect(row).toEqual(['3', 'day', `'=HYPERLINK("x")`, 'No es un día, o no existe.']);
  });
});

describe('a file on its way', () => {
  beforeEach(startAnew);
  const file = () => new File(['a,b\n'], 'gasto.csv');
  const backend = (importCsv: SupervisionApi['importCsv']) => ({ importCsv }) as SupervisionApi;
  const step = () => importRun.getState().step;

  it('is tried first, and comes in only when it is told to', async () => {
    const asked: unknown[] = [];
    const api = backend((_kind, _file, { dryRun, skipBad, onSent }) => {
      asked.push({ dryRun, skipBad });
      onSent?.(0.5);
      expect(step()).toMatchObject({ sent: 0.5 });
      return Promise.resolve({ ...report, applied: !dryRun });
    });
    await takeFile(api, file());
    expect(step().at).toBe('checked');
    await bringIn(api, { skipBad: true });
    expect(step().at).toBe('done');
    expect(asked).toEqual([
      { dryRun: true, skipBad: false },
      { dryRun: false, skipBad: true },
    ]);
  });

  it('that is too large is not even sent', async () => {
    const large = { name: 'x.csv', size: 9 * 1024 * 1024 } as File;
    await takeFile(
      backend(() => Promise.reject(new Error('never asked'))),
      large,
    );
    expect(step()).toMatchObject({ at: 'failed', cause: { code: 'too-large' } });
  });

  it('that is refused says why', async () => {
    const refusal = new ActionError('invalid', 'no', { reason: 'columns-missing' });
    await takeFile(
      backend(() => Promise.reject(refusal)),
      file(),
    );
    expect(step()).toEqual({ at: 'failed', cause: refusal });
  });

  it('that was given up changes nothing when its answer comes late', async () => {
    const late = Promise.withResolvers<ImportReport>();
    let signal: AbortSignal | undefined;
    const taken = takeFile(
      backend((_kind, _file, how) => {
        signal = how.signal;
        startAnew();
        return late.promise;
      }),
      file(),
    );
    late.resolve(report);
    await taken;
    expect(signal?.aborted).toBe(true);
    expect(step()).toEqual({ at: 'choosing' });
  });
});
