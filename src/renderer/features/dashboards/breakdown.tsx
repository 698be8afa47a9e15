// How a figure splits: by channel, campaign, type, language or person, the largest first.
import { SegmentedControl } from '@mantine/core';
import { useState } from 'react';
import { kpis, type KpiDimension, type KpiKey } from '../../../shared/kpis.ts';
import { useWords } from '../../i18n/use-words.ts';
import { useSupervisionApi } from '../../stores/supervision-api.ts';
import { BarRows } from '../../ui/charts/bar-rows.tsx';
import { useWidth } from '../../ui/charts/use-width.ts';
import { Failed } from '../../ui/notice.tsx';
import { useReading } from '../use-reading.ts';
import { valueInWords } from './data-words.ts';
import { textOf } from './figures.ts';
import styles from './dashboards.module.css';

const words = {
  source: 'bySource',
  campaign: 'byCampaign',
  propertyType: 'byPropertyType',
  language: 'byLanguage',
  agent: 'byAgent',
} as const satisfies Record<KpiDimension, string>;

/** What fits beside the cases. */
const mostRows = 6;

export function Breakdown({ figure, query }: { figure: KpiKey; query: Record<string, string | undefined> }) {
  const { t } = useWords();
  const dimensions: readonly KpiDimension[] = kpis[figure].by;
  const first = dimensions[0];
  const [by, setBy] = useState(first);
  if (by === undefined) return null;
  return (
    <section>
      <div className={styles.casesHead}>
        <h3>{t('dash.cases.by')}</h3>
        {dimensions.length > 1 && (
          <SegmentedControl
            aria-label={t('dash.cases.by')}
            data-testid="breakdown-by"
            value={by}
            onChange={(value) => setBy(value as KpiDimension)}
            data={dimensions.map((value) => ({ value, label: t(`dash.cases.${words[value]}`) }))}
          />
        )}
      </div>
      <Bars {...{ figure, by, query }} />
    </section>
  );
}

interface BarsProps {
  figure: KpiKey;
  by: KpiDimension;
  query: Record<string, string | undefined>;
}

function Bars({ figure, by, query }: BarsProps) {
  const { t, language } = useWords();
  const { series } = useSupervisionApi();
  const { ref, width } = useWidth<HTMLDivElement>();
  const { latest, status, again } = useReading(JSON.stringify([figure, by, query]), () =>
    series(figure, { ...query, by }),
  );
  const points = (latest?.by === by ? latest.points : [])
    .filter(({ value }) => value !== null)
    .sort((a, b) => (b.value ?? 0) - (a.value ?? 0))
    .slice(0, mostRows);
  return (
    <div ref={ref} className={styles.breakdown}>
      {status === 'failed' && (
        <Failed text={t('dash.cases.breakdownFailed')} action={t('dash.retry')} onAction={again} />
      )}
      {width > 0 && points.length > 0 && (
        <BarRows
          label={t(`dash.cases.${words[by]}`)}
          width={width}
          nameWidth={148}
          rowHeight={26}
          rows={points.map(({ key, label, value }) => ({
            ...{ key: `${by}-${key}`, name: valueInWords(by, key, label, t), value: value ?? 0 },
            text: textOf(value, kpis[figure].unit, language),
          }))}
        />
      )}
    </div>
  );
}
