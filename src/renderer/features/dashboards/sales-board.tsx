// From the first message to the signature: where people stop, what the pipeline is worth, what campaigns bring for their money.
import type { SalesDashboard } from '../../../shared/dashboards.ts';
import type { KpiKey } from '../../../shared/kpis.ts';
import { leadStatuses } from '../../../shared/lead.ts';
import { useWords } from '../../i18n/use-words.ts';
import { BarRows } from '../../ui/charts/bar-rows.tsx';
import { Legend } from '../../ui/charts/chart-panel.tsx';
import { ColumnsChart } from '../../ui/charts/columns-chart.tsx';
import { LineChart } from '../../ui/charts/line-chart.tsx';
import type { CasesAsked } from './address.ts';
import { BoardFrame } from './board-frame.tsx';
import { CampaignTable } from './campaign-table.tsx';
import { dayInWords } from './day-words.ts';
import { FigureRow } from './figure-row.tsx';
import { compactNumber, formatNumber, textOf } from './figures.ts';
import { moneyAxis } from './money-axis.ts';
import { Panel } from './panel.tsx';
import { addDays } from './period.ts';
import { useDashboard, type Looked } from './use-dashboard.ts';
import { useOpenCases } from './use-open-cases.ts';
import styles from './dashboards.module.css';

export function SalesBoard({ looked }: { looked: Looked }) {
  const reading = useDashboard('sales', looked);
  return (
    <BoardFrame<'sales'> reading={reading}>
      {(answer) => (
        <div className={styles.board} data-board>
          <FigureRow figures={answer.kpis} looked={looked} />
          <div className={styles.grid} data-part>
            <Funnel answer={answer} />
            <Pipeline answer={answer} />
            <Appointments answer={answer} looked={looked} />
          </div>
          <div className={styles.grid} data-part>
            <CampaignTable answer={answer} compare={looked.address.compare} />
            <Signed answer={answer} />
          </div>
        </div>
      )}
    </BoardFrame>
  );
}

interface PartProps {
  answer: SalesDashboard;
}

/** Steps whose number is exactly a figure's, so that its cases are the people of the step. */
const figureOfStep: Partial<Record<SalesDashboard['funnel'][number]['step'], CasesAsked>> = {
  wrote: { key: 'leads' },
  qualified: { key: 'qualifiedLeads' },
  called: { key: 'leadToCall', only: 'hit' },
};

function Funnel({ answer: { funnel } }: PartProps) {
  const { t, language } = useWords();
  const open = useOpenCases();
  const title = t('dash.sales.funnel');
  const share = (index: number): string | undefined => {
    const before = funnel[index - 1]?.count ?? 0;
    return before === 0
      ? undefined
      : textOf(Math.round((100 * (funnel[index]?.count ?? 0)) / before), 'percent', language);
  };
  const isEmpty = (funnel[0]?.count ?? 0) === 0;
  return (
    <Panel
      id="funnel"
      title={title}
      sub={t('dash.sales.funnelSub')}
      empty={isEmpty ? t('dash.none') : undefined}
      table={{
        columns: [
          t('dash.sales.stage'),
          t('dash.chart.people'),
          t('dash.sales.fromBefore'),
          t('dash.chart.previous'),
        ],
        rows: funnel.map(({ step, count, previous }, index) => [
          t(`dash.sales.step.${step}`),
          formatNumber(count, language),
          share(index) ?? '',
          formatNumber(previous, language),
        ]),
      }}
    >
      {(width) => (
        <BarRows
          label={title}
          width={width}
          nameWidth={Math.min(140, width * 0.34)}
          figures="column"
          rowHeight={35}
          rows={funnel.map(({ step, count }, index) => {
            const asked = figureOfStep[step];
            return {
              ...{ key: step, name: t(`dash.sales.step.${step}`), value: count },
              text: formatNumber(count, language),
              aside: share(index),
              tone: step === 'sold' ? ('human' as const) : ('plain' as const),
              onOpen: asked && open(asked),
            };
          })}
        />
      )}
    </Panel>
  );
}

/** The order of the life-cycle; those who left it last. */
const stages = leadStatuses;

function Pipeline({ answer }: PartProps) {
  const { t, language } = useWords();
  const open = useOpenCases();
  const title = t('dash.sales.pipeline');
  const rows = stages.flatMap((stage) =>
    answer.pipeline.filter((one) => one.stage === stage && one.value > 0),
  );
  const axis = moneyAxis(Math.max(0, ...rows.map(({ value }) => value)), language);
  const total = rows.reduce((sum, { value }) => sum + value, 0);
  return (
    <Panel
      id="pipeline"
      title={title}
      sub={textOf(total, 'usd', language)}
      empty={rows.length === 0 ? t('dash.sales.noPipeline') : undefined}
      table={{
        columns: [t('dash.sales.stage'), t('dash.chart.people'), t('dash.sales.value')],
        rows: rows.map(({ stage, leads, value }) => [
          t(`leadStatus.${stage}`),
          formatNumber(leads, language),
          textOf(value, 'usd', language),
        ]),
      }}
    >
      {(width) => (
        <BarRows
          label={title}
          width={width}
          nameWidth={Math.min(116, width * 0.34)}
          rowHeight={rows.length > 6 ? 30 : 35}
          axis={{
            unit: t(axis.isMillions ? 'dash.sales.pipelineAxis' : 'dash.sales.thousandsAxis'),
            format: axis.format,
          }}
          rows={rows.map(({ stage, leads, value }) => ({
            ...{ key: stage, name: t(`leadStatus.${stage}`), value },
            under: t('dash.sales.leads', { count: leads, text: formatNumber(leads, language) }),
            text: axis.exact(value),
            onOpen: open({ key: 'leads', outcome: stage }),
          }))}
        />
      )}
    </Panel>
  );
}

