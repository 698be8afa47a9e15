// How long people wait for an agent: a curve over days, two bars where there are too few for one.
import type { OperationsDashboard } from '../../../shared/dashboards.ts';
import { useWords } from '../../i18n/use-words.ts';
import { BarRows, type BarRow } from '../../ui/charts/bar-rows.tsx';
import { Legend } from '../../ui/charts/chart-panel.tsx';
import { LineChart } from '../../ui/charts/line-chart.tsx';
import { dayInWords } from './day-words.ts';
import { compactNumber, textOf } from './figures.ts';
import { Panel } from './panel.tsx';

/** Days from which on a curve says more than bars. */
const leastCurve = 3;

interface PartProps {
  answer: OperationsDashboard;
}

export function WaitsChart({ answer }: PartProps) {
  const { t, language } = useWords();
  const { waits } = answer;
  const time = (value: number | null): string => textOf(value, 'seconds', language);
  const words = { mean: t('dash.ops.mean'), longest: t('dash.ops.longest') };
  const isCurve = waits.length >= leastCurve;
  const legend = (
    <Legend
      items={[
        { tone: 'human', word: words.mean },
        { tone: 'plain', word: words.longest },
      ]}
    />
  );
  return (
    <Panel
      id="waits"
      title={t('dash.ops.waits')}
      legend={isCurve && legend}
      {...(!isCurve && waits.length > 0 && { sub: t('dash.ops.waitsSub') })}
      empty={waits.length === 0 ? t('dash.ops.noWaits') : undefined}
      table={{
        columns: [t('dash.chart.day'), words.mean, words.longest],
        rows: waits.map(({ day, meanSeconds, maxSeconds }) => [
          dayInWords(day, language),
          time(meanSeconds),
          time(maxSeconds),
        ]),
      }}
    >
      {(width) => (isCurve ? <Curve {...{ answer, width }} /> : <Bars {...{ answer, width }} />)}
    </Panel>
  );
}

interface DrawnProps extends PartProps {
  width: number;
}

function Curve({ answer: { waits, kpis }, width }: DrawnProps) {
  const { t, language } = useWords();
  const time = (value: number | null): string => textOf(value, 'seconds', language);
  const limit = kpis.find(({ key }) => key === 'answerSpeed')?.target ?? null;
  const last = time(waits.at(-1)?.meanSeconds ?? null);
  return (
    <LineChart
      label={`${t('dash.ops.waits')} ${last}`}
      {...{ width, height: 248 }}
      names={waits.map(({ day }) => dayInWords(day, language))}
      lines={[
        {
          ...{ key: 'longest', word: t('dash.ops.longest'), tone: 'plain' },
          values: waits.map(({ maxSeconds }) => maxSeconds),
        },
        {
          ...{ key: 'mean', word: t('dash.ops.mean'), tone: 'human', endText: last },
          values: waits.map(({ meanSeconds }) => meanSeconds),
        },
      ]}
      target={
        limit === null
          ? undefined
          : { values: waits.map(() => limit), text: t('dash.tile.limit', { value: time(limit) }) }
      }
      format={(value) => compactNumber(value, language)}
      exact={time}
      axisName={t('dash.ops.seconds')}
    />
  );
}

function Bars({ answer: { waits }, width }: DrawnProps) {
  const { t, language } = useWords();
  const rows = waits.flatMap(({ day, meanSeconds, maxSeconds }) => [
    { key: `${day}-mean`, name: t('dash.ops.meanBar'), day, value: meanSeconds },
    { key: `${day}-longest`, name: t('dash.ops.longest'), day, value: maxSeconds },
  ]);
  return (
    <BarRows
      label={t('dash.ops.waits')}
      {...{ width, nameWidth: 100, rowHeight: 34 }}
      axis={{ unit: t('dash.ops.seconds'), format: (value) => compactNumber(value, language) }}
      rows={rows.flatMap(({ key, name, day, value }): BarRow[] =>
        value === null
          ? []
          : [
              {
                key,
                name,
                value,
                under: dayInWords(day, language),
                text: textOf(value, 'seconds', language),
              },
            ],
      )}
    />
  );
}
