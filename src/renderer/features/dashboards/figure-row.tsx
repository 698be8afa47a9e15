// The row of figures on top of a dashboard, with their curves.
import type { KpiKey, KpiPoint, KpiValue } from '../../../shared/kpis.ts';
import { useWords } from '../../i18n/use-words.ts';
import { useSupervisionApi } from '../../stores/supervision-api.ts';
import { classNames } from '../../ui/class-names.ts';
import { useReading } from '../use-reading.ts';
import { useAddress } from './address-bar.ts';
import { curveOf, targetOfCurve } from './curve.ts';
import { FigureTile } from './figure-tile.tsx';
import { addDays, isRunning, lengthOf } from './period.ts';
import type { Looked } from './use-dashboard.ts';
import styles from './dashboards.module.css';

/** A curve of fewer days than these says nothing: then the two weeks up to the last day are drawn. */
const leastDays = 7;
const shownDays = 14;

interface FigureRowProps {
  figures: readonly KpiValue[];
  looked: Looked;
  /** Where the dashboard brings the curves itself. */
  trends?: readonly { key: KpiKey; points: readonly KpiPoint[] }[] | undefined;
  tall?: boolean;
}

export function FigureRow({ figures, looked, trends, tall = false }: FigureRowProps) {
  const { t } = useWords();
  const { address, change } = useAddress();
  const read = useCurves(trends ? [] : figures.map(({ key }) => key), looked);
  const curves: ReturnType<typeof useCurves> = trends
    ? Object.fromEntries(trends.map(({ key, points }) => [key, points]))
    : read;
  return (
    <section
      className={classNames(styles.figures, tall && styles.tallFigures)}
      aria-label={t('dash.exec.figures')}
      data-part
      data-testid="figures"
    >
      {figures.map((kpi) => (
        <FigureTile
          key={kpi.key}
          kpi={kpi}
          curve={curves[kpi.key] && curveOf(kpi.key, curves[kpi.key] ?? [], daysFor(looked))}
          curveTarget={targetOfCurve(kpi, daysFor(looked))}
          compare={address.compare}
          isRunning={isRunning(looked.days, looked.today)}
          isOpen={address.cases?.key === kpi.key}
          tall={tall}
          onOpen={() => change({ cases: address.cases?.key === kpi.key ? undefined : { key: kpi.key } })}
        />
      ))}
    </section>
  );
}

const daysFor = ({ days }: Looked) =>
  lengthOf(days) >= leastDays ? days : { from: addDays(days.to, 1 - shownDays), to: days.to };

function useCurves(keys: readonly KpiKey[], looked: Looked): Partial<Record<KpiKey, readonly KpiPoint[]>> {
  const { series } = useSupervisionApi();
  const query = { ...looked.query, ...daysFor(looked), by: 'day' };
  const wanted = keys.length === 0 ? undefined : JSON.stringify([keys, query]);
  const { latest } = useReading(wanted, async () => {
    // A curve that cannot be had leaves its place empty; the figure above it says the thing.
    const answers = await Promise.allSettled(keys.map((key) => series(key, query)));
    return answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : []));
  });
  return Object.fromEntries((latest ?? []).map(({ key, points }) => [key, points]));
}
