// What comes in: two columns for each day or hour, curves where there are too many of them.
import type { TechnicalDashboard } from '../../../shared/dashboards.ts';
import { formatClock } from '../../i18n/format.ts';
import { useWords } from '../../i18n/use-words.ts';
import { Legend } from '../../ui/charts/chart-panel.tsx';
import { ColumnsChart } from '../../ui/charts/columns-chart.tsx';
import { LineChart } from '../../ui/charts/line-chart.tsx';
import { dayInWords } from './day-words.ts';
import { compactNumber, formatNumber } from './figures.ts';
import { Panel } from './panel.tsx';
import { useHouseZone } from '../use-house-clock.ts';

/** More columns than these are too thin to be told apart. */
const mostColumns = 45;
const height = 232;

interface PartProps {
  answer: TechnicalDashboard;
}

export function ThroughputChart({ answer }: PartProps) {
  const { t, language } = useWords();
  const { throughput } = answer;
  const { isByHour, nameOf } = useNames(answer);
  const words = { webhooks: t('dash.tech.webhooks'), events: t('dash.tech.events') };
  return (
    <Panel
      id="throughput"
      title={t('dash.tech.throughput')}
      sub={t(isByHour ? 'dash.tech.throughputHours' : 'dash.tech.throughputSub')}
      empty={throughput.length === 0 ? t('dash.tech.noThroughput') : undefined}
      table={{
        columns: [t(isByHour ? 'dash.chart.hour' : 'dash.chart.day'), words.webhooks, words.events],
        rows: throughput.map(({ key, webhooks, events }) => [
          nameOf(key),
          formatNumber(webhooks, language),
          formatNumber(events, language),
        ]),
      }}
    >
      {(width) => (
        <>
          <Legend
            items={[
              { tone: 'plain', word: words.events },
              { tone: 'quiet', word: words.webhooks },
            ]}
          />
          {throughput.length > mostColumns ? (
            <Curves {...{ answer, width }} />
          ) : (
            <Columns {...{ answer, width }} />
          )}
        </>
      )}
    </Panel>
  );
}

/** Keys are days, or moments at which an hour begins. */
function useNames({ throughput }: TechnicalDashboard) {
  const { language } = useWords();
  const zone = useHouseZone();
  const isByHour = throughput.some(({ key }) => key.length > '2026-11-22'.length);
  const nameOf = (key: string): string => (isByHour ? formatClock(key, zone) : dayInWords(key, language));
  return { isByHour, nameOf };
}

interface DrawnProps extends PartProps {
  width: number;
}

function Columns({ answer, width }: DrawnProps) {
  const { t, language } = useWords();
  const { nameOf } = useNames(answer);
  return (
    <ColumnsChart
      label={t('dash.tech.throughput')}
      {...{ width, height, grouped: true }}
      format={(value) => compactNumber(value, language)}
      columns={answer.throughput.map(({ key, webhooks, events }) => ({
        ...{ key, name: nameOf(key) },
        parts: [
          { tone: 'plain', value: events, word: t('dash.tech.events') },
          { tone: 'quiet', value: webhooks, word: t('dash.tech.webhooks') },
        ],
      }))}
    />
  );
}

function Curves({ answer, width }: DrawnProps) {
  const { t, language } = useWords();
  const { nameOf } = useNames(answer);
  const { throughput } = answer;
  return (
    <LineChart
      label={t('dash.tech.throughput')}
      {...{ width, height }}
      names={throughput.map(({ key }) => nameOf(key))}
      lines={[
        {
          ...{ key: 'webhooks', word: t('dash.tech.webhooks'), tone: 'quiet' },
          values: throughput.map(({ webhooks }) => webhooks),
        },
        {
          ...{ key: 'events', word: t('dash.tech.events'), tone: 'plain' },
          values: throughput.map(({ events }) => events),
        },
      ]}
      format={(value) => compactNumber(value, language)}
      exact={(value) => formatNumber(value, language)}
    />
  );
}
