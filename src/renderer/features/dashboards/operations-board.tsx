// How the floor goes: what is there now, when calls are made and answered, how long people wait and what came of it.
import type { OperationsDashboard } from '../../../shared/dashboards.ts';
import { useWords } from '../../i18n/use-words.ts';
import { BarRows } from '../../ui/charts/bar-rows.tsx';
import { Legend } from '../../ui/charts/chart-panel.tsx';
import { ColumnsChart } from '../../ui/charts/columns-chart.tsx';
import { BoardFrame } from './board-frame.tsx';
import { endingInWords, ruleInWords } from './data-words.ts';
import { dayInWords } from './day-words.ts';
import { FigureRow } from './figure-row.tsx';
import { compactNumber, formatNumber, textOf } from './figures.ts';
import { FloorNow, ServicesNow } from './floor-now.tsx';
import { Panel } from './panel.tsx';
import { useDashboard, type Looked } from './use-dashboard.ts';
import { useOpenCases } from './use-open-cases.ts';
import { WaitsChart } from './waits-chart.tsx';
import styles from './dashboards.module.css';

export function OperationsBoard({ looked }: { looked: Looked }) {
  const reading = useDashboard('operations', looked);
  return (
    <BoardFrame<'operations'> reading={reading}>
      {(answer) => (
        <div className={styles.board} data-board>
          <FigureRow figures={answer.kpis} looked={looked} />
          <div className={styles.grid} data-part>
            <FloorNow answer={answer} />
            <Hours answer={answer} looked={looked} />
            <ServicesNow answer={answer} />
          </div>
          <div className={styles.grid} data-part>
            <WaitsChart answer={answer} />
            <Outcomes answer={answer} />
            <Blocks answer={answer} />
          </div>
        </div>
      )}
    </BoardFrame>
  );
}

interface PartProps {
  answer: OperationsDashboard;
}

function Hours({ answer: { hours }, looked: { days } }: PartProps & { looked: Looked }) {
  const { t, language } = useWords();
  const title = t('dash.ops.hours');
  const count = (value: number): string => compactNumber(value, language);
  const busy = workingHours(hours);
  const words = { person: t('dash.ops.toAgent'), ai: t('dash.ops.talked'), none: t('dash.ops.notAnswered') };
  return (
    <Panel
      id="hours"
      title={title}
      sub={dayInWords(days.to, language)}
      empty={busy.length === 0 ? t('dash.ops.noHours') : undefined}
      table={{
        columns: [t('dash.chart.hour'), words.person, words.ai, words.none],
        rows: busy.map((one) => [`${one.hour}:00`, ...partsOf(one).map(count)]),
      }}
    >
      {(width) => (
        <>
          <Legend
            items={[
              { tone: 'human', word: words.person },
              { tone: 'ai', word: words.ai },
              { tone: 'quiet', word: words.none },
            ]}
          />
          <ColumnsChart
            label={title}
            width={width}
            height={232}
            format={count}
            axisName={t('dash.ops.hourAxis')}
            columns={busy.map((one) => {
              const [person = 0, ai = 0, none = 0] = partsOf(one);
              return {
                ...{ key: one.hour, name: one.hour },
                parts: [
                  { tone: 'human' as const, value: person, word: words.person },
                  { tone: 'ai' as const, value: ai, word: words.ai },
                  { tone: 'quiet' as const, value: none, word: words.none },
                ],
              };
            })}
          />
        </>
      )}
    </Panel>
  );
}

type Hour = OperationsDashboard['hours'][number];

/** Passed on, spoke with the AI alone, not answered: together, all that were placed. */
const partsOf = ({ placed, answered, escalated }: Hour): number[] => [
  Math.min(escalated, answered),
  Math.max(0, answered - escalated),
  Math.max(0, placed - answered),
];

/** From the first to the last hour with a call. */
function workingHours(hours: readonly Hour[]): Hour[] {
  const first = hours.findIndex(({ placed }) => placed > 0);
  const last = hours.findLastIndex(({ placed }) => placed > 0);
  return first < 0 ? [] : hours.slice(first, last + 1);
}

function Outcomes({ answer: { outcomes } }: PartProps) {
  const { t, language } = useWords();
  const open = useOpenCases();
  const title = t('dash.ops.outcomes');
  const total = outcomes.reduce((sum, { count }) => sum + count, 0);
  const share = (count: number): string =>
    textOf(Math.round((100 * count) / Math.max(1, total)), 'percent', language);
  return (
    <Panel
      id="outcomes"
      title={title}
      empty={outcomes.length === 0 ? t('dash.ops.noOutcomes') : undefined}
      table={{
        columns: [t('dash.chart.name'), t('dash.chart.count'), t('dash.chart.share')],
        rows: outcomes.map(({ outcome, count }) => [
          endingInWords(outcome, t),
          formatNumber(count, language),
          share(count),
        ]),
      }}
    >
      {(width) => (
        <BarRows
          label={title}
          width={width}
          nameWidth={Math.min(176, width * 0.46)}
          figures="column"
          rowHeight={36}
          rows={outcomes.map(({ outcome, count }) => ({
            ...{
              key: outcome,
              name: endingInWords(outcome, t),
              value: count,
              text: formatNumber(count, language),
            },
            aside: share(count),
            tone:
              outcome === 'answered'
                ? ('human' as const)
                : outcome === 'abandoned'
                  ? ('bad' as const)
                  : ('plain' as const),
            onOpen: open({ key: 'abandonment', outcome }),
          }))}
        />
      )}
    </Panel>
  );
}

function Blocks({ answer: { blocks } }: PartProps) {
  const { t, language } = useWords();
  const title = t('dash.ops.blocks');
  return (
    <Panel
      id="blocks"
      title={title}
      empty={blocks.length === 0 ? t('dash.ops.noBlocks') : undefined}
      table={{
        columns: [t('dash.chart.name'), t('dash.chart.count')],
        rows: blocks.map(({ rule, count }) => [ruleInWords(rule, t), formatNumber(count, language)]),
      }}
    >
      {(width) => (
        <BarRows
          label={title}
          width={width}
          nameWidth={Math.min(184, width * 0.5)}
          rowHeight={36}
          rows={blocks.map(({ rule, count }) => ({
            ...{ key: rule, name: ruleInWords(rule, t), value: count, text: formatNumber(count, language) },
          }))}
        />
      )}
    </Panel>
  );
}
