// How the business goes, on one screen: every figure against its target with its curve, and where the month will end.
import type { ExecutiveDashboard } from '../../../shared/dashboards.ts';
import { kpis } from '../../../shared/kpis.ts';
import { useWords } from '../../i18n/use-words.ts';
import { LineChart } from '../../ui/charts/line-chart.tsx';
import { BoardFrame } from './board-frame.tsx';
import { dayInWords, monthInWords } from './day-words.ts';
import { FigureRow } from './figure-row.tsx';
import { compactNumber, figureOf, standingOfForecast, targetText, textOf, whole } from './figures.ts';
import { moneyAxis } from './money-axis.ts';
import { Panel } from './panel.tsx';
import { useDashboard, type Looked } from './use-dashboard.ts';
import styles from './dashboards.module.css';

export function ExecutiveBoard({ looked }: { looked: Looked }) {
  const { t, language } = useWords();
  const reading = useDashboard('executive', looked);
  return (
    <BoardFrame<'executive'> reading={reading}>
      {(answer) => {
        const lastDay = answer.forecast[0]?.points.at(-1)?.day ?? looked.days.to;
        return (
          <div className={styles.board} data-board>
            <FigureRow figures={answer.kpis} looked={looked} trends={answer.trends} tall />
            <section className={styles.forecast} data-part aria-labelledby="forecast-title">
              <header className={styles.forecastHead}>
                <h2 id="forecast-title">
                  {t('dash.exec.forecast', { month: monthInWords(lastDay, language, 'middle') })}
                </h2>
                <span className={styles.meta}>{t('dash.exec.bandNote')}</span>
              </header>
              <div className={styles.five}>
                {answer.forecast.map((forecast) => (
                  <Forecast key={forecast.key} forecast={forecast} />
                ))}
              </div>
            </section>
          </div>
        );
      }}
    </BoardFrame>
  );
}

type ForecastOf = ExecutiveDashboard['forecast'][number];

function Forecast({ forecast }: { forecast: ForecastOf }) {
  const { t, language } = useWords();
  const { key, soFar, expected, points } = forecast;
  const { unit } = kpis[key];
  const text = (value: number): string => textOf(whole(value), unit, language);
  const title = t(`kpi.${key}`);
  const isEmpty = soFar === 0 && expected === 0;
  return (
    <Panel
      id={`forecast-${key}`}
      title={title}
      empty={isEmpty ? t('dash.exec.noForecast') : undefined}
      table={{
        columns: [t('dash.chart.day'), t('dash.exec.real'), t('dash.exec.expected')],
        rows: points.map(({ day, total, expected: then }) => [
          dayInWords(day, language),
          total === null ? '' : text(total),
          then === null ? '' : text(then),
        ]),
      }}
    >
      {(width) => (
        <>
          <Told forecast={forecast} />
          <Curve forecast={forecast} width={width} />
        </>
      )}
    </Panel>
  );
}

function Curve({ forecast, width }: { forecast: ForecastOf; width: number }) {
  const { t, language } = useWords();
  const { key, expected, target, points } = forecast;
  const { unit } = kpis[key];
  const text = (value: number): string => textOf(whole(value), unit, language);
  const title = t(`kpi.${key}`);
  return (
    <LineChart
      label={`${title}: ${t('dash.exec.expected')} ${text(expected)}, ${t('dash.exec.band', bandWords(forecast, text))}`}
      {...{ width, height: width > 260 ? 230 : 150 }}
      names={points.map(({ day }) => dayInWords(day, language))}
      lines={[
        {
          ...{ key: 'expected', word: t('dash.exec.expected'), tone: 'human' as const, dashed: true },
          values: points.map((one) => one.expected),
        },
        {
          ...{ key: 'real', word: t('dash.exec.real'), tone: 'human' as const },
          values: points.map((one) => one.total),
        },
      ]}
      band={bandOf(forecast)}
      target={
        target === null
          ? undefined
          : {
              values: points.map(() => target),
              text: t('dash.tile.target', { value: targetText(target, unit, language) }),
            }
      }
      format={(value) =>
        unit === 'usd'
          ? moneyAxis(Math.max(expected, target ?? 0), language).format(value)
          : compactNumber(value, language)
      }
      exact={text}
      isWhole={unit === 'count'}
    />
  );
}

/** The figure and whether it is enough, in words. */
function Told({ forecast }: { forecast: ForecastOf }) {
  const { t, language } = useWords();
  const { key, soFar, expected, target } = forecast;
  const { unit } = kpis[key];
  const said = figureOf(whole(expected), unit, language);
  const text = (value: number): string => targetText(whole(value), unit, language);
  const standing = standingOfForecast(key, expected, target);
  return (
    <div className={styles.told}>
      <span className={styles.figure}>
        {said.figure}
        {said.unit !== '' && <small>{`\u00a0${said.unit}`}</small>}
      </span>
      <span className={styles.meta}>{t('dash.exec.band', bandWords(forecast, text))}</span>
      <span className={styles.meta}>{t('dash.exec.soFar', { value: text(soFar) })}</span>
      {target === null ? (
        <span className={styles.meta}>{t('dash.tile.noTarget')}</span>
      ) : (
        <span className={styles.verdict} data-standing={standing}>
          {t(standing === 'met' ? 'dash.exec.willMeet' : 'dash.exec.willMiss', {
            value: targetText(target, unit, language),
          })}
        </span>
      )}
    </div>
  );
}

function bandWords({ soFar, expected, spread }: ForecastOf, text: (value: number) => string) {
  return { low: text(Math.max(soFar, expected - spread)), high: text(expected + spread) };
}

/** From nothing on the last day that is known to the whole width at the month's end; what has come cannot go. */
function bandOf({ points, soFar, spread }: ForecastOf): ([number, number] | null)[] {
  const first = points.findIndex(({ expected }) => expected !== null);
  const steps = Math.max(1, points.length - 1 - first);
  return points.map(({ expected }, index) => {
    if (expected === null) return null;
    const wide = spread * Math.sqrt((index - first) / steps);
    return [Math.max(Math.min(soFar, expected), expected - wide), expected + wide];
  });
}
