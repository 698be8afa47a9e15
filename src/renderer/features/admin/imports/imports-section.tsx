// Lists from outside: which kind, which file, what is wrong with it, and only then in.
import { SegmentedControl } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useStore } from 'zustand';
import type { ImportKind } from '../../../../shared/admin.ts';
import type { Me } from '../../../../shared/api.ts';
import { useWords } from '../../../i18n/use-words.ts';
import { useSupervisionApi } from '../../../stores/supervision-api.ts';
import { Button } from '../../../ui/button.tsx';
import { SectionFrame } from '../section-frame.tsx';
import { FileDrop } from './file-drop.tsx';
import { columnsOf, kindsOf, sampleOf } from './import-kinds.ts';
import { chooseKind, importRun, takeFile } from './import-run.ts';
import { ImportProgress, ImportProblem } from './import-progress.tsx';
import { ImportResult } from './import-result.tsx';
import styles from './imports.module.css';
import { saveBlob } from './save-blob.ts';

export function ImportsSection({ me }: { me: Me }) {
  const { t } = useWords();
  const kinds = kindsOf(me.role);
  const chosen = useStore(importRun, (state) => state.kind);
  const kind = kinds.find((one) => one === chosen) ?? kinds[0];
  return (
    <SectionFrame section="imports">
      {kind && (
        <div className={styles.sheet}>
          <div className={styles.kinds}>
            <SegmentedControl
              aria-label={t('imports.kind')}
              value={kind}
              data-testid="import-kind"
              onChange={(value) => chooseKind(kinds.find((one) => one === value) ?? kind)}
              data={kinds.map((value) => ({ value, label: t(`imports.kinds.${value}`) }))}
            />
            <p className={styles.what}>{t(`imports.what.${kind}`)}</p>
          </div>
          <Run kind={kind} />
        </div>
      )}
    </SectionFrame>
  );
}

function Run({ kind }: { kind: ImportKind }) {
  const api = useSupervisionApi();
  const step = useStore(importRun, (state) => state.step);
  switch (step.at) {
    case 'choosing':
      return (
        <>
          <FileDrop onFile={(file) => void takeFile(api, file)} />
          <Columns kind={kind} />
        </>
      );
    case 'checking':
    case 'importing':
      return <ImportProgress step={step} />;
    case 'failed':
      return (
        <>
          <ImportProblem cause={step.cause} />
          <Columns kind={kind} />
        </>
      );
    case 'checked':
    case 'done':
      return <ImportResult kind={kind} report={step.report} />;
  }
}

function Columns({ kind }: { kind: ImportKind }) {
  const { t } = useWords();
  return (
    <section className={styles.columns} aria-labelledby="import-columns">
      <header className={styles.columnsHead}>
        <h3 id="import-columns">{t('imports.columns')}</h3>
        <Button
          size="small"
          icon={<IconDownload stroke={1.5} aria-hidden />}
          data-testid="import-sample"
          onClick={() => saveBlob(sampleOf(kind), `${t(`imports.fileNames.${kind}`)}.csv`)}
        >
          {t('imports.sample')}
        </Button>
      </header>
      <dl className={styles.list}>
        {columnsOf(kind).map(({ name, isOptional }) => (
          <div key={name}>
            <dt>
              <code>{name}</code>
            </dt>
            <dd>
              {t(`imports.column.${keyOfColumn(kind, name)}`)}
              {isOptional && <span className={styles.optional}>{t('admin.optional')}</span>}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

const columnWords = [
  ...([
    'phone',
    'reason',
    'source',
    'campaign',
    'day',
    'amount',
    'currency',
    'sale_id',
    'unit',
    'agent',
  ] as const),
  ...([
    'property',
    'destination',
    'type',
    'bedrooms',
    'bathrooms',
    'area_m2',
    'price_usd',
    'price_mxn',
  ] as const),
  ...(['status', 'available_from', 'campaignName', 'propertyName'] as const),
];

/** `name` means another thing in each list. */
function keyOfColumn(kind: ImportKind, name: string): (typeof columnWords)[number] {
  if (name === 'name') return kind === 'spend' ? 'campaignName' : 'propertyName';
  return columnWords.find((one) => one === name) ?? 'reason';
}
