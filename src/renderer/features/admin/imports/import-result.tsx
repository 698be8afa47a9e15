// What a list would change, or has changed, and every row that is bad with why.
import { IconCircleCheck, IconDownload } from '@tabler/icons-react';
import { useStore } from 'zustand';
import type { ImportKind, ImportReport } from '../../../../shared/admin.ts';
import { useWords, type Translate } from '../../../i18n/use-words.ts';
import { useSupervisionApi } from '../../../stores/supervision-api.ts';
import { Button } from '../../../ui/button.tsx';
import { classNames } from '../../../ui/class-names.ts';
import { DataTable } from '../../../ui/data-table.tsx';
import { formatNumber } from '../../dashboards/figures.ts';
import { badRowsOf } from './import-kinds.ts';
import { bringIn, importRun, startAnew } from './import-run.ts';
import styles from './imports.module.css';
import { saveBlob } from './save-blob.ts';

interface ResultProps {
  kind: ImportKind;
  report: ImportReport;
}

export function ImportResult({ kind, report }: ResultProps) {
  const { t, language } = useWords();
  const name = useStore(importRun, ({ file }) => file?.name ?? '');
  const rows = formatNumber(report.rows, language);
  return (
    <div className={styles.result} data-testid="import-result" data-applied={report.applied || undefined}>
      <header className={styles.resultHead}>
        <p role="status">
          {report.applied && <IconCircleCheck className={styles.good} stroke={1.5} aria-hidden />}
          <b>{name}</b> {t(report.applied ? 'imports.done' : 'imports.found', { count: report.rows, rows })}
        </p>
        <Actions report={report} />
      </header>
      <Counts report={report} />
      {report.ignored.length > 0 && (
        <p className={styles.aside}>{t('imports.ignored', { columns: report.ignored.join(', ') })}</p>
      )}
      {report.bad.length > 0 && <BadRows kind={kind} report={report} />}
    </div>
  );
}

function Counts({ report }: { report: ImportReport }) {
  const { t, language } = useWords();
  return (
    <dl className={styles.counts}>
      {(['added', 'changed', 'unchanged', 'badRows'] as const).map((key) => (
        <div key={key} className={classNames(key === 'badRows' && report.badRows > 0 && styles.bad)}>
          <dt>{t(`imports.counts.${key}`)}</dt>
          <dd data-testid={`import-${key}`}>{formatNumber(report[key], language)}</dd>
        </div>
      ))}
    </dl>
  );
}

function Actions({ report }: { report: ImportReport }) {
  const { t, language } = useWords();
  const api = useSupervisionApi();
  const news = report.added + report.changed;
  const count = formatNumber(news, language);
  const isMixed = report.badRows > 0;
  return (
    <span className={styles.actions}>
      <Button data-testid="import-other" onClick={startAnew}>
        {t(report.applied ? 'imports.another' : 'imports.other')}
      </Button>
      {!report.applied && (
        <Button
          look="primary"
          disabled={news === 0}
          title={news === 0 ? t('imports.nothing') : undefined}
          data-testid="import-apply"
          onClick={() => void bringIn(api, { skipBad: isMixed })}
        >
          {t(isMixed ? 'imports.applyGood' : 'imports.apply', { count: news, rows: count })}
        </Button>
      )}
    </span>
  );
}

type BadRow = ImportReport['bad'][number];

function BadRows({ kind, report }: ResultProps) {
  const { t, language } = useWords();
  const why = (row: BadRow) => whyInWords(row, t);
  const heads = (['line', 'column', 'value', 'why'] as const).map((key) => t(`imports.heads.${key}`));
  const save = () =>
    saveBlob(
      badRowsOf(report, { heads, why }),
      `${t(`imports.fileNames.${kind}`)}-${t('imports.badFile')}.csv`,
    );
  const isCut = report.bad.length < report.badRows;
  return (
    <section className={styles.badRows} aria-labelledby="import-bad">
      <header className={styles.columnsHead}>
        <h3 id="import-bad">{t('imports.bad')}</h3>
        <Button size="small" icon={<IconDownload stroke={1.5} aria-hidden />} onClick={save}>
          {t('imports.saveBad')}
        </Button>
      </header>
      {isCut && (
        <p className={styles.aside}>
          {t('imports.cut', { shown: report.bad.length, all: formatNumber(report.badRows, language) })}
        </p>
      )}
      <div className={styles.table}>
        <DataTable
          label={t('imports.bad')}
          rows={report.bad}
          keyOf={(row) => `${row.line} ${row.column} ${row.problem}`}
          columns={[
            {
              key: 'line',
              head: t('imports.heads.line'),
              width: 88,
              align: 'right',
              cell: ({ line }) => line,
            },
            {
              key: 'column',
              head: t('imports.heads.column'),
              width: 148,
              cell: ({ column }) => <code>{column}</code>,
            },
            {
              ...{ key: 'value', head: t('imports.heads.value'), width: 220 },
              cell: ({ value }) => <span title={value}>{value === '' ? t('imports.empty') : value}</span>,
            },
            {
              key: 'why',
              head: t('imports.heads.why'),
              cell: (row) => <span title={why(row)}>{why(row)}</span>,
            },
          ]}
        />
      </div>
    </section>
  );
}

/** What is wrong with a cell, and what it could be. */
function whyInWords({ problem, choices }: BadRow, t: Translate): string {
  const words = t(`imports.problems.${problem}`);
  return choices === undefined || choices.length === 0
    ? words
    : `${words} ${t('imports.choices', { choices: choices.join(', ') })}`;
}