function Appointments({ answer, looked }: PartProps & { looked: Looked }) {
  const { t, language } = useWords();
  const open = useOpenCases();
  const title = t('dash.sales.appointments');
  const weeks = answer.appointments;
  const target = weeklyTarget(answer, looked);
  const count = (value: number): string => compactNumber(value, language);
  return (
    <Panel
      id="appointments"
      title={title}
      legend={
        <Legend
          items={[
            { tone: 'ai', word: t('dash.sales.ai') },
            { tone: 'human', word: t('dash.sales.agent') },
          ]}
        />
      }
      empty={weeks.length === 0 ? t('dash.sales.noAppointments') : undefined}
      table={{
        columns: [t('dash.chart.week'), t('dash.sales.ai'), t('dash.sales.agent'), t('dash.sales.total')],
        rows: weeks.map(({ week, ai, agent }) => [
          dayInWords(week, language),
          count(ai),
          count(agent),
          count(ai + agent),
        ]),
      }}
    >
      {(width) => (
        <ColumnsChart
          label={title}
          width={width}
          height={266}
          format={count}
          axisName={t('dash.sales.weekAxis')}
          target={
            target === undefined
              ? undefined
              : { value: target, text: t('dash.tile.target', { value: count(target) }) }
          }
          columns={weeks.map(({ week, ai, agent }) => ({
            ...{ key: week, name: dayInWords(week, language) },
            parts: [
              { tone: 'ai' as const, value: ai, word: t('dash.sales.ai') },
              { tone: 'human' as const, value: agent, word: t('dash.sales.agent') },
            ],
            onOpen: open({ key: 'appointments', ...withinPeriod(week, looked) }),
          }))}
        />
      )}
    </Panel>
  );
}

/** The period's target of visits, for seven of its days. */
function weeklyTarget({ kpis }: SalesDashboard, { days }: Looked): number | undefined {
  const target = kpis.find(({ key }) => key === 'appointments')?.target ?? null;
  const length = (Date.parse(days.to) - Date.parse(days.from)) / 86_400_000 + 1;
  return target === null ? undefined : Math.round((target / length) * 7);
}

/** The days of a week that lie in the period: only those are counted. */
function withinPeriod(monday: string, { days }: Looked): Pick<CasesAsked, 'from' | 'to'> {
  const sunday = addDays(monday, 6);
  return { from: monday < days.from ? days.from : monday, to: sunday > days.to ? days.to : sunday };
}

function Signed({ answer: { signed, kpis } }: PartProps) {
  const { t, language } = useWords();
  const title = t('dash.sales.signed');
  const last = signed.at(-1);
  const total = last?.total ?? 0;
  const wanted = last?.target ?? null;
  const axis = moneyAxis(Math.max(total, wanted ?? 0), language);
  const revenue: KpiKey = 'revenue';
  const isKnown = total > 0 || kpis.some(({ key, value }) => key === revenue && (value ?? 0) > 0);
  return (
    <Panel
      id="signed"
      title={title}
      sub={t('dash.sales.signedSub')}
      empty={isKnown ? undefined : t('dash.sales.noSigned')}
      table={{
        columns: [t('dash.chart.day'), t('dash.sales.signedWord'), t('dash.chart.target')],
        rows: signed.map(({ day, total: sum, target }) => [
          dayInWords(day, language),
          textOf(sum, 'usd', language),
          textOf(target, 'usd', language),
        ]),
      }}
    >
      {(width) => (
        <LineChart
          label={`${title} ${textOf(total, 'usd', language)}, ${t('dash.tile.target', { value: textOf(wanted, 'usd', language) })}`}
          {...{ width, height: 280 }}
          names={signed.map(({ day }) => dayInWords(day, language))}
          lines={[
            {
              ...{ key: 'signed', word: t('dash.sales.signedWord'), tone: 'human' as const },
              values: signed.map(({ total: sum }) => sum),
              endText: axis.exact(total),
            },
          ]}
          target={
            wanted === null
              ? undefined
              : {
                  values: signed.map(({ target }) => target),
                  text: t('dash.tile.target', { value: axis.exact(wanted) }),
                }
          }
          format={axis.format}
          exact={(value) => textOf(value, 'usd', language)}
          axisName={t(axis.isMillions ? 'dash.sales.millions' : 'dash.sales.thousands')}
        />
      )}
    </Panel>
  );
}
