// What each figure should be, beside what it is: written in its row, saved with Enter.
import type { Target } from '../../../../shared/admin.ts';
import { kpiKeys, kpis, type KpiKey } from '../../../../shared/kpis.ts';
import { useWords } from '../../../i18n/use-words.ts';
import { useSupervisionApi } from '../../../stores/supervision-api.ts';
import { DataTable, type Column } from '../../../ui/data-table.tsx';
import { useMinute } from '../../../ui/use-now.ts';
import { textOf } from '../../dashboards/figures.ts';
import { dayAt, daysOfPeriod } from '../../dashboards/period.ts';
import { useHouseZone } from '../../use-house-clock.ts';
import { useReading } from '../../use-reading.ts';
import { SectionFrame, SectionState } from '../section-frame.tsx';
import { useList, withRow } from '../use-list.ts';
import styles from './rules.module.css';
import { Standing } from './standing.tsx';
import { TargetField } from './target-field.tsx';

interface TargetRow {
  key: KpiKey;
  target: number | null;
  /** Of the running month; undefined while it is counted. */
  current: number | null | undefined;
}

export function TargetsSection() {
  const { t } = useWords();
  const api = useSupervisionApi();
  const list = useList('targets', async () => (await api.targets()).targets);
  const current = useCurrent();
  const targets = new Map(list.rows.map(({ key, value }) => [key, value]));
  const rows = kpiKeys.map((key): TargetRow => {
    return { key, target: targets.get(key) ?? null, current: current?.get(key) };
  });
  const columns = useColumns(async (key, value) => {
    const saved: Target = await api.putTarget(key, value);
    list.show(withRow(list.rows, saved, (row) => row.key));
  });
  const isKnown = list.status === 'ready';
  return (
    <SectionFrame section="targets">
      {isKnown && (
        <DataTable
          label={t('admin.section.targets')}
          rows={rows}
          keyOf={({ key }) => key}
          columns={columns}
        />
      )}
      <SectionState status={list.status} count={isKnown ? rows.length : 0} none="" again={list.again} />
    </SectionFrame>
  );
}

/** The month so far. Where it cannot be counted the targets can still be set. */
function useCurrent(): ReadonlyMap<KpiKey, number | null> | undefined {
  const api = useSupervisionApi();
  const today = dayAt(useMinute(), useHouseZone());
  const { latest } = useReading(today, async () => {
    const { values } = await api.kpis({ ...daysOfPeriod('month', today), keys: kpiKeys.join(',') });
    return new Map(values.map(({ key, value }) => [key, value]));
  });
  return latest;
}

function useColumns(save: (key: KpiKey, value: number | null) => Promise<void>): Column<TargetRow>[] {
  const { t, language } = useWords();
  return [
    {
      ...{ key: 'name', head: t('targets.figure') },
      cell: ({ key }) => (
        <span title={t(`kpiMeans.${key}`)}>
          {t(`kpi.${key}`)}
          <span className={styles.means}>{t(`kpiMeans.${key}`)}</span>
        </span>
      ),
    },
    {
      ...{ key: 'better', head: t('targets.better'), width: 92, muted: true },
      cell: ({ key }) => t(`targets.${kpis[key].better}`),
    },
    {
      ...{ key: 'current', head: t('targets.current'), width: 112, align: 'right' },
      cell: ({ key, current, target }) =>
        current === undefined ? (
          '…'
        ) : (
          <Standing kpi={key} value={current} target={target}>
            {textOf(current, kpis[key].unit, language)}
          </Standing>
        ),
    },
    {
      ...{ key: 'target', head: t('targets.target'), width: 212 },
      cell: ({ key, target }) => (
        <TargetField key={`${key} ${target}`} kpi={key} saved={target} onSave={save} />
      ),
    },
  ];
}
